"""Reports in the reader's words: figures with how sure they are, what changed, where they disagree."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from gongbao.briefing.incidents.models import Clock, Figure, Grading, Measure, Report
from gongbao.briefing.incidents.presenters.showing import MEASURES, SURE, clock_rows, grade_words, kind_words
from gongbao.briefing.incidents.rules import Disagreement, Said
from gongbao.foundation.shapes import Change, Column, Fact, Table
from gongbao.foundation.wording import is_english, moment_words, number_words, span_words
from gongbao.kernel.statutes.grading import Suggestion

APART = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class ShownReport:
    """One report: its heading, its words, its facts, what changed since the one before, and what to know about it."""

    report: Report
    heading: str
    facts: list[Fact]
    figures: list[Fact]
    changes: list[Change]
    warnings: list[str]
    held: str
    has_teller: bool


def figure_words(figure: Figure) -> str:
    if figure.value is None:
        return str(SURE["verifying"])
    return f"{number_words(figure.value)}（{SURE[figure.sure]}）"


def figure_rows(figures: Sequence[Figure]) -> list[Fact]:
    """Figures in the table's order; each says how sure it is."""
    by_measure = {one.measure: one for one in figures}
    return [
        Fact(label=str(MEASURES[name]), value=figure_words(by_measure[name]))
        for name in Measure.values
        if name in by_measure
    ]


def changed_figures(before: Report, after: Report) -> list[Change]:
    """What the later report says differently: the old figure stays readable beside the new one."""
    old = {one.measure: one for one in before.figures.all()}
    changes = [
        Change(label=str(MEASURES[one.measure]), before=figure_words(old[one.measure]), after=figure_words(one))
        for one in after.figures.all()
        if one.measure in old and (old[one.measure].value, old[one.measure].sure) != (one.value, one.sure)
    ]
    if before.place and after.place and before.place != after.place:
        changes.append(Change(label=_("地点"), before=before.place, after=after.place))
    if before.occurred_at and after.occurred_at and before.occurred_at != after.occurred_at:
        changes.append(
            Change(label=_("事发时间"), before=moment_words(before.occurred_at), after=moment_words(after.occurred_at))
        )
    return changes


def shown_reports(reports: Sequence[Report]) -> list[ShownReport]:
    """A chain in order; each marked with what it changes of the one before."""
    shown = []
    before: Report | None = None
    for report in reports:
        shown.append(_shown(report, before))
        before = report
    return shown


def _shown(report: Report, before: Report | None) -> ShownReport:
    to = report.to.short if report.to else report.to_words
    held = next((one for one in report.holds.all() if one.ended_at is None), None)
    form = _("电话") if report.form == "phone" else _("书面")
    return ShownReport(
        report=report,
        heading=f"{kind_words(report)} · {form} · {report.unit.short} → {to}",
        facts=_facts(report),
        figures=figure_rows(list(report.figures.all())),
        changes=changed_figures(before, report) if before else [],
        warnings=_warnings(report),
        held=_("%(by)s 暂缓上报：%(reason)s") % {"by": held.held_by, "reason": held.reason} if held else "",
        has_teller=hasattr(report, "told"),
    )


def _facts(report: Report) -> list[Fact]:
    verifying = str(SURE["verifying"])
    rows = [
        (_("收条"), report.receipt),
        (_("收到"), moment_words(report.received_at)),
        (_("得知"), moment_words(report.learned_at)),
        (_("事发"), moment_words(report.occurred_at) if report.occurred_at else verifying),
        (_("地点"), report.place),
        (_("起因"), report.cause or (verifying if "cause" in report.verifying else "")),
        (_("趋势"), report.trend or (verifying if "trend" in report.verifying else "")),
        (_("措施"), report.measures),
        (_("危险"), report.hazards),
        (_("道路"), report.access),
        (_("已到场"), report.present),
        (_("需要"), report.needed),
        (_("在场领导"), report.leaders),
        (_("下次报告"), moment_words(report.next_at) if report.next_at else ""),
        (_("记录"), report.entered_by),
    ]
    return [Fact(label=label, value=value) for label, value in rows if value]


def _warnings(report: Report) -> list[str]:
    found = []
    if report.bypass and report.passed is not None:
        words = {"unit": report.passed.short, "reason": report.bypass_reason}
        found.append(_("越过 %(unit)s：%(reason)s") % words)
    if report.device_at is not None and abs(report.device_at - report.received_at) > APART:
        words = {"device": moment_words(report.device_at), "server": moment_words(report.received_at)}
        found.append(_("发出时设备的钟是 %(device)s，服务器收到是 %(server)s；以服务器为准。") % words)
    if report.away_since is not None:
        minutes = int((report.received_at - report.away_since).total_seconds() // 60)
        if minutes > 0:
            found.append(_("这台设备此前 %(span)s 没有网络。") % {"span": span_words(minutes)})
    if report.corrects_id is not None:
        found.append(_("单位自己更正：不因更正追究。"))
    return found


def said_rows(found: Sequence[Said]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Each thing of which units say different: every value beside who says it."""
    comma = ", " if is_english() else "、"
    what = {"time": _("时间"), "place": _("地点")}
    return [
        (
            what.get(one.what, one.what),
            [(_moment_or(value, one.what), comma.join(labels)) for value, labels in one.values],
        )
        for one in found
    ]


def disagreement_words(found: Sequence[Disagreement]) -> list[str]:
    """Where figures, places and times do not agree, a sentence each."""
    where = {"title-body": _("标题和正文"), "text-table": _("文字和表格")}
    what = {"time": _("时间"), "place": _("地点")}
    return [
        _("%(what)s：%(whose)s写“%(here)s”，%(where)s写“%(there)s”")
        % {
            "what": what.get(one.what, one.what),
            "whose": one.whose or _("本稿"),
            "here": _moment_or(one.here, one.what),
            "there": _moment_or(one.there, one.what),
            "where": where.get(one.where, one.where),
        }
        for one in found
    ]


def _moment_or(text: str, what: str) -> str:
    return moment_words(datetime.fromisoformat(text)) if what == "time" else text


def suggestion_words(found: Suggestion | None) -> str:
    """What the table suggests and by which clause."""
    if found is None:
        return _("已知数字没有达到任何一级的标准，或这一类没有标准。")
    clauses = "；".join(
        _("%(measure)s达到 %(n)s（%(citation)s）")
        % {"measure": MEASURES.get(one.measure, one.measure), "n": number_words(one.at_least), "citation": one.citation}
        for one in found.fired
    )
    return _("建议 %(grade)s：%(clauses)s") % {"grade": grade_words(found.grade), "clauses": clauses}


def grading_words(one: Grading) -> str:
    """One decision on the grade: what the table suggested and what was decided, why."""
    decided = grade_words(one.decided)
    if one.suggested == one.decided:
        words = _("按建议定为：%(decided)s") % {"decided": decided}
    else:
        words = _("建议：%(suggested)s；定为：%(decided)s") % {
            "suggested": grade_words(one.suggested) if one.suggested else _("无"),
            "decided": decided,
        }
    return f"{words}。{one.reason}" if one.reason and not is_english() else f"{words} {one.reason}".strip()


def late_table(clocks: Sequence[Clock], now: datetime) -> Table:
    """What was late by rule, and at which hand it waited."""
    rows: list[dict[str, Any]] = []
    by_id = {str(one.pk): one for one in clocks}
    for shown in clock_rows(list(by_id.values()), now):
        clock = by_id[shown.id]
        rows.append(
            {
                "title": clock.incident.title,
                "href": reverse("incidents:incident", args=[clock.incident_id]),
                "unit": shown.unit,
                "form": shown.form,
                "state": shown.state,
                "rule": shown.rule,
                "started": shown.started,
                "hand": " → ".join(shown.stays),
                "due": clock.due_at,
            }
        )
    return Table(
        caption=_("按规则计算的迟报"),
        columns=[
            Column(key="title", label=_("事件"), primary=True),
            Column(key="unit", label=_("单位")),
            Column(key="form", label=_("应报")),
            Column(key="state", label=_("结果"), kind="state"),
            Column(key="due", label=_("时限"), kind="moment"),
            Column(key="rule", label=_("规则")),
            Column(key="started", label=_("起算")),
            Column(key="hand", label=_("在谁手里等")),
        ],
        rows=rows,
        empty=_("没有迟报。"),
    )
