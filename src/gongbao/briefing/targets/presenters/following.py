"""Who lags, firms, problems and what became of them."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from gongbao.briefing.targets.models import (
    FirmFigure,
    Lag,
    LagState,
    Problem,
)
from gongbao.briefing.targets.presenters.words import KINDS, LAGS, growth, month_words, number, percent
from gongbao.foundation.shapes import Column, Deadline, Moment, State, Table


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
