"""Jobs, portfolios and contests as their pages show them."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from gongbao.foundation.duties.models import Duty
from gongbao.foundation.shapes import Column, Deadline, Link, Progress, Stat, State, Table
from gongbao.foundation.wording import plain_day
from gongbao.register.entities.models import Entity
from gongbao.register.screening.models import Contest, ContestState, Job, JobState, ListVersion, Watch
from gongbao.register.screening.presenters.hits import TONES, outcome_state, outcome_words

_STATES: dict[JobState, tuple[Callable[[], str], str]] = {
    JobState.WAITING: (lambda: _("排队中"), "open"),
    JobState.RUNNING: (lambda: _("正在核验"), "open"),
    JobState.DONE: (lambda: _("已完成"), "done"),
    JobState.UNREADABLE: (lambda: _("读不出"), "late"),
}
_ORDER = ("same", "possible", "related", "unreadable", "none")


def job_state(job: Job) -> State:
    """How a job stands."""
    words, tone = _STATES[JobState(job.state)]
    return State(text=words(), tone=tone)


def jobs_table(rows: Sequence[Job]) -> Table:
    """What one's organisation had screened."""
    return Table(
        caption=_("核验过的名单"),
        columns=[
            Column(key="name", label=_("名单"), primary=True),
            Column(key="at", label=_("提交时间"), kind="moment"),
            Column(key="lines", label=_("行数"), kind="number"),
            Column(key="found", label=_("需要看"), kind="number"),
            Column(key="state", label=_("进展"), kind="state"),
        ],
        rows=[
            {
                "name": one.name,
                "href": reverse("screening:job", args=[one.pk]),
                "at": one.asked_at,
                "lines": one.lines,
                "found": sum(count for outcome, count in one.counts.items() if outcome != "none"),
                "state": job_state(one),
            }
            for one in rows
        ],
        empty=_("核验过的名单会列在这里。只有您的机构看得到。"),
    )


def progress(job: Job) -> Progress:
    """How far a job has come; the page fetches it every two seconds."""
    return Progress(
        title=_("逐行核验") if job.lines else _("打开名单"),
        done=job.done,
        total=job.lines,
        unit=_("行"),
        finished=job.state not in (JobState.WAITING, JobState.RUNNING),
        refresh=reverse("screening:job-progress", args=[job.pk]),
    )


def stats(counts: Mapping[str, int]) -> list[Stat]:
    """How many lines came out how."""
    return [
        Stat(label=outcome_words(outcome), value=counts.get(outcome, 0), tone=TONES[outcome])
        for outcome in _ORDER
        if counts.get(outcome) or outcome in ("same", "possible", "none")
    ]


def tabs(job: Job, chosen: str) -> list[Link]:
    """The outcomes one can look at."""
    found = sum(count for outcome, count in job.counts.items() if outcome != "none")
    links = [Link(text=_("需要看的"), href="?", current=not chosen, count=found)]
    links += [
        Link(text=outcome_words(one), href=f"?show={one}", current=chosen == one, count=job.counts[one])
        for one in _ORDER
        if one != "none" and job.counts.get(one)
    ]
    return [*links, Link(text=_("全部"), href="?show=all", current=chosen == "all", count=job.lines)]


def watches_table(rows: Sequence[Watch]) -> Table:
    """The portfolio."""
    return Table(
        caption=_("关注的企业"),
        columns=[
            Column(key="name", label=_("企业"), primary=True),
            Column(key="code", label=_("统一社会信用代码"), kind="code"),
            Column(key="state", label=_("名录"), kind="state"),
            Column(key="since", label=_("关注时间"), kind="moment"),
            Column(key="stop", label=_("不再关注"), kind="link"),
        ],
        rows=[
            {
                "name": one.name or one.code,
                "code": one.code,
                "state": outcome_state(one.outcome),
                "since": one.since,
                "stop": Link(text=_("移走"), href=reverse("screening:watch-stop", args=[one.pk])),
            }
            for one in rows
        ],
        empty=_("关注的企业会列在这里。它们被列入或移出名录时，您会收到通知；除了您的机构，没有人知道您在关注谁。"),
    )


def versions_table(rows: Sequence[ListVersion]) -> Table:
    """The versions of the list, to download."""
    return Table(
        caption=_("名录版本"),
        columns=[
            Column(key="version", label=_("版本"), primary=True),
            Column(key="at", label=_("生成时间"), kind="moment"),
            Column(key="parties", label=_("企业数"), kind="number"),
            Column(key="size", label=_("字节"), kind="number"),
        ],
        rows=[
            {
                "version": f"{one.version[:16]}…",
                "href": reverse("screening:list-version", args=[one.version]),
                "at": one.known_at,
                "parties": one.parties,
                "size": one.size,
            }
            for one in rows
        ],
        empty=_("第一个版本会在一分钟内生成。"),
    )


def contest_duty() -> str:
    """What the office's duty to answer is called on the work list."""
    return _("答复“不是我们”")


def contest_href(duty: Duty) -> str:
    """The page on which it is answered."""
    return reverse("screening:contest", args=[duty.about_entity or 0, duty.subject_id])


def contest_state(one: Contest) -> State:
    """How a contest stands."""
    return {
        ContestState.RECEIVED: State(text=_("正在核实"), tone="open"),
        ContestState.DISTINCT: State(text=_("不是同一家，已更正"), tone="done"),
        ContestState.REFUSED: State(text=_("是同一家"), tone="plain"),
    }[ContestState(one.state)]


def contest_card(one: Contest) -> dict[str, Any]:
    """A contest as its firm sees it."""
    return {
        "listed": one.listed_name,
        "state": contest_state(one),
        "due": Deadline(due=one.due_on, unit="WD") if one.state == ContestState.RECEIVED else None,
        "statement": one.statement,
        "received": one.received_at,
        "answer": one.answer,
        "answered": one.answered_at,
    }


def contests_table(rows: Sequence[Contest]) -> Table:
    """What the office has to verify."""
    return Table(
        caption=_("待核实"),
        columns=[
            Column(key="name", label=_("提出的企业"), primary=True),
            Column(key="listed", label=_("被认作")),
            Column(key="at", label=_("收到"), kind="moment"),
            Column(key="due", label=_("答复期限"), kind="deadline"),
        ],
        rows=[
            {
                "name": one.entity.name,
                "href": reverse("screening:contest", args=[one.entity_id, one.id]),
                "listed": one.listed_name,
                "at": one.received_at,
                "due": Deadline(due=one.due_on, unit="WD"),
            }
            for one in rows
        ],
        empty=_("企业说“名录里的不是我们”时，会列在这里，按法定期限排序。"),
    )


def pair_facts(one: Entity, other: Entity | None) -> Table:
    """The two firms side by side."""
    rows = [
        (_("名称"), one.name, other.name if other else ""),
        (_("统一社会信用代码"), one.code, other.code if other else ""),
        (_("成立日期"), _day(one), _day(other)),
        (_("住所"), one.address, other.address if other else ""),
    ]
    return Table(
        caption=_("两家对照"),
        columns=[
            Column(key="what", label=_("项目"), primary=True),
            Column(key="one", label=_("提出的企业")),
            Column(key="other", label=_("名录中的企业")),
        ],
        rows=[{"what": what, "one": mine, "other": theirs} for what, mine, theirs in rows],
    )


def _day(entity: Entity | None) -> str:
    return plain_day(entity.established_on) if entity and entity.established_on else ""
