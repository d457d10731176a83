"""What the pages of assessment show."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongbao.briefing.assessment.models import Kind, PeriodState
from gongbao.briefing.assessment.rules import Line, Reporter, Row, Score, gaps
from gongbao.foundation.shapes import Chart, Column, Series, State, Table

KINDS: dict[str, str | Promise] = {
    Kind.LODGED: gettext_lazy("报送一条"),
    Kind.OWN: gettext_lazy("本级刊物采用"),
    Kind.SPECIAL: gettext_lazy("专报采用"),
    Kind.UPWARD: gettext_lazy("报送上级"),
    Kind.FORWARD: gettext_lazy("转送部门"),
    Kind.INSTRUCTION: gettext_lazy("领导批示"),
    Kind.COMMISSION: gettext_lazy("完成约稿"),
    Kind.UNDONE: gettext_lazy("约稿没有完成"),
    Kind.TOPIC_MISSED: gettext_lazy("要点没有报"),
    Kind.CITY: gettext_lazy("市级采用"),
    Kind.PROVINCE: gettext_lazy("省级采用"),
    Kind.CENTRE: gettext_lazy("中央采用"),
    Kind.ABOVE: gettext_lazy("上级领导批示"),
    Kind.SHORTFALL: gettext_lazy("少于每月基数，每少一条"),
    "by-hand": gettext_lazy("手工调分"),
}
STATES: dict[str, tuple[str | Promise, str]] = {
    PeriodState.OPEN: (gettext_lazy("进行中"), "open"),
    PeriodState.CIRCULATED: (gettext_lazy("征求意见"), "soon"),
    PeriodState.FROZEN: (gettext_lazy("已定"), "done"),
}
GAPS: dict[str, str | Promise] = {
    "decisions": gettext_lazy("服务决策"),
    "trends": gettext_lazy("研判趋势"),
    "bad-news": gettext_lazy("反映实情（忧）"),
    "problems": gettext_lazy("揭示问题"),
}


def state_of(state: str) -> State:
    words, tone = STATES[state]
    return State(text=str(words), tone=tone)


def not_begun() -> State:
    return State(text=_("还没有开始考核"), tone="plain")


def points(value: Decimal) -> str:
    """12.5, never 12.50."""
    return f"{value.normalize():f}"


def score_table(rows: Sequence[tuple[Reporter, Score]], month: int, other: dict[int, Decimal] | None) -> Table:
    """Units with their points; beside them what another version of the rules would give."""
    columns = [
        Column(key="unit", label=_("单位"), primary=True),
        Column(key="band", label=_("类别")),
        Column(key="lodged", label=_("报送"), kind="number"),
        Column(key="adopted", label=_("采用"), kind="number"),
        Column(key="instructed", label=_("批示"), kind="number"),
        Column(key="points", label=_("得分"), kind="number"),
    ]
    if other is not None:
        columns.append(Column(key="other", label=_("如果按另一版"), kind="number"))
    kinds = ("own", "special", "upward", "forward", "city", "province", "centre")
    return Table(
        caption=_("各单位得分"),
        columns=columns,
        rows=[
            {
                "unit": unit.short,
                "href": f"{reverse('assessment:unit', args=[unit.pk])}?month={month}",
                "band": unit.band,
                "lodged": one.lodged,
                "adopted": sum(line.event.kind in kinds for line in one.lines),
                "instructed": sum(line.event.kind in {"instruction", "above"} for line in one.lines),
                "points": one.total,
                **({"other": other[unit.pk]} if other is not None else {}),
            }
            for unit, one in rows
        ],
        empty=_("还没有单位向这个信息科报送。"),
    )


def rule_words(row: Row | None) -> str:
    if row is None:
        return _("手工，经另一人同意")
    cap = _("，每月最多 %(cap)s 分") % {"cap": points(row.cap)} if row.cap is not None else ""
    return _("%(kind)s %(points)s 分%(cap)s") % {
        "kind": KINDS[row.kind],
        "points": points(row.points),
        "cap": cap,
    }


def line_table(lines: Sequence[Line]) -> Table:
    """Every point with its rule and what it is for."""
    return Table(
        caption=_("每一分的由来"),
        columns=[
            Column(key="what", label=_("因为"), primary=True),
            Column(key="kind", label=_("种类")),
            Column(key="share", label=_("份额")),
            Column(key="rule", label=_("依据的计分")),
            Column(key="points", label=_("分")),
        ],
        rows=[
            {
                "what": line.event.words,
                "href": _href(line),
                "kind": str(KINDS[line.event.kind]),
                "share": f"{line.event.share * 100:.0f}%" if line.event.share != 1 else "",
                "rule": rule_words(line.row),
                "points": points(line.points),
            }
            for line in lines
        ],
        empty=_("这个月还没有得分。"),
    )


def _href(line: Line) -> str:
    return reverse("items:item", args=[line.event.item]) if line.event.item is not None else ""


def gap_rows(found: dict[str, int]) -> list[dict[str, Any]]:
    """The four gaps with numerator and denominator; a share only where there are five or more."""
    return [
        {
            "words": str(GAPS[name]),
            "have": have,
            "every": every,
            "share": f"{have * 100 // every}%" if every >= 5 else "",
        }
        for name, have, every in gaps(found)
    ]


def chart(rows: Sequence[tuple[Reporter, Score]]) -> Chart | None:
    """Points by unit, best first, as bars; None before anybody has one."""
    ordered = sorted(rows, key=lambda pair: -pair[1].total)[:20]
    if not any(one.total for _unit, one in ordered):
        return None
    return Chart(
        title=_("得分最多的单位"),
        categories=[unit.short for unit, _one in ordered],
        series=[Series(name=_("得分"), values=[float(one.total) for _unit, one in ordered])],
        kind="row",
        by=_("单位"),
        unit=_("分"),
    )
