"""The page on which a citizen's own browser checks a proof file."""

from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from gongbao.foundation.accounts import gate


def _vkey() -> str:
    try:
        return (Path(settings.LEDGER_DIR) / "log.vkey").read_text().strip()
    except FileNotFoundError:
        return ""


@gate.public
@require_GET
def verify(request: HttpRequest) -> HttpResponse:
    """The form; all checking happens in the browser (static/web/js/verify.js)."""
    return render(request, "web/verify.html", {"vkey": _vkey()})
