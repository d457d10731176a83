"""Subscriptions and deliveries as their pages show them."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from gongbao.foundation.shapes import Column, Fact, Link, Stat, State, Table
from gongbao.register.subscriptions.models import Change, Delivery, DeliveryState, Recipient, Standing, Subscription
from gongbao.register.subscriptions.presenters.lists import change_state, change_words, list_words

REGISTERS = ("abnormal", "serious")


def standing_state(one: Subscription) -> State:
    """How a subscription stands."""
    if one.standing == Standing.ON and one.failing_since:
        return State(text=_("重试中"), tone="soon")
    words = {
        Standing.ON: (_("正常"), "done"),
        Standing.PAUSED: (_("已暂停"), "plain"),
        Standing.DISABLED: (_("多日送不到，已停"), "late"),
        Standing.ENDED: (_("已退订"), "plain"),
    }
    text, tone = words[Standing(one.standing)]
    return State(text=text, tone=tone)


def scope_words(one: Subscription) -> str:
    """What is followed, in a line."""
    parts = [_("、").join(list_words(name) for name in one.registers) or _("两个名录")]
    parts.append(_("区划 %(code)s") % {"code": one.region} if one.region else _("全部地区"))
    parts.append(_("、").join(change_words(kind) for kind in one.kinds) or _("全部变化"))
    return "；".join(parts)


def subscriptions_table(rows: Sequence[Subscription], waiting: Mapping[UUID, int]) -> Table:
    """One's own subscriptions."""
    return Table(
        caption=_("订阅"),
        columns=[
            Column(key="label", label=_("用途"), primary=True),
            Column(key="how", label=_("方式")),
            Column(key="scope", label=_("范围")),
            Column(key="state", label=_("状态"), kind="state"),
            Column(key="waiting", label=_("待送达"), kind="number"),
            Column(key="last", label=_("最近送达"), kind="moment"),
        ],
        rows=[
            {
                "label": one.label,
                "href": reverse("subscriptions:one", args=[one.pk]),
                "how": one.url or _("自己下载文件"),
                "scope": scope_words(one),
                "state": standing_state(one),
                "waiting": waiting.get(one.pk, 0) if one.url else None,
                "last": one.last_ok_at,
            }
            for one in rows
        ],
        empty=_("订阅会列在这里。填好上面的表就能开始。"),
    )


def office_table(rows: Sequence[Subscription], waiting: Mapping[UUID, int]) -> Table:
    """Everybody who follows the lists, as the office sees it."""
    return Table(
        caption=_("谁在订阅名录"),
        columns=[
            Column(key="who", label=_("机构"), primary=True),
            Column(key="label", label=_("用途")),
            Column(key="scope", label=_("范围")),
            Column(key="state", label=_("状态"), kind="state"),
            Column(key="waiting", label=_("待送达"), kind="number"),
            Column(key="last", label=_("最近送达"), kind="moment"),
            Column(key="error", label=_("最近的错误")),
        ],
        rows=[
            {
                "who": one.organisation.name,
                "label": one.label,
                "scope": scope_words(one),
                "state": standing_state(one),
                "waiting": waiting.get(one.pk, 0) if one.url else None,
                "last": one.last_ok_at,
                "error": one.last_error,
            }
            for one in rows
        ],
        empty=_("订阅名录的机构会列在这里。"),
    )


def facts(one: Subscription) -> list[Fact]:
    """What a subscription is."""
    found = [
        Fact(label=_("机构"), value=one.organisation.name),
        Fact(label=_("范围"), value=scope_words(one)),
        Fact(label=_("接收地址"), value=one.url or _("没有：自己下载文件，更正通知发到站内")),
        Fact(label=_("开始"), value=one.made_at, kind="moment"),
    ]
    if one.url:
        found += [
            Fact(label=_("已读到版本"), value=one.position, kind="number"),
            Fact(label=_("最近送达"), value=one.last_ok_at, kind="moment"),
        ]
    if one.last_error:
        found += [
            Fact(label=_("最近的错误"), value=one.last_error),
            Fact(label=_("从何时起送不到"), value=one.failing_since, kind="moment"),
            Fact(label=_("整体暂歇到"), value=one.retry_at, kind="moment"),
        ]
    return found


def stats(counts: Mapping[str, int]) -> list[Stat]:
    """How the messages stand."""
    return [
        Stat(label=_("已送达（30 天内）"), value=counts["delivered"], tone="done"),
        Stat(label=_("待送达"), value=counts["waiting"], tone="open" if counts["waiting"] else "plain"),
        Stat(label=_("重试中"), value=counts["retrying"], tone="late" if counts["retrying"] else "plain"),
    ]


def tabs(chosen: str) -> list[Link]:
    """Which messages one can look at."""
    words = {"": _("全部"), "waiting": _("待送达"), "retrying": _("重试中"), "delivered": _("已送达")}
    return [Link(text=text, href=f"?show={key}#deliveries", current=key == chosen) for key, text in words.items()]


def deliveries_table(rows: Sequence[Delivery], over: Collection[UUID | None]) -> Table:
    """The messages, newest first; those about an entry that is `over` name nobody."""
    return Table(
        caption=_("发送记录"),
        columns=[
            Column(key="sequence", label=_("序号"), kind="number"),
            Column(key="what", label=_("内容"), primary=True),
            Column(key="change", label=_("变化"), kind="state"),
            Column(key="version", label=_("版本"), kind="number"),
            Column(key="state", label=_("状态"), kind="state"),
            Column(key="tries", label=_("次数"), kind="number"),
            Column(key="at", label=_("最近一次"), kind="moment"),
            Column(key="answer", label=_("对方的答复")),
        ],
        rows=[_delivery(one, named=one.event.entry not in over) for one in rows],
        empty=_("名录有变化时，发给您的每一条消息和对方的答复会列在这里。"),
    )


def _delivery(one: Delivery, *, named: bool) -> dict[str, Any]:
    answer = one.error or (f"HTTP {one.status}" if one.status else "")
    return {
        "sequence": one.sequence,
        "what": one.event.name if named else _("（已结束公示）"),
        "change": change_state(one.event.kind),
        "version": one.event_id,
        "state": _delivery_state(one),
        "tries": one.attempts,
        "at": one.tried_at,
        "answer": f"{answer}（{one.took_ms} ms）" if answer and one.took_ms is not None else answer,
    }


def _delivery_state(one: Delivery) -> State:
    if one.state == DeliveryState.DELIVERED:
        return State(text=_("已送达"), tone="done")
    return State(text=_("重试中"), tone="late") if one.attempts else State(text=_("待送达"), tone="open")


def owed_table(rows: Sequence[Recipient]) -> Table:
    """Correction notices that went to one's organisation."""
    return Table(
        caption=_("发给本机构的更正通知"),
        columns=[
            Column(key="name", label=_("主体"), primary=True),
            Column(key="change", label=_("更正"), kind="state"),
            Column(key="told", label=_("发出"), kind="moment"),
            Column(key="state", label=_("确认"), kind="state"),
        ],
        rows=[
            {
                "name": one.notice.name,
                "href": reverse("subscriptions:correction", args=[one.notice_id]),
                "change": change_state(one.notice.kind),
                "told": one.told_at,
                "state": State(text=_("已确认"), tone="done")
                if one.acknowledged_at
                else State(text=_("待确认"), tone="soon"),
            }
            for one in rows
        ],
        empty=_("已公示的信息被更正时，通知会列在这里，请按通知更正您手里的数据，然后确认。"),
    )


def list_choices() -> list[tuple[str, str]]:
    """Which list one can follow."""
    return [("", _("两个名录")), *((name, list_words(name)) for name in REGISTERS)]


def kind_choices() -> list[tuple[str, str]]:
    """Which changes one can follow, each with a word."""
    return [(one.value, change_words(one.value)) for one in Change]
