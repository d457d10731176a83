"""Who looks at an open page: Django's session behind the cookie, asked once in a thread."""

import asyncio
from http.cookies import CookieError, SimpleCookie
from importlib import import_module

from django.conf import settings
from django.contrib.auth import get_user
from django.db import close_old_connections
from django.http import HttpRequest

from gongbao.foundation.accounts.models import Mandate, Membership

MOST_MANDATES = 20_000


async def audience_of(cookie: str) -> frozenset[str]:
    """The names under which the signed-in user hears live messages; empty for a visitor."""
    key = _session_key(cookie)
    return await asyncio.to_thread(_audience, key) if key else frozenset()


def _session_key(cookie: str) -> str:
    jar: SimpleCookie = SimpleCookie()
    try:
        jar.load(cookie)
    except CookieError:
        return ""
    found = jar.get(settings.SESSION_COOKIE_NAME)
    return found.value if found else ""


def _audience(key: str) -> frozenset[str]:
    close_old_connections()
    try:
        request = HttpRequest()
        request.session = import_module(settings.SESSION_ENGINE).SessionStore(key)
        user = get_user(request)
        if not user.is_authenticated or not user.is_active:
            return frozenset()
        organisations = list(
            Membership.objects.filter(user_id=user.pk, until=None, organisation__active=True)
            .order_by("organisation_id")
            .values_list("organisation_id", flat=True)
            .distinct()[:100]
        )
        entities = Mandate.objects.filter(organisation_id__in=organisations, until=None).values_list(
            "entity_id", flat=True
        )[:MOST_MANDATES]
        return frozenset(
            [
                f"user:{user.pk}",
                *(f"organisation:{one}" for one in organisations),
                *(f"entity:{one}" for one in entities),
            ]
        )
    finally:
        close_old_connections()
