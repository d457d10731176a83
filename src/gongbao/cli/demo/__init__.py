"""The made-up county of 青岚 for demonstration and tests."""

from datetime import datetime


def seed(now: datetime) -> None:
    """Fill an empty database with the county as it stands at `now`."""
    from gongbao.cli.demo import story  # noqa: PLC0415 (models need Django, the list of accounts does not)

    story.seed(now)
