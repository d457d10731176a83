"""People and the organisations they act for: opening accounts, appointing, ending, blocking."""

import re
import unicodedata
from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import override

from gongbao.foundation.accounts import names, refusals
from gongbao.foundation.accounts.models import ApiToken, Membership, Organisation, Role, User
from gongbao.foundation.clock import china_date
from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor, ActorKind
from gongbao.foundation.events.refusals import Refusal, Refusals

_USERNAME = re.compile(r"^\w[\w.-]{2,59}$")


def folded_username(typed: str) -> str:
    """The one form of a username: half-width, lower case. Refusal if it cannot be one."""
    name = unicodedata.normalize("NFKC", typed).strip().lower()
    if not _USERNAME.match(name):
        raise refusals.username_malformed()
    return name


def check_password(password: str, user: User) -> None:
    """Refusals with each reason why this password will not do, in both languages."""
    found: dict[str, list[str]] = {}
    for language in ("zh-hans", "en"):
        with override(language):
            try:
                validate_password(password, user)
            except ValidationError as error:
                found[language] = list(error.messages)
    if found:
        raise Refusals(
            [
                Refusal("password.weak", zh, en, field="password")
                for zh, en in zip(found["zh-hans"], found["en"], strict=True)
            ]
        )


@transaction.atomic
def create_person(
    *, username: str, display_name: str, password: str, now: datetime, by: Actor | None = None, language: str = ""
) -> User:
    """Open an account. Without `by` the person opens it themselves. Refusal(s) name the field that is wrong."""
    user = User(
        username=folded_username(username),
        display_name=display_name.strip() or username.strip(),
        language=language or "zh-hans",
        date_joined=now,
    )
    if User.objects.filter(username=user.username).exists():
        raise refusals.username_taken()
    check_password(password, user)
    user.set_password(password)
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError as error:
        raise refusals.username_taken() from error
    record_event(
        name=names.PERSON_CREATED,
        by=by or user_actor(user),
        now=now,
        subject=("person", user.pk),
        detail={"username": user.username},
    )
    return user


def user_actor(user: User) -> Actor:
    """A person acting for themselves outside of a request's gate, e.g. while joining."""
    return Actor(kind=ActorKind.USER, id=str(user.pk), label=str(user))


@transaction.atomic
def create_organisation(
    *, kind: str, name: str, region: str, by: Actor, now: datetime, code: str = "", parent: Organisation | None = None
) -> Organisation:
    """Add a body people act for. `region` is a division code; Refusal if another one in force has the same code."""
    made = Organisation(
        kind=kind, name=name.strip(), region=region, code=code.strip().upper(), parent=parent, created_at=now
    )
    if made.code and Organisation.objects.filter(code=made.code, active=True).exists():
        raise refusals.organisation_code_taken()
    made.save(force_insert=True)
    record_event(
        name=names.ORGANISATION_CREATED,
        by=by,
        now=now,
        subject=("organisation", made.pk),
        detail={"kind": kind, "name": made.name, "code": made.code, "region": region},
    )
    return made


@transaction.atomic
def rename_organisation(*, organisation: Organisation, name: str, by: Actor, now: datetime) -> None:
    """The body is called otherwise from now on; the trail keeps both names."""
    before, organisation.name = organisation.name, name.strip()
    organisation.save(update_fields=["name"])
    record_event(
        name=names.ORGANISATION_RENAMED,
        by=by,
        now=now,
        subject=("organisation", organisation.pk),
        detail={"before": before, "after": organisation.name},
    )


@transaction.atomic
def close_organisation(*, organisation: Organisation, by: Actor, now: datetime) -> None:
    """Nobody acts for it any more; its history stays. Closing twice changes nothing."""
    closed = Organisation.objects.filter(pk=organisation.pk, active=True).update(active=False)
    organisation.active = False
    if closed:
        record_event(name=names.ORGANISATION_CLOSED, by=by, now=now, subject=("organisation", organisation.pk))


@transaction.atomic
def appoint(
    *, user: User, organisation: Organisation, role: Role, by: Actor, now: datetime, region: str = ""
) -> Membership:
    """The user acts for the organisation in this role from today, over `region` (blank: the organisation's own).

    An appointment already in force is returned as it is, with its region changed if another is asked for.
    """
    if not organisation.active:
        raise refusals.organisation_closed()
    if role.kinds and organisation.kind not in role.kinds:
        raise refusals.role_does_not_fit()
    if by.id == str(user.pk) and organisation.kind in {"authority", "department"}:
        raise refusals.own_appointment()
    return begin_membership(user=user, organisation=organisation, role=role, by=by, now=now, region=region)


def begin_membership(
    *, user: User, organisation: Organisation, role: Role, by: Actor, now: datetime, region: str = ""
) -> Membership:
    """Write the appointment down. Called within a transaction that has checked who may be what."""
    wanted = region or organisation.region
    membership, made = Membership.objects.get_or_create(
        user=user,
        organisation=organisation,
        role=role,
        until=None,
        defaults={"region": wanted, "since": china_date(now)},
    )
    changed = not made and bool(region) and membership.region != region
    if changed:
        membership.region = region
        membership.save(update_fields=["region"])
    if made or changed:
        record_event(
            name=names.MEMBERSHIP_BEGAN,
            by=by,
            now=now,
            subject=("person", user.pk),
            detail={"organisation": organisation.pk, "role": role.code, "region": wanted},
        )
    user.__dict__.pop("_memberships", None)
    return membership


@transaction.atomic
def end_membership(*, membership: Membership, by: Actor, now: datetime) -> None:
    """The appointment ends today, and the person's tokens for that organisation with the last one."""
    if by.id == str(membership.user_id) and membership.organisation.kind in {"authority", "department"}:
        raise refusals.own_appointment()
    ended = Membership.objects.filter(pk=membership.pk, until=None).update(until=china_date(now))
    if not ended:
        return
    record_event(
        name=names.MEMBERSHIP_ENDED,
        by=by,
        now=now,
        subject=("person", membership.user_id),
        detail={"organisation": membership.organisation_id, "role": membership.role_id},
    )
    others = Membership.objects.filter(user=membership.user_id, organisation=membership.organisation_id, until=None)
    if not others.exists():
        ApiToken.objects.filter(
            user=membership.user_id, organisation=membership.organisation_id, revoked_at=None
        ).update(revoked_at=now)


@transaction.atomic
def set_blocked(*, user: User, blocked: bool, by: Actor, now: datetime) -> None:
    """A blocked account can neither sign in nor go on where it is signed in, and its tokens stop."""
    if by.id == str(user.pk):
        raise refusals.own_appointment()
    changed = User.objects.filter(pk=user.pk, is_active=blocked).update(is_active=not blocked)
    user.is_active = not blocked
    if changed:
        name = names.PERSON_BLOCKED if blocked else names.PERSON_UNBLOCKED
        record_event(name=name, by=by, now=now, subject=("person", user.pk))


@transaction.atomic
def change_details(*, user: User, display_name: str, language: str, by: Actor, now: datetime) -> None:
    """What a person may change about themselves: the name shown, and the language of pages and notices."""
    changed = sorted(
        field
        for field, value in (("display_name", display_name.strip()), ("language", language))
        if getattr(user, field) != value
    )
    if not changed:
        return
    user.display_name, user.language = display_name.strip(), language
    user.save(update_fields=["display_name", "language"])
    record_event(
        name=names.PERSON_CHANGED, by=by, now=now, subject=("person", user.pk), detail={"fields": list(changed)}
    )


@transaction.atomic
def remove_second_factor(*, user: User, by: Actor, now: datetime) -> int:
    """For somebody who lost the telephone: all their second factors go; returns how many. They set up new ones next."""
    if by.id == str(user.pk):
        raise refusals.own_appointment()
    removed, _ = Authenticator.objects.filter(user=user).delete()
    if removed:
        record_event(name=names.SECOND_FACTOR_REMOVED, by=by, now=now, subject=("person", user.pk))
    return int(removed)


def record_sign_in(*, user: User, by: Actor, now: datetime) -> None:
    """Somebody signed in."""
    record_event(name=names.PERSON_SIGNED_IN, by=by, now=now, subject=("person", user.pk))


@transaction.atomic
def end_session(*, user: User, session_id: int, by: Actor, now: datetime) -> None:
    """Sign one of the person's devices out. A session that is gone or another's changes nothing."""
    session = UserSession.objects.filter(pk=session_id, user=user).first()
    if session is not None:
        session.end()
        record_event(name=names.SESSION_ENDED, by=by, now=now, subject=("person", user.pk))
