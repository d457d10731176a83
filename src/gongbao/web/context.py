"""What the frame around every page needs."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from gongbao.foundation.accounts.landing import workplaces
from gongbao.foundation.accounts.models import User
from gongbao.foundation.notices.selectors import unread_count


def frame(request: HttpRequest) -> dict[str, Any]:
    """The moment, whether this is the demonstration, and the unread notices, asked for once and only if shown."""
    user = getattr(request, "user", None)
    context: dict[str, Any] = {"now": getattr(request, "now", None), "demo": settings.DEMO}
    if user is not None and user.is_authenticated:
        context["notices_unread"] = SimpleLazyObject(lambda: _unread(request))
        context["workplaces"] = SimpleLazyObject(lambda: workplaces(user, request.path))
    return context


def _unread(request: HttpRequest) -> int:
    known: int | None = getattr(request, "_notices_unread", None)
    if known is None and isinstance(request.user, User):
        known = unread_count(request.user)
        request.__dict__["_notices_unread"] = known
    return known or 0
