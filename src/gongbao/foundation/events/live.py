"""Telling open pages that something happened: one PostgreSQL channel, read by the front's `/live`.

A message is small (it says what to fetch again, never the news itself) and goes out when the transaction commits.
"""

import json
from collections.abc import Mapping, Sequence

from django.db import connection, transaction

CHANNEL = "gongbao_live"
LONGEST = 7_900  # PostgreSQL takes 7,999 bytes in one notification


def push(*, topic: str, data: Mapping[str, object] | None = None, audience: Sequence[str] | None = None) -> None:
    """Tell open pages listening to `topic`, after commit.

    `audience` names who may hear it: "user:7", "organisation:3", "entity:12". None means everybody, also visitors:
    then `data` must be fit for the public. ValueError if the message is longer than a notification can be.
    """
    message = json.dumps(
        {"topic": topic, "to": None if audience is None else list(audience), "data": dict(data or {})},
        ensure_ascii=False,
        separators=(",", ":"),
    )
    if len(message.encode()) > LONGEST:
        raise ValueError(f"a live message of {topic} is too long: say what to fetch, not what it says")
    transaction.on_commit(lambda: _notify(message), robust=True)


def _notify(message: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, message])
