"""The tables of the pages of instant information."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from gongbao.foundation.duties.models import Duty
from gongbao.foundation.shapes import Column, State, Table
from gongbao.kernel.statutes import Citation
from gongbao.register.instant import publication
from gongbao.register.instant.actions import Result
from gongbao.register.instant.models import Fact as Published
from gongbao.register.instant.models import FactVersion, Order, Query
from gongbao.register.instant.presenters.showing import (
    QUERY_KINDS,
    RESULTS,
    fact_state,
    kind_of,
    left,
    order_state,
    said,
)
from gongbao.register.instant.rules import firm_kinds


def facts_table(facts: Sequence[Published], versions: Mapping[Any, Sequence[FactVersion]], *, own: bool) -> Table:
    """Published facts, newest first."""
    columns = [
        Column(key="kind", label=_("类别"), primary=True),
        Column(key="says", label=_("内容")),
        Column(key="arose", label=_("形成日期"), kind="date"),
        Column(key="published", label=_("公示日期"), kind="date"),
        Column(key="state", label=_("状态"), kind="state"),
    ]
    if not own:
        columns.insert(1, Column(key="name", label=_("主体")))
    page = "instant:own-fact" if own else "instant:fact"
    rows = [
        {
            "kind": said(kind_of(one.origin, one.kind).title),
            "name": one.entity.name if not own else "",
            "says": " · ".join(publication.lines(_says(one, versions))[:3]),
            "arose": one.arose_on,
            "published": one.published_on,
            "state": fact_state(one),
            "href": reverse(page, args=[one.entity_id, one.id]),
        }
        for one in facts
    ]
    return Table(caption=_("已公示"), columns=columns, rows=rows, empty=_("还没有公示过。公示后会出现在这里。"))


def _says(fact: Published, versions: Mapping[Any, Sequence[FactVersion]]) -> list[dict[str, str]]:
    said_ = versions.get(fact.id) or ()
    return publication.said_values(kind_of(fact.origin, fact.kind), said_[-1].values) if said_ else []


def orders_table(orders: Sequence[Order], now: datetime) -> Table:
    """An office's orders."""
    return Table(
        caption=_("责令决定"),
        columns=[
            Column(key="name", label=_("主体"), primary=True),
            Column(key="number", label=_("文号")),
            Column(key="what", label=_("应公示")),
            Column(key="due", label=_("期限"), kind="deadline"),
            Column(key="state", label=_("状态"), kind="state"),
        ],
        rows=[
            {
                "name": one.entity.name,
                "href": reverse("instant:order", args=[one.entity_id, one.id]),
                "number": one.number,
                "what": said(firm_kinds()[one.kind].title),
                "due": left(one.due_on, "CD", now) if one.state in {"running", "expired"} else None,
                "state": order_state(one),
            }
            for one in orders
        ],
        empty=_("这里没有责令决定。发现企业未按期公示即时信息的，可以责令其限期公示。"),
    )


def late_table(duties: Sequence[Duty], names: Mapping[int, str], now: datetime) -> Table:
    """Firms whose twenty days are over."""
    return Table(
        caption=_("逾期未公示"),
        columns=[
            Column(key="name", label=_("主体"), primary=True),
            Column(key="due", label=_("期限"), kind="deadline"),
            Column(key="rule", label=_("依据")),
        ],
        rows=[
            {
                "name": names.get(one.party_id, str(one.party_id)),
                "href": reverse("instant:new-order") + f"?from={one.party_id}:{one.subject_id}",
                "due": left(one.due_on, one.unit, now),
                "rule": said(Citation.parse(one.citation).words),
            }
            for one in duties
        ],
        empty=_("没有逾期未公示的即时信息。"),
    )


def results_table(results: Sequence[Result], *, checked: bool = False) -> Table:
    """What became of each row of a file, or where it was only `checked`, would become."""
    rows = []
    for one in results:
        words, tone = RESULTS[one.state]
        would = _("可以公示") if one.state == "published" else _("可以更正") if one.state == "corrected" else ""
        rows.append(
            {
                "line": one.number,
                "source": one.source_id,
                "state": State(text=(would if checked else "") or words(), tone=tone),
                "why": "；".join(said(sentence) for _field, sentence in one.problems),
            }
        )
    return Table(
        caption=_("逐行结果"),
        columns=[
            Column(key="line", label=_("行"), kind="number", primary=True),
            Column(key="source", label=_("来源编号")),
            Column(key="state", label=_("结果"), kind="state"),
            Column(key="why", label=_("说明")),
        ],
        rows=rows,
    )


def queries_table(queries: Sequence[Query], now: datetime) -> Table:
    """Doubts an office has to answer."""
    return Table(
        caption=_("待答复的疑问"),
        columns=[
            Column(key="name", label=_("主体"), primary=True),
            Column(key="kind", label=_("种类")),
            Column(key="due", label=_("期限"), kind="deadline"),
        ],
        rows=[
            {
                "name": one.entity.name,
                "kind": QUERY_KINDS[one.kind]().split("：")[0].split(":")[0],
                "due": left(one.due_on, "WD", now),
                "href": reverse("instant:query", args=[one.entity_id, one.id]),
            }
            for one in queries
        ],
        empty=_("没有待答复的疑问。"),
    )
