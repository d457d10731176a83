"""Knowing a program by its key: `Authorization: Bearer gb_<prefix>_<secret>`."""

import hmac
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.http import HttpRequest

from gongbao.foundation.accounts import policies
from gongbao.foundation.accounts.actions.tokens import SCHEME, key_hash, touch_token
from gongbao.foundation.accounts.models import ApiToken, User
from gongbao.foundation.asking import Rows, ask

Known = tuple[User, ApiToken]
_TOKEN, _USER = Rows(ApiToken, "token"), Rows(User, "person")
_IN_FORCE = f"""
SELECT {_TOKEN.columns}, {_USER.columns} FROM {_TOKEN.table}
JOIN {_USER.table} ON person.id = token.user_id
JOIN accounts_organisation AS body ON body.id = token.organisation_id
WHERE token.prefix = ANY(%s::text[]) AND token.revoked_at IS NULL AND token.expires_at > %s
  AND person.is_active AND body.active
"""  # noqa: S608 (names of ours; values go apart)


def authenticate(header: str, *, now: datetime) -> Known | None:
    """The user and token behind an Authorization header, or None if it is not a key in force.

    The user may then do only what the token may: its organisation, its permissions.
    """
    return authenticate_many([header], now=now).get(header)


def authenticate_many(headers: Sequence[str], *, now: datetime) -> dict[str, Known]:
    """The same of many headers, by two statements; those that are no key in force are not among the answers."""
    keys = {header: key for header in headers if (key := _key(header))}
    tokens = _in_force([prefix for prefix, _ in keys.values()], now) if keys else {}
    found = {
        header: tokens[prefix]
        for header, (prefix, key) in keys.items()
        if prefix in tokens and hmac.compare_digest(tokens[prefix].key_hash, key_hash(key))
    }
    policies.learn_memberships([token.user for token in found.values()])
    for token in {token.pk: token for token in found.values()}.values():
        policies.confine(token.user, organisation_id=token.organisation_id, permissions=token.permissions)
        touch_token(token=token, now=now)
    return {header: (token.user, token) for header, token in found.items()}


def _in_force(prefixes: Sequence[str], now: datetime) -> dict[str, ApiToken]:
    """The keys in force of these prefixes, with their users."""
    found = {}
    for row in ask(_IN_FORCE, list(dict.fromkeys(prefixes)), now):
        token = _TOKEN.made(row[: _TOKEN.width])
        token.user = _USER.made(row[_TOKEN.width :])
        found[token.prefix] = token
    return found


def _key(header: str) -> tuple[str, str] | None:
    """Prefix and whole key of an Authorization header, if it has the form of one."""
    scheme, _, key = header.strip().partition(" ")
    parts = key.strip().split("_", 2)
    return (parts[1], key.strip()) if scheme.lower() == "bearer" and len(parts) == 3 and parts[0] == SCHEME else None


def authenticate_request(request: HttpRequest, *, now: datetime) -> User | None:
    """The same for a request: on success `request.user` is the token's user and the gate knows the token as actor."""
    found = authenticate(request.headers.get("Authorization", ""), now=now)
    if found is None:
        return None
    edge: Any = request
    edge.user, edge.api_token = found
    return found[0]
