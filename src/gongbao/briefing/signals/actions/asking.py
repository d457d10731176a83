"""A unit is asked what it knows of a signal: a duty with its own short clock. The limit is data, cited, dated."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from gongbao.briefing.signals import refusals
from gongbao.briefing.signals.actions.matching import held
from gongbao.briefing.signals.kinds import kind_words
from gongbao.briefing.signals.models import Cluster, ClusterState, Task, TaskLimit, TaskState
from gongbao.briefing.signals.names import ASKED, DROPPED, DUTY, LIMIT_SET, SUBJECT, TOPIC
from gongbao.briefing.signals.selectors.due import limit_for, open_tasks_due, unit_for_place
from gongbao.briefing.units.models import Unit
from gongbao.foundation.clock import china_date
from gongbao.foundation.duties import actions as duties
from gongbao.foundation.duties.models import Duty, DutyState, PartyKind
from gongbao.foundation.duties.owed import Owed, Terms
from gongbao.foundation.duties.selectors import one as owed_duty
from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.live import push
from gongbao.foundation.notices.actions import Words, send_many

MINUTES = 60  # where nobody has set a limit
WITHOUT = "未见规定，本系统起始值"
MOST = 50


@transaction.atomic
def ask(
    *, cluster_id: UUID, unit: Unit | None, by: Actor, now: datetime, words: str = "", turn: int | None = None
) -> Task:
    """Ask a unit below the desk. One open question a unit; several units may be asked."""
    cluster = held(cluster_id, turn)
    if unit is None:
        raise refusals.no_unit()
    if Task.objects.filter(cluster=cluster, unit=unit, state=TaskState.OPEN).exists():
        raise refusals.asked_already()
    limit = limit_for(cluster.desk, cluster.kind, china_date(now)) or _starting(cluster.desk, by=by, now=now)
    task = Task(
        cluster=cluster,
        unit=unit,
        limit=limit,
        words=words.strip()[:300],
        asked_at=now,
        asked_by=by.label[:80],
        due_at=now + timedelta(minutes=limit.minutes),
    )
    task.save(force_insert=True)
    cluster.state, cluster.incident = ClusterState.ASKED, None
    cluster.turn += 1
    cluster.save()
    _owe(task, by=by, now=now)
    record_event(name=ASKED, by=by, now=now, subject=(SUBJECT, task.pk), detail={"unit": unit.pk})
    _tell(
        [unit.pk],
        task,
        f"请核实：{cluster.title[:60]}",
        f"Please verify: {cluster.title[:60]}",
        f"请在 {limit.minutes} 分钟内答复：已经报过、不需报送、现在报告，或是不实传言。",
        f"Answer within {limit.minutes} minutes: reported already, not reportable, reported now, or a rumour.",
        now,
    )
    return task


def _owe(task: Task, *, by: Actor, now: datetime) -> None:
    terms = Terms(
        kind=DUTY,
        rule=f"task-limit:{task.limit_id}",
        citation=task.limit.citation,
        unit="MIN",
        amount=task.limit.minutes,
        due_on=china_date(task.due_at),
        due_at=task.due_at,
    )
    owed = Owed(
        party_id=task.unit_id,
        region=task.unit.organisation.region,
        terms=terms,
        party_kind=PartyKind.UNIT,
        subject=(SUBJECT, str(task.pk)),
        hand=task.unit.short,
    )
    duties.open_duty(owed=owed, by=by, now=now)


def duty_of(task: Task) -> Duty | None:
    return owed_duty(task.unit_id, kind=DUTY, subject=(SUBJECT, str(task.pk)))


def _tell(parties: list[int], task: Task, zh: str, en: str, body_zh: str, body_en: str, now: datetime) -> None:
    link = f"/signals/checks/{task.pk}/" if task.unit_id in parties else f"/signals/{task.cluster_id}/"
    told = Words(kind="signals", title_zh=zh, title_en=en, body_zh=body_zh, body_en=body_en, link=link)
    send_many(party_kind="organisation", notices=[(one, told) for one in parties], now=now)
    audience = [f"organisation:{one}" for one in {task.unit_id, task.cluster.desk_id}]
    push(topic=TOPIC, data={"task": str(task.pk)}, audience=audience)


@transaction.atomic
def drop(*, task_id: UUID, by: Actor, now: datetime) -> Task:
    """The desk takes a question back: the duty ends without being met."""
    task = held_task(task_id)
    task.state = TaskState.DROPPED
    task.save()
    duty = duty_of(task)
    if duty is not None and duty.state == DutyState.OPEN:
        duties.waive(duty=duty, reason="撤回核实", by=by, now=now)
    record_event(name=DROPPED, by=by, now=now, subject=(SUBJECT, task.pk))
    if not Task.objects.filter(cluster=task.cluster_id, state=TaskState.OPEN).exists():
        cluster = held(task.cluster_id, None)
        cluster.state, cluster.turn = ClusterState.NEW, cluster.turn + 1
        cluster.save()
    return task


def held_task(task_id: UUID) -> Task:
    """An open question, locked; refused if it has been answered or withdrawn."""
    rows = Task.objects.select_for_update(of=("self",)).select_related(
        "cluster__desk__organisation", "unit__organisation", "limit"
    )
    task = rows.get(pk=task_id)
    if task.state != TaskState.OPEN:
        raise refusals.not_now()
    return task


def ask_due(*, by: Actor, now: datetime) -> int:
    """Ask about what nobody reported within the limit's grace, where the limit says to ask by itself."""
    rows = TaskLimit.objects.filter(automatic=True, valid_to=None).select_related("desk__organisation")
    asked = 0
    for limit in rows[:MOST]:
        waited = now - timedelta(minutes=limit.wait_minutes)
        fresh = Cluster.objects.filter(desk=limit.desk, state=ClusterState.NEW, by_hand=False, tasks=None)
        fresh = fresh.filter(signals__seen_at__lte=waited, last_at__gte=now - timedelta(days=2))
        for cluster in fresh.distinct().order_by("last_at")[:MOST]:
            unit = unit_for_place(limit.desk, cluster.division)
            used = limit_for(limit.desk, cluster.kind, china_date(now))
            if unit is None or used is None or used.pk != limit.pk or _only_drills(cluster):
                continue
            ask(cluster_id=cluster.pk, unit=unit, by=by, now=now)
            asked += 1
    return asked


def _only_drills(cluster: Cluster) -> bool:
    return not cluster.signals.filter(drill=False).exists()


@transaction.atomic
def remind_due(*, by: Actor, now: datetime) -> int:
    """Tell the desk and the unit once that a question is out of time. What it means is for people to say."""
    del by
    found = open_tasks_due(now)
    for task in found:
        task.reminded_at = now
        task.save()
        _tell(
            [task.cluster.desk_id],
            task,
            f"{task.unit.short}还没有答复：{task.cluster.title[:50]}",
            f"{task.unit.short} has not answered: {task.cluster.title[:50]}",
            "核实时限已到，请打电话问。",
            "The limit is reached: ask by telephone.",
            now,
        )
    return len(found)


def _starting(desk: Unit, *, by: Actor, now: datetime) -> TaskLimit:
    return set_limit(desk=desk, kind="", minutes=MINUTES, citation=WITHOUT, by=by, now=now)


@transaction.atomic
def set_limit(
    *,
    desk: Unit,
    kind: str,
    minutes: int | None,
    citation: str,
    by: Actor,
    now: datetime,
    automatic: bool = False,
    wait_minutes: int = 0,
    confidence: str = "M",
) -> TaskLimit:
    """A limit from today on; the one before it ends yesterday (or is replaced, if it began today)."""
    if minutes is None or not 5 <= minutes <= 10_080 or not 0 <= wait_minutes <= 10_080:
        raise refusals.bad_minutes()
    if not citation.strip():
        raise refusals.needed("citation", "依据", "what it rests on")
    if kind and kind_words(kind) == kind:
        raise refusals.needed("kind", "事件种类", "the kind of incident")
    today = china_date(now)
    _end(desk, kind, today)
    made = TaskLimit(
        desk=desk,
        kind=kind,
        minutes=minutes,
        wait_minutes=wait_minutes,
        automatic=automatic,
        citation=citation.strip()[:200],
        confidence=confidence if confidence in {"C", "S", "M", "D"} else "M",
        valid_from=today,
        entered_at=now,
        entered_by=by.label[:80],
    )
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as error:
        raise refusals.changed_meanwhile() from error
    record_event(name=LIMIT_SET, by=by, now=now, subject=(SUBJECT, made.pk), detail={"kind": kind, "minutes": minutes})
    return made


def _end(desk: Unit, kind: str, today: date) -> None:
    held_limit = TaskLimit.objects.select_for_update().filter(desk=desk, kind=kind, valid_to=None).first()
    if held_limit is not None:
        held_limit.valid_to = max(held_limit.valid_from, today - timedelta(days=1))
        held_limit.save()
