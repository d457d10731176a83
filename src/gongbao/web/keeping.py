"""The script that keeps pages on a phone for when there is no network, at each place whose pages ask for it."""

import json
from functools import cache
from hashlib import sha256
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

import gongbao
from gongbao.foundation.accounts import gate

_PROGRAM = Path(gongbao.__file__).parent
_WORKER = Path(__file__).resolve().parent / "static" / "web" / "js" / "kept-worker.js"
#: Scope: the page to go back to, the page saying there is no network, and how many pages about one thing it keeps.
_PLACES = {
    "report": ("items:home", "items:offline", 10),
    "inspect": ("inspections:today", "", 60),
}


@cache
def _release() -> str:
    """By what the pages are made of, so that a new release fetches them anew."""
    made = sha256(str(getattr(gongbao, "__version__", "")).encode())
    for path in sorted(one for kind in ("js", "css", "html") for one in _PROGRAM.glob(f"**/*.{kind}")):
        made.update(path.read_bytes())
    return made.hexdigest()[:16]


@gate.public
@require_GET
def worker(request: HttpRequest, *, scope: str) -> HttpResponse:
    """The script for one scope, a name of `_PLACES`. It must come from the place it serves."""
    home, offline, most = _PLACES[scope]
    place = {
        "release": _release(),
        "scope": f"/{scope}/",
        "home": reverse(home),
        "offline": reverse(offline) if offline else "",
        "most": most,
    }
    script = _WORKER.read_text("utf-8").replace("PLACE;", f"{json.dumps(place)};", 1)
    answer = HttpResponse(script, content_type="text/javascript; charset=utf-8")
    answer["Cache-Control"] = "no-cache"
    return answer
