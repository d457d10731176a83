"""Gateways and where they reach people. Addresses are sealed; the trail says that they changed, never to what."""

import re
from datetime import datetime, time

from django.db import IntegrityError, transaction

from gongbao.foundation.accounts.masking import masked_email
from gongbao.foundation.accounts.models import Organisation, User
from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.registry import register as declare
from gongbao.foundation.notices import refusals
from gongbao.foundation.notices.models import ChannelKind, Contact, Gateway
from gongbao.foundation.notices.outside import PLACE, understood
from gongbao.foundation.notices.sealed import seal
from gongbao.foundation.wording import masked_phone

OPENED = declare("gateway.opened", "开通对外渠道", "outside channel opened")
CLOSED = declare("gateway.closed", "停用对外渠道", "outside channel closed")
ADDED = declare("contact.added", "登记接收地址", "address to reach added")
ENDED = declare("contact.ended", "停用接收地址", "address to reach ended")
_PHONE = re.compile(r"1\d{10}")
_MAIL = re.compile(r"[^\s@]{1,64}@[^\s@]+\.[^\s@]+")
LONGEST = 120


@transaction.atomic
def open_gateway(*, kind: str, name: str, url: str, by: Actor, now: datetime) -> Gateway:
    """A new way out. `url` is the library's address, with {to} where each person's own belongs; it is kept sealed."""
    name, url = name.strip()[:60], url.strip()
    if not name:
        raise refusals.gateway_name_taken()
    if kind not in ChannelKind.values or not understood(url):
        raise refusals.gateway_unknown()
    made = Gateway(
        kind=kind,
        name=name,
        sealed_url=seal(url),
        personal=PLACE in url,
        opened_at=now,
        opened_by=by.label[:80],
    )
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as error:
        raise refusals.gateway_name_taken() from error
    record_event(name=OPENED, by=by, now=now, subject=("gateway", made.pk), detail={"kind": kind})
    return made


@transaction.atomic
def close_gateway(*, gateway: Gateway, by: Actor, now: datetime) -> Gateway:
    """No more goes out through it; what waits for it stays and is seen."""
    held = Gateway.objects.select_for_update().get(pk=gateway.pk)
    if held.closed_at is None:
        held.closed_at = now
        held.save(update_fields=["closed_at"])
        record_event(name=CLOSED, by=by, now=now, subject=("gateway", held.pk))
    return held


@transaction.atomic
def add_contact(
    *,
    gateway: Gateway,
    address: str,
    by: Actor,
    now: datetime,
    user: User | None = None,
    organisation: Organisation | None = None,
    role: str = "",
    quiet_from: time | None = None,
    quiet_until: time | None = None,
) -> Contact:
    """Where the gateway reaches this person, or whoever serves the organisation in the role."""
    address = address.strip()[:LONGEST]
    if gateway.personal and not address:
        raise refusals.address_needed()
    if (quiet_from is None) != (quiet_until is None):
        raise refusals.quiet_both()
    made = Contact(
        gateway=gateway,
        user=user,
        organisation=organisation,
        role=role,
        sealed_address=seal(address) if gateway.personal else "",
        hint=_hint(gateway, address) if gateway.personal else "",
        quiet_from=quiet_from,
        quiet_until=quiet_until,
        since=now,
    )
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as error:
        raise refusals.contact_known() from error
    record_event(name=ADDED, by=by, now=now, subject=("contact", made.pk), detail={"kind": gateway.kind})
    return made


@transaction.atomic
def end_contact(*, contact: Contact, by: Actor, now: datetime) -> Contact:
    """Nothing more is sent there."""
    held = Contact.objects.select_for_update().get(pk=contact.pk)
    if held.until is None:
        held.until = now
        held.save(update_fields=["until"])
        record_event(name=ENDED, by=by, now=now, subject=("contact", held.pk))
    return held


def _hint(gateway: Gateway, address: str) -> str:
    """The address as pages show it; Refusal where it can't be one of this kind."""
    if gateway.kind == ChannelKind.SMS:
        if not _PHONE.fullmatch(address):
            raise refusals.address_not_a_phone()
        return masked_phone(address)
    if gateway.kind == ChannelKind.MAIL:
        if not _MAIL.fullmatch(address):
            raise refusals.address_not_mail()
        return masked_email(address)
    return f"{address[:2]}***"
