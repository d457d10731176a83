"""Consultations, followings and purposes as their pages show them."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from gongbao.foundation.shapes import Column, Fact, Link, State, Table
from gongbao.foundation.wording import is_english, moment_words, plain_day
from gongbao.register.consultations.models import Change, Consultation, Following, News, Purpose
from gongbao.register.screening.presenters.hits import outcome_words

LISTS: dict[str, Callable[[], str]] = {
    "abnormal": lambda: _("经营异常名录"),
    "serious": lambda: _("严重违法失信名单"),
}
_ORDER = ("same", "possible", "related", "unreadable", "none")


def purpose_words(one: Purpose) -> str:
    """A purpose in the reader's language."""
    return one.en if is_english() else one.zh


def purpose_choices(rows: Sequence[Purpose]) -> list[tuple[str, str]]:
    """The purposes to choose from, with the law they rest on."""
    return [("", _("请选择")), *((one.code, f"{purpose_words(one)}（{one.basis}）") for one in rows)]


def counts_words(one: Consultation) -> str:
    """What came of it, in a line."""
    if one.answered_at is None:
        return _("正在核对")
    found = [(outcome, getattr(one, outcome)) for outcome in _ORDER]
    said = [f"{outcome_words(outcome)} {count}" for outcome, count in found if count]
    return ("; " if is_english() else "；").join(said) or _("读不出")


def consultations_table(rows: Sequence[Consultation], *, office: bool) -> Table:
    """The log: the office sees who asked, the department opens what it asked."""
    columns = [
        Column(key="reference", label=_("案号或文件编号"), primary=True),
        Column(key="purpose", label=_("用途")),
        Column(key="at", label=_("时间"), kind="moment"),
        Column(key="by", label=_("查询人")),
        Column(key="lines", label=_("行数"), kind="number"),
        Column(key="result", label=_("结果")),
    ]
    if office:
        columns.insert(1, Column(key="organisation", label=_("机关")))
        columns.append(Column(key="digest", label=_("所查内容的散列"), kind="code"))
    return Table(
        caption=_("查询记录"),
        columns=columns,
        rows=[
            {
                "reference": one.reference,
                "href": "" if office else reverse("consultations:one", args=[one.pk]),
                "organisation": one.organisation.name if office else "",
                "purpose": purpose_words(one.purpose),
                "at": one.asked_at,
                "by": f"{one.asked_by}{_('（程序）') if one.by_program else ''}",
                "lines": one.lines,
                "result": counts_words(one),
                "digest": one.digest[:16],
            }
            for one in rows
        ],
        empty=_("没有符合条件的查询。") if office else _("查询过的会列在这里：用途、案号、时间、结果。"),
    )


def consultation_facts(one: Consultation) -> list[Fact]:
    """One consultation, as its department sees it."""
    return [
        Fact(label=_("用途"), value=purpose_words(one.purpose), note=one.purpose.basis),
        Fact(label=_("案号或文件编号"), value=one.reference),
        Fact(label=_("查询人"), value=one.asked_by),
        Fact(label=_("时间"), value=moment_words(one.asked_at)),
        Fact(label=_("结果"), value=counts_words(one)),
        Fact(label=_("所查内容的散列"), value=one.digest or _("核对完后写入")),
        Fact(label=_("名录版本"), value=one.list_version or _("核对完后写入")),
    ]


def followings_table(rows: Sequence[Following], today: date) -> Table:
    """What a department follows, and until when."""
    return Table(
        caption=_("跟踪的企业"),
        columns=[
            Column(key="name", label=_("企业"), primary=True),
            Column(key="reference", label=_("案号或文件编号")),
            Column(key="purpose", label=_("用途")),
            Column(key="standing", label=_("名录"), kind="state"),
            Column(key="until", label=_("截止")),
            Column(key="state", label=_("状态"), kind="state"),
            Column(key="stop", label=_("停止"), kind="link"),
        ],
        rows=[
            {
                "name": one.entity.name,
                "reference": one.reference,
                "purpose": purpose_words(one.purpose),
                "standing": _standing(one),
                "until": plain_day(one.until),
                "state": _running(one, today),
                "stop": _stop(one, today),
            }
            for one in rows
        ],
        empty=_("跟踪的企业会列在这里。被列入或移出名录时，一分钟内通知您，程序可按游标读取。"),
    )


def _standing(one: Following) -> State:
    return State(text=_("在名录中"), tone="late") if one.entries else State(text=_("未列入"), tone="done")


def _over(one: Following, today: date) -> bool:
    return one.stopped_at is not None or one.until < today


def _running(one: Following, today: date) -> State:
    if one.stopped_at is not None:
        return State(text=_("已停止"), tone="plain")
    return State(text=_("已到期"), tone="plain") if one.until < today else State(text=_("跟踪中"), tone="open")


def _stop(one: Following, today: date) -> Link | None:
    if _over(one, today):
        return None
    return Link(text=_("停止"), href=reverse("consultations:stop", args=[one.entity_id, one.id]))


def news_table(rows: Sequence[News]) -> Table:
    """The last changes told."""
    words = {Change.LISTED: _("列入"), Change.REMOVED: _("移出")}
    return Table(
        caption=_("最近的变化"),
        columns=[
            Column(key="name", label=_("企业"), primary=True),
            Column(key="change", label=_("变化")),
            Column(key="list", label=_("名录")),
            Column(key="ground", label=_("事由")),
            Column(key="reference", label=_("案号或文件编号")),
            Column(key="at", label=_("时间"), kind="moment"),
        ],
        rows=[
            {
                "name": one.name,
                "change": words[Change(one.change)],
                "list": LISTS[one.list_code]() if one.list_code in LISTS else one.list_code,
                "ground": one.ground_en if is_english() else one.ground_zh,
                "reference": one.reference,
                "at": one.at,
            }
            for one in rows
        ],
        empty=_("还没有变化。"),
    )


def purposes_rows(rows: Sequence[Purpose]) -> list[dict[str, Any]]:
    """The purposes, each with the act that is open."""
    return [
        {
            "code": one.code,
            "words": purpose_words(one),
            "basis": one.basis,
            "active": one.active,
            "state": State(text=_("可选"), tone="done") if one.active else State(text=_("已停用"), tone="plain"),
        }
        for one in rows
    ]
