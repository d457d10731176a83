"""The desk commissions items: issued to chosen units as a duty of each, withdrawn with the reason; reminder rules."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction

from gongbao.briefing.items.models import ItemType
from gongbao.briefing.items.rules import clean_text, refuse_classified
from gongbao.briefing.topics import refusals
from gongbao.briefing.topics.actions.holding import note, owe, tell, waive
from gongbao.briefing.topics.models import Call, CallState, CallStepKind, Commission, ReminderRule
from gongbao.briefing.topics.rules import hours_of
from gongbao.briefing.units.models import Unit
from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.registry import register as declare
from gongbao.foundation.wording import moment_words

ISSUED = declare("commission.issued", "约稿", "item commissioned")
WITHDRAWN = declare("commission.withdrawn", "撤回约稿", "commission withdrawn")
RULE = declare("commission.reminder-rule", "设置约稿提醒办法", "reminder rule of commissions made")


@dataclass(frozen=True, slots=True)
class CommissionDraft:
    """A commission as it is typed. `type` is the code of a kind of item; `length` about how many characters."""

    title: str
    words: str
    type: str
    contact: str
    due_at: datetime | None
    rule: UUID | None
    length: int | None = None
    units: Sequence[Unit] = field(default_factory=tuple)


@transaction.atomic
def issue(*, desk: Unit, draft: CommissionDraft, by: Actor, now: datetime) -> Commission:
    """Ask the chosen units; each owes its item by the time, and is told."""
    title = clean_text(draft.title.replace("\n", " "), most=120)
    words = clean_text(draft.words, most=4_000)
    refuse_classified(title, words)
    if not title:
        raise refusals.title_needed()
    if not words:
        raise refusals.words_needed()
    if not draft.contact.strip():
        raise refusals.contact_needed()
    if draft.due_at is None or draft.due_at <= now:
        raise refusals.due_needed()
    kind = ItemType.objects.filter(code=draft.type, active=True).first()
    if kind is None:
        raise refusals.type_needed()
    known = ReminderRule.objects.filter(desk=desk, active=True)
    rule = known.filter(pk=draft.rule).first() if draft.rule else None
    if rule is None:
        raise refusals.rule_needed()
    if not draft.units:
        raise refusals.nobody_asked()
    made = Commission(
        desk=desk,
        title=title,
        words=words,
        type=kind,
        length=draft.length,
        contact=draft.contact.strip()[:80],
        due_at=draft.due_at,
        rule=rule,
        issued_at=now,
        issued_by=by.label[:80],
    )
    made.save(force_insert=True)
    calls = [Call(commission=made, unit=unit, due_at=draft.due_at) for unit in {u.pk: u for u in draft.units}.values()]
    for call in calls:
        call.save(force_insert=True)
        owe(call, by=by, now=now)
        note(call, CallStepKind.ISSUED, "", by=by, now=now, due_at=call.due_at)
    record_event(name=ISSUED, by=by, now=now, subject=("commission", made.pk), detail={"units": len(calls)})
    when = moment_words(draft.due_at)
    tell(calls, f"约稿：{title}", f"Commissioned: {title}", f"{when}前。{words}"[:400], now)
    return made


@transaction.atomic
def withdraw(*, commission_id: UUID, why: str, by: Actor, now: datetime) -> Commission:
    """Take a commission back: units that have not finished owe nothing any more, and are told why."""
    held = Commission.objects.select_for_update(of=("self",)).select_related("desk").get(pk=commission_id)
    if held.withdrawn_at is not None:
        raise refusals.not_now()
    if not why.strip():
        raise refusals.why_needed()
    held.withdrawn_at, held.withdrawn_why = now, why.strip()[:400]
    held.save(update_fields=["withdrawn_at", "withdrawn_why"])
    open_ = held.calls.select_for_update(of=("self",)).filter(state__in=[CallState.OPEN, CallState.SUBMITTED])
    calls = list(open_.select_related("unit", "commission").order_by("pk"))
    for call in calls:
        waive(call, held.withdrawn_why, by=by, now=now)
        call.state, call.ended_at = CallState.WITHDRAWN, now
        call.save(update_fields=["state", "ended_at"])
        note(call, CallStepKind.WITHDRAWN, held.withdrawn_why, by=by, now=now)
    record_event(name=WITHDRAWN, by=by, now=now, subject=("commission", held.pk))
    tell(calls, f"撤回约稿：{held.title}", f"Commission withdrawn: {held.title}", held.withdrawn_why, now)
    return held


@transaction.atomic
def make_reminder_rule(
    *, desk: Unit, title: str, before: str, after_hours: int | None, after_most: int, by: Actor, now: datetime
) -> ReminderRule:
    """A rule to choose for the next commissions. Commissions already out keep theirs."""
    hours = hours_of(before)
    if not title.strip():
        raise refusals.title_needed()
    if hours is None or not (hours or after_hours):
        raise refusals.hours_wrong()
    if bool(after_hours) != bool(after_most) or not 0 <= after_most <= 30 or (after_hours or 0) > 720:
        raise refusals.hours_wrong()
    made = ReminderRule(
        desk=desk,
        title=title.strip()[:60],
        before_hours=hours,
        after_hours=after_hours or None,
        after_most=after_most,
        made_at=now,
        made_by=by.label[:80],
    )
    made.save(force_insert=True)
    record_event(name=RULE, by=by, now=now, subject=("reminder-rule", made.pk))
    return made


@transaction.atomic
def retire_reminder_rule(*, desk: Unit, rule_id: UUID, by: Actor, now: datetime) -> None:
    """Offer it no more; what runs under it goes on."""
    if ReminderRule.objects.filter(pk=rule_id, desk=desk, active=True).update(active=False):
        record_event(name=RULE, by=by, now=now, subject=("reminder-rule", rule_id), detail={"retired": True})
