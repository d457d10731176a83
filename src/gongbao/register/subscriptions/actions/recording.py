"""Giving changes of the lists their numbers: one order, without gaps, never changed.

One process at a time does this (the task holds a lease); should two ever meet, the key of the table lets only one
through, and the other begins again.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from gongbao.foundation.clock import china_date
from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.live import push
from gongbao.foundation.events.registry import register as declare
from gongbao.kernel.statutes import Sentence
from gongbao.register.listings.models import Decision
from gongbao.register.serious.models import Entry as SeriousEntry
from gongbao.register.serious.selectors import bitemporal
from gongbao.register.serious.selectors.bitemporal import ListRow
from gongbao.register.subscriptions import selectors
from gongbao.register.subscriptions.actions.correcting import issue, send_out
from gongbao.register.subscriptions.kinds import WRONG
from gongbao.register.subscriptions.models import Change, CorrectionNotice, ListEvent
from gongbao.register.subscriptions.rules.reasons import reason
from gongbao.register.subscriptions.selectors.lists import Waiting

RECORDED = declare("lists.changes-recorded", "名录变化已编号", "changes of the lists numbered")
#: The lease under which changes are numbered and files published.
FOLLOWS = "lists-follow"
STEP = 2_000
LOOKS_BACK = timedelta(days=2)


@transaction.atomic
def record_changes(*, by: Actor, now: datetime, full: bool = False, limit: int = STEP) -> int:
    """Number what has happened to the lists and has no number yet; returns how many. Ask again until it is 0.

    `full` looks at all there ever was, and at changed names; otherwise at what was decided since two days before the
    last number.
    """
    last = ListEvent.objects.order_by("-number").values_list("number", "recorded_at").first()
    base, since = (last[0], china_date(last[1] - LOOKS_BACK)) if last else (0, None)
    waiting = selectors.waiting_changes(
        now=now, today=china_date(now), since=None if full else since, limit=limit, renames=full
    )
    events = list(_events(waiting, base, by, now)) if waiting else []
    matches = list(
        CorrectionNotice.objects.filter(number=None, kind=Change.DISTINCT).order_by("issued_at", "id")[:limit]
    )
    events += _matched(matches, base + len(events), now)
    if not events:
        return 0
    _link(events)
    ListEvent.objects.bulk_create(events, batch_size=STEP)
    send_out(numbers={one.notice: one.number for one in events if one.notice}, now=now)
    record_event(
        name=RECORDED,
        by=by,
        now=now,
        subject=("list-version", events[-1].number),
        detail={"from": base, "count": len(events)},
    )
    push(topic="lists", data={"version": events[-1].number})
    return len(events)


def _events(waiting: Sequence[Waiting], base: int, by: Actor, now: datetime) -> Iterator[ListEvent]:
    keys = list({(one.party, one.entry) for one in waiting})
    rows = {row.entry: row for row in bitemporal.these(keys, known=now)}
    begun = _begun([one.entry for one in waiting])
    restored = _restored([one.entry for one in waiting if one.register == "serious" and one.what == "begin"])
    decided = _decisions(rows.values())
    for number, one in enumerate(waiting, base + 1):
        row = rows[one.entry]
        kind = _kind(one, row, restored)
        if one.what == "begin":
            begun[one.entry] = number
        event = _event(number, kind, one, row, now)
        _rest_on(event, row, decided)
        event.begun = begun[one.entry]
        if kind in WRONG:
            event.notice = issue(event=event, row=row, by=by, now=now).pk
        yield event


def _kind(one: Waiting, row: ListRow, restored: set[UUID]) -> Change:
    if one.what == "begin":
        return Change.RESTORED if one.entry in restored else Change.LISTED
    return {"display": Change.DISPLAY_ENDED, "rename": Change.RENAMED}.get(one.what) or Change(row.removed_reason)


def _event(number: int, kind: Change, one: Waiting, row: ListRow, now: datetime) -> ListEvent:
    said = reason(kind, Sentence(row.ground_zh, row.ground_en))
    return ListEvent(
        number=number,
        kind=kind,
        register=row.list,
        entry=row.entry,
        party=row.entity_id,
        name=row.name,
        code=row.code,
        region=row.region,
        category=row.category,
        ground=row.ground,
        ground_zh=row.ground_zh,
        ground_en=row.ground_en,
        reason_zh=said.zh,
        reason_en=said.en,
        authority=row.authority,
        since=row.since,
        until=row.shown_until,
        on=_day(kind, one, row),
        known_at=one.at,
        recorded_at=now,
    )


def _day(kind: Change, one: Waiting, row: ListRow) -> Any:
    """The day an event took effect."""
    if one.what == "begin":
        return row.since
    return row.removed_on if one.what == "end" and row.removed_on else china_date(one.at)


def _rest_on(event: ListEvent, row: ListRow, decided: dict[UUID, tuple[str, str]]) -> None:
    """The decision and article an event rests on: of the listing, or of what ended it."""
    if event.kind in (Change.LISTED, Change.RESTORED):
        event.decision, event.document, event.article = row.decision, row.number, row.article
    elif event.kind not in (Change.DISPLAY_ENDED, Change.RENAMED) and row.removal:
        event.decision = row.removal
        event.document, event.article = decided.get(row.removal, ("", ""))


def _begun(entries: Sequence[UUID]) -> dict[UUID, int]:
    return dict(ListEvent.objects.filter(entry__in=entries).values_list("entry").annotate(first=Max("begun")))


def _restored(entries: Sequence[UUID]) -> set[UUID]:
    rows = SeriousEntry.objects.filter(id__in=entries, restores__isnull=False)
    return set(rows.values_list("id", flat=True))


def _decisions(rows: Any) -> dict[UUID, tuple[str, str]]:
    """Number and first citation of the decisions that ended these entries."""
    ended = [row for row in rows if row.removal]
    found = Decision.objects.filter(
        entity_id__in={row.entity_id for row in ended}, id__in=[row.removal for row in ended]
    )
    return {
        identity: (number, citations[0] if citations else "")
        for identity, number, citations in found.values_list("id", "number", "citations")
    }


def _matched(notices: Sequence[CorrectionNotice], base: int, now: datetime) -> list[ListEvent]:
    """Matches found wrong: no entry changes, but who has the list must know."""
    return [
        ListEvent(
            number=number,
            kind=Change.DISTINCT,
            register="",
            begun=0,
            party=one.party,
            name=one.name,
            code=one.code,
            region=one.region,
            category="",
            reason_zh=f"核实不是同一家：{one.other_name}"[:300],
            reason_en=f"found to be another firm: {one.other_name}"[:500],
            authority=one.authority,
            on=china_date(one.issued_at),
            known_at=one.issued_at,
            recorded_at=now,
            notice=one.pk,
        )
        for number, one in enumerate(notices, base + 1)
    ]


def _link(events: Sequence[ListEvent]) -> None:
    """Each event names the one before about the same party: a receiver sees what it lacks."""
    parties = {one.party for one in events}
    last = dict(ListEvent.objects.filter(party__in=parties).values_list("party").annotate(n=Max("number")))
    for one in events:
        one.previous = last.get(one.party, 0)
        last[one.party] = one.number
