"""The lists for programs: versions, changes, files and corrections in the open; subscriptions with a key."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from ninja import Query, Router, Schema, Status
from pydantic import Field

from gongbao.foundation.accounts import gate, pace
from gongbao.foundation.accounts.callers import CALLERS
from gongbao.foundation.accounts.permissions import Permission
from gongbao.register.subscriptions import actions, refusals, selectors, tasks
from gongbao.register.subscriptions.models import CorrectionNotice, Delivery, Recipient, Subscription
from gongbao.register.subscriptions.rules.versions import Event

router = Router(tags=["lists"], auth=CALLERS)
MOST = 1_000
MOST_NUMBER = 2**53
PER_MINUTE = 300
LATEST = 100


class VersionOut(Schema):
    """The version of the lists now; the newest files, their manifest and its proof (null before the first)."""

    version: int
    files_version: int | None
    files: dict[str, str]


class EventOut(Schema):
    """One change. `entry` is the entry's own id; name and code are empty where the law has ended their publication."""

    version: int
    change: str
    list: str
    entry: UUID | None
    name: str
    code: str
    region: str
    category: str
    ground: str
    ground_zh: str
    ground_en: str
    reason_zh: str
    reason_en: str
    article: str
    authority: str
    decision: UUID | None
    document: str
    since: date | None
    until: date | None
    on: date
    known_at: datetime
    notice: UUID | None
    begun: int
    previous: int


class EventsOut(Schema):
    """Changes from one version to another; `next_after` asks for the next page, null at the end."""

    since: int
    until: int
    events: list[EventOut]
    next_after: int | None


class CorrectionOut(Schema):
    """A correction notice that went out, and how many of those it went to acknowledged it."""

    id: UUID
    version: int | None = Field(validation_alias="number")
    change: str = Field(validation_alias="kind")
    name: str
    code: str
    issued_at: datetime
    told: int
    acknowledged: int


class RecipientOut(Schema):
    """When an organisation acknowledged a notice; null while it has not."""

    notice: UUID = Field(validation_alias="notice_id")
    organisation: str
    told_at: datetime
    acknowledged_at: datetime | None

    @staticmethod
    def resolve_organisation(row: Recipient) -> str:
        return row.organisation.name


class SubscriptionIn(Schema):
    """What to follow. An empty `url`: by files only. `since`: from which version on; null: from now on."""

    label: str = Field(max_length=100)
    url: str = Field("", max_length=500)
    registers: list[str] = Field(default_factory=list, max_length=2)
    region: str = Field("", max_length=12)
    kinds: list[str] = Field(default_factory=list, max_length=20)
    since: int | None = Field(None, ge=0, le=MOST_NUMBER)


class SubscriptionOut(Schema):
    """A subscription. `position`: the last version looked at for it; `standing`: on, paused, disabled, ended."""

    id: UUID
    label: str
    url: str
    registers: list[str]
    region: str
    kinds: list[str]
    standing: str
    position: int
    last_ok_at: datetime | None
    failing_since: datetime | None
    last_error: str


class SubscribedOut(Schema):
    """A new subscription and its secret, which is told this once."""

    subscription: SubscriptionOut
    secret: str


class DeliveryOut(Schema):
    """One message. `state`: waiting or delivered; `status`: the receiver's last answer."""

    sequence: int
    version: int = Field(validation_alias="event_id")
    state: str
    attempts: int
    next_at: datetime
    tried_at: datetime | None
    delivered_at: datetime | None
    status: int | None
    error: str


class RangeIn(Schema):
    """Which changes: from version `since` to `until` (null: now), from behind `after` on, so many."""

    since: int = Field(0, ge=0, le=MOST_NUMBER)
    until: int | None = Field(None, ge=0, le=MOST_NUMBER)
    after: int | None = Field(None, ge=0, le=MOST_NUMBER)
    limit: int = Field(MOST, ge=1, le=MOST)


class BeforeIn(Schema):
    """Only what stands before this number."""

    before: int | None = Field(None, ge=1, le=MOST_NUMBER)


class PageIn(Schema):
    """Which page."""

    page: int = Field(1, ge=1, le=10_000)


class ReplayIn(Schema):
    """From behind which version on everything is sent again."""

    since: int = Field(ge=0, le=MOST_NUMBER)


def _now(request: HttpRequest) -> datetime:
    return request.now  # type: ignore[attr-defined,no-any-return]  # set by RequestEdge


@router.get("/version", response=VersionOut, summary="现在是第几版 / the version now", auth=None)
def version(request: HttpRequest) -> dict[str, Any]:
    """The version of the lists, and where the newest files are."""
    latest = selectors.latest_edition()
    names = [*(file.name for file in latest.files.all()), "manifest.json", "manifest.tlog-proof"] if latest else []
    files = {name: reverse("subscriptions:file", args=[latest.version, name]) for name in names if latest}
    return {"version": selectors.head(), "files_version": latest.version if latest else None, "files": files}


@router.get("/events", response=EventsOut, summary="变化 / changes between two versions", auth=None)
def events(request: HttpRequest, asked: Query[RangeIn]) -> dict[str, Any]:
    """What leads from version `since` to `until` (without it: to now). Keep both and follow `next_after`."""
    head = selectors.head()
    since, end = asked.since, head if asked.until is None else asked.until
    if end > head or since > end:
        raise refusals.not_a_version(head)
    pace.require_share(f"list-events:{request.META.get('REMOTE_ADDR', '')}", PER_MINUTE, now=_now(request))
    found: list[Event] = selectors.page_of_events(since, end, max(since, asked.after or 0), asked.limit)
    more = len(found) == asked.limit and found[-1].version < end
    return {"since": since, "until": end, "events": found, "next_after": found[-1].version if more else None}


@router.get("/corrections", response=list[CorrectionOut], summary="更正通知 / correction notices", auth=None)
def corrections(request: HttpRequest, asked: Query[BeforeIn]) -> list[CorrectionNotice]:
    """The newest hundred correction notices, or those before a version."""
    rows = selectors.notices()
    return list((rows.filter(number__lt=asked.before) if asked.before is not None else rows)[:LATEST])


@router.get(
    "/corrections/{notice_id}/recipients", response=list[RecipientOut], summary="谁确认了 / who acknowledged", auth=None
)
def recipients(request: HttpRequest, notice_id: UUID, asked: Query[PageIn]) -> list[Recipient]:
    """Whom a notice went to, first who has not acknowledged it; a hundred a page."""
    if selectors.notice(notice_id) is None:
        raise refusals.no_notice()
    return list(selectors.recipients(notice_id)[(asked.page - 1) * LATEST : asked.page * LATEST])


@router.post(
    "/corrections/{notice_id}/acknowledge", response=list[RecipientOut], summary="确认更正 / acknowledge a correction"
)
@gate.requires(Permission.LISTS_SUBSCRIBE)
def acknowledge(request: HttpRequest, notice_id: UUID) -> list[Recipient]:
    """Say that one's organisation put its data right."""
    if selectors.notice(notice_id) is None:
        raise refusals.no_notice()
    mine = selectors.standing_of(notice_id, _organisations(request))
    if not mine:
        raise refusals.not_told()
    for row in mine:
        actions.acknowledge(
            notice_id=notice_id,
            organisation=row.organisation,
            how="api",
            by=gate.actor_of(request),
            now=_now(request),
        )
    return selectors.standing_of(notice_id, _organisations(request))


def _organisations(request: HttpRequest) -> list[int]:
    return selectors.organisations_of(request.user)  # type: ignore[arg-type]  # behind the gate


def _own(request: HttpRequest, subscription_id: UUID) -> Subscription:
    found = selectors.subscription(subscription_id, _organisations(request))
    if found is None:
        raise refusals.unknown()
    return found


@router.get("/subscriptions", response=list[SubscriptionOut], summary="订阅 / subscriptions")
@gate.requires(Permission.LISTS_SUBSCRIBE)
def subscriptions(request: HttpRequest) -> list[Subscription]:
    """What one's organisation follows."""
    return list(selectors.subscriptions_of(_organisations(request))[:LATEST])


@router.post("/subscriptions", response={201: SubscribedOut}, summary="登记订阅 / subscribe")
@gate.requires(Permission.LISTS_SUBSCRIBE)
def subscribe(request: HttpRequest, asked: SubscriptionIn) -> Status[dict[str, Any]]:
    """Follow the lists; the answer holds the secret that signs every message."""
    made = actions.subscribe(
        organisation_id=_organisations(request)[0],
        label=asked.label,
        url=asked.url,
        scope=actions.Scope(registers=asked.registers, region=asked.region, kinds=asked.kinds),
        by=gate.actor_of(request),
        now=_now(request),
        since=asked.since,
    )
    tasks.wake()
    return Status(201, {"subscription": made.subscription, "secret": made.secret})


@router.get("/subscriptions/{subscription_id}", response=SubscriptionOut, summary="一个订阅 / one subscription")
@gate.requires(Permission.LISTS_SUBSCRIBE)
def subscription(request: HttpRequest, subscription_id: UUID) -> Subscription:
    """How a subscription stands."""
    return _own(request, subscription_id)


@router.get(
    "/subscriptions/{subscription_id}/deliveries", response=list[DeliveryOut], summary="发送记录 / what was sent"
)
@gate.requires(Permission.LISTS_SUBSCRIBE)
def deliveries(request: HttpRequest, subscription_id: UUID, asked: Query[BeforeIn]) -> list[Delivery]:
    """The newest hundred messages, or those before a sequence number."""
    rows = selectors.deliveries(_own(request, subscription_id))
    return list((rows.filter(sequence__lt=asked.before) if asked.before is not None else rows)[:LATEST])


@router.post("/subscriptions/{subscription_id}/replay", response=SubscriptionOut, summary="重发 / replay")
@gate.requires(Permission.LISTS_SUBSCRIBE)
def replay(request: HttpRequest, subscription_id: UUID, asked: ReplayIn) -> Subscription:
    """Send every change after a version again, under the same ids."""
    row = _own(request, subscription_id)
    actions.replay(subscription_id=row.pk, since=asked.since, by=gate.actor_of(request), now=_now(request))
    tasks.wake()
    return _own(request, subscription_id)


@router.post("/subscriptions/{subscription_id}/pause", response=SubscriptionOut, summary="暂停 / pause")
@gate.requires(Permission.LISTS_SUBSCRIBE)
def pause(request: HttpRequest, subscription_id: UUID) -> Subscription:
    """Send nothing for now; nothing is lost."""
    row = _own(request, subscription_id)
    actions.pause(subscription_id=row.pk, by=gate.actor_of(request), now=_now(request))
    return _own(request, subscription_id)


@router.post("/subscriptions/{subscription_id}/resume", response=SubscriptionOut, summary="恢复 / resume")
@gate.requires(Permission.LISTS_SUBSCRIBE)
def resume(request: HttpRequest, subscription_id: UUID) -> Subscription:
    """Go on where it stopped."""
    row = _own(request, subscription_id)
    actions.resume(subscription_id=row.pk, by=gate.actor_of(request), now=_now(request))
    tasks.wake()
    return _own(request, subscription_id)


@router.delete("/subscriptions/{subscription_id}", response=SubscriptionOut, summary="退订 / end")
@gate.requires(Permission.LISTS_SUBSCRIBE)
def end(request: HttpRequest, subscription_id: UUID) -> Subscription:
    """Follow no more."""
    row = _own(request, subscription_id)
    actions.end(subscription_id=row.pk, by=gate.actor_of(request), now=_now(request))
    return _own(request, subscription_id)
