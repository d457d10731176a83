"""What every web process needs sooner or later, loaded before somebody waits for it and never walked again.

A web process has some 400,000 objects that live as long as it does. Python's collector walks all of them about every
hundredth request and nobody is answered meanwhile (0.14 s): frozen, they are not looked at.
"""

import asyncio
import gc
import logging
from typing import Any

from django.db import connections
from django.urls import get_resolver

from gongbao.register.entities.finding import search

log = logging.getLogger("gongbao.web")

FIRST_PAGE = 3.0  # seconds given to whoever waited for the start
USED = 60.0  # after which templates and translations that pages need are there too


async def settle() -> None:
    """Load the views, then what finding a firm needs; freeze what stands, and again what use has added."""
    await asyncio.to_thread(_load, get_resolver())
    await asyncio.sleep(FIRST_PAGE)
    await asyncio.to_thread(_warm_up)
    freeze()
    await asyncio.sleep(USED)
    freeze()


def freeze() -> None:
    """Take what lives now out of the collector's sight; cycles among it that are garbage already are freed first."""
    gc.collect()
    gc.freeze()


def _load(addresses: Any) -> None:
    """Included lists of addresses, and with them the views, are loaded when they are first looked into."""
    for one in getattr(addresses, "url_patterns", ()):
        _load(one)


def _warm_up() -> None:
    try:
        search.warm_up()
    except Exception:
        log.exception("what finding a firm needs could not be loaded; the first question will")
    finally:
        connections.close_all()
