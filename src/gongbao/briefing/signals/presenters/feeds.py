"""Where signals come from, how asking went, and within what time a unit answers."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongbao.briefing.signals.kinds import kind_words
from gongbao.briefing.signals.models import (
    Feed,
    FeedKind,
    Fetch,
    Outcome,
    TaskLimit,
)
from gongbao.foundation.shapes import Column, State, Table

FEED_KINDS: dict[str, Promise] = {
    FeedKind.RSS: gettext_lazy("RSS/Atom 订阅"),
    FeedKind.PAGE: gettext_lazy("网页列表"),
    FeedKind.INCIDENTS: gettext_lazy("警情清单（CSV）"),
    FeedKind.COUNTS: gettext_lazy("热线计数（CSV）"),
    FeedKind.CAP: gettext_lazy("气象预警（CAP）"),
}

OUTCOMES: dict[str, tuple[Promise, str]] = {
    "": (gettext_lazy("还没有取过"), "plain"),
    Outcome.OK: (gettext_lazy("正常"), "done"),
    Outcome.SAME: (gettext_lazy("正常，没有变化"), "done"),
    Outcome.REFUSED: (gettext_lazy("这个地址不允许访问：要指向公开的网站"), "late"),
    Outcome.ROBOTS: (gettext_lazy("网站声明不允许自动抓取，已停"), "late"),
    Outcome.REDIRECT: (gettext_lazy("跳转太多，或跳到不允许的地址"), "late"),
    Outcome.STATUS: (gettext_lazy("对方返回错误"), "late"),
    Outcome.SLOW: (gettext_lazy("对方太慢，已放弃这一次"), "late"),
    Outcome.HUGE: (gettext_lazy("内容太大，已拒收"), "late"),
    Outcome.BOMB: (gettext_lazy("压缩内容异常膨胀，已拒收"), "late"),
    Outcome.ENTITIES: (gettext_lazy("含有危险的实体定义，已拒收"), "late"),
    Outcome.MALFORMED: (gettext_lazy("内容不合格式，读不出来"), "late"),
    Outcome.EMPTY: (gettext_lazy("没有可用的条目"), "soon"),
    Outcome.NETWORK: (gettext_lazy("连不上对方"), "late"),
}

CONFIDENCE: dict[str, Promise] = {
    "C": gettext_lazy("已核对原文"),
    "S": gettext_lazy("据二手材料"),
    "M": gettext_lazy("未经确认"),
    "D": gettext_lazy("自行约定"),
}


def outcome(code: str, detail: str = "") -> State:
    words, tone = OUTCOMES.get(code, OUTCOMES[""])
    return State(text=f"{words}（{detail}）" if detail and code == Outcome.STATUS else str(words), tone=tone)


def feed_rows(feeds: Sequence[Feed]) -> Table:
    return Table(
        caption=_("来源"),
        columns=[
            Column(key="name", label=_("名称"), primary=True),
            Column(key="kind", label=_("种类")),
            Column(key="state", label=_("情况"), kind="state"),
            Column(key="ok", label=_("最近取到"), kind="moment"),
            Column(key="every", label=_("每隔")),
        ],
        rows=[
            {
                "name": feed.name,
                "href": reverse("signals:feed", args=[feed.pk]),
                "kind": str(FEED_KINDS[feed.kind]),
                "state": State(text=_("已停用"), tone="plain")
                if not feed.active
                else outcome(feed.outcome, feed.detail),
                "ok": feed.ok_at,
                "every": _("%(n)s 分钟") % {"n": feed.minutes} if feed.url else _("人工导入"),
            }
            for feed in feeds
        ],
        empty=_("还没有来源。先加一个本地新闻的订阅地址，或者导入热线的每日计数。"),
    )


def fetch_rows(rows: Sequence[Fetch]) -> Table:
    return Table(
        caption=_("取过的情况"),
        columns=[
            Column(key="at", label=_("时间"), kind="moment", primary=True),
            Column(key="state", label=_("结果"), kind="state"),
            Column(key="entries", label=_("条目"), kind="number"),
            Column(key="kept", label=_("留下"), kind="number"),
            Column(key="size", label=_("字节"), kind="number"),
            Column(key="took", label=_("毫秒"), kind="number"),
        ],
        rows=[
            {
                "at": one.at,
                "state": outcome(one.outcome, one.detail),
                "entries": one.entries,
                "kept": one.kept,
                "size": one.size,
                "took": one.took_ms,
            }
            for one in rows
        ],
        empty=_("还没有取过。"),
    )


def limit_rows(limits: Sequence[TaskLimit]) -> Table:
    return Table(
        caption=_("核实时限"),
        columns=[
            Column(key="kind", label=_("种类"), primary=True),
            Column(key="minutes", label=_("时限")),
            Column(key="asks", label=_("怎样交出")),
            Column(key="citation", label=_("依据")),
            Column(key="confidence", label=_("把握")),
            Column(key="since", label=_("起"), kind="date"),
            Column(key="until", label=_("止"), kind="date"),
        ],
        rows=[
            {
                "kind": kind_words(one.kind) if one.kind else _("所有种类"),
                "minutes": _("%(n)s 分钟") % {"n": one.minutes},
                "asks": _("自动，等 %(n)s 分钟") % {"n": one.wait_minutes} if one.automatic else _("由信息科交出"),
                "citation": one.citation,
                "confidence": str(CONFIDENCE[one.confidence]),
                "since": one.valid_from,
                "until": one.valid_to,
            }
            for one in limits
        ],
        empty=_("还没有设定。没有设定时按 60 分钟，由信息科交出。"),
    )
