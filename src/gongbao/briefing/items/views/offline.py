"""Writing without a network: the script that keeps the writing pages on a phone, and the page saying there is none."""

from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

import gongbao
from gongbao.foundation.accounts import gate
from gongbao.foundation.accounts.permissions import Permission

_PROGRAM = Path(gongbao.__file__).parent
_WORKER = Path(__file__).resolve().parents[1] / "static" / "items" / "worker.js"


@cache
def _script() -> bytes:
    """The script with the release in it: by what the pages are made of, so a new release fetches them anew."""
    made = sha256(str(getattr(gongbao, "__version__", "")).encode())
    for path in sorted(one for kind in ("js", "css", "html") for one in _PROGRAM.glob(f"**/*.{kind}")):
        made.update(path.read_bytes())
    return _WORKER.read_bytes().replace(b'"RELEASE"', b'"%s"' % made.hexdigest()[:16].encode(), 1)


@gate.public
@require_GET
def worker(request: HttpRequest) -> HttpResponse:
    """The script that keeps the writing pages. It must come from the place it serves."""
    answer = HttpResponse(_script(), content_type="text/javascript; charset=utf-8")
    answer["Cache-Control"] = "no-cache"
    return answer


@gate.requires(Permission.ITEM_WRITE)
@require_GET
def offline(request: Any) -> HttpResponse:
    """What a phone shows without a network for a page it does not have; it tells nothing about anybody's texts."""
    return render(request, "items/offline.html")
