"""Slow queries are seen: named in the log with their placeholders, never with their values, and counted."""

import logging
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

log = logging.getLogger("gongbao.database")
LONGEST = 600


class Watching:
    """Times every statement of a connection; those above the limit are told."""

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        begun = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            milliseconds = (time.perf_counter() - begun) * 1000
            if milliseconds >= settings.SLOW_QUERY_MS:
                self.tell(sql, milliseconds)

    def tell(self, sql: str, milliseconds: float) -> None:
        from gongbao.foundation.upkeep.counting import SLOW_QUERIES  # noqa: PLC0415 (counted only where shared)

        SLOW_QUERIES.inc()
        log.warning("slow query: %.0f ms: %s", milliseconds, " ".join(str(sql).split())[:LONGEST])


_watching = Watching()


def watch_connections() -> None:
    """From now on every new connection is watched."""
    connection_created.connect(_watch, dispatch_uid="gongbao.slow-queries")


def _watch(connection: BaseDatabaseWrapper, **_: Any) -> None:
    if _watching not in connection.execute_wrappers:
        connection.execute_wrappers.append(_watching)
