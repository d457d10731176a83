"""A unit's part in a commission until it ends: accepted, declined, given more time, reminded."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from gongbao.briefing.items.models import Reason
from gongbao.briefing.topics import refusals
from gongbao.briefing.topics.actions.holding import DUTY, SUBJECT, held_call, note, owe, tell, tell_desk, waive
from gongbao.briefing.topics.models import DECLINE, TIME_KINDS, Call, CallState, CallStep, CallStepKind
from gongbao.briefing.topics.rules import reminder_due
from gongbao.foundation.duties import actions as duties
from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.registry import register as declare

ACCEPTED = declare("commission.accepted", "约稿完成", "commissioned item accepted")
DECLINED = declare("commission.declined", "辞约", "commission declined")
INSISTED = declare("commission.insisted", "再请报送", "commission upheld")
TIME = declare("commission.more-time", "约稿延期", "more time for a commission")
REMINDED = declare("commission.reminded", "提醒约稿", "reminded of a commission")
AT_ONCE = 1_000


@transaction.atomic
def accept(*, call_id: UUID, by: Actor, now: datetime, words: str = "") -> Call:
    """The desk finds the item good: the duty is discharged as of when it was lodged, late if that was late."""
    held = held_call(call_id)
    if held.state == CallState.ACCEPTED:
        return held
    if held.state != CallState.SUBMITTED or held.submitted_at is None:
        raise refusals.nothing_to_accept()
    held.state, held.ended_at = CallState.ACCEPTED, now
    held.save(update_fields=["state", "ended_at"])
    duties.discharge(
        party_id=held.unit_id,
        kind=DUTY,
        subject=(SUBJECT, str(held.pk)),
        with_=f"commission {held.commission_id}",
        by=by,
        now=now,
        at=held.submitted_at,
    )
    note(held, CallStepKind.ACCEPTED, words, by=by, now=now)
    record_event(name=ACCEPTED, by=by, now=now, subject=(SUBJECT, held.pk))
    title = held.commission.title
    tell([held], f"约稿已完成：{title}", f"Commission done: {title}", words or "信息科已收下，谢谢。", now)
    return held


@transaction.atomic
def decline(*, call_id: UUID, reason: str, words: str, by: Actor, now: datetime) -> Call:
    """The unit cannot, for a reason of the list: it owes nothing any more unless the desk asks again."""
    held = held_call(call_id)
    if held.state != CallState.OPEN:
        raise refusals.not_now()
    found = Reason.objects.filter(action=DECLINE, code=reason, active=True).first()
    if found is None:
        raise refusals.reason_needed()
    held.state, held.ended_at, held.reason = CallState.DECLINED, now, found
    held.save(update_fields=["state", "ended_at", "reason"])
    said = "：".join(part for part in (found.zh, words.strip()[:400]) if part)
    waive(held, said, by=by, now=now)
    note(held, CallStepKind.DECLINED, said, by=by, now=now)
    record_event(name=DECLINED, by=by, now=now, subject=(SUBJECT, held.pk), detail={"reason": found.code})
    title = held.commission.title
    tell_desk(held, f"{held.unit.short}辞约：{title}", f"{held.unit.short} declines: {title}", said, now)
    return held


@transaction.atomic
def insist(*, call_id: UUID, words: str, due_at: datetime | None, by: Actor, now: datetime) -> Call:
    """The desk asks again a unit that declined, with the reason and a time."""
    held = held_call(call_id)
    if held.state != CallState.DECLINED or held.commission.withdrawn_at is not None:
        raise refusals.not_now()
    if not words.strip():
        raise refusals.words_needed()
    if due_at is None or due_at <= now:
        raise refusals.due_needed()
    held.state, held.ended_at, held.reason, held.due_at = CallState.OPEN, None, None, due_at
    held.save(update_fields=["state", "ended_at", "reason", "due_at"])
    owe(held, by=by, now=now)
    note(held, CallStepKind.INSISTED, words, by=by, now=now, due_at=due_at)
    record_event(name=INSISTED, by=by, now=now, subject=(SUBJECT, held.pk))
    title = held.commission.title
    tell([held], f"仍请报送：{title}", f"Please send it after all: {title}", words, now)
    return held


@transaction.atomic
def ask_time(*, call_id: UUID, words: str, due_at: datetime | None, by: Actor, now: datetime) -> CallStep:
    """The unit asks for more time, with the reason. The old time stands until it is granted."""
    held = held_call(call_id)
    if held.state != CallState.OPEN:
        raise refusals.not_now()
    if not words.strip():
        raise refusals.words_needed()
    if due_at is None or due_at <= max(held.due_at, now):
        raise refusals.due_needed()
    step = note(held, CallStepKind.TIME_ASKED, words, by=by, now=now, due_at=due_at)
    title = held.commission.title
    tell_desk(held, f"{held.unit.short}申请延期：{title}", f"{held.unit.short} asks for time: {title}", words, now)
    return step


@transaction.atomic
def answer_time(*, call_id: UUID, grant: bool, words: str, by: Actor, now: datetime) -> Call:
    """Grant the request for more time that waits, or not, with words."""
    held = held_call(call_id)
    last = held.steps.filter(kind__in=TIME_KINDS).order_by("-at", "-id").first()
    if held.state != CallState.OPEN or last is None or last.kind != CallStepKind.TIME_ASKED or last.due_at is None:
        raise refusals.not_now()
    if not grant and not words.strip():
        raise refusals.words_needed()
    if grant:
        held.due_at = last.due_at
        held.save(update_fields=["due_at"])
        owe(held, by=by, now=now)
    kind = CallStepKind.TIME_GRANTED if grant else CallStepKind.TIME_REFUSED
    note(held, kind, words, by=by, now=now, due_at=held.due_at)
    record_event(name=TIME, by=by, now=now, subject=(SUBJECT, held.pk), detail={"granted": grant})
    zh, en = ("同意延期", "More time granted") if grant else ("不同意延期", "No more time")
    tell([held], f"{zh}：{held.commission.title}", f"{en}: {held.commission.title}", words, now)
    return held


def remind(*, by: Actor, now: datetime) -> int:
    """Remind units of what they owe, each commission by its own rule, each mark once; returns how many were told."""
    soon = now + timedelta(hours=720)
    rows = Call.objects.filter(state=CallState.OPEN, due_at__lte=soon, commission__withdrawn_at=None)
    told = 0
    for call in rows.order_by("due_at", "id").values_list("pk", flat=True)[:AT_ONCE]:
        told += _remind(call, by=by, now=now)
    return told


def _remind(call_id: UUID, *, by: Actor, now: datetime) -> int:
    try:
        with transaction.atomic():
            held = held_call(call_id)
            if held.state != CallState.OPEN:
                return 0
            rule = held.commission.rule
            due = reminder_due(
                held.due_at,
                now,
                issued_at=held.commission.issued_at,
                before=rule.before_hours,
                after=rule.after_hours,
                after_most=rule.after_most,
                sent=set(held.steps.exclude(key="").values_list("key", flat=True)),
            )
            if due is None:
                return 0
            zh = f"还有 {due.hours} 小时" if due.hours >= 0 else f"已逾期 {-due.hours} 小时"
            en = f"{due.hours} hours left" if due.hours >= 0 else f"{-due.hours} hours overdue"
            note(held, CallStepKind.REMINDED, zh, by=by, now=now, key=due.key)
            record_event(name=REMINDED, by=by, now=now, subject=(SUBJECT, held.pk))
            title = held.commission.title
            tell([held], f"约稿{zh}：{title}", f"Commission, {en}: {title}", held.commission.words, now)
    except IntegrityError:  # another worker reminded of this mark
        return 0
    return 1
