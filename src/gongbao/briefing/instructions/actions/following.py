"""Following an instruction until it is done: interim and final answers, more time, reminders, the end."""

from contextlib import suppress
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from gongbao.briefing.instructions import refusals
from gongbao.briefing.instructions.actions.giving import (
    DUTY,
    SUBJECT,
    held_instruction,
    note,
    owe,
    sources_of,
    tell,
)
from gongbao.briefing.instructions.models import Instruction, InstructionState, Step, StepKind
from gongbao.briefing.items.rules import refuse_classified
from gongbao.foundation.clock import china_date
from gongbao.foundation.duties import actions as duties
from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.registry import register as declare

ANSWERED = declare("instruction.answered", "反馈办理情况", "instruction answered")
MORE = declare("instruction.more-asked", "要求补充反馈", "more asked")
EXTENDED = declare("instruction.extended", "延期", "more time")
CLOSED = declare("instruction.closed", "办结", "instruction closed")
REMINDED = declare("instruction.reminded", "催办", "reminded")
AT_ONCE = 500


@transaction.atomic
def answer(*, instruction_id: UUID, words: str, final: bool, by: Actor, now: datetime) -> Step:
    """The owner says how it stands; a final answer discharges the duty, whether or not it is then found enough."""
    held = held_instruction(instruction_id)
    if held.state != InstructionState.OPEN:
        raise refusals.not_now()
    if not words.strip():
        raise refusals.words_needed()
    refuse_classified(words)
    if final:
        held.state = InstructionState.ANSWERED
        held.turn += 1
        held.save(update_fields=["state", "turn"])
        duties.discharge(
            party_id=held.owner_id or 0,
            kind=DUTY,
            subject=(SUBJECT, str(held.pk)),
            with_=f"instruction {held.pk}",
            by=by,
            now=now,
        )
    step = note(held, StepKind.FINAL if final else StepKind.INTERIM, words, by=by, now=now)
    record_event(name=ANSWERED, by=by, now=now, subject=(SUBJECT, held.pk), detail={"final": final})
    told = {held.desk_id} | sources_of(held)
    tell(held, sorted(told), f"批示反馈：《{held.about}》", f"Answer on “{held.about}”", words, now)
    return step


@transaction.atomic
def ask_more(*, instruction_id: UUID, words: str, due_on: date | None, by: Actor, now: datetime) -> Instruction:
    """The answer is not enough: the desk or the leader asks for more, by a day."""
    held = held_instruction(instruction_id)
    if held.state != InstructionState.ANSWERED:
        raise refusals.not_now()
    if not words.strip():
        raise refusals.words_needed()
    if due_on is None or due_on < china_date(now):
        raise refusals.due_needed()
    held.state, held.due_on, held.due_at = InstructionState.OPEN, due_on, None
    held.turn += 1
    held.save()
    owe(held, by=by, now=now)
    note(held, StepKind.ASK_MORE, words, by=by, now=now, due_on=due_on)
    record_event(name=MORE, by=by, now=now, subject=(SUBJECT, held.pk))
    tell(held, [held.owner_id or 0], f"请补充反馈：《{held.about}》", f"More on “{held.about}”", words, now)
    return held


@transaction.atomic
def ask_extension(*, instruction_id: UUID, words: str, due_on: date | None, by: Actor, now: datetime) -> Step:
    """The owner asks for more time, with the reason. The old time stands until it is granted."""
    held = held_instruction(instruction_id)
    if held.state != InstructionState.OPEN:
        raise refusals.not_now()
    if not words.strip():
        raise refusals.words_needed()
    if due_on is None or held.due_on is None or due_on <= held.due_on:
        raise refusals.due_needed()
    step = note(held, StepKind.EXTENSION_ASKED, words, by=by, now=now, due_on=due_on)
    tell(held, [held.desk_id], f"申请延期：《{held.about}》", f"More time for “{held.about}”", words, now)
    return step


@transaction.atomic
def answer_extension(*, instruction_id: UUID, grant: bool, words: str, by: Actor, now: datetime) -> Instruction:
    """Grant the last request for more time, or not, with words."""
    held = held_instruction(instruction_id)
    asked = held.steps.filter(kind=StepKind.EXTENSION_ASKED).order_by("-at", "-id").first()
    answered = held.steps.filter(kind__in=[StepKind.EXTENSION_GRANTED, StepKind.EXTENSION_REFUSED])
    open_ = asked is not None and not answered.filter(at__gte=asked.at, id__gt=asked.pk).exists()
    if held.state != InstructionState.OPEN or asked is None or not open_:
        raise refusals.not_now()
    if not grant and not words.strip():
        raise refusals.words_needed()
    if grant:
        held.due_on, held.due_at = asked.due_on, None
        held.turn += 1
        held.save()
        owe(held, by=by, now=now)
    kind = StepKind.EXTENSION_GRANTED if grant else StepKind.EXTENSION_REFUSED
    note(held, kind, words, by=by, now=now, due_on=held.due_on)
    record_event(name=EXTENDED, by=by, now=now, subject=(SUBJECT, held.pk), detail={"granted": grant})
    zh, en = ("同意延期", "More time granted") if grant else ("不同意延期", "No more time")
    tell(held, [held.owner_id or 0], f"{zh}:《{held.about}》", f"{en}: “{held.about}”", words, now)
    return held


@transaction.atomic
def close(*, instruction_id: UUID, words: str, by: Actor, now: datetime) -> Instruction:
    """The leader or the desk finds it done."""
    held = held_instruction(instruction_id)
    if held.state != InstructionState.ANSWERED:
        raise refusals.not_now()
    held.state, held.closed_at = InstructionState.CLOSED, now
    held.turn += 1
    held.save()
    note(held, StepKind.CLOSED, words, by=by, now=now)
    record_event(name=CLOSED, by=by, now=now, subject=(SUBJECT, held.pk))
    tell(held, [held.owner_id or 0], f"办结：《{held.about}》", f"Done: “{held.about}”", words, now)
    return held


def remind_due(*, by: Actor, now: datetime) -> int:
    """Remind owners the day before, on the day, and each day after, once for each; returns how many were reminded."""
    today = china_date(now)
    rows = Instruction.objects.filter(state=InstructionState.OPEN, due_on__lte=today + timedelta(days=1))
    reminded = 0
    for pk in rows.order_by("due_on", "id").values_list("pk", flat=True)[:AT_ONCE]:
        reminded += _remind(pk, today, by=by, now=now)
    return reminded


def remind_hours(*, by: Actor, now: datetime) -> int:
    """Remind owners whose hour has come, once; returns how many were reminded."""
    rows = Instruction.objects.filter(state=InstructionState.OPEN, due_at__lte=now).exclude(steps__key="hour")
    reminded = 0
    for pk in rows.order_by("due_at", "id").values_list("pk", flat=True)[:AT_ONCE]:
        with suppress(IntegrityError), transaction.atomic():  # reminded by another worker meanwhile
            reminded += _remind_hour(held_instruction(pk), by=by, now=now)
    return reminded


def _remind_hour(held: Instruction, *, by: Actor, now: datetime) -> int:
    if held.state != InstructionState.OPEN or held.due_at is None or held.due_at > now:
        return 0
    note(held, StepKind.REMINDED, "已到时限", by=by, now=now, key="hour")
    record_event(name=REMINDED, by=by, now=now, subject=(SUBJECT, held.pk))
    told = [held.owner_id or 0, held.desk_id]
    tell(held, told, f"批示已到时限：《{held.about}》", f"Instruction due: “{held.about}”", held.words, now)
    return 1


def _remind(instruction_id: UUID, today: date, *, by: Actor, now: datetime) -> int:
    try:
        with transaction.atomic():
            held = held_instruction(instruction_id)
            if held.state != InstructionState.OPEN or held.due_on is None:
                return 0
            left = (held.due_on - today).days
            zh = "明天到期" if left == 1 else "今天到期" if left == 0 else f"已逾期 {-left} 天"
            en = "due tomorrow" if left == 1 else "due today" if left == 0 else f"{-left} days overdue"
            note(held, StepKind.REMINDED, zh, by=by, now=now, key=f"due:{today.isoformat()}")
            record_event(name=REMINDED, by=by, now=now, subject=(SUBJECT, held.pk))
            title = f"批示{zh}:《{held.about}》"
            tell(held, [held.owner_id or 0], title, f"Instruction {en}: “{held.about}”", held.words, now)
    except IntegrityError:  # reminded today already
        return 0
    return 1
