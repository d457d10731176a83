"""Knowing a program by its key: `Authorization: Bearer gb_<prefix>_<secret>`."""

import hmac
from datetime import datetime
from typing import Any

from django.http import HttpRequest

from gongbao.foundation.accounts import policies
from gongbao.foundation.accounts.actions.tokens import SCHEME, key_hash, touch_token
from gongbao.foundation.accounts.models import ApiToken, User


def authenticate(header: str, *, now: datetime) -> tuple[User, ApiToken] | None:
    """The user and token behind an Authorization header, or None if it is not a key in force.

    The user may then do only what the token may: its organisation, its permissions.
    """
    scheme, _, key = header.strip().partition(" ")
    parts = key.strip().split("_", 2)
    if scheme.lower() != "bearer" or len(parts) != 3 or parts[0] != SCHEME:
        return None
    token = (
        ApiToken.objects.select_related("user", "organisation")
        .filter(prefix=parts[1], revoked_at=None, expires_at__gt=now, user__is_active=True, organisation__active=True)
        .first()
    )
    if token is None or not hmac.compare_digest(token.key_hash, key_hash(key.strip())):
        return None
    policies.confine(token.user, organisation_id=token.organisation_id, permissions=token.permissions)
    touch_token(token=token, now=now)
    return token.user, token


def authenticate_request(request: HttpRequest, *, now: datetime) -> User | None:
    """The same for a request: on success `request.user` is the token's user and the gate knows the token as actor."""
    found = authenticate(request.headers.get("Authorization", ""), now=now)
    if found is None:
        return None
    edge: Any = request
    edge.user, edge.api_token = found
    return found[0]
