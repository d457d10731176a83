"""An organisation begins, pauses, replays, renews and ends what it follows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.conf import settings
from django.db import transaction

from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.registry import register as declare
from gongbao.register.subscriptions import refusals, sealing, selectors
from gongbao.register.subscriptions.models import Change, Delivery, DeliveryState, Standing, Subscription
from gongbao.register.subscriptions.rules.addresses import refused_url
from gongbao.register.subscriptions.rules.messages import secret_text

SUBSCRIBED = declare("lists.subscribed", "订阅名录", "followed the lists")
PAUSED = declare("lists.paused", "暂停订阅", "subscription paused")
RESUMED = declare("lists.resumed", "恢复订阅", "subscription resumed")
REPLAYED = declare("lists.replayed", "要求重发", "replay asked for")
RENEWED = declare("lists.secret-renewed", "更换签名密钥", "signing secret renewed")
ENDED = declare("lists.subscription-ended", "退订名录", "subscription ended")
MOST = 20
BOTH_SIGN_FOR = timedelta(hours=24)
REGISTERS = ("abnormal", "serious")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What a subscriber wants to hear of. Nothing named: everything. Corrections come whatever is named."""

    registers: Sequence[str] = ()
    region: str = ""
    kinds: Sequence[str] = ()


class Made(NamedTuple):
    """A subscription and its secret, which is shown once and never again ("" without an address)."""

    subscription: Subscription
    secret: str


@transaction.atomic
def subscribe(
    *,
    organisation_id: int,
    label: str,
    url: str,
    scope: Scope,
    by: Actor,
    now: datetime,
    since: int | None = None,
) -> Made:
    """Follow the lists from version `since` on (from now on without it). An empty address: by files only."""
    if len(label.strip()) < 2:
        raise refusals.label_needed()
    url = url.strip()
    if url and (wrong := refused_url(url, inside=settings.WEBHOOK_INSIDE)):
        raise refusals.bad_address(wrong.zh, wrong.en)
    _check(scope)
    mine = Subscription.objects.filter(organisation_id=organisation_id).exclude(standing=Standing.ENDED)
    if mine.count() >= MOST:
        raise refusals.too_many(MOST)
    secret = sealing.new_secret() if url else None
    row = Subscription(
        organisation_id=organisation_id,
        label=label.strip()[:100],
        url=url,
        secret=sealing.seal(secret) if secret else None,
        registers=sorted(set(scope.registers)),
        region=scope.region,
        kinds=sorted(set(scope.kinds)),
        position=_version(since),
        made_at=now,
        made_by=by.label[:80],
    )
    row.save(force_insert=True)
    record_event(
        name=SUBSCRIBED,
        by=by,
        now=now,
        subject=("list-subscription", row.pk),
        detail={"organisation": organisation_id, "webhook": bool(url), "from": row.position},
    )
    return Made(row, secret_text(secret) if secret else "")


def _check(scope: Scope) -> None:
    if not set(scope.registers) <= set(REGISTERS):
        raise refusals.unknown_scope("registers")
    if not set(scope.kinds) <= set(Change.values):
        raise refusals.unknown_scope("kinds")
    if scope.region and not (scope.region.isascii() and scope.region.isdigit() and 2 <= len(scope.region) <= 12):
        raise refusals.unknown_place()


def _version(since: int | None) -> int:
    head = selectors.head()
    if since is None:
        return head
    if not 0 <= since <= head:
        raise refusals.not_a_version(head)
    return since


def _open(subscription_id: UUID) -> Subscription:
    """The subscription, locked, not ended."""
    row = Subscription.objects.select_for_update().filter(pk=subscription_id).first()
    if row is None:
        raise refusals.unknown()
    if row.standing == Standing.ENDED:
        raise refusals.ended_already()
    return row


def _note(name: str, row: Subscription, by: Actor, now: datetime, **detail: object) -> None:
    record_event(name=name, by=by, now=now, subject=("list-subscription", row.pk), detail=detail)


@transaction.atomic
def pause(*, subscription_id: UUID, by: Actor, now: datetime) -> None:
    """Send nothing for now; nothing is lost."""
    row = _open(subscription_id)
    row.standing = Standing.PAUSED
    row.save(update_fields=["standing"])
    _note(PAUSED, row, by, now)


@transaction.atomic
def resume(*, subscription_id: UUID, by: Actor, now: datetime) -> None:
    """Go on where it stopped, at once: what failed before is tried again now."""
    row = _open(subscription_id)
    row.standing, row.failures, row.failing_since, row.retry_at = Standing.ON, 0, None, None
    row.save(update_fields=["standing", "failures", "failing_since", "retry_at"])
    Delivery.objects.filter(subscription=row, state=DeliveryState.WAITING).update(next_at=now)
    _note(RESUMED, row, by, now)


@transaction.atomic
def replay(*, subscription_id: UUID, since: int, by: Actor, now: datetime) -> None:
    """Send every event after version `since` again, in order, under the same ids. What waits is queued anew."""
    row = _open(subscription_id)
    if not row.url:
        raise refusals.no_address()
    since = _version(since)
    Delivery.objects.filter(subscription=row, state=DeliveryState.WAITING).delete()
    row.position, row.retry_at = since, None
    row.save(update_fields=["position", "retry_at"])
    _note(REPLAYED, row, by, now, **{"from": since})


@transaction.atomic
def renew_secret(*, subscription_id: UUID, by: Actor, now: datetime) -> str:
    """A new secret, shown once; the old one signs beside it for a day."""
    row = _open(subscription_id)
    if not row.url:
        raise refusals.no_address()
    secret = sealing.new_secret()
    row.old_secret, row.old_until, row.secret = row.secret, now + BOTH_SIGN_FOR, sealing.seal(secret)
    row.save(update_fields=["old_secret", "old_until", "secret"])
    _note(RENEWED, row, by, now)
    return secret_text(secret)


@transaction.atomic
def end(*, subscription_id: UUID, by: Actor, now: datetime) -> None:
    """Follow no more. What was sent stays on record; what waited is not sent."""
    row = _open(subscription_id)
    row.standing, row.ended_at = Standing.ENDED, now
    row.save(update_fields=["standing", "ended_at"])
    Delivery.objects.filter(subscription=row, state=DeliveryState.WAITING).delete()
    _note(ENDED, row, by, now)
