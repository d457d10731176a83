"""What the pages of items show."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongbao.briefing.items.models import Angle, Item, ItemState, ItemType, ItemVersion, Mood, Move, Stage
from gongbao.briefing.items.rules import TRANSITIONS
from gongbao.briefing.items.selectors import Whole
from gongbao.foundation.shapes import Change, Column, Fact, Moment, State, Table
from gongbao.foundation.wording import is_english, moment_words, span_words

STATES: dict[str, tuple[str | Promise, str]] = {
    ItemState.DRAFT: (gettext_lazy("草稿"), "plain"),
    ItemState.COSIGN: (gettext_lazy("待会签"), "open"),
    ItemState.LODGED: (gettext_lazy("已报送，等信息科认领"), "open"),
    ItemState.CLAIMED: (gettext_lazy("信息科办理中"), "open"),
    ItemState.ASKED: (gettext_lazy("请补充"), "soon"),
    ItemState.HELD: (gettext_lazy("暂缓"), "provisional"),
    ItemState.RETURNED: (gettext_lazy("已退回"), "soon"),
    ItemState.ADOPTED: (gettext_lazy("已采用"), "done"),
    ItemState.KEPT: (gettext_lazy("留存备查"), "plain"),
    ItemState.RECALLED: (gettext_lazy("已撤回"), "plain"),
}
ANGLES: dict[str, str | Promise] = {
    Angle.NONE: gettext_lazy("一般"),
    Angle.FOCUS: gettext_lazy("重点"),
    Angle.HOT: gettext_lazy("热点"),
    Angle.HARD: gettext_lazy("难点"),
    Angle.BRIGHT: gettext_lazy("亮点"),
}
MOODS: dict[str, str | Promise] = {
    Mood.PLAIN: gettext_lazy("平"),
    Mood.GOOD: gettext_lazy("喜"),
    Mood.BAD: gettext_lazy("忧"),
}
STAGES: dict[str, str | Promise] = {
    Stage.NONE: gettext_lazy("不涉及决策"),
    Stage.BEFORE: gettext_lazy("决策前"),
    Stage.AFTER: gettext_lazy("决策后"),
    Stage.CLOSE: gettext_lazy("收尾"),
}
_ACTIONS = {one.action: (one.zh, one.en) for one in TRANSITIONS}
_TONES = {"adopt": "done", "return": "soon", "ask": "soon", "hold": "soon", "cosign-refused": "soon"}


def state_of(item: Item) -> State:
    words, tone = STATES[item.state]
    return State(text=str(words), tone=tone)


def type_words(one: ItemType) -> str:
    return one.en if is_english() else one.zh


def type_choices(types: Sequence[ItemType]) -> list[tuple[str, str]]:
    return [(one.code, type_words(one)) for one in types]


def choices(table: dict[str, str | Promise]) -> list[tuple[str, str]]:
    return [(code, str(words)) for code, words in table.items()]


def waits(item: Item, now: datetime) -> str:
    """At whose hand it waits, and for how long: 石门镇 甲某某，2 小时 5 分钟."""
    if not item.hand:
        return ""
    minutes = max(0, int((now - item.hand_since).total_seconds() // 60))
    return _("%(hand)s，已 %(span)s") % {"hand": item.hand, "span": span_words(minutes)}


def row(item: Item, now: datetime, url: str) -> dict[str, Any]:
    return {
        "title": item.title or _("（还没有标题）"),
        "href": reverse(url, args=[item.pk]),
        "type": type_words(item.type),
        "unit": item.unit.short,
        "number": item.number,
        "state": state_of(item),
        "waits": waits(item, now),
        "at": item.lodged_at or item.saved_at,
    }


def unit_table(items: Sequence[Item], now: datetime) -> Table:
    return Table(
        caption=_("我们的信息"),
        columns=[
            Column(key="title", label=_("标题"), primary=True),
            Column(key="state", label=_("状态"), kind="state"),
            Column(key="waits", label=_("在谁手里")),
            Column(key="type", label=_("类型")),
            Column(key="at", label=_("时间"), kind="moment"),
            Column(key="number", label=_("编号")),
        ],
        rows=[row(item, now, "items:item") for item in items],
        empty=_("还没有信息。点“报一条”开始，写一半也会自动保存。"),
    )


def undertaking_table(rows: Sequence[Any]) -> Table:
    return Table(
        caption=_("登记的决策"),
        columns=[
            Column(key="title", label=_("决策"), primary=True),
            Column(key="decided_on", label=_("决策日期"), kind="date"),
            Column(key="before", label=_("决策前"), kind="number"),
            Column(key="after", label=_("决策后"), kind="number"),
            Column(key="close", label=_("收尾"), kind="number"),
            Column(key="closed_on", label=_("办结"), kind="date"),
        ],
        rows=[
            {
                "title": one.title,
                "href": reverse("items:undertaking", args=[one.pk]),
                "decided_on": one.decided_on,
                "before": one.before,
                "after": one.after,
                "close": one.close,
                "closed_on": one.closed_on,
            }
            for one in rows
        ],
        empty=_("还没有登记决策。"),
    )


def moment(step: Move) -> Moment:
    zh, en = _ACTIONS.get(step.action, (step.action, step.action))
    hand = _("之后在 %(hand)s 手里") % {"hand": step.hand} if step.hand else ""
    return Moment(
        at=step.at,
        title=en if is_english() else zh,
        words="。".join(part for part in (step.words, hand) if part),
        by=step.by,
        tone=_TONES.get(step.action, "plain"),
    )


def history(moves: Sequence[Move]) -> list[Moment]:
    return [moment(step) for step in moves]


def facts(whole: Whole) -> list[Fact]:
    """The fields besides title and text, those that are filled."""
    item = whole.item
    rows = [
        (_("编号"), item.number),
        (_("类型"), type_words(item.type)),
        (_("角度"), str(ANGLES[item.angle]) if item.angle else ""),
        (_("喜忧"), str(MOODS[item.mood])),
        (_("决策"), f"{STAGES[item.stage]}：{item.undertaking}" if item.stage and item.undertaking else ""),
        (_("发生日期"), _day(item.happened_on)),
        (_("数字"), item.figures),
        (_("原因"), item.causes),
        (_("趋势"), item.trend),
        (_("建议"), item.suggestion),
        (_("报送单位"), item.unit.short),
        (_("撰写"), str(item.author)),
        (_("报送时间"), moment_words(item.lodged_at) if item.lodged_at else ""),
    ]
    return [Fact(label=label, value=value) for label, value in rows if value]


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def differences(versions: Sequence[ItemVersion]) -> list[tuple[str, list[Change]]]:
    """What changed from each lodged version to the next, newest first."""
    found = []
    for before, after in pairwise(versions):
        changes = [
            Change(label=label, before=old, after=new)
            for label, old, new in ((_("标题"), before.title, after.title), (_("正文"), before.body, after.body))
            if old != new
        ]
        heading = _("第 %(a)s 稿 → 第 %(b)s 稿") % {"a": before.number, "b": after.number}
        found.append((heading, changes))
    return found[::-1]


def waiting_for_unit(counted: Mapping[str, int]) -> str:
    """What the unit has to do, in one sentence; empty if nothing."""
    parts = [
        (counted.get(ItemState.ASKED, 0), _("%(n)s 条请补充")),
        (counted.get(ItemState.RETURNED, 0), _("%(n)s 条退回待改")),
        (counted.get(ItemState.COSIGN, 0), _("%(n)s 条待会签")),
        (counted.get(ItemState.DRAFT, 0), _("%(n)s 条草稿")),
    ]
    return _("，").join(words % {"n": n} for n, words in parts if n)
