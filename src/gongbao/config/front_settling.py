"""What every web process needs sooner or later, loaded before somebody waits for it and never walked again.

A web process has some 400,000 objects that live as long as it does. Python's collector walks all of them about every
hundredth request and nobody is answered meanwhile (0.14 s): frozen, they are not looked at. What is made for a page
and let go again is looked at less often too.
"""

import asyncio
import gc
import logging
import threading
from typing import Any

from django.db import connections
from django.template import engines
from django.template.utils import get_app_template_dirs
from django.urls import get_resolver

log = logging.getLogger("gongbao.web")
_leaving = threading.Event()

FIRST_PAGE = 3.0  # seconds given to whoever waited for the start
USED = 60.0  # after which translations and whatever else pages need are there too
#: Objects made and not freed before the young are looked at, then rounds before those that stayed are. A page makes
#: ten thousand and frees nearly all of them: Python's own 700 would look at them over and over (a quarter of its time).
THRESHOLD = (10_000, 15, 15)


async def settle() -> None:
    """Load the views, then the templates and what finding a firm needs; freeze what stands, and what use has added."""
    _leaving.clear()
    gc.set_threshold(*THRESHOLD)
    await asyncio.to_thread(_load, get_resolver())
    await asyncio.sleep(FIRST_PAGE)
    await asyncio.to_thread(_load_templates)
    await asyncio.to_thread(_warm_up)
    freeze()
    await asyncio.sleep(USED)
    freeze()


def leave() -> None:
    """Load nothing more: the process is about to end, and would wait for what it is loading."""
    _leaving.set()


def freeze() -> None:
    """Take what lives now out of the collector's sight; cycles among it that are garbage already are freed first."""
    gc.collect()
    gc.freeze()


def _load(addresses: Any) -> None:
    """Included lists of addresses, and with them the views, are loaded when they are first looked into."""
    if not _leaving.is_set():
        for one in getattr(addresses, "url_patterns", ()):
            _load(one)


def _load_templates() -> None:
    """Every template of our own, as the first page that needs it would: all of them are 100,000 objects."""
    for folder in get_app_template_dirs("templates"):
        if "gongbao" in folder.parts:
            for path in folder.rglob("*.html"):
                if _leaving.is_set():
                    return
                engines["django"].get_template(path.relative_to(folder).as_posix())


def _warm_up() -> None:
    from gongbao.register.entities.finding import search  # noqa: PLC0415 (slow to load: nobody waits for it at the start)

    try:
        if not _leaving.is_set():
            search.warm_up()
    except Exception:
        log.exception("what finding a firm needs could not be loaded; the first question will")
    finally:
        connections.close_all()
