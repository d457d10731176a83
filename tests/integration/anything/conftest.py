import pytest
from tests.integration.filings.conftest import entity, forms, town  # noqa: F401 (pytest finds them by name)

from gongbao.foundation.events.actor import command
from gongbao.register.screening import actions
from gongbao.register.screening import desk as desks


@pytest.fixture(autouse=True)
def prepared_list(db, now, monkeypatch):
    """A version of the lists in hand: without one, screening rightly says that it is not ready yet."""
    mine = desks.Desk()
    for place in ("gongbao.register.screening.desk", "gongbao.register.screening.answers"):
        monkeypatch.setattr(f"{place}.desk", mine)
    return actions.take_version(by=command("test"), now=now)
