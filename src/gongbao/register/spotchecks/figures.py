"""Each area's own numbers as a table and as charts: share drawn, replaced, reveals missed."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from gongbao.foundation.draws.selectors import Numbers
from gongbao.foundation.shapes import Chart, Column, Series, Table


def numbers_table(rows: Sequence[Numbers], names: Mapping[str, str]) -> Table:
    """Each area's own numbers."""
    columns = [
        Column(key="place", label=_("地区"), primary=True),
        Column(key="year", label=_("年度")),
        Column(key="draws", label=_("抽查次数"), kind="number"),
        Column(key="share", label=_("已揭示的抽中户占辖区主体"), kind="share"),
        Column(key="replaced", label=_("被替换"), kind="share"),
        Column(key="late", label=_("逾期揭示"), kind="number"),
    ]
    found = [
        {
            "place": names.get(one.region, one.region),
            "year": one.year,
            "draws": one.draws,
            "share": (one.drawn, one.area) if one.area else None,
            "replaced": (one.replaced, one.drawn + one.replaced) if one.drawn else None,
            "late": one.late,
        }
        for one in rows
    ]
    return Table(caption=_("各地抽查情况"), columns=columns, rows=found)


def numbers_charts(rows: Sequence[Numbers], names: Mapping[str, str]) -> list[Chart]:
    """Share drawn and replaced, by area and year."""
    shown = [one for one in rows if one.area or one.drawn][:20]
    labels = [f"{names.get(one.region, one.region)} {one.year}" for one in shown]
    if not shown:
        return []
    drawn = [round(100 * one.drawn / one.area, 2) if one.area else None for one in shown]
    away = [round(100 * one.replaced / (one.drawn + one.replaced), 2) if one.drawn else None for one in shown]
    return [
        Chart(
            title=_("抽中户占辖区主体（%）"),
            categories=labels,
            series=[Series(name=_("抽中"), values=drawn)],
            kind="bar",
            unit="%",
            by=_("地区和年度"),
        ),
        Chart(
            title=_("抽中后被替换（%）"),
            categories=labels,
            series=[Series(name=_("被替换"), values=away)],
            kind="bar",
            unit="%",
            by=_("地区和年度"),
        ),
    ]
