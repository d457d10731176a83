"""Indicators by unit and month, as tables and charts."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from gongbao.briefing.targets.models import (
    Indicator,
    Lag,
    LagRule,
    LagState,
    Value,
)
from gongbao.briefing.targets.presenters.words import LAGS, growth, month_words, number, percent
from gongbao.briefing.targets.rules import share_of_target, year_share
from gongbao.briefing.targets.selectors import standing_of
from gongbao.foundation.shapes import Chart, Column, Moment, Series, State, Table

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
    return against_year(known, month, by=_("单位")) if indicator.cumulative else None


def against_year(known: Sequence[tuple[str, Decimal]], month: int, *, by: str) -> Chart | None:
    """Names with their shares of the year's target (1 is all of it), beside the share of the year gone."""
    if not known:
        return None
    gone = round(float(year_share(month) * 100), 1)
    return Chart(
        title=_("完成年目标，对照时间进度"),
        categories=[name for name, _share in known],
        series=[
            Series(name=_("完成年目标"), values=[round(float(share * 100), 1) for _name, share in known]),
            Series(name=_("时间进度"), values=[gone] * len(known)),
        ],
        kind="bar",
        by=by,
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
