"""The four answers of a unit, and what the office makes of a rumour. Whether an answer is late, its duty says."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from gongbao.briefing.desk.actions import write_manuscript
from gongbao.briefing.incidents import actions as incidents
from gongbao.briefing.incidents.actions import About, Said
from gongbao.briefing.incidents.models import Incident, ReportForm, ReportKind
from gongbao.briefing.items.rules import refuse_classified
from gongbao.briefing.signals import refusals
from gongbao.briefing.signals.actions.asking import held_task
from gongbao.briefing.signals.actions.matching import held
from gongbao.briefing.signals.kinds import hazards_for
from gongbao.briefing.signals.models import Answer, ClusterState, Task, TaskState
from gongbao.briefing.signals.names import ANSWERED, CLARIFIED, DUTY, SUBJECT, TOPIC
from gongbao.foundation.accounts.models import User
from gongbao.foundation.clock import china_date
from gongbao.foundation.duties import actions as duties
from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.live import push
from gongbao.foundation.events.refusals import Refusal
from gongbao.foundation.notices.actions import Words, send_many

LONGEST = 1_000


@transaction.atomic
def answer(
    *,
    task_id: UUID,
    kind: str,
    by: Actor,
    now: datetime,
    incident: Incident | None = None,
    reason: str = "",
    clarification: str = "",
) -> Task:
    """Already reported (which), not reportable (why), or a rumour (what is so). Reporting now: `report_now`."""
    task = held_task(task_id)
    _require(kind, incident, reason, clarification)
    task.answer = kind
    task.incident = incident if kind in {Answer.ALREADY, Answer.REPORTED} else None
    task.reason = reason.strip()[:LONGEST]
    task.clarification = clarification.strip()[:LONGEST] if kind == Answer.RUMOUR else ""
    refuse_classified(task.reason, task.clarification)
    task.state, task.answered_at, task.answered_by = TaskState.ANSWERED, now, by.label[:80]
    task.save()
    subject = (SUBJECT, str(task.pk))
    duties.discharge(party_id=task.unit_id, kind=DUTY, subject=subject, by=by, now=now, with_=f"{SUBJECT}:{task.pk}")
    _settle(task)
    record_event(name=ANSWERED, by=by, now=now, subject=(SUBJECT, task.pk), detail={"answer": kind})
    _tell_desk(task, now)
    return task


def _require(kind: str, incident: Incident | None, reason: str, clarification: str) -> None:
    if kind not in Answer.values:
        raise refusals.needed("answer", "答复哪一种", "which of the answers")
    if kind in {Answer.ALREADY, Answer.REPORTED} and incident is None:
        raise refusals.no_incident()
    if kind == Answer.NOT_REPORTABLE and not reason.strip():
        raise refusals.needed("reason", "核实到什么、为什么不需报送", "what was found, and why it is not reportable")
    if kind == Answer.RUMOUR and not clarification.strip():
        raise refusals.needed("clarification", "实际情况是什么", "what is so")


def _settle(task: Task) -> None:
    cluster = held(task.cluster_id, None)
    if task.incident is not None:
        cluster.incident = task.incident
    waiting = Task.objects.filter(cluster=cluster, state=TaskState.OPEN).exists()
    cluster.state = ClusterState.ASKED if waiting else ClusterState.SETTLED
    cluster.by_hand, cluster.turn = True, cluster.turn + 1
    cluster.save()


def _tell_desk(task: Task, now: datetime) -> None:
    zh, en = {
        Answer.ALREADY: ("已经报过", "reported already"),
        Answer.NOT_REPORTABLE: ("不需报送", "not reportable"),
        Answer.REPORTED: ("现在报告", "reported now"),
        Answer.RUMOUR: ("不实传言", "a rumour"),
    }[Answer(task.answer)]
    words = Words(
        kind="signals",
        title_zh=f"{task.unit.short}答复：{zh}",
        title_en=f"{task.unit.short} answered: {en}",
        body_zh=(task.clarification or task.reason or task.cluster.title)[:400],
        body_en=(task.clarification or task.reason or task.cluster.title)[:400],
        link=f"/signals/{task.cluster_id}/",
    )
    send_many(party_kind="organisation", notices=[(task.cluster.desk_id, words)], now=now)
    audience = [f"organisation:{one}" for one in {task.unit_id, task.cluster.desk_id}]
    push(topic=TOPIC, data={"task": str(task.pk)}, audience=audience)


@transaction.atomic
def report_now(
    *, task_id: UUID, said: Said, hazard: str, learned_at: datetime | None, by: Actor, now: datetime
) -> Task:
    """Lodge the first report from the question itself, and answer it with the incident: one transaction, one receipt.

    When it was learned of is what the unit says; without that, when it was asked.
    """
    task = held_task(task_id)
    report = incidents.lodge(
        unit=task.unit,
        said=said,
        form=ReportForm.WRITTEN,
        kind=ReportKind.FIRST,
        learned_at=learned_at or task.asked_at,
        about=About(hazard=hazard, division=task.cluster.division),
        by=by,
        now=now,
    )
    return answer(task_id=task_id, kind=Answer.REPORTED, incident=report.incident, by=by, now=now)


def hazard_for(task: Task) -> str:
    """The hazard under which it would be reported, for the form to begin with."""
    return hazards_for(task.cluster.kind)[0]


@transaction.atomic
def write_clarification(*, task_id: UUID, editor: User, by: Actor, now: datetime) -> Task:
    """A manuscript of what is so, for the desk to word and publish: facts against a rumour, nothing removed."""
    rows = Task.objects.select_for_update(of=("self",)).select_related("cluster__desk", "unit", "manuscript")
    task = rows.get(pk=task_id)
    if task.answer != Answer.RUMOUR:
        raise refusals.not_now()
    if task.manuscript is not None:
        raise Refusal("signals.clarified", "已经写成稿件。", "The manuscript is there already.", status=409)
    day = china_date(task.answered_at or now)
    task.manuscript = write_manuscript(
        desk=task.cluster.desk,
        title=f"关于“{task.cluster.title[:40]}”的情况说明",
        body=f"{day.month}月{day.day}日，经{task.unit.short}核实：{task.clarification}",
        editor=editor,
        by=by,
        now=now,
    )
    task.save()
    record_event(name=CLARIFIED, by=by, now=now, subject=(SUBJECT, task.pk))
    return task
