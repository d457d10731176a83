"""The doors for other installations. The signature says who it is; there are no cookies, so no token against them."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from gongbao.briefing.exchange import actions
from gongbao.briefing.exchange.rules import MOST_BYTES
from gongbao.foundation.accounts import gate
from gongbao.foundation.events.refusals import Refusal

TEXT = "text/plain; charset=utf-8"


@gate.public
@csrf_exempt
@require_POST
def inbox(request: Any) -> HttpResponse:
    """Take a package; the answer is our signed receipt."""
    return _answer(request, lambda raw, now: actions.receive(raw=raw, now=now))


@gate.public
@csrf_exempt
@require_POST
def collect(request: Any) -> HttpResponse:
    """Hand out what waits for whoever asks, to them alone."""
    return _answer(request, lambda raw, now: actions.collected(raw=raw, now=now))


@gate.public
@csrf_exempt
@require_POST
def receipts(request: Any) -> HttpResponse:
    """Take a receipt for a package of ours."""

    def take(raw: bytes, now: datetime) -> str:
        actions.take_receipt(raw=raw, now=now)
        return ""

    return _answer(request, take)


def _answer(request: Any, act: Callable[[bytes, datetime], str]) -> HttpResponse:
    raw = request.read(MOST_BYTES + 1)
    try:
        said = act(raw, request.now)
    except Refusal as refusal:
        words = f"{refusal.code}\n{refusal.zh}\n{refusal.en}\n"
        return HttpResponse(words, status=refusal.status, content_type=TEXT)
    return HttpResponse(said, content_type=TEXT, headers={"Cache-Control": "no-store"})
