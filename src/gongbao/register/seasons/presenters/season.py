"""What the season's pages show: the board, the line against last year, whom to call, the batch to sign."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from gongbao.foundation.shapes import Chart, Column, Deadline, Ground, Link, Progress, Series, State, Table
from gongbao.foundation.wording import is_english, left_until, plain_day
from gongbao.kernel.statutes import Kind, Sentence
from gongbao.register.seasons import rules
from gongbao.register.seasons.models import CloseState, Season, SeasonClose
from gongbao.register.seasons.selectors import Case, Line

CATEGORIES: dict[str, Callable[[], str]] = {
    "enterprise": lambda: _("企业"),
    "individual": lambda: _("个体工商户"),
    "cooperative": lambda: _("农民专业合作社"),
}
EXCEPTIONS: dict[str, Callable[[], str]] = {
    "set-up-unknown": lambda: _("成立日期不明，无法判断是否须报"),
    "no-authority": lambda: _("所在区划不明，无法确定登记机关"),
}
STATES: dict[str, tuple[Callable[[], str], str]] = {
    CloseState.PREPARED: (lambda: _("待签"), "soon"),
    CloseState.SIGNED: (lambda: _("已签，正在执行"), "open"),
    CloseState.DONE: (lambda: _("已执行"), "done"),
    CloseState.DISCARDED: (lambda: _("已作废"), "plain"),
}


def said(sentence: Sentence) -> str:
    """A kernel's sentence in the reader's language."""
    return sentence.en if is_english() else sentence.zh


def title(season: Season) -> str:
    """2025 年度年报季."""
    return _("%(year)s 年度年报季") % {"year": season.year}


def line_chart(line: Line, year: int) -> Chart:
    """Reports in by day, this year against last; the table below says the same."""
    series = [Series(name=_("%(year)s 年度") % {"year": year}, values=line.this)]
    if any(value is not None for value in line.last):
        series.append(Series(name=_("%(year)s 年度") % {"year": year - 1}, values=line.last))
    return Chart(
        title=_("已报户数，逐日"),
        kind="line",
        categories=[f"{day.month}-{day.day}" for day in line.days],
        series=series,
        unit=_("户"),
        by=_("日期"),
    )


def deadline_of(season: Season, now: datetime) -> Deadline:
    """The last day to file; once it is past there is nothing left to count."""
    left = left_until(season.closes_on, "FIXED", now)
    return Deadline(due=season.closes_on, left=left if left >= 0 else None, unit="FIXED")


def office_deadline(year: int, now: datetime) -> Deadline:
    """The office's own last day to list."""
    last = rules.last_day_to_list(Kind.ENTERPRISE, year)
    return Deadline(due=last.date, left=left_until(last.date, "WD", now), unit="WD", provisional=last.provisional)


@dataclass(frozen=True)
class Ruling:
    """What is decided about one category: how many, the measure, the reasons, the articles, what to beware of."""

    category: str
    count: int
    measure: str
    reasons: list[str]
    grounds: list[Ground]
    cautions: list[str]


def rulings(year: int, on: date, counts: dict[str, int]) -> list[Ruling]:
    """The decisions of a batch, one per category."""
    return [
        Ruling(
            category=CATEGORIES[one.category](),
            count=counts[one.category],
            measure=said(one.decision.measure.words),
            reasons=[said(reason) for reason in one.decision.reasons],
            grounds=[
                Ground(instrument=said(citation.words), confidence=citation.confidence.value, dates=[(_("决定"), on)])
                for citation in one.decision.citations
            ],
            cautions=[said(caution) for caution in one.decision.cautions],
        )
        for one in rules.decisions(year, on)
        if one.standing == "active" and counts.get(one.category) and one.decision.measure is not None
    ]


@dataclass(frozen=True)
class SampleRow:
    """One entity of the sample with the text it will get."""

    name: str
    code: str
    href: str
    measure: str
    reason: str
    shown_until: str


def sample_rows(cases: Sequence[Case], year: int, on: date) -> list[SampleRow]:
    """The sample, opened for a look: who, and the decision's own words."""
    texts = {(one.category, one.standing): rules.document(one, year, on) for one in rules.decisions(year, on)}
    return [
        SampleRow(
            name=case.name,
            code=case.code,
            href=reverse("records:record", args=[case.code or f"n{case.entity_id}"]),
            measure=said(text.measure),
            reason=said(text.reason),
            shown_until=plain_day(text.shown_until) if text.shown_until else "",
        )
        for case in cases
        if (text := texts.get((case.category, case.standing))) is not None
    ]


def exception_table(cases: Sequence[Case]) -> Table:
    """What a person must look at first."""
    return Table(
        caption=_("例外"),
        columns=[
            Column(key="name", label=_("名称"), primary=True),
            Column(key="code", label=_("代码"), kind="code"),
            Column(key="reason", label=_("原因")),
        ],
        rows=[
            {
                "name": case.name,
                "code": case.code,
                "reason": EXCEPTIONS[case.reason](),
                "href": reverse("records:record", args=[case.code or f"n{case.entity_id}"]),
            }
            for case in cases
        ],
        empty=_("没有例外。"),
    )


def close_state(close: SeasonClose) -> State:
    """How a batch stands."""
    words, tone = STATES[close.state]
    return State(text=words(), tone=tone)


def close_table(closes: Sequence[SeasonClose]) -> Table:
    """The batches of a season."""
    return Table(
        caption=_("收季"),
        columns=[
            Column(key="on", label=_("决定日期"), primary=True),
            Column(key="state", label=_("状态"), kind="state"),
            Column(key="owing", label=_("应列"), kind="number"),
            Column(key="listed", label=_("已列入"), kind="number"),
            Column(key="excepted", label=_("例外"), kind="number"),
            Column(key="by", label=_("准备人")),
        ],
        rows=[
            {
                "on": plain_day(one.on),
                "href": reverse("seasons:close", args=[one.id]),
                "state": close_state(one),
                "owing": one.owing,
                "listed": one.listed,
                "excepted": one.excepted,
                "by": one.prepared_by,
            }
            for one in closes
        ],
    )


def progress(close: SeasonClose) -> Progress:
    """How far the worker has come."""
    return Progress(
        title=_("作出列入决定"),
        done=close.listed + close.passed,
        total=close.owing - close.excepted,
        unit=_("户"),
        finished=close.state == CloseState.DONE,
        refresh=reverse("seasons:progress", args=[close.id]),
    )


def tabs(year: int, current: str, region: str) -> list[Link]:
    """The pages of one season."""
    pages = [
        ("board", _("进度"), reverse("seasons:board", args=[year])),
        ("missing", _("未报名单"), reverse("seasons:missing", args=[year])),
        ("reminders", _("提醒"), reverse("seasons:reminders", args=[year])),
        ("obstacles", _("卡在哪里"), reverse("seasons:obstacles", args=[year])),
        ("closing", _("收季"), reverse("seasons:prepare", args=[year])),
    ]
    query = f"?region={region}" if region else ""
    return [Link(text=text, href=href + query, current=name == current) for name, text, href in pages]
