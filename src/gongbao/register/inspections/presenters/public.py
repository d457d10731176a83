"""What the public pages of inspections show."""

from collections.abc import Callable, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from gongbao.foundation.shapes import Chart, Column, Fact, Series, Stat, Table
from gongbao.foundation.wording import confidence_words, plain_day
from gongbao.kernel.statutes.inspection import RESULT_LISTS, Obstruction, result_list_of
from gongbao.register.inspections.models import Result
from gongbao.register.inspections.presenters.showing import METHODS, ORIGINS, result_words, said
from gongbao.register.inspections.selectors import Share, Tally

MOST_PLACES = 40


def record_href(result: Result) -> str:
    """The entity's public page."""
    return reverse("records:record", args=[result.entity.code or f"n{result.entity_id}"])


def query_href(result: Result) -> str:
    """Where anybody asks that it be corrected (R 12, 13); "" for an entity without a code."""
    code = result.entity.code
    return reverse("complaints:new", args=[code]) + "?kind=query" if code else ""


def width_below(region: str) -> int:
    """How many characters of a division code tell the places below this one apart; the whole country by county."""
    return next((width for width in (6, 9) if width > len(region)), 12)


def table(rows: Sequence[Result]) -> Table:
    """The list: who, when, what was found, by whom."""
    return Table(
        caption=_("检查结果"),
        columns=[
            Column(key="name", label=_("名称"), primary=True),
            Column(key="code", label=_("代码"), kind="code"),
            Column(key="words", label=_("检查结果")),
            Column(key="origin", label=_("检查类型")),
            Column(key="on", label=_("公示日期"), kind="date"),
        ],
        rows=[
            {
                "href": reverse("inspections:result", args=[one.id]),
                "name": one.entity.name,
                "code": one.entity.code,
                "words": result_words(one) + (_("（已更正）") if one.versions > 1 else ""),
                "origin": ORIGINS[one.origin](),
                "on": one.published_on,
            }
            for one in rows
        ],
    )


def stats(share: Share) -> list[Stat]:
    """The authority's own numbers."""
    return [
        Stat(label=_("立项检查"), value=share.opened),
        Stat(label=_("已公示结果"), value=share.published),
        Stat(label=_("其中逾期公示"), value=share.late, tone="late" if share.late else "plain"),
        Stat(label=_("已递补"), value=share.replaced),
        Stat(label=_("超过计划仍未检查"), value=share.overdue, tone="late" if share.overdue else "plain"),
    ]


def chart(title: str, tallies: Sequence[Tally], name: Callable[[str], str]) -> Chart | None:
    """Results stacked by code over places or categories; None where there is nothing to show."""
    if not tallies:
        return None
    keys = sorted({one.key for one in tallies})[:MOST_PLACES]
    codes = sorted({(one.list_id, one.code) for one in tallies})
    counts = {(one.key, one.list_id, one.code): one.count for one in tallies}
    return Chart(
        title=title,
        kind="stack",
        by=title,
        unit=_("家"),
        categories=[name(key) for key in keys],
        series=[
            Series(name=_words(list_id, code), values=[float(counts.get((key, list_id, code), 0)) for key in keys])
            for list_id, code in codes
        ],
    )


def _words(list_id: str, code: str) -> str:
    entry = result_list_of(list_id).find(code)
    return said(entry.words) if entry else code


def code_choices() -> list[tuple[str, str]]:
    """To filter by: the list in use now."""
    latest = RESULT_LISTS[-1]
    return [("", _("全部结果")), *((f"{latest.id}:{one.code}", said(one.words)) for one in latest.codes)]


def facts(result: Result) -> list[Fact]:
    """One result, fact by fact."""
    in_list = result_list_of(result.list_id)
    rows = [
        Fact(label=_("检查"), value=f"{result.title}（{ORIGINS[result.origin]()}，{METHODS[result.method]()}）"),
        Fact(label=_("检查结束"), value=plain_day(result.ended_on)),
        Fact(label=_("公示"), value=plain_day(result.published_on)),
        *([Fact(label=_("更正"), value=plain_day(result.corrected_on))] if result.corrected_on else []),
        Fact(
            label=_("结果代码表"),
            value=said(in_list.title),
            note=confidence_words(in_list.confidence.value),
            href=reverse("inspections:codes"),
        ),
    ]
    if result.obstructions:
        kinds = [said(Obstruction(one).words) for one in result.obstructions]
        rows.insert(0, Fact(label=_("不配合检查的情形"), value=kinds))
    return rows


def lists() -> list[dict[str, Any]]:
    """The lists, the one in use first."""
    return [
        {
            "title": said(one.title),
            "confidence": said(one.confidence.words),
            "since": one.valid_from,
            "until": one.valid_to,
            "codes": [(entry.code, said(entry.words)) for entry in one.codes],
        }
        for one in reversed(RESULT_LISTS)
    ]
