"""Invitations and password codes: what is handed over is a code, shown once; what is kept is its hash."""

from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import transaction

from gongbao.foundation.accounts import names, refusals
from gongbao.foundation.accounts.actions.people import (
    begin_membership,
    check_password,
    create_person,
    folded_username,
    user_actor,
)
from gongbao.foundation.accounts.codes import code_hash, new_code
from gongbao.foundation.accounts.models import Invitation, Membership, Organisation, PasswordCode, Role, User
from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.refusals import Refusal

INVITATION_DAYS = 14
PASSWORD_CODE_HOURS = 24


class Issued(NamedTuple):
    """An invitation and its code. The code exists nowhere else."""

    invitation: Invitation
    code: str


@transaction.atomic
def invite(
    *,
    organisation: Organisation,
    role: Role,
    by: Actor,
    now: datetime,
    region: str = "",
    days: int = INVITATION_DAYS,
) -> Issued:
    """A code with which one person joins the organisation in this role, once, within `days` days."""
    if not organisation.active:
        raise refusals.organisation_closed()
    if role.kinds and organisation.kind not in role.kinds:
        raise refusals.role_does_not_fit()
    code = new_code()
    invitation = Invitation(
        code_hash=code_hash(code),
        organisation=organisation,
        role=role,
        region=region,
        issued_by=by.label[:80],
        issued_at=now,
        expires_at=now + timedelta(days=days),
    )
    invitation.save(force_insert=True)
    record_event(
        name=names.INVITATION_ISSUED,
        by=by,
        now=now,
        subject=("invitation", invitation.pk),
        detail={"organisation": organisation.pk, "role": role.code, "region": region},
    )
    return Issued(invitation, code)


@transaction.atomic
def revoke_invitation(*, invitation: Invitation, by: Actor, now: datetime) -> None:
    """The code works no more. One that was used, or withdrawn before, stays as it is."""
    revoked = Invitation.objects.filter(pk=invitation.pk, used_at=None, revoked_at=None).update(revoked_at=now)
    if revoked:
        record_event(name=names.INVITATION_REVOKED, by=by, now=now, subject=("invitation", invitation.pk))


def open_invitation(*, code: str, now: datetime) -> Invitation:
    """The invitation a code opens, or the Refusal that says why it does not. Locked: call within a transaction."""
    found = (
        Invitation.objects.select_for_update(of=("self",))
        .select_related("organisation", "role")
        .filter(code_hash=code_hash(code))
        .first()
    )
    if found is None:
        raise refusals.code_unknown()
    if found.used_at:
        raise refusals.code_used()
    if found.revoked_at:
        raise refusals.code_revoked()
    if found.expires_at <= now:
        raise refusals.code_expired()
    if not found.organisation.active:
        raise refusals.organisation_closed()
    return found


@transaction.atomic
def join(*, code: str, username: str, display_name: str, password: str, now: datetime, language: str = "") -> User:
    """Redeem a code with a new account. A wrong code is refused first, so that trying codes tells nothing else."""
    invitation = open_invitation(code=code, now=now)
    user = create_person(username=username, display_name=display_name, password=password, now=now, language=language)
    _redeem(invitation, user, now)
    return user


@transaction.atomic
def join_signed_in(*, code: str, user: User, now: datetime) -> Membership:
    """Redeem a code with the account one has."""
    return _redeem(open_invitation(code=code, now=now), user, now)


def _redeem(invitation: Invitation, user: User, now: datetime) -> Membership:
    invitation.used_at, invitation.used_by = now, user
    invitation.save(update_fields=["used_at", "used_by"])
    by = user_actor(user)
    record_event(
        name=names.INVITATION_REDEEMED,
        by=by,
        now=now,
        subject=("invitation", invitation.pk),
        detail={"organisation": invitation.organisation_id, "role": invitation.role_id},
    )
    return begin_membership(
        user=user,
        organisation=invitation.organisation,
        role=invitation.role,
        by=by,
        now=now,
        region=invitation.region,
    )


@transaction.atomic
def issue_password_code(*, user: User, by: Actor, now: datetime) -> str:
    """A code with which the person chooses a new password within a day. An earlier unused one stops working."""
    if by.id == str(user.pk):
        raise refusals.own_appointment()
    PasswordCode.objects.filter(user=user, used_at=None).update(expires_at=now)
    code = new_code()
    issued = PasswordCode(
        code_hash=code_hash(code),
        user=user,
        issued_by=by.label[:80],
        issued_at=now,
        expires_at=now + timedelta(hours=PASSWORD_CODE_HOURS),
    )
    issued.save(force_insert=True)
    record_event(name=names.PASSWORD_CODE_ISSUED, by=by, now=now, subject=("person", user.pk))
    return code


@transaction.atomic
def reset_password(*, username: str, code: str, password: str, now: datetime) -> User:
    """Choose a new password with a code. The account's other sessions end, since their session hash no longer fits."""
    try:
        name = folded_username(username)
    except Refusal as error:
        raise refusals.code_unknown() from error
    found = (
        PasswordCode.objects.select_for_update(of=("self",))
        .select_related("user")
        .filter(code_hash=code_hash(code), user__username=name)
        .first()
    )
    if found is None:
        raise refusals.code_unknown()
    if found.used_at:
        raise refusals.code_used()
    if found.expires_at <= now:
        raise refusals.code_expired()
    user = found.user
    check_password(password, user)
    user.set_password(password)
    user.save(update_fields=["password"])
    found.used_at = now
    found.save(update_fields=["used_at"])
    record_event(name=names.PASSWORD_RESET, by=user_actor(user), now=now, subject=("person", user.pk))
    return user
