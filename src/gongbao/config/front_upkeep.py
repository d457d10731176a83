"""`/healthz`, `/readyz` and `/metrics`: for those who look after the machine, not for the public."""

import asyncio
import hmac
import ipaddress
from collections.abc import Callable

import orjson
import psycopg
from django.conf import settings
from django.db import connections
from psycopg_pool import PoolTimeout

from gongbao.cli.prepare import missing_migrations
from gongbao.config.front_http import JSON, TEXT, Scope, Send, answer, header, refuse
from gongbao.config.front_records import Pool
from gongbao.foundation.clock import read_clock
from gongbao.foundation.upkeep.gauges import as_text, standing
from gongbao.foundation.upkeep.metrics import exposition

PLACES = frozenset({"/healthz", "/readyz", "/metrics"})
_NO_STORE = (b"cache-control", b"no-store")
_PROMETHEUS = b"text/plain; version=0.0.4; charset=utf-8"


class Upkeep:
    """Answers the three addresses for one web process."""

    def __init__(self, pool: Callable[[], Pool]) -> None:
        self._pool = pool
        self._shape_known = False

    async def serve(self, scope: Scope, send: Send) -> None:
        """Health for whoever runs the process, readiness for the proxy before it, figures for who may see them."""
        if scope["path"] == "/healthz":
            await self._health(send)
        elif scope["path"] == "/readyz":
            await self._readiness(send)
        elif self._may(scope):
            said = await asyncio.to_thread(_figures)
            await answer(send, 200, said.encode(), _PROMETHEUS, _NO_STORE)
        else:
            zh = "运行指标只对本机或持有 GONGBAO_METRICS_TOKEN 的人开放。"
            en = "Figures are for this machine only, or for the holder of GONGBAO_METRICS_TOKEN."
            await refuse(send, 403, "metrics.not-allowed", zh, en)

    async def _health(self, send: Send) -> None:
        """200 when this process can reach the database within two seconds."""
        if await self._reaches_database():
            await answer(send, 200, b"ok\n", TEXT, _NO_STORE)
        else:
            await answer(send, 503, b"no database\n", TEXT, _NO_STORE)

    async def _readiness(self, send: Send) -> None:
        """200 when requests may be sent here: the database answers and has this version's shape."""
        reached = await self._reaches_database()
        if reached and not self._shape_known:
            self._shape_known = await asyncio.to_thread(_has_shape)
        found = {"database": reached, "migrations": reached and self._shape_known}
        await answer(send, 200 if all(found.values()) else 503, orjson.dumps(found), JSON, _NO_STORE)

    async def _reaches_database(self) -> bool:
        try:
            async with self._pool().connection(timeout=2) as connection:
                await connection.execute("SELECT 1")
        except (PoolTimeout, psycopg.Error):
            return False
        return True

    def _may(self, scope: Scope) -> bool:
        given = header(scope, b"authorization").removeprefix("Bearer ").encode()
        if settings.METRICS_TOKEN and hmac.compare_digest(given, settings.METRICS_TOKEN.encode()):
            return True
        if header(scope, b"x-forwarded-for") or header(scope, b"forwarded"):
            return False  # somebody far away, through the proxy on this machine
        try:
            return ipaddress.ip_address((scope.get("client") or ("",))[0]).is_loopback
        except ValueError:
            return False


def _has_shape() -> bool:
    try:
        return not missing_migrations()
    finally:
        connections.close_all()


def _figures() -> str:
    try:
        return exposition(settings.METRICS_DIR) + as_text(standing(read_clock()))
    finally:
        connections.close_all()
