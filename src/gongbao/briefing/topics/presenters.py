"""What the pages of key points and commissions show."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from gongbao.briefing.items.models import ItemType, Reason
from gongbao.briefing.items.presenters import ANGLES, type_words
from gongbao.briefing.topics.coverage import Cell, Coverage, Head
from gongbao.briefing.topics.models import (
    Call,
    CallState,
    CallStep,
    CallStepKind,
    Commission,
    KeyPoint,
    ListState,
    PointList,
    ReminderRule,
)
from gongbao.briefing.topics.rules import is_late
from gongbao.briefing.topics.selectors import Counted, Wanted, time_asked
from gongbao.foundation.clock import china_date
from gongbao.foundation.shapes import Chart, Column, Deadline, Moment, Series, State, Table
from gongbao.foundation.wording import is_english, moment_words, span_words

LISTS: dict[str, tuple[str | Promise, str]] = {
    ListState.DRAFT: (gettext_lazy("草稿"), "plain"),
    ListState.PUBLISHED: (gettext_lazy("已发布"), "open"),
    ListState.WITHDRAWN: (gettext_lazy("已撤回"), "plain"),
}
CALLS: dict[str, tuple[str | Promise, str]] = {
    CallState.OPEN: (gettext_lazy("待报送"), "open"),
    CallState.SUBMITTED: (gettext_lazy("已报送，待收下"), "provisional"),
    CallState.ACCEPTED: (gettext_lazy("已完成"), "done"),
    CallState.DECLINED: (gettext_lazy("已辞约"), "plain"),
    CallState.WITHDRAWN: (gettext_lazy("已撤回"), "plain"),
}
STEPS: dict[str, str | Promise] = {
    CallStepKind.ISSUED: gettext_lazy("约稿"),
    CallStepKind.SUBMITTED: gettext_lazy("应约报送"),
    CallStepKind.CAME_BACK: gettext_lazy("退回或撤回"),
    CallStepKind.ACCEPTED: gettext_lazy("收下，约稿完成"),
    CallStepKind.DECLINED: gettext_lazy("辞约"),
    CallStepKind.INSISTED: gettext_lazy("仍请报送"),
    CallStepKind.TIME_ASKED: gettext_lazy("申请延期"),
    CallStepKind.TIME_GRANTED: gettext_lazy("同意延期"),
    CallStepKind.TIME_REFUSED: gettext_lazy("不同意延期"),
    CallStepKind.REMINDED: gettext_lazy("提醒"),
    CallStepKind.WITHDRAWN: gettext_lazy("撤回约稿"),
}
_TONES: dict[str, str] = {CallStepKind.ACCEPTED: "done", CallStepKind.REMINDED: "soon", CallStepKind.CAME_BACK: "soon"}


def list_state(found: PointList, today: date) -> State:
    words, tone = LISTS[found.state]
    if found.state == ListState.PUBLISHED and found.until_on < today:
        return State(text=_("已过期"), tone="plain")
    return State(text=str(words), tone=tone)


def list_table(rows: Sequence[Any], today: date) -> Table:
    return Table(
        caption=_("报送要点"),
        columns=[
            Column(key="title", label=_("名称"), primary=True),
            Column(key="state", label=_("状态"), kind="state"),
            Column(key="until", label=_("截止"), kind="date"),
            Column(key="points", label=_("要点"), kind="number"),
            Column(key="answers", label=_("已报信息"), kind="number"),
        ],
        rows=[
            {
                "title": one.title,
                "href": reverse("topics:list", args=[one.pk]),
                "state": list_state(one, today),
                "until": one.until_on,
                "points": one.n_points,
                "answers": one.n_answers,
            }
            for one in rows
        ],
        empty=_("还没有报送要点。拟一期，各单位就知道这段时间报什么。"),
    )


def whom(point: KeyPoint) -> str:
    """Whom a point asks, in words."""
    if point.everybody:
        return _("全部单位")
    return "、".join([*point.bands, *(unit.short for unit in point.units.all())])


def point_rows(points: Sequence[Counted]) -> list[dict[str, Any]]:
    return [
        {
            "point": one.point,
            "whom": whom(one.point),
            "angle": str(ANGLES[one.point.angle]) if one.point.angle else "",
            "asked": one.asked,
            "answered": one.answered,
            "nothing": one.nothing,
        }
        for one in points
    ]


def call_state(call: Call, now: datetime) -> State:
    words, tone = CALLS[call.state]
    late = is_late(call.due_at, call.submitted_at, now)
    if call.state == CallState.OPEN and late:
        span = span_words(int((now - call.due_at).total_seconds() // 60))
        return State(text=_("逾期 %(span)s") % {"span": span}, tone="late")
    if call.state in {CallState.SUBMITTED, CallState.ACCEPTED} and late:
        return State(text=_("%(state)s（逾期）") % {"state": words}, tone=tone)
    return State(text=str(words), tone=tone)


def deadline(call: Call, now: datetime) -> Deadline:
    """The instant, and what is left: minutes within three days, days before that."""
    if call.state != CallState.OPEN:
        return Deadline(due=call.due_at, left=None)
    minutes = int((call.due_at - now).total_seconds() // 60)
    if abs(minutes) < 3 * 1440:
        return Deadline(due=call.due_at, left=minutes, unit="MIN")
    return Deadline(due=call.due_at, left=(china_date(call.due_at) - china_date(now)).days, unit="CD")


def commission_table(rows: Sequence[Any]) -> Table:
    return Table(
        caption=_("约稿"),
        columns=[
            Column(key="title", label=_("题目"), primary=True),
            Column(key="type", label=_("体裁")),
            Column(key="due", label=_("期限"), kind="moment"),
            Column(key="units", label=_("约了"), kind="number"),
            Column(key="open", label=_("待报"), kind="number"),
            Column(key="submitted", label=_("待收下"), kind="number"),
            Column(key="accepted", label=_("完成"), kind="number"),
            Column(key="state", label=_("状态"), kind="state"),
        ],
        rows=[
            {
                "title": one.title,
                "href": reverse("topics:commission", args=[one.pk]),
                "type": type_words(one.type),
                "due": one.due_at,
                "units": one.n_units,
                "open": one.n_open,
                "submitted": one.n_submitted,
                "accepted": one.n_accepted,
                "state": commission_state(one),
            }
            for one in rows
        ],
        empty=_("还没有约稿。想要哪个单位写什么，约一篇。"),
    )


def commission_state(one: Any) -> State:
    if one.withdrawn_at is not None:
        return State(text=_("已撤回"), tone="plain")
    if one.n_open or one.n_submitted:
        return State(text=_("进行中"), tone="open")
    return State(text=_("已了结"), tone="done")


def asks(found: Commission) -> str:
    """Style and length in words."""
    kind = type_words(found.type)
    if found.length is None:
        return kind
    return _("%(kind)s，约 %(n)s 字") % {"kind": kind, "n": found.length}


def call_rows(calls: Sequence[Any], now: datetime) -> list[dict[str, Any]]:
    """Each unit's part on the commission's page."""
    return [
        {
            "call": call,
            "unit": call.unit.short,
            "state": call_state(call, now),
            "deadline": deadline(call, now),
            "items": [answer.item for answer in call.given],
            "asked": time_asked(call),
            "reason": reason_words(call.reason) if call.reason else "",
        }
        for call in calls
    ]


def reason_words(reason: Reason) -> str:
    return reason.en if is_english() else reason.zh


def moments(steps: Sequence[CallStep]) -> list[Moment]:
    """The steps, newest first."""
    return [
        Moment(
            at=step.at,
            title=str(STEPS[step.kind]),
            words="。".join(
                part
                for part in (
                    step.words,
                    _("期限：%(when)s") % {"when": moment_words(step.due_at)} if step.due_at else "",
                )
                if part
            ),
            by=step.by,
            tone=_TONES.get(step.kind, "plain"),
        )
        for step in reversed(steps)
    ]


def wanted_rows(found: Sequence[Wanted], today: date) -> list[dict[str, Any]]:
    """The points a unit is asked, each with how it stands."""
    rows = []
    for one in found:
        point = one.asked.point
        lodged = [item for item in one.items if item.lodged_at is not None]
        if lodged:
            state = State(
                text=ngettext("已报 %(n)d 条", "已报 %(n)d 条", len(lodged)) % {"n": len(lodged)}, tone="done"
            )
        elif one.asked.nothing_at:
            state = State(text=_("已说明没有"), tone="done")
        else:
            state = State(text=_("还没有报"), tone="soon" if (point.plan.until_on - today).days <= 3 else "open")
        rows.append(
            {
                "asked": one.asked,
                "point": point,
                "list": point.plan,
                "angle": str(ANGLES[point.angle]) if point.angle else "",
                "state": state,
                "items": one.items,
                "deadline": Deadline(due=point.plan.until_on, left=(point.plan.until_on - today).days, unit="CD"),
                "open": not lodged and not one.asked.nothing_at,
            }
        )
    return rows


def own_calls(calls: Sequence[Call], now: datetime) -> list[dict[str, Any]]:
    """A unit's parts of commissions as rows of its list."""
    return [
        {
            "call": call,
            "title": call.commission.title,
            "asks": asks(call.commission),
            "href": reverse("topics:call", args=[call.pk]),
            "state": call_state(call, now),
            "deadline": deadline(call, now),
            "open": call.state == CallState.OPEN,
        }
        for call in calls
    ]


def type_choices(types: Sequence[ItemType]) -> list[tuple[str, str]]:
    return [("", _("请选择")), *((one.code, type_words(one)) for one in types)]


def rule_words(rule: ReminderRule) -> str:
    """When it reminds, in words."""
    parts = []
    if rule.before_hours:
        hours = "、".join(str(hours) for hours in rule.before_hours)
        parts.append(_("提前 %(hours)s 小时") % {"hours": hours})
    if rule.after_hours:
        parts.append(
            _("逾期后每 %(every)s 小时一次，最多 %(most)s 次") % {"every": rule.after_hours, "most": rule.after_most}
        )
    return "；".join(parts)


CELLS: dict[str, str | Promise] = {
    "nothing": gettext_lazy("无"),
    "missing": gettext_lazy("缺"),
    "waiting": gettext_lazy("待"),
    "declined": gettext_lazy("辞"),
    "withdrawn": gettext_lazy("撤"),
}


def cell_words(cell: Cell | None) -> tuple[str, str]:
    """A cell's words and tone; an empty one where the unit is not asked."""
    if cell is None:
        return "", "none"
    if cell.state == "answered":
        return (_("%(n)s 迟") % {"n": cell.count}, "soon") if cell.late else (str(cell.count), "done")
    words = str(CELLS[cell.state])
    if cell.state == "nothing":
        return words, "done"
    return words, "late" if cell.state == "missing" else "plain"


def matrix(whole: Coverage, heads: Sequence[Head], lines: Sequence[Any]) -> dict[str, Any]:
    """The rows and columns of one page of the matrix."""
    return {
        "heads": heads,
        "rows": [
            {
                "unit": line.unit.short,
                "band": line.unit.band,
                "cells": [cell_words(line.cells.get(head.id)) for head in heads],
                "answered": line.answered,
                "asked": line.asked,
                "late": line.late,
            }
            for line in lines
        ],
        "sums": [whole.shares[head.id] for head in heads],
    }


def kind_words(kind: str) -> str:
    return _("要点") if kind == "point" else _("约稿")


def chart(whole: Coverage, heads: Sequence[Head]) -> Chart:
    """How many units answered each point and commission, beside how many did not."""
    return Chart(
        title=_("每条有多少单位报了"),
        categories=[f"{head.number} {head.title[:14]}" for head in heads],
        series=[
            Series(name=_("已报"), values=[float(whole.shares[head.id][0]) for head in heads]),
            Series(
                name=_("还没有"),
                values=[float(whole.shares[head.id][1] - whole.shares[head.id][0]) for head in heads],
            ),
        ],
        kind="stack",
        by=_("要点或约稿"),
        unit=_("个单位"),
    )
