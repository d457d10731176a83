"""API tokens: created and revoked by the person they act for."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import transaction

from gongbao.foundation.accounts import names, policies, refusals
from gongbao.foundation.accounts.models import ApiToken, Organisation, User
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor

LONGEST_DAYS = 366
SCHEME = "gb"


class Created(NamedTuple):
    """A token and its key. The key exists nowhere else."""

    token: ApiToken
    key: str


def key_hash(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


@transaction.atomic
def create_token(
    *,
    user: User,
    organisation: Organisation,
    permissions: Sequence[Permission],
    purpose: str,
    days: int,
    by: Actor,
    now: datetime,
) -> Created:
    """A key for programs, within what the user may do for the organisation, for 1 to 366 days."""
    if len(purpose.strip()) < 2:
        raise refusals.token_needs_purpose()
    held = {
        one for m in policies.memberships(user) if m.organisation_id == organisation.pk for one in m.role.permissions
    }
    asked = {Permission(one).value for one in permissions}
    if not asked or not asked <= held:
        raise refusals.token_reaches_too_far()
    prefix = secrets.token_hex(5)
    key = f"{SCHEME}_{prefix}_{secrets.token_urlsafe(32)}"
    token = ApiToken(
        prefix=prefix,
        key_hash=key_hash(key),
        user=user,
        organisation=organisation,
        permissions=sorted(asked),
        purpose=purpose.strip()[:200],
        created_at=now,
        expires_at=now + timedelta(days=max(1, min(days, LONGEST_DAYS))),
    )
    token.save(force_insert=True)
    record_event(
        name=names.TOKEN_CREATED,
        by=by,
        now=now,
        subject=("token", token.pk),
        detail={"organisation": organisation.pk, "permissions": token.permissions, "prefix": prefix},
    )
    return Created(token, key)


@transaction.atomic
def revoke_token(*, token: ApiToken, by: Actor, now: datetime) -> None:
    """The key works no more, from this moment."""
    if ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=now):
        record_event(name=names.TOKEN_REVOKED, by=by, now=now, subject=("token", token.pk))


def touch_token(*, token: ApiToken, now: datetime) -> None:
    """Remember that the key was used, at most once an hour: use must not cost a write each time."""
    if token.last_used_at is None or now - token.last_used_at > timedelta(hours=1):
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
