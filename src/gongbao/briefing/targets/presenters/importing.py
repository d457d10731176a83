"""What an import says of its lines."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from gongbao.briefing.targets.checking import Line
from gongbao.briefing.targets.presenters.words import BATCH_KINDS, BATCHES, LINES, number, said
from gongbao.foundation.shapes import Column, State, Table


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
