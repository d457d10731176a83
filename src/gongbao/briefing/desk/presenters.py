"""What the desk's pages show."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongbao.briefing.desk.models import Adoption, ByPass, Manuscript, ManuscriptVersion, Use
from gongbao.briefing.desk.rules import Finding
from gongbao.briefing.items import presenters as item_words
from gongbao.briefing.items.models import Item, Move, Reason
from gongbao.foundation.shapes import Change, Column, State, Table
from gongbao.foundation.wording import is_english, moment_words

BOXES: dict[str, str | Promise] = {
    "new": gettext_lazy("待认领"),
    "mine": gettext_lazy("我手上的"),
    "waiting": gettext_lazy("全部在办"),
    "done": gettext_lazy("已办"),
}
USES: dict[str, str | Promise] = {
    Use.OWN: gettext_lazy("本级刊物"),
    Use.SPECIAL: gettext_lazy("专报"),
    Use.UPWARD: gettext_lazy("报送上级"),
    Use.FORWARD: gettext_lazy("转送部门"),
}
_WEIGHTS = {"stop": "late", "warn": "soon", "note": "plain"}
_WEIGHT_WORDS: dict[str, str | Promise] = {
    "stop": gettext_lazy("不能流转"),
    "warn": gettext_lazy("请核对"),
    "note": gettext_lazy("留意"),
}


def list_row(item: Item, now: datetime, current: object) -> dict[str, Any]:
    """A line of the left pane."""
    return {
        "href": reverse("desk:item", args=[item.pk]),
        "title": item.title,
        "unit": item.unit.short,
        "type": item_words.type_words(item.type),
        "mood": str(item_words.MOODS[item.mood]),
        "state": item_words.state_of(item),
        "waits": item_words.waits(item, now),
        "current": item.pk == current,
        "id": item.pk,
    }


def finding(one: Finding) -> dict[str, Any]:
    return {
        "state": State(text=str(_WEIGHT_WORDS[one.weight]), tone=_WEIGHTS[one.weight]),
        "where": one.where,
        "words": one.en if is_english() else one.zh,
    }


def similar(rows: Sequence[tuple[Item, float]]) -> list[dict[str, Any]]:
    return [
        {
            "href": reverse("desk:beside", args=[row.pk]),
            "id": row.pk,
            "title": row.title,
            "unit": row.unit.short,
            "alike": round(score * 100),
            "at": row.lodged_at,
        }
        for row, score in rows
    ]


def reason_choices(reasons: Sequence[Reason]) -> list[tuple[str, str]]:
    return [("", _("请选择")), *((one.code, one.en if is_english() else one.zh) for one in reasons)]


def adoption_words(one: Adoption) -> str:
    use = str(USES[one.use])
    return f"{use} → {one.target.short}" if one.target else use


def manuscript_table(rows: Sequence[Any]) -> Table:
    return Table(
        caption=_("稿件"),
        columns=[
            Column(key="title", label=_("标题"), primary=True),
            Column(key="units", label=_("来源")),
            Column(key="uses", label=_("用途")),
            Column(key="editor", label=_("编辑")),
            Column(key="at", label=_("最后修改"), kind="moment"),
        ],
        rows=[
            {
                "title": one.title,
                "href": reverse("desk:manuscript", args=[one.pk]),
                "units": "、".join(source.item.unit.short for source in one.sources.all()),
                "uses": "、".join(adoption_words(use) for use in one.adoptions.all()) or _("未采用"),
                "editor": str(one.editor),
                "at": one.edited_at,
            }
            for one in rows
        ],
        empty=_("还没有稿件。在信息页点“编成稿件”。"),
    )


def differences(versions: Sequence[ManuscriptVersion], first: int, second: int) -> tuple[str, list[Change]] | None:
    """What changed between two versions of a manuscript."""
    by_number = {one.number: one for one in versions}
    before, after = by_number.get(first), by_number.get(second)
    if before is None or after is None or before.number == after.number:
        return None
    pairs = (
        (_("标题"), before.title, after.title),
        (_("正文"), before.body, after.body),
        (_("按语"), before.note, after.note),
    )
    heading = _("%(a)s（%(by)s，%(at)s）→ %(b)s") % {
        "a": _("第 %(n)s 稿") % {"n": before.number},
        "b": _("第 %(n)s 稿") % {"n": after.number},
        "by": after.by,
        "at": moment_words(after.at),
    }
    return heading, [Change(label=label, before=old, after=new) for label, old, new in pairs if old != new]


def sources(manuscript: Manuscript) -> list[dict[str, Any]]:
    return [
        {
            "id": source.item_id,
            "href": reverse("desk:item", args=[source.item_id]),
            "title": source.item.title,
            "unit": source.item.unit.short,
            "share": f"{source.share * 100:.2f}".rstrip("0").rstrip("."),
        }
        for source in manuscript.sources.all()
    ]


def passed_table(rows: Sequence[ByPass]) -> Table:
    return Table(
        caption=_("越级报送"),
        columns=[
            Column(key="title", label=_("标题"), primary=True),
            Column(key="unit", label=_("单位")),
            Column(key="by", label=_("谁")),
            Column(key="passed", label=_("越过")),
            Column(key="to", label=_("报到")),
            Column(key="words", label=_("理由")),
            Column(key="at", label=_("时间"), kind="moment"),
        ],
        rows=[
            {
                "title": one.item.title,
                "unit": one.item.unit.short,
                "by": one.by,
                "passed": one.passed.short,
                "to": one.to.short,
                "words": one.words,
                "at": one.at,
            }
            for one in rows
        ],
        empty=_("没有越级报送。"),
    )


def held_table(rows: Sequence[tuple[Item, Move | None]], now: datetime) -> Table:
    return Table(
        caption=_("暂缓的信息"),
        columns=[
            Column(key="title", label=_("标题"), primary=True),
            Column(key="unit", label=_("单位")),
            Column(key="by", label=_("谁暂缓")),
            Column(key="words", label=_("理由")),
            Column(key="waits", label=_("已多久")),
        ],
        rows=[
            {
                "title": item.title,
                "unit": item.unit.short,
                "by": step.by if step else "",
                "words": step.words if step else "",
                "waits": item_words.waits(item, now),
            }
            for item, step in rows
        ],
        empty=_("没有暂缓的信息。"),
    )
