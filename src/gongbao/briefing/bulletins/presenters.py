"""What the pages of bulletins show."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongbao.briefing.bulletins.content import numbers_of
from gongbao.briefing.bulletins.models import Copy, Issue, IssueState, Line, Periodical
from gongbao.foundation.shapes import Column, State, Table

STATES: dict[str, tuple[str | Promise, str]] = {
    IssueState.MAKING: (gettext_lazy("编排中"), "open"),
    IssueState.SIGNED: (gettext_lazy("已签发"), "done"),
    IssueState.RECALLED: (gettext_lazy("已收回"), "late"),
}
LINES: dict[str, str | Promise] = {
    Line.UP: gettext_lazy("报（上级）"),
    Line.PEERS: gettext_lazy("送（领导和平级）"),
    Line.DOWN: gettext_lazy("发（下级）"),
}


def state_of(issue: Issue) -> State:
    words, tone = STATES[issue.state]
    return State(text=str(words), tone=tone)


def read_state(copy: Copy) -> State:
    """How far a reader is with what was sent."""
    if copy.acknowledged_at:
        return State(text=_("已阅"), tone="done")
    return State(text=_("打开过"), tone="plain") if copy.opened_at else State(text=_("未读"), tone="open")


def issue_words(issue: Issue) -> str:
    """青岚信息 第12期(总第340期), or that it is being made."""
    kind = _("增刊") if issue.supplement and not issue.number else ""
    return " ".join(part for part in (issue.periodical.name, numbers_of(issue) or kind or _("（编排中）")) if part)


def issue_table(rows: Sequence[Any]) -> Table:
    return Table(
        caption=_("各期"),
        columns=[
            Column(key="title", label=_("期号"), primary=True),
            Column(key="state", label=_("状态"), kind="state"),
            Column(key="day", label=_("印发日期"), kind="date"),
            Column(key="size", label=_("篇数"), kind="number"),
            Column(key="read", label=_("已打开")),
        ],
        rows=[
            {
                "title": issue_words(one),
                "href": reverse("bulletins:issue", args=[one.pk]),
                "state": state_of(one),
                "day": one.issued_on,
                "size": one.size,
                "read": f"{one.opened}/{one.told}" if one.told else "",
            }
            for one in rows
        ],
        empty=_("还没有出过期。点“编下一期”。"),
    )


def copy_table(rows: Sequence[Copy]) -> Table:
    return Table(
        caption=_("每一份"),
        columns=[
            Column(key="number", label=_("份号")),
            Column(key="words", label=_("给谁"), primary=True),
            Column(key="opened", label=_("打开"), kind="moment"),
            Column(key="acknowledged", label=_("已阅"), kind="moment"),
            Column(key="returned", label=_("纸质件收回"), kind="moment"),
        ],
        rows=[
            {
                "number": f"{one.number:06}",
                "words": one.words if one.user_id else _("%(words)s（纸质）") % {"words": one.words},
                "opened": one.opened_at,
                "acknowledged": one.acknowledged_at,
                "returned": one.returned_at,
            }
            for one in rows
        ],
    )


def history_of(periodical: Periodical) -> list[str]:
    """Where the numbering comes from: 由《青岚快报》（末期 2026年第3期，总第340期）并入."""
    return [
        _("《%(name)s》并入，末期为 %(year)s 年第 %(number)s 期，总第 %(total)s 期")
        % {"name": one.name, "year": one.last_year, "number": one.last_number, "total": one.last_total}
        for one in periodical.predecessors.order_by("name")
    ]
