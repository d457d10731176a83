"""What a leader says at night enters the chain of instructions, and every step of it comes back into the log."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from gongbao.briefing.incidents import refusals
from gongbao.briefing.incidents.actions.noting import held_incident, log
from gongbao.briefing.incidents.models import Incident, LogKind
from gongbao.briefing.incidents.names import SUBJECT
from gongbao.briefing.instructions import actions as instructions
from gongbao.briefing.instructions.models import Instruction, Step, StepKind
from gongbao.briefing.instructions.subjects import Subject
from gongbao.briefing.units.models import Unit
from gongbao.foundation.accounts.models import User
from gongbao.foundation.clock import china_date
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.wording import clock_words

STEPS: dict[str, tuple[str, str]] = {
    StepKind.ASSIGNED: ("交办", "Assigned"),
    StepKind.INTERIM: ("阶段反馈", "Interim answer"),
    StepKind.FINAL: ("办结反馈", "Final answer"),
    StepKind.ASK_MORE: ("要求补充反馈", "More asked"),
    StepKind.EXTENSION_ASKED: ("申请延期", "More time asked"),
    StepKind.EXTENSION_GRANTED: ("同意延期", "More time granted"),
    StepKind.EXTENSION_REFUSED: ("不同意延期", "No more time"),
    StepKind.REMINDED: ("催办", "Reminded"),
    StepKind.CLOSED: ("办结", "Done"),
}


@transaction.atomic
def instruct(
    *,
    incident_id: UUID,
    leader: User | None,
    words: str,
    owner: Unit | None,
    due_at: datetime | None,
    by: Actor,
    now: datetime,
) -> Instruction:
    """Take down what a leader said about an incident: who acts, and by which hour. Its log says so.

    Refusal without a leader or words, for an hour that has passed, and for what is classified.
    """
    if leader is None:
        raise refusals.needed("leader", "哪位领导", "which leader")
    incident = held_incident(incident_id)
    subject = Subject(SUBJECT, incident.pk, incident.title)
    return instructions.give_about(
        subject=subject, desk=incident.desk, leader=leader, words=words, owner=owner, due_at=due_at, by=by, now=now
    )


def follow(held: Instruction, step: Step | None, by: Actor, now: datetime) -> None:
    """Write a step of an instruction into its incident's log."""
    if held.subject_id is None:
        return
    incident = Incident.objects.select_related("desk").get(pk=held.subject_id)
    if step is None:
        zh, en, unit = f"{held.leader}批示：{held.words}", f"{held.leader} instructed: {held.words}", held.desk
    else:
        zh, en = STEPS[step.kind]
        unit = held.owner or held.desk
        when_zh, when_en = _by_when(held) if step.kind == StepKind.ASSIGNED else ("", "")
        about = held.words if len(held.words) <= 20 else f"{held.words[:20]}…"
        said = f"：{step.words}" if step.words else ""
        said_en = f": {step.words}" if step.words else ""
        zh = f"批示{zh}（{about}）{unit.short}{when_zh}{said}"
        en = f"Instruction “{about}”, {en.lower()}, {unit.short}{when_en}{said_en}"
    log(incident, LogKind.INSTRUCTION, zh, en, by=by, now=now, unit=unit)


def _by_when(held: Instruction) -> tuple[str, str]:
    if held.due_at is None:
        return (f"，{held.due_on}前", f", by {held.due_on}") if held.due_on else ("", "")
    day, hour = china_date(held.due_at), clock_words(held.due_at)
    return f"，{day.month}月{day.day}日{hour}前", f", by {day.isoformat()} {hour}"
