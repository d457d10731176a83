"""Problems with owners (帮包): listed, helped with, moved on in words, solved."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from gongbao.briefing.items.rules import clean_text, refuse_classified
from gongbao.briefing.targets import refusals
from gongbao.briefing.targets.models import Problem, ProblemKind, Progress
from gongbao.briefing.units.models import Unit
from gongbao.foundation.clock import china_date
from gongbao.foundation.duties import actions as duties
from gongbao.foundation.duties.models import PartyKind
from gongbao.foundation.duties.owed import Owed, Terms, first_late_instant
from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.registry import register as declare
from gongbao.foundation.notices.actions import Words, send_many

OPENED = declare("problem.opened", "列入问题清单", "problem listed")
MOVED = declare("problem.progress", "填报问题进展", "progress of a problem")
SOLVED = declare("problem.solved", "问题解决", "problem solved")
DUTY = "target-problem"
SUBJECT = "problem"


@dataclass(frozen=True, slots=True)
class ProblemDraft:
    """A problem as it is typed. `unit` is where it is, `owner` who solves it, `helper` the leader's post."""

    title: str
    unit: Unit | None
    owner: Unit | None
    helper: str
    due_on: date | None
    words: str = ""
    firm: str = ""
    kind: str = ProblemKind.OTHER


@transaction.atomic
def open_problem(*, desk: Unit, draft: ProblemDraft, by: Actor, now: datetime) -> Problem:
    """List a problem: its owner owes the solution by the day, and hears of it, as does where it is."""
    title = clean_text(draft.title.replace("\n", " "), most=120)
    words = clean_text(draft.words, most=4_000)
    refuse_classified(title, words)
    if not title:
        raise refusals.problem_wrong("title")
    if draft.unit is None or draft.owner is None:
        raise refusals.problem_wrong("unit" if draft.unit is None else "owner")
    if not draft.helper.strip():
        raise refusals.problem_wrong("helper")
    if draft.due_on is None or draft.due_on < china_date(now):
        raise refusals.problem_wrong("due_on")
    made = Problem(
        desk=desk,
        unit=draft.unit,
        owner=draft.owner,
        firm=draft.firm.strip()[:120],
        title=title,
        words=words,
        kind=draft.kind if draft.kind in ProblemKind.values else ProblemKind.OTHER,
        helper=draft.helper.strip()[:60],
        due_on=draft.due_on,
        opened_at=now,
        opened_by=by.label[:80],
    )
    made.save(force_insert=True)
    terms = Terms(
        kind=DUTY,
        rule="problem",
        citation="",
        unit="FIXED",
        amount=0,
        due_on=made.due_on,
        due_at=first_late_instant(made.due_on),
    )
    owed = Owed(
        party_id=made.owner_id,
        region=made.owner.organisation.region,
        terms=terms,
        party_kind=PartyKind.UNIT,
        subject=(SUBJECT, str(made.pk)),
        hand=made.owner.short,
    )
    duties.open_duty(owed=owed, by=by, now=now)
    record_event(name=OPENED, by=by, now=now, subject=(SUBJECT, made.pk))
    _tell(made, {made.owner_id, made.unit_id}, f"问题清单：{title}", f"Listed: {title}", words or title, now)
    return made


@transaction.atomic
def add_progress(*, problem_id: UUID, words: str, solved: bool, by: Actor, now: datetime) -> Progress:
    """How it moved on; or that it is solved, which ends the owner's duty."""
    held = Problem.objects.select_for_update(of=("self",)).get(pk=problem_id)
    if held.closed_at is not None:
        raise refusals.not_now()
    text = clean_text(words, most=2_000)
    refuse_classified(text)
    if not text:
        raise refusals.words_needed("words")
    made = Progress(problem=held, at=now, by=by.label[:80], words=text, solved=solved)
    made.save(force_insert=True)
    if solved:
        held.closed_at = now
        held.save(update_fields=["closed_at"])
        duties.discharge(
            party_id=held.owner_id,
            kind=DUTY,
            subject=(SUBJECT, str(held.pk)),
            with_=f"problem {held.pk}",
            by=by,
            now=now,
        )
    record_event(name=SOLVED if solved else MOVED, by=by, now=now, subject=(SUBJECT, held.pk))
    zh, en = ("已解决", "Solved") if solved else ("有进展", "Progress")
    _tell(held, {held.desk_id, held.unit_id}, f"{zh}：{held.title}", f"{en}: {held.title}", text, now)
    return made


def _tell(held: Problem, parties: set[int], zh: str, en: str, words: str, now: datetime) -> None:
    told = Words(
        kind="problem",
        title_zh=zh,
        title_en=en,
        body_zh=words[:400],
        body_en=words[:400],
        link=f"/targets/problems/{held.pk}/",
    )
    send_many(party_kind="organisation", notices=[(one, told) for one in sorted(parties)], now=now)
