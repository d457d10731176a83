"""Incidents, clocks and the log in the reader's words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongbao.briefing.incidents.models import Clock, ClockState, Hazard, Incident, Limit, LogEntry, Report
from gongbao.foundation.shapes import Column, Ground, Link, Moment, State, Table
from gongbao.foundation.wording import is_english, left_words, moment_words, span_words

Words = str | Promise
GRADES: dict[int | None, Words] = {
    1: gettext_lazy("Ⅰ级 特别重大"),
    2: gettext_lazy("Ⅱ级 重大"),
    3: gettext_lazy("Ⅲ级 较大"),
    4: gettext_lazy("Ⅳ级 一般"),
    None: gettext_lazy("未定级"),
}
KINDS: dict[str, Words] = {
    "first": gettext_lazy("首报"),
    "follow-up": gettext_lazy("续报"),
    "final": gettext_lazy("终报"),
    "supplement": gettext_lazy("补报"),
}
FORMS: dict[str, Words] = {
    "phone": gettext_lazy("电话报告"),
    "written": gettext_lazy("书面报告"),
    "any": gettext_lazy("报告（电话或书面）"),
    "follow-up": gettext_lazy("续报"),
}
STARTS: dict[str, Words] = {
    "occurred": gettext_lazy("自事发时起"),
    "learned": gettext_lazy("自得知时起"),
    "received": gettext_lazy("自收到下级报告时起"),
    "reported": gettext_lazy("自上一次报告时起"),
}
LEVELS: dict[str, Words] = {
    "village": gettext_lazy("村居"),
    "direct": gettext_lazy("直报点"),
    "township": gettext_lazy("乡镇"),
    "department": gettext_lazy("部门"),
    "county": gettext_lazy("县"),
    "city": gettext_lazy("市"),
    "province": gettext_lazy("省"),
}
CATEGORIES: dict[str, Words] = {
    "natural": gettext_lazy("自然灾害"),
    "accident": gettext_lazy("事故灾难"),
    "health": gettext_lazy("公共卫生事件"),
    "social": gettext_lazy("社会安全事件"),
}
MEASURES: dict[str, Words] = {
    "dead": gettext_lazy("死亡（人）"),
    "missing": gettext_lazy("失踪（人）"),
    "trapped": gettext_lazy("被困（人）"),
    "serious": gettext_lazy("重伤（人）"),
    "injured": gettext_lazy("受伤（人）"),
    "poisoned": gettext_lazy("中毒、发病（人）"),
    "evacuated": gettext_lazy("转移（人）"),
    "threatened": gettext_lazy("受威胁需转移（人）"),
    "affected": gettext_lazy("受影响、聚集（人）"),
    "homes": gettext_lazy("倒损房屋（间）"),
    "loss": gettext_lazy("直接经济损失（万元）"),
    "area": gettext_lazy("面积（公顷）"),
    "magnitude": gettext_lazy("震级"),
    "dead-missing": gettext_lazy("死亡和失踪（人）"),
}
SURE: dict[str, Words] = {
    "confirmed": gettext_lazy("已核实"),
    "single": gettext_lazy("单一来源"),
    "unverified": gettext_lazy("未核实"),
    "verifying": gettext_lazy("正在核实"),
}
_STATES: dict[str, tuple[Words, str]] = {
    "open": (gettext_lazy("处置中"), "open"),
    "watched": (gettext_lazy("终报后观察"), "provisional"),
    "closed": (gettext_lazy("已结"), "done"),
}


@dataclass(frozen=True, slots=True)
class ShownClock:
    """One clock: whose, which, how it stands, both starting points, the rule, where it lies."""

    id: str
    incident: Link | None  # where clocks of many are shown together
    unit: str
    form: str
    state: State
    left: str
    due: datetime
    started: str
    other_start: str
    rule: str
    ground: Ground | None
    hand: str
    stays: list[str]
    paused: str
    running: bool


def state_of(incident: Incident) -> State:
    words, tone = _STATES[incident.state]
    return State(text=str(words), tone=tone)


def grade_words(grade: int | None) -> str:
    return str(GRADES[grade])


def hazard_words(one: Hazard) -> str:
    return one.en if is_english() else one.zh


def hazard_choices(rows: Sequence[Hazard]) -> list[tuple[str, str]]:
    return [(one.code, hazard_words(one)) for one in rows]


def kind_words(report: Report) -> str:
    """首报、续报二、终报."""
    words = str(KINDS[report.kind])
    return f"{words} {report.serial}" if report.serial else words


def limit_ground(limit: Limit) -> Ground:
    citation = limit.citation_en if is_english() and limit.citation_en else limit.citation_zh
    return Ground(
        instrument=citation,
        article=_("第 %(n)s 版") % {"n": limit.version},
        words=rule_words(limit),
        dates=((_("起用"), limit.valid_from), (_("停用"), limit.valid_to)),
        decided_by=limit.entered_by,
        confidence=limit.confidence,
        note=limit.why,
        href=reverse("incidents:limits"),
    )


def rule_words(limit: Limit) -> str:
    """乡镇 · 书面报告 · 40 分钟 · 自得知时起."""
    parts = [str(LEVELS[limit.level]), str(FORMS[limit.form]), span_words(limit.minutes), str(STARTS[limit.start])]
    if limit.hazard is not None:
        parts.append(hazard_words(limit.hazard))
    elif limit.category:
        parts.append(str(CATEGORIES[limit.category]))
    if limit.worst_grade is not None:
        parts.append(_("%(grade)s以上") % {"grade": grade_words(limit.worst_grade)})
    return " · ".join(parts)


def started_words(clock: Clock) -> str:
    return _("%(start)s %(at)s") % {"start": STARTS[clock.start], "at": moment_words(clock.started_at)}


def _other_start(clock: Clock) -> str:
    """The starting point that the rule does not count from."""
    if clock.start == "occurred":
        return _("得知 %(at)s") % {"at": moment_words(clock.learned_at)}
    if clock.occurred_at is not None:
        return _("事发 %(at)s") % {"at": moment_words(clock.occurred_at)}
    return _("事发时间正在核实")


def _clock_state(clock: Clock, now: datetime, stopped: bool) -> tuple[State, str]:
    if clock.state == ClockState.OPEN:
        if stopped:
            return State(text=_("系统中断，计时暂停"), tone="provisional"), ""
        minutes = int((clock.due_at - now).total_seconds() // 60)
        tone = "late" if minutes < 0 else "soon" if minutes * 2 < clock.minutes else "open"
        words = left_words(minutes, "MIN")
        return State(text=words, tone=tone), words
    if clock.state in {ClockState.MET, ClockState.LATE}:
        used = int(((clock.closed_at or now) - clock.started_at).total_seconds() // 60)
        tone = "late" if clock.state == ClockState.LATE else "done"
        words = _("迟报") if tone == "late" else _("按时")
        return State(text=words, tone=tone), _("用时 %(span)s") % {"span": span_words(max(0, used))}
    return State(text=_("改按新时限") if clock.state == ClockState.REPLACED else _("不再需要"), tone="plain"), ""


def clock_rows(
    clocks: Sequence[Clock], now: datetime, *, stopped: bool = False, of_many: bool = False
) -> list[ShownClock]:
    """Clocks for a page, those that run first, the most pressing on top. `of_many`: each says of which incident."""
    ordered = sorted(clocks, key=lambda one: (one.state != ClockState.OPEN, one.due_at))
    return [_clock(one, now, stopped, of_many) for one in ordered]


def _incident(one: Incident) -> Link:
    mark = _("【演练】") if one.drill else ""
    return Link(text=mark + one.title, href=reverse("incidents:incident", args=[one.pk]))


def _clock(clock: Clock, now: datetime, stopped: bool, of_many: bool) -> ShownClock:
    state, left = _clock_state(clock, now, stopped)
    paused = clock.paused_seconds // 60
    return ShownClock(
        id=str(clock.pk),
        incident=_incident(clock.incident) if of_many else None,
        unit=clock.unit.short,
        form=str(FORMS[clock.form]),
        state=state,
        left=left,
        due=clock.due_at,
        started=started_words(clock),
        other_start=_other_start(clock),
        rule=rule_words(clock.limit) if clock.limit else _("单位自己写明的下次报告时间"),
        ground=limit_ground(clock.limit) if clock.limit else None,
        hand=clock.hand,
        stays=[f"{one.hand} {moment_words(one.since)}" for one in clock.stays.all()],
        paused=_("系统中断 %(span)s 不计") % {"span": span_words(paused)} if paused else "",
        running=clock.state == ClockState.OPEN,
    )


def log_moments(lines: Sequence[LogEntry]) -> list[Moment]:
    """The log, the newest on top."""
    english = is_english()
    tones = {"bypass": "soon", "finding": "late", "hold": "soon", "sent-up": "done"}
    return [
        Moment(
            at=one.at,
            title=(one.words_en if english and one.words_en else one.words_zh),
            by=one.by,
            tone=tones.get(one.kind, "plain"),
        )
        for one in reversed(lines)
    ]


def board_table(incidents: Sequence[Incident], *, url: str, caption: str, empty: str) -> Table:
    rows: list[dict[str, Any]] = [
        {
            "title": (_("【演练】") if one.drill else "") + one.title,
            "href": reverse(url, args=[one.pk]),
            "state": state_of(one),
            "grade": grade_words(one.grade),
            "hazard": hazard_words(one.hazard),
            "place": one.place,
            "number": one.number,
            "at": one.learned_at,
        }
        for one in incidents
    ]
    return Table(
        caption=caption,
        columns=[
            Column(key="title", label=_("事件"), primary=True),
            Column(key="state", label=_("状态"), kind="state"),
            Column(key="grade", label=_("等级")),
            Column(key="hazard", label=_("类别")),
            Column(key="place", label=_("地点")),
            Column(key="at", label=_("得知时间"), kind="moment"),
            Column(key="number", label=_("编号")),
        ],
        rows=rows,
        empty=empty,
    )
