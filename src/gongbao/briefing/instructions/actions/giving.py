"""An instruction is given on what was read, and handed to whoever must act: from then on it is a duty with a time."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from gongbao.briefing.bulletins.models import Entry, IssueState
from gongbao.briefing.instructions import refusals, subjects
from gongbao.briefing.instructions.models import Instruction, InstructionState, Medium, Step, StepKind
from gongbao.briefing.instructions.subjects import Subject
from gongbao.briefing.items.rules import clean_text, refuse_classified
from gongbao.briefing.units.models import Unit
from gongbao.foundation.accounts.models import User
from gongbao.foundation.clock import china_date
from gongbao.foundation.duties import actions as duties
from gongbao.foundation.duties.models import Duty, DutyState, PartyKind
from gongbao.foundation.duties.owed import Owed, Terms, first_late_instant
from gongbao.foundation.duties.selectors import one as owed_duty
from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.live import push
from gongbao.foundation.events.registry import register as declare
from gongbao.foundation.notices.actions import Words, send_many

GIVEN = declare("instruction.given", "批示", "instruction given")
ASSIGNED = declare("instruction.assigned", "交办", "instruction assigned")
DUTY = "instruction"
SUBJECT = "instruction"
TOPIC = "instructions"
LONGEST = 1_000


@transaction.atomic
def give(
    *,
    entry: Entry,
    leader: User,
    words: str,
    by: Actor,
    now: datetime,
    medium: str = Medium.SCREEN,
    owner: Unit | None = None,
    due_on: date | None = None,
) -> Instruction:
    """A leader writes on what was printed, or the office enters what was written on paper.

    With an owner and a time it is assigned at once; otherwise the desk proposes who and by when.
    """
    text = clean_text(words, most=LONGEST)
    if not text:
        raise refusals.words_needed()
    refuse_classified(text)
    issue = entry.issue
    if issue.state != IssueState.SIGNED:
        raise refusals.not_now()
    made = Instruction(entry=entry, desk=issue.periodical.desk, leader=leader, words=text, medium=medium)
    return _given(made, owner, due_on, None, by=by, now=now)


@transaction.atomic
def give_about(
    *,
    subject: Subject,
    desk: Unit,
    leader: User,
    words: str,
    owner: Unit | None,
    due_at: datetime | None,
    by: Actor,
    now: datetime,
) -> Instruction:
    """What a leader said on something that is not printed, entered by the desk: with who acts and by which hour.

    Refusal without words or a leader, or with an hour that has passed. Without an owner the desk proposes one later.
    """
    text = clean_text(words, most=LONGEST)
    if not text:
        raise refusals.words_needed()
    refuse_classified(text)
    if owner is not None and (due_at is None or due_at <= now):
        raise refusals.hour_needed()
    made = Instruction(
        subject_kind=subject.kind,
        subject_id=subject.id,
        subject_title=subject.title[:120],
        desk=desk,
        leader=leader,
        words=text,
        medium=Medium.PHONE,
    )
    return _given(made, owner, china_date(due_at) if due_at else None, due_at, by=by, now=now)


def _given(
    made: Instruction, owner: Unit | None, due_on: date | None, due_at: datetime | None, *, by: Actor, now: datetime
) -> Instruction:
    made.given_at, made.entered_by = now, by.label[:80]
    made.save(force_insert=True)
    record_event(name=GIVEN, by=by, now=now, subject=(SUBJECT, made.pk), detail={"medium": made.medium})
    told = {made.desk_id} | sources_of(made)
    zh, en = f"{made.leader}批示：《{made.about}》", f"{made.leader} on “{made.about}”"
    tell(made, sorted(told), zh, en, made.words, now)
    subjects.follow(made, None, by=by, now=now)
    if owner is not None and due_on is not None:
        assign(instruction_id=made.pk, owner=owner, helpers=(), due_on=due_on, due_at=due_at, by=by, now=now)
        made.refresh_from_db()
    return made


def sources_of(held: Instruction) -> set[int]:
    """The units whose items it is on."""
    if held.entry is None:
        return set()
    return {source.item.unit_id for source in held.entry.manuscript.sources.select_related("item")}


@transaction.atomic
def assign(
    *,
    instruction_id: UUID,
    owner: Unit | None,
    helpers: Sequence[Unit],
    due_on: date | None,
    by: Actor,
    now: datetime,
    words: str = "",
    due_at: datetime | None = None,
) -> Instruction:
    """Hand it to the unit that must act, with those that help, by a day. Handing it to another moves the duty."""
    held = held_instruction(instruction_id)
    if owner is None:
        raise refusals.owner_needed()
    if due_on is None or due_on < china_date(now):
        raise refusals.due_needed()
    if held.state == InstructionState.CLOSED:
        raise refusals.not_now()
    if held.owner_id is not None:
        drop_duty(held, "改由其他单位办理", by=by, now=now)
    held.owner, held.due_on, held.due_at, held.state = owner, due_on, due_at, InstructionState.OPEN
    held.turn += 1
    held.save()
    held.helpers.set([unit for unit in helpers if unit.pk != owner.pk])
    owe(held, by=by, now=now)
    note(held, StepKind.ASSIGNED, words, by=by, now=now, due_on=due_on)
    record_event(name=ASSIGNED, by=by, now=now, subject=(SUBJECT, held.pk), detail={"owner": owner.pk})
    told = [owner.pk, *(unit.pk for unit in helpers)]
    tell(held, told, f"请办理批示：《{held.about}》", f"To act on: “{held.about}”", held.words, now)
    return held


def held_instruction(instruction_id: UUID) -> Instruction:
    """The instruction, locked until the transaction ends."""
    rows = Instruction.objects.select_for_update(of=("self",))
    return rows.select_related("entry__manuscript", "desk", "owner", "leader").get(pk=instruction_id)


def owe(held: Instruction, *, by: Actor, now: datetime) -> None:
    """The owner's duty on the terms of the instruction: opened, or given its new time."""
    if held.owner is None or held.due_on is None:
        raise refusals.owner_needed()
    terms = Terms(
        kind=DUTY,
        rule="instruction",
        citation="",
        unit="FIXED",
        amount=0,
        due_on=held.due_on,
        due_at=held.due_at or first_late_instant(held.due_on),
    )
    known = _duty(held)
    if known is None:
        owed = Owed(
            party_id=held.owner.pk,
            region=held.owner.organisation.region,
            terms=terms,
            party_kind=PartyKind.UNIT,
            subject=(SUBJECT, str(held.pk)),
            hand=held.owner.short,
        )
        duties.open_duty(owed=owed, by=by, now=now)
        return
    if known.state != DutyState.OPEN:
        known = duties.reopen(duty=known, reason="instruction", by=by, now=now)
    duties.reset_clock(duty=known, terms=terms, by=by, now=now)


def drop_duty(held: Instruction, why: str, *, by: Actor, now: datetime) -> None:
    """End the owner's duty without discharging it: another took it over."""
    known = _duty(held)
    if known is not None and known.state == DutyState.OPEN:
        duties.waive(duty=known, reason=why, by=by, now=now)


def _duty(held: Instruction) -> Duty | None:
    return owed_duty(held.owner_id or 0, kind=DUTY, subject=(SUBJECT, str(held.pk)))


def note(
    held: Instruction,
    kind: str,
    words: str,
    *,
    by: Actor,
    now: datetime,
    due_on: date | None = None,
    key: str = "",
) -> Step:
    """Write one step down and let open pages know."""
    step = Step(
        instruction=held, kind=kind, at=now, by=by.label[:80], words=words.strip()[:4_000], due_on=due_on, key=key
    )
    step.save(force_insert=True)
    subjects.follow(held, step, by=by, now=now)
    audience = [f"organisation:{one}" for one in (held.desk_id, held.owner_id) if one]
    push(topic=TOPIC, data={"instruction": str(held.pk)}, audience=[*audience, f"user:{held.leader_id}"])
    return step


def tell(held: Instruction, parties: Sequence[int], zh: str, en: str, words: str, now: datetime) -> None:
    """The same notice to several units."""
    told = Words(
        kind="instruction",
        title_zh=zh,
        title_en=en,
        body_zh=words[:400],
        body_en=words[:400],
        link=f"/instructions/{held.pk}/",
    )
    send_many(party_kind="organisation", notices=[(one, told) for one in parties], now=now)
