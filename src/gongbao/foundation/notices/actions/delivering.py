"""Messages on their way out: queued with what caused them, taken by one sender at a time, tried until they went."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.bus import tell
from gongbao.foundation.events.ids import uuid7
from gongbao.foundation.events.registry import register as declare
from gongbao.foundation.notices import refusals
from gongbao.foundation.notices.actions.inbox import Words
from gongbao.foundation.notices.models import Attempt, Contact, Delivery, DeliveryState
from gongbao.foundation.notices.outside import Outgoing
from gongbao.foundation.notices.rules import first_try, next_try
from gongbao.foundation.notices.sealed import unseal

#: Told inside the transaction that records a delivery's last word: {"delivery", "ok", "now"}.
DELIVERY_TRIED = "delivery.tried"
FAILED = declare("delivery.failed", "对外通知没有送出", "outside message not delivered")
RETRIED = declare("delivery.retried", "重新送出对外通知", "outside message sent again")
TESTED = declare("contact.tested", "试发一条消息", "test message")
LEASE = timedelta(seconds=90)
DRILL = "【演练】"
MOST = 500


@dataclass(frozen=True, slots=True)
class Told:
    """Whom to reach: these people, and whoever serves these organisations in the role (blank: any)."""

    users: Sequence[int] = ()
    organisations: Sequence[int] = ()
    role: str = ""


@transaction.atomic
def queue(
    *,
    to: Told,
    words: Words,
    key: str,
    now: datetime,
    urgent: bool,
    drill: bool = False,
    kinds: Sequence[str] = (),
    about: tuple[str, str] = ("", ""),
) -> int:
    """Queue a message to every address of these people, in the caller's transaction; returns how many were new.

    `kinds` limits the channels (none named: all). What was queued under the same `key` to the same address is not
    queued again. A drill says so in its title and its body.
    """
    found = Contact.objects.filter(until=None, gateway__closed_at=None).filter(
        Q(user_id__in=list(to.users)) | Q(organisation_id__in=list(to.organisations), role__in={"", to.role})
    )
    if kinds:
        found = found.filter(gateway__kind__in=list(kinds))
    rows = [
        _delivery(one, words, key, about, now=now, urgent=urgent, drill=drill)
        for one in found.select_related("user", "gateway").order_by("id")[:MOST]
    ]
    known = set(Delivery.objects.filter(key__in=[row.key for row in rows]).values_list("key", flat=True))
    fresh = [row for row in rows if row.key not in known]
    Delivery.objects.bulk_create(fresh, ignore_conflicts=True)
    return len(fresh)


def _delivery(
    contact: Contact, words: Words, key: str, about: tuple[str, str], *, now: datetime, urgent: bool, drill: bool
) -> Delivery:
    english = contact.user is not None and contact.user.language.startswith("en")
    title, body = (words.title_en, words.body_en) if english else (words.title_zh, words.body_zh)
    mark = ("[DRILL] " if english else DRILL) if drill else ""
    return Delivery(
        id=uuid7(),
        contact=contact,
        key=f"{key}:{contact.pk.hex}"[:120],
        title=f"{mark}{title}"[:160],
        body=f"{mark}{body}"[:2_000],
        urgent=urgent,
        drill=drill,
        about_kind=about[0],
        about_id=about[1],
        queued_at=now,
        next_at=first_try(now, contact.quiet_from, contact.quiet_until, urgent=urgent),
    )


@transaction.atomic
def take_due(*, now: datetime, most: int) -> list[tuple[UUID, Outgoing]]:
    """Take what is due, urgent first: nobody else sends it until the lease ends."""
    due = Q(state=DeliveryState.QUEUED, next_at__lte=now) | Q(state=DeliveryState.TAKEN, taken_until__lte=now)
    rows = list(
        Delivery.objects.filter(due, contact__gateway__closed_at=None)
        .select_for_update(of=("self",), skip_locked=True)
        .select_related("contact__gateway")
        .order_by("-urgent", "next_at")[:most]
    )
    for row in rows:
        row.state, row.taken_until = DeliveryState.TAKEN, now + LEASE
    Delivery.objects.bulk_update(rows, ["state", "taken_until"])
    return [(row.pk, _outgoing(row)) for row in rows]


def _outgoing(row: Delivery) -> Outgoing:
    contact = row.contact
    address = unseal(contact.sealed_address) if contact.sealed_address else ""
    return Outgoing(unseal(contact.gateway.sealed_url), address, row.title, row.body)


@transaction.atomic
def record_result(*, delivery_id: UUID, reason: str, by: Actor, now: datetime) -> Delivery:
    """How an attempt went: blank, it went out; else why not, and it waits for the next try or is given up."""
    held = Delivery.objects.select_for_update().get(pk=delivery_id)
    if held.state == DeliveryState.SENT:
        return held
    Attempt(delivery=held, at=now, ok=not reason, reason=reason[:60]).save(force_insert=True)
    held.attempts += 1
    held.taken_until, held.reason = None, reason[:60]
    pause = next_try(held.attempts, urgent=held.urgent)
    if not reason:
        held.state, held.done_at = DeliveryState.SENT, now
    elif pause is None:
        held.state, held.done_at = DeliveryState.FAILED, now
        record_event(name=FAILED, by=by, now=now, subject=("delivery", held.pk), detail={"reason": held.reason})
    else:
        held.state, held.next_at = DeliveryState.QUEUED, now + pause
    held.save()
    tell(DELIVERY_TRIED, {"delivery": held, "ok": not reason, "now": now})
    return held


@transaction.atomic
def retry(*, delivery_id: UUID, by: Actor, now: datetime) -> Delivery:
    """Somebody asks to try again now what was given up or waits."""
    held = Delivery.objects.select_for_update().get(pk=delivery_id)
    if held.state not in {DeliveryState.FAILED, DeliveryState.QUEUED} or not held.attempts:
        raise refusals.not_failed()
    held.state, held.next_at, held.done_at, held.attempts = DeliveryState.QUEUED, now, None, 0
    held.save()
    record_event(name=RETRIED, by=by, now=now, subject=("delivery", held.pk))
    return held


@transaction.atomic
def send_test(*, contact: Contact, by: Actor, now: datetime) -> Delivery:
    """A message that says it is a test, to one address."""
    words = Words(
        kind="test",
        title_zh="试发：公报值班通知",
        title_en="Test: Gongbao duty messages",
        body_zh="这是一条试发消息，不用处理。收到说明这个渠道通了。",
        body_en="This is a test; nothing to do. It came, so this channel works.",
    )
    made = _delivery(
        contact, words, f"test:{uuid7().hex}", ("contact", str(contact.pk)), now=now, urgent=True, drill=False
    )
    made.save(force_insert=True)
    record_event(name=TESTED, by=by, now=now, subject=("contact", contact.pk))
    return made
