"""What the pages of targets show."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongbao.briefing.targets.checking import Line
from gongbao.briefing.targets.models import (
    BatchKind,
    BatchState,
    Direction,
    Every,
    FirmFigure,
    Indicator,
    Lag,
    LagRule,
    LagState,
    Problem,
    ProblemKind,
    Value,
)
from gongbao.briefing.targets.rules import share_of_target, year_share
from gongbao.briefing.targets.selectors import standing_of
from gongbao.foundation.shapes import Chart, Column, Deadline, Moment, Series, State, Table
from gongbao.foundation.wording import is_english, number_words
from gongbao.kernel.statutes.vocabulary import Sentence

DIRECTIONS: dict[str, str | Promise] = {
    Direction.UP: gettext_lazy("越高越好"),
    Direction.DOWN: gettext_lazy("越低越好"),
    Direction.PLAIN: gettext_lazy("只看变化，不比进度"),
}
EVERY: dict[str, str | Promise] = {Every.MONTH: gettext_lazy("每月"), Every.QUARTER: gettext_lazy("每季")}
KINDS: dict[str, str | Promise] = {
    ProblemKind.MARKET: gettext_lazy("市场需求"),
    ProblemKind.TECHNOLOGY: gettext_lazy("技术"),
    ProblemKind.FINANCE: gettext_lazy("资金"),
    ProblemKind.LAND: gettext_lazy("用地"),
    ProblemKind.LABOUR: gettext_lazy("用工"),
    ProblemKind.ENERGY: gettext_lazy("水电气运"),
    ProblemKind.OTHER: gettext_lazy("其他"),
}
BATCHES: dict[str, tuple[str | Promise, str]] = {
    BatchState.CHECKED: (gettext_lazy("已检查，待导入"), "soon"),
    BatchState.APPLIED: (gettext_lazy("已导入"), "done"),
    BatchState.DROPPED: (gettext_lazy("已放弃"), "plain"),
}
BATCH_KINDS: dict[str, str | Promise] = {
    BatchKind.VALUES: gettext_lazy("各单位指标"),
    BatchKind.FIRMS: gettext_lazy("规上企业（内部）"),
}
LAGS: dict[str, tuple[str | Promise, str]] = {
    LagState.OPEN: (gettext_lazy("待说明"), "soon"),
    LagState.EXPLAINED: (gettext_lazy("已说明"), "done"),
    LagState.SETTLED: (gettext_lazy("更正后不再落后"), "plain"),
}
LINES: dict[str, tuple[str | Promise, str]] = {
    "new": (gettext_lazy("新数"), "done"),
    "changed": (gettext_lazy("改数"), "soon"),
    "same": (gettext_lazy("没有变"), "plain"),
    "wrong": (gettext_lazy("有错"), "late"),
}


def choices(table: Mapping[str, str | Promise]) -> list[tuple[str, str]]:
    return [(code, str(words)) for code, words in table.items()]


def month_words(month: int) -> str:
    return _("%(year)s年%(month)s月") % {"year": month // 100, "month": month % 100}


def number(value: Decimal | None) -> str:
    return number_words(value) if value is not None else "—"


def percent(share: Decimal | None) -> str:
    """A share of one as a percentage with one place; a dash where there is none."""
    return f"{share * 100:.1f}%" if share is not None else "—"


def growth(value: Decimal | None) -> str:
    """Against last year, with its sign."""
    return f"{value:+.2f}%".replace(".00%", "%") if value is not None else "—"


def said(sentence: Sentence) -> str:
    return sentence.en if is_english() else sentence.zh


def indicator_words(one: Indicator) -> str:
    """万元 · 累计 · 每月."""
    kind = _("累计") if one.cumulative else _("当期")
    return f"{one.measure} · {kind} · {EVERY[one.every]} · {DIRECTIONS[one.direction]}"


def rule_words(rule: LagRule) -> str:
    return _("从 %(month)s 起：落后时间进度超过 %(points)s 个百分点的，%(days)s 天内说明") % {
        "month": month_words(rule.from_month),
        "points": number_words(rule.tolerance),
        "days": rule.days,
    }


Sums = Mapping[UUID, tuple[Decimal | None, Decimal | None, int]]


def board(indicators: Sequence[Indicator], sums: Sums, behind: Mapping[UUID, int], month: int) -> Table:
    """Every indicator of a month over all units."""
    rows = []
    for one in indicators:
        total, target, units = sums.get(one.pk, (None, None, 0))
        share = share_of_target(total, target) if one.cumulative else None
        late = behind.get(one.pk, 0)
        rows.append(
            {
                "name": one.name,
                "href": f"{reverse('targets:indicator', args=[one.pk])}?month={month}",
                "group": one.group,
                "total": f"{number(total)} {one.measure}" if one.cumulative and total is not None else "—",
                "share": percent(share),
                "units": units,
                "behind": State(text=_("%(n)s 个落后") % {"n": late}, tone="soon") if late else "",
            }
        )
    return Table(
        caption=_("指标"),
        columns=[
            Column(key="name", label=_("指标"), primary=True),
            Column(key="group", label=_("分组")),
            Column(key="total", label=_("累计合计")),
            Column(key="share", label=_("完成年目标")),
            Column(key="units", label=_("有数的单位"), kind="number"),
            Column(key="behind", label=_("进度"), kind="state"),
        ],
        rows=rows,
        empty=_("还没有指标。先设指标，再导入数据。"),
        note=_("时间已过全年的 %(share)s") % {"share": percent(year_share(month))},
    )


def value_table(
    indicator: Indicator, rows: Sequence[Value], rule: LagRule | None, lags: Mapping[int, Lag], link: bool
) -> Table:
    """An indicator by unit: the month's own, the total, growth, target, and how far."""
    shown = []
    for one in rows:
        one.indicator = indicator
        standing = standing_of(one, rule)
        lag = lags.get(one.unit_id)
        shown.append(
            {
                "unit": one.unit.short,
                "href": reverse("targets:unit", args=[indicator.pk, one.unit_id]) if link else "",
                "amount": number(one.amount),
                "total": number(one.total),
                "growth": growth(one.growth),
                "target": number(one.target),
                "share": percent(standing.share if standing else None),
                "state": _standing_state(standing, lag),
            }
        )
    columns = [
        Column(key="unit", label=_("单位"), primary=True),
        Column(key="amount", label=_("当月")),
        Column(key="total", label=_("累计")),
        Column(key="growth", label=_("同比")),
        Column(key="target", label=_("年目标")),
        Column(key="share", label=_("完成年目标")),
        Column(key="state", label=_("对照时间进度"), kind="state"),
    ]
    return Table(
        caption=_("各单位（%(measure)s）") % {"measure": indicator.measure},
        columns=columns if indicator.cumulative else [one for one in columns if one.key not in {"total", "state"}],
        rows=shown,
        empty=_("这个月还没有数。"),
    )


def _standing_state(standing: Any, lag: Lag | None) -> State | str:
    if standing is None:
        return ""
    points = f"{abs(standing.ahead * 100):.1f}"
    if standing.lagging:
        words = _("落后 %(points)s 个百分点") % {"points": points}
        if lag is not None:
            words = f"{words}，{LAGS[lag.state][0]}"
        return State(text=words, tone="late" if lag is None or lag.state == LagState.OPEN else "soon")
    if standing.ahead >= 0:
        return State(text=_("快 %(points)s 个百分点") % {"points": points}, tone="done")
    return State(text=_("慢 %(points)s 个百分点，在容许内") % {"points": points}, tone="plain")


def share_chart(indicator: Indicator, rows: Sequence[Value], month: int) -> Chart | None:
    """Each unit's share of its target beside the share of the year gone."""
    known = [(one.unit.short, share) for one in rows if (share := share_of_target(one.total, one.target)) is not None]
    if not indicator.cumulative or not known:
        return None
    gone = round(float(year_share(month) * 100), 1)
    return Chart(
        title=_("完成年目标，对照时间进度"),
        categories=[unit for unit, _share in known],
        series=[
            Series(name=_("完成年目标"), values=[round(float(share * 100), 1) for _unit, share in known]),
            Series(name=_("时间进度"), values=[gone] * len(known)),
        ],
        kind="bar",
        by=_("单位"),
        unit="%",
    )


def year_chart(
    indicator: Indicator, this: Mapping[int, Decimal | None], last: Mapping[int, Decimal | None], year: int
) -> Chart:
    """All units' totals by month, this year and last."""
    return Chart(
        title=_("各月累计合计"),
        categories=[_("%(n)s月") % {"n": number} for number in range(1, 13)],
        series=[
            Series(name=str(one), values=[_plain(found.get(one * 100 + number)) for number in range(1, 13)])
            for one, found in ((year, this), (year - 1, last))
            if found
        ],
        kind="line",
        by=_("月份"),
        unit=indicator.measure,
    )


def _plain(value: Decimal | None) -> float | None:
    return float(value) if value is not None else None


def unit_chart(indicator: Indicator, values: Mapping[int, Value], year: int) -> Chart:
    """One unit's totals by month, and what the year's target would be by then."""
    months = [year * 100 + number for number in range(1, 13)]
    target = next((one.target for one in reversed(list(values.values())) if one.target is not None), None)
    series = [
        Series(
            name=_("累计") if indicator.cumulative else _("当月"),
            values=[_plain(_figure(indicator, values.get(month))) for month in months],
        )
    ]
    if indicator.cumulative and target is not None:
        series.append(
            Series(name=_("按时间进度"), values=[round(float(target * year_share(month)), 2) for month in months])
        )
    return Chart(
        title=indicator.name,
        categories=[_("%(n)s月") % {"n": number} for number in range(1, 13)],
        series=series,
        kind="line",
        by=_("月份"),
        unit=indicator.measure,
    )


def _figure(indicator: Indicator, value: Value | None) -> Decimal | None:
    if value is None:
        return None
    return value.total if indicator.cumulative else value.amount


def version_moments(rows: Sequence[Value]) -> list[Moment]:
    """Every version, newest month and version first, with who and why."""
    return [
        Moment(
            at=one.made_at,
            title=_("%(month)s 第 %(n)s 版") % {"month": month_words(one.month), "n": one.version},
            words="；".join(
                part
                for part in (
                    _("当月 %(amount)s，累计 %(total)s，同比 %(growth)s，年目标 %(target)s")
                    % {
                        "amount": number(one.amount),
                        "total": number(one.total),
                        "growth": growth(one.growth),
                        "target": number(one.target),
                    },
                    _("更正：%(why)s") % {"why": one.why} if one.why else "",
                    one.batch.name if one.batch else "",
                )
                if part
            ),
            by=one.made_by,
            tone="done" if one.current else "plain",
        )
        for one in rows
    ]


def line_rows(lines: Sequence[Line]) -> list[dict[str, Any]]:
    """The lines of a checked file."""
    return [
        {
            "at": _("%(sheet)s 第 %(line)s 行") % {"sheet": line.sheet, "line": line.line},
            "unit": line.unit.short if line.unit else "",
            "what": line.indicator.name if line.indicator else line.said,
            "month": str(line.month),
            "numbers": "，".join(number(value) for value in line.numbers.values()),
            "before": "，".join(number(getattr(line.before, name)) for name in line.numbers)
            if line.before is not None and line.state == "changed"
            else "",
            "state": State(text=str(LINES[line.state][0]), tone=LINES[line.state][1]),
            "words": "；".join(said(one) for one in [*line.problems, *line.notes]),
        }
        for line in lines
    ]


def line_table(lines: Sequence[Line], caption: str, empty: str) -> Table:
    return Table(
        caption=caption,
        columns=[
            Column(key="at", label=_("在文件的"), primary=True),
            Column(key="state", label=_("结果"), kind="state"),
            Column(key="words", label=_("说明")),
            Column(key="unit", label=_("单位")),
            Column(key="what", label=_("指标或企业")),
            Column(key="month", label=_("月份")),
            Column(key="numbers", label=_("文件里的数")),
            Column(key="before", label=_("原来的数")),
        ],
        rows=line_rows(lines),
        empty=empty,
    )


def batch_table(rows: Sequence[Any]) -> Table:
    return Table(
        caption=_("上传过的文件"),
        columns=[
            Column(key="name", label=_("文件"), primary=True),
            Column(key="kind", label=_("内容")),
            Column(key="state", label=_("状态"), kind="state"),
            Column(key="counts", label=_("新/改/错")),
            Column(key="by", label=_("谁")),
            Column(key="at", label=_("何时"), kind="moment"),
        ],
        rows=[
            {
                "name": one.name,
                "href": reverse("targets:batch", args=[one.pk]),
                "kind": str(BATCH_KINDS[one.kind]),
                "state": State(text=str(BATCHES[one.state][0]), tone=BATCHES[one.state][1]),
                "counts": f"{one.new}/{one.changed}/{one.wrong}",
                "by": one.handed_by,
                "at": one.handed_at,
            }
            for one in rows
        ],
        empty=_("还没有上传过文件。"),
    )


def lag_state(lag: Lag, today: date) -> State:
    words, tone = LAGS[lag.state]
    if lag.state == LagState.OPEN and lag.due_on < today:
        return State(text=_("逾期 %(n)s 天") % {"n": (today - lag.due_on).days}, tone="late")
    return State(text=str(words), tone=tone)


def lag_rows(rows: Sequence[Lag], today: date) -> list[dict[str, Any]]:
    return [
        {
            "lag": one,
            "unit": one.unit.short,
            "what": f"{month_words(one.month)} {one.indicator.name}",
            "share": percent(one.share),
            "year": percent(one.year_share),
            "state": lag_state(one, today),
            "deadline": Deadline(
                due=one.due_on, left=(one.due_on - today).days if one.state == LagState.OPEN else None, unit="CD"
            ),
            "open": one.state == LagState.OPEN,
        }
        for one in rows
    ]


def firm_table(rows: Sequence[FirmFigure]) -> Table:
    return Table(
        caption=_("规上企业（万元）"),
        columns=[
            Column(key="firm", label=_("企业"), primary=True),
            Column(key="unit", label=_("所在")),
            Column(key="revenue", label=_("营业收入")),
            Column(key="profit", label=_("利润")),
            Column(key="tax", label=_("税收")),
            Column(key="growth", label=_("收入同比")),
        ],
        rows=[
            {
                "firm": one.firm,
                "unit": one.unit.short,
                "revenue": number(one.revenue),
                "profit": number(one.profit),
                "tax": number(one.tax),
                "growth": growth(one.growth),
            }
            for one in rows
        ],
        empty=_("这个月没有导入企业数据。"),
    )


def firm_sum_table(rows: Sequence[Mapping[str, Any]]) -> Table:
    return Table(
        caption=_("分单位合计（万元）"),
        note=_("不足三户的不出合计，免得看出单户的数。"),
        columns=[
            Column(key="unit", label=_("单位"), primary=True),
            Column(key="n", label=_("户数"), kind="number"),
            Column(key="revenue", label=_("营业收入")),
            Column(key="profit", label=_("利润")),
            Column(key="tax", label=_("税收")),
        ],
        rows=[{**row, **{key: number(row[key]) for key in ("revenue", "profit", "tax")}} for row in rows],
        empty="",
    )


def problem_state(one: Problem, today: date) -> State:
    if one.closed_at is not None:
        return State(text=_("已解决"), tone="done")
    if one.due_on < today:
        return State(text=_("逾期 %(n)s 天") % {"n": (today - one.due_on).days}, tone="late")
    return State(text=_("正在解决"), tone="open")


def problem_rows(rows: Sequence[Problem], today: date) -> list[dict[str, Any]]:
    """Problems as cards, each with its last progress."""
    found = []
    for one in rows:
        entries = list(getattr(one, "entries", []))
        found.append(
            {
                "problem": one,
                "href": reverse("targets:problem", args=[one.pk]),
                "kind": str(KINDS[one.kind]),
                "state": problem_state(one, today),
                "deadline": Deadline(
                    due=one.due_on, left=None if one.closed_at else (one.due_on - today).days, unit="CD"
                ),
                "last": entries[0] if entries else None,
            }
        )
    return found


def progress_moments(one: Problem) -> list[Moment]:
    entries = list(getattr(one, "entries", []))
    moments = [
        Moment(
            at=entry.at,
            title=_("已解决") if entry.solved else _("进展"),
            words=entry.words,
            by=entry.by,
            tone="done" if entry.solved else "plain",
        )
        for entry in entries
    ]
    return [*moments, Moment(at=one.opened_at, title=_("列入清单"), words=one.words, by=one.opened_by)]


def own_table(rows: Sequence[Value], rule: LagRule | None) -> Table:
    """A unit's own figures of a month."""
    shown = []
    for one in rows:
        standing = standing_of(one, rule)
        shown.append(
            {
                "name": f"{one.indicator.name}（{one.indicator.measure}）",
                "amount": number(one.amount),
                "total": number(one.total),
                "growth": growth(one.growth),
                "target": number(one.target),
                "share": percent(standing.share if standing else None),
                "state": _standing_state(standing, None),
            }
        )
    return Table(
        caption=_("本单位的指标"),
        columns=[
            Column(key="name", label=_("指标"), primary=True),
            Column(key="amount", label=_("当月")),
            Column(key="total", label=_("累计")),
            Column(key="growth", label=_("同比")),
            Column(key="target", label=_("年目标")),
            Column(key="share", label=_("完成年目标")),
            Column(key="state", label=_("对照时间进度"), kind="state"),
        ],
        rows=shown,
        empty=_("信息科还没有导入本单位的数。"),
    )
