"""What the pages of pushes show."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from gongbao.foundation.duties.models import Duty
from gongbao.foundation.shapes import Column, Deadline, Fact, Link, State, Table
from gongbao.foundation.wording import is_english, left_until, moment_words, plain_day
from gongbao.kernel.statutes import Citation
from gongbao.register.pushes.models import Arrival, Dispatch, Kind, Way

WAYS: dict[str, Callable[[], str]] = {
    Way.POSTED: lambda: _("程序发送"),
    Way.LETTER: lambda: _("发函"),
    Way.NETWORK: lambda: _("政务内网"),
    Way.OTHER: lambda: _("其他方式"),
    Way.HOUSE: lambda: _("同一系统内"),
}
STATES: dict[str, tuple[Callable[[], str], str]] = {
    "owed": (lambda: _("待推送"), "soon"),
    "sent": (lambda: _("已推送，待回执"), "open"),
    "withdrawn": (lambda: _("已结束，不再推送"), "plain"),
    "inside": (lambda: _("对方在本系统内办理"), "done"),
    "acknowledged": (lambda: _("对方已收到"), "done"),
}
KINDS: dict[str, Callable[[], str]] = {
    Kind.PENALTY: lambda: _("行政处罚"),
    Kind.LISTING: lambda: _("列入严重违法失信名单"),
    Kind.LISTING_END: lambda: _("列入结束"),
}
LETTERS: dict[str, Callable[[], str]] = {
    Kind.PENALTY: lambda: _("行政处罚信息推送函"),
    Kind.LISTING: lambda: _("严重违法失信名单列入信息推送函"),
    Kind.LISTING_END: lambda: _("严重违法失信名单列入结束推送函"),
}
#: By kind of duty: what it is called, and the page where it is done.
DUTIES: dict[str, tuple[Callable[[], str], str]] = {
    "push-penalty": (lambda: _("推送处罚信息至外省登记地"), "pushes:dispatch"),
    "publish-pushed-penalty": (lambda: _("公示外省推送的处罚"), "pushes:arrival"),
    "push-listing": (lambda: _("推送列入信息至外省登记地"), "pushes:dispatch"),
    "push-listing-end": (lambda: _("推送列入结束至外省登记地"), "pushes:dispatch"),
    "publish-pushed-listing": (lambda: _("公示外省推送的列入"), "pushes:arrival"),
    "take-down-pushed-listing": (lambda: _("停止公示外省推送的列入"), "pushes:arrival"),
}


def duty_href(duty: Duty) -> str:
    """Where a duty of these kinds is done."""
    return reverse(DUTIES[duty.kind][1], args=[duty.subject_id])


def dispatch_state(one: Dispatch) -> State:
    """How a dispatch stands."""
    words, tone = STATES[one.state]
    return State(text=words(), tone=tone)


def arrival_state(one: Arrival) -> State:
    """How an arrival stands."""
    if one.fact_id or (one.entry_id and one.kind == Kind.LISTING):
        return State(text=_("已公示"), tone="done")
    if one.entry_id:
        return State(text=_("已停止公示"), tone="done")
    if one.kind == Kind.LISTING_END and not one.closed_at:
        return State(text=_("待停止公示"), tone="soon")
    return State(text=_("已退回"), tone="plain") if one.returned else State(text=_("待公示"), tone="soon")


def left(one: Dispatch | Arrival, now: datetime) -> Deadline:
    """The last day with what is left."""
    return Deadline(due=one.due_on, left=left_until(one.due_on, "WD", now), unit="WD")


def dispatches_table(rows: Sequence[Dispatch], now: datetime) -> Table:
    """The outbox."""
    return Table(
        caption=_("推送"),
        columns=[
            Column(key="name", label=_("当事人"), primary=True),
            Column(key="kind", label=_("种类")),
            Column(key="number", label=_("来源编号")),
            Column(key="home", label=_("登记机关")),
            Column(key="due", label=_("推送期限"), kind="deadline"),
            Column(key="state", label=_("状态"), kind="state"),
        ],
        rows=[
            {
                "name": one.party_name,
                "href": reverse("pushes:dispatch", args=[one.pk]),
                "kind": KINDS[one.kind](),
                "number": one.source_id,
                "home": one.home_office,
                "due": left(one, now) if one.state == "owed" else None,
                "state": dispatch_state(one),
            }
            for one in rows
        ],
        empty=_(
            "对登记地在外省的当事人作出的处罚、列入和列入的结束，会列在这里等待推送。自动转入，处罚也可以手工录入。"
        ),
    )


def arrivals_table(rows: Sequence[Arrival], now: datetime) -> Table:
    """What came from other provinces."""
    return Table(
        caption=_("收到的推送"),
        columns=[
            Column(key="name", label=_("当事人"), primary=True),
            Column(key="kind", label=_("种类")),
            Column(key="sender", label=_("决定机关")),
            Column(key="at", label=_("收到"), kind="moment"),
            Column(key="due", label=_("公示期限"), kind="deadline"),
            Column(key="state", label=_("状态"), kind="state"),
        ],
        rows=[
            {
                "name": one.party_name,
                "href": reverse("pushes:arrival", args=[one.pk]),
                "kind": KINDS[one.kind](),
                "sender": one.sender,
                "at": one.received_at,
                "due": left(one, now) if one.closed_at is None else None,
                "state": arrival_state(one),
            }
            for one in rows
        ],
        empty=_("外省机关推送来的处罚和列入会列在这里，自收到之日起 10 个工作日内公示。"),
    )


def said_of(package: bytes) -> dict[str, Any]:
    """What a stored package says."""
    said: dict[str, Any] = json.loads(package)["package"]
    return said


def package_facts(said: Mapping[str, Any]) -> list[Fact]:
    """A package as one reads it."""
    lang, label = ("en", "label_en") if is_english() else ("zh", "label_zh")
    return [
        Fact(label=_("当事人"), value=said["party"]["name"]),
        Fact(label=_("统一社会信用代码"), value=said["party"]["code"]),
        Fact(label=_("种类"), value=KINDS[said.get("kind", Kind.PENALTY)]()),
        Fact(label=_("决定机关"), value=said["from"]["authority"]),
        Fact(label=_("登记机关"), value=f"{said['to']['authority']}（{said['to']['region']}）"),
        Fact(label=_("决定日期"), value=said["decided_on"]),
        *(Fact(label=str(one[label]), value=str(one[lang])) for one in said.get("says", [])),
    ]


def sending_facts(one: Dispatch) -> list[Fact]:
    """How it went out and what came back."""
    facts = [
        Fact(label=_("来源编号"), value=one.source_id),
        Fact(label=_("推送期限"), value=plain_day(one.due_on), note=cited(one.citation)),
        Fact(label=_("文件的散列（SHA-256）"), value=one.sha256),
    ]
    if one.trouble and one.tried_at:
        words = {"at": moment_words(one.tried_at), "why": one.trouble}
        facts.append(Fact(label=_("上次发送"), value=_("%(at)s 没有送到：%(why)s") % words))
    if one.sent_at:
        how = f"{WAYS[one.sent_how]()}：{one.sent_note}"
        facts.append(Fact(label=_("已推送"), value=how, note=f"{moment_words(one.sent_at)} {one.sent_by}"))
    if one.receipt_on:
        facts.append(Fact(label=_("回执"), value=one.receipt, note=plain_day(one.receipt_on)))
    return facts


def cited(token: str) -> str:
    """The article in words."""
    words = Citation.parse(token).words
    return words.en if is_english() else words.zh


def tabs(shown: str, words: Mapping[str, str]) -> list[Link]:
    """The views of a list."""
    return [Link(text=text, href=f"?show={key}", current=key == shown) for key, text in words.items()]
