"""Slowing down: whoever tries codes (so many wrong ones from one address, then a pause), and programs in a hurry.

Counted in the cache: per process with the local cache, over all of them with a shared one.
"""

from datetime import datetime

from allauth.core.internal.ratelimit import get_ip
from django.core.cache import cache
from django.http import HttpRequest

from gongbao.foundation.accounts import refusals
from gongbao.foundation.events.refusals import Refusal

MOST_WRONG = 10
PAUSE_MINUTES = 10
TOKEN_PER_MINUTE = 600


def _key(request: HttpRequest, what: str) -> str:
    return f"wrong:{what}:{get_ip(request)}"


def require_pace(request: HttpRequest, what: str) -> None:
    """Refusal (429) after ten wrong tries from this address within ten minutes."""
    if cache.get(_key(request, what), 0) >= MOST_WRONG:
        raise refusals.too_many_tries(PAUSE_MINUTES)


def count_wrong(request: HttpRequest, what: str) -> None:
    """One more wrong try."""
    key = _key(request, what)
    if not cache.add(key, 1, PAUSE_MINUTES * 60):
        cache.incr(key)


def require_share(who: str, per_minute: int, *, now: datetime) -> None:
    """Refusal (429) when `who` has had the share of this minute."""
    key = _minute(who, now)
    if cache.add(key, 1, 120):
        return
    if cache.incr(key) > per_minute:
        raise refusals.too_many_calls(per_minute)


def free_share(who: str, *, now: datetime) -> None:
    """The call is counted elsewhere."""
    key = _minute(who, now)
    if cache.get(key, 0) > 0:
        cache.decr(key)


def _minute(who: str, now: datetime) -> str:
    return f"share:{who}:{int(now.timestamp()) // 60}"


def require_room(request: HttpRequest, what: str, most: int, *, minutes: int, refusal: Refusal) -> None:
    """The caller's refusal when this address has done it `most` times within the minutes; otherwise it is counted."""
    key = f"room:{what}:{get_ip(request)}"
    if not cache.add(key, 1, minutes * 60) and cache.incr(key) > most:
        raise refusal


def free_room(request: HttpRequest, what: str) -> None:
    """What was counted came to nothing: a mistake in a form is not held against its writer."""
    key = f"room:{what}:{get_ip(request)}"
    if cache.get(key, 0) > 0:
        cache.decr(key)
