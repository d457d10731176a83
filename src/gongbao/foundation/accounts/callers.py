"""Who calls the API: a program with its key, or a page with its session.

`router = Router(auth=CALLERS)`; then `gate.requires(...)` or `gate.signed_in` on each endpoint says what it takes.
"""

from typing import Any

from django.http import HttpRequest
from ninja.security import HttpBearer, SessionAuth

from gongbao.foundation.accounts import pace, tokens
from gongbao.foundation.accounts.models import User


class KeyAuth(HttpBearer):
    """`Authorization: Bearer gb_…`; at most `TOKEN_PER_MINUTE` calls a minute for each key."""

    def authenticate(self, request: HttpRequest, token: str) -> User | None:
        edge: Any = request
        user = tokens.authenticate_request(request, now=edge.now)
        if user is not None:
            pace.require_share(f"token:{edge.api_token.pk}", pace.TOKEN_PER_MINUTE, now=edge.now)
        return user


CALLERS = [KeyAuth(), SessionAuth()]
