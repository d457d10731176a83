"""Signals, what they tell together, and what is asked of units."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from gongbao.briefing.signals.kinds import kind_words
from gongbao.briefing.signals.models import (
    Answer,
    Cluster,
    ClusterState,
    Feed,
    Signal,
    Task,
    TaskLimit,
    TaskState,
)
from gongbao.briefing.signals.selectors import Alarm, Candidate, DayKinds
from gongbao.briefing.signals.selectors.charts import HOTLINE
from gongbao.foundation.clock import CHINA
from gongbao.foundation.shapes import Chart, Column, Deadline, Fact, Ground, Series, Stat, State, Table
from gongbao.foundation.wording import day_words

STATES: dict[str, tuple[Promise, str]] = {
    ClusterState.NEW: (gettext_lazy("待核对"), "soon"),
    ClusterState.ASKED: (gettext_lazy("核实中"), "open"),
    ClusterState.MATCHED: (gettext_lazy("已有报告"), "done"),
    ClusterState.SETTLED: (gettext_lazy("已核实"), "done"),
    ClusterState.ASIDE: (gettext_lazy("不需核实"), "plain"),
}

BOXES: dict[str, Promise] = {
    "new": gettext_lazy("待核对"),
    "asked": gettext_lazy("核实中"),
    "matched": gettext_lazy("已有报告"),
    "settled": gettext_lazy("已办"),
}

EMPTY: dict[str, Promise] = {
    "new": gettext_lazy("没有待核对的线索。来源里出现本县的突发情况，又没有单位报告，就会列在这里。"),
    "asked": gettext_lazy("没有正在核实的线索。"),
    "matched": gettext_lazy("没有已对应报告的线索。"),
    "settled": gettext_lazy("还没有办完的线索。"),
}

ANSWERS: dict[str, Promise] = {
    Answer.ALREADY: gettext_lazy("已经报过"),
    Answer.NOT_REPORTABLE: gettext_lazy("核实过，不需报送"),
    Answer.REPORTED: gettext_lazy("现在报告"),
    Answer.RUMOUR: gettext_lazy("不实传言"),
}

FIGURES: dict[str, Promise] = {
    "dead": gettext_lazy("死亡"),
    "injured": gettext_lazy("受伤"),
    "missing": gettext_lazy("失踪"),
    "trapped": gettext_lazy("被困"),
    "sick": gettext_lazy("中毒、就医"),
}


def state_of(cluster: Cluster) -> State:
    words, tone = STATES[cluster.state]
    return State(text=str(words), tone=tone)


def figures(one: Cluster | Signal) -> str:
    """What the texts say of people, in words."""
    said = [
        f"{words}{value}" for name, words in FIGURES.items() if (value := getattr(one, name)) is not None and value > 0
    ]
    return "、".join(said)


def told(cluster: Cluster) -> str:
    texts = ngettext("%(n)s 条", "%(n)s 条", cluster.size) % {"n": cluster.size}
    if cluster.sources > 1:
        return texts + ngettext("，%(n)s 个来源", "，%(n)s 个来源", cluster.sources) % {"n": cluster.sources}
    return texts


def row(cluster: Cluster) -> dict[str, Any]:
    waits = getattr(cluster, "open_tasks", [])
    where = "、".join(task.unit.short for task in waits[:3])
    return {
        "title": cluster.title,
        "href": reverse("signals:cluster", args=[cluster.pk]),
        "kind": kind_words(cluster.kind),
        "place": cluster.place,
        "said": figures(cluster),
        "told": told(cluster),
        "last": cluster.last_at,
        "state": state_of(cluster),
        "with": where or (cluster.incident.number if cluster.incident else ""),
    }


def board(rows: Sequence[Cluster], box: str) -> Table:
    last = {"asked": _("核实单位"), "matched": _("对应事件"), "settled": _("对应事件")}.get(box)
    return Table(
        caption=_("线索"),
        columns=[
            Column(key="title", label=_("线索"), primary=True),
            Column(key="kind", label=_("种类")),
            Column(key="place", label=_("地点")),
            Column(key="said", label=_("提到的伤亡")),
            Column(key="told", label=_("说法")),
            Column(key="last", label=_("最近一条"), kind="moment"),
            *([Column(key="with", label=last)] if last else []),
            *([Column(key="state", label=_("状态"), kind="state")] if box == "settled" else []),
        ],
        rows=[row(one) for one in rows],
        empty=str(EMPTY[box]),
    )


def stats(counts: dict[str, int], feeds: Sequence[Feed]) -> list[Stat]:
    ill = sum(1 for feed in feeds if feed.active and feed.failures)
    on = sum(1 for feed in feeds if feed.active)
    return [
        Stat(
            label=_("疑似漏报，待核对"), value=counts["new"], tone="soon" if counts["new"] else "plain", href="?box=new"
        ),
        Stat(label=_("正在核实"), value=counts["asked"], href="?box=asked"),
        Stat(label=_("已有报告"), value=counts["matched"], href="?box=matched"),
        Stat(
            label=_("来源"),
            value=on,
            note=_("%(n)s 个取不到") % {"n": ill} if ill else _("都正常") if on else _("还没有设置"),
            tone="late" if ill else "plain",
            href=reverse("signals:feeds"),
        ),
    ]


def chart(found: DayKinds) -> Chart | None:
    """The incidents told of, by day, of the six kinds most told; None where there is nothing to draw."""
    kinds = [kind for kind in found.kinds if not kind.startswith(HOTLINE)][:6]
    if not kinds:
        return None
    return Chart(
        title=_("近 28 天各类线索"),
        categories=[f"{day.month}-{day.day:02}" for day in found.days],
        series=[
            Series(name=kind_words(kind), values=[found.counts.get((day, kind), 0) for day in found.days])
            for kind in kinds
        ],
        kind="stack",
        unit=_("起"),
        by=_("日期"),
        source=_("同一件事的多条说法算一起。"),
    )


def burst_rows(alarms: Sequence[Alarm], towns: Mapping[str, str]) -> list[dict[str, Any]]:
    """Each with its place: the county, or the township by the name of its unit."""
    return [
        {
            "day": one.day,
            "place": towns.get(one.town, one.town) or _("全县"),
            "kind": _("热线：%(topic)s") % {"topic": one.kind.removeprefix(HOTLINE)}
            if one.kind.startswith(HOTLINE)
            else kind_words(one.kind),
            "seen": one.judged.seen,
            "expected": f"{one.judged.expected:.1f}",
        }
        for one in alarms[:12]
    ]


def facts(cluster: Cluster) -> list[Fact]:
    """What the machine read, each as something to check."""
    when = ""
    if cluster.occurred_from:
        start = cluster.occurred_from.astimezone(CHINA)
        when = f"{day_words(start.date())} {start:%H:%M}"
        if cluster.occurred_until and (cluster.occurred_until - cluster.occurred_from).total_seconds() > 3_600:
            when += _(" 起的 %(n)s 小时内") % {
                "n": round((cluster.occurred_until - cluster.occurred_from).total_seconds() / 3_600)
            }
    return [
        Fact(label=_("种类"), value=kind_words(cluster.kind)),
        Fact(label=_("地点"), value=cluster.place or _("没有说")),
        Fact(label=_("发生时间"), value=when or _("没有说")),
        Fact(label=_("提到的伤亡"), value=figures(cluster) or _("没有说")),
    ]


def text(signal: Signal) -> dict[str, Any]:
    return {
        "id": signal.pk,
        "title": signal.title,
        "extract": signal.extract,
        "link": signal.link,
        "feed": signal.feed.name,
        "at": signal.published_at,
        "double": signal.double_of is not None,
        "drill": signal.drill,
        "said": figures(signal),
    }


def candidate(one: Candidate) -> dict[str, Any]:
    """An incident that may be the one, with what speaks for it."""
    parts = {
        _("种类相同"): one.likeness.kind,
        _("地点相合"): one.likeness.place,
        _("时间相合"): one.likeness.time,
        _("文字相近"): one.likeness.words,
        _("数字相同"): one.likeness.figures,
    }
    return {
        "id": one.incident.pk,
        "number": one.incident.number,
        "title": one.incident.title,
        "place": one.incident.place,
        "learned": one.incident.learned_at,
        "why": "、".join(words for words, weight in parts.items() if weight >= 0.2),
        "sure": one.sure,
    }


def left(task: Task, now: datetime) -> Deadline | None:
    if task.state != TaskState.OPEN:
        return None
    minutes = int((task.due_at - now).total_seconds() // 60)
    return Deadline(due=task.due_at, left=minutes, unit="MIN")


def task_state(task: Task, now: datetime) -> State:
    if task.state == TaskState.DROPPED:
        return State(text=_("已撤回"), tone="plain")
    if task.state == TaskState.OPEN:
        return State(
            text=_("已过时限") if task.due_at <= now else _("待答复"), tone="late" if task.due_at <= now else "open"
        )
    late = task.answered_at is not None and task.answered_at >= task.due_at
    words = str(ANSWERS[task.answer])
    return State(text=_("%(answer)s（过了时限）") % {"answer": words} if late else words, tone="done")


def ground(limit: TaskLimit) -> Ground:
    return Ground(
        instrument=limit.citation,
        words=_("请在 %(n)s 分钟内答复。") % {"n": limit.minutes},
        dates=[(_("生效"), limit.valid_from)],
        decided_by=limit.entered_by,
        decided_at=limit.entered_at,
        confidence=limit.confidence,
    )


def task_card(task: Task, now: datetime) -> dict[str, Any]:
    return {
        "task": task,
        "unit": task.unit.short,
        "state": task_state(task, now),
        "deadline": left(task, now),
        "ground": ground(task.limit),
        "words": task.clarification or task.reason,
        "rumour": task.answer == Answer.RUMOUR,
        "open": task.state == TaskState.OPEN,
    }


def check_rows(tasks: Sequence[Task], now: datetime) -> Table:
    return Table(
        caption=_("请我们核实的线索"),
        columns=[
            Column(key="title", label=_("线索"), primary=True),
            Column(key="due", label=_("还有"), kind="deadline"),
            Column(key="state", label=_("状态"), kind="state"),
            Column(key="asked", label=_("交来"), kind="moment"),
        ],
        rows=[
            {
                "title": task.cluster.title,
                "href": reverse("signals:check", args=[task.pk]),
                "due": left(task, now),
                "state": task_state(task, now),
                "asked": task.asked_at,
            }
            for task in tasks
        ],
        empty=_("没有要我们核实的线索。"),
    )
