"""What the pages of the exchange show."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from gongbao.briefing.exchange.actions import KINDS
from gongbao.briefing.exchange.actions.handing_on import body_of
from gongbao.briefing.exchange.models import Came, Outcome, Peer, Received, Sent, SentState, Side, Tier
from gongbao.briefing.exchange.signing import fingerprint
from gongbao.foundation.shapes import Column, Fact, Moment, State, Table
from gongbao.foundation.wording import is_english, moment_words

STATES: dict[str, tuple[str | Promise, str]] = {
    SentState.WAITING: (gettext_lazy("待送达"), "open"),
    SentState.RECEIPTED: (gettext_lazy("已签收"), "done"),
    SentState.REFUSED: (gettext_lazy("被拒收"), "late"),
    SentState.PRINTED: (gettext_lazy("纸质上报"), "plain"),
}
CAME: dict[str, str | Promise] = {
    Came.ADOPTED: gettext_lazy("采用"),
    Came.INSTRUCTED: gettext_lazy("批示"),
    Came.RETURNED: gettext_lazy("退回"),
    Came.ASKED: gettext_lazy("要求补充"),
    Came.KEPT: gettext_lazy("留存备查"),
}
TIERS: dict[str, str | Promise] = {
    Tier.CITY: gettext_lazy("市级"),
    Tier.PROVINCE: gettext_lazy("省级"),
    Tier.CENTRE: gettext_lazy("中央"),
    Tier.COUNTY: gettext_lazy("县级"),
}
SIDES: dict[str, str | Promise] = {Side.ABOVE: gettext_lazy("上级"), Side.BELOW: gettext_lazy("下级")}
_TONES = {Came.ADOPTED: "done", Came.INSTRUCTED: "done", Came.RETURNED: "soon", Came.ASKED: "soon"}


def choices(table: dict[str, str | Promise]) -> list[tuple[str, str]]:
    return [(code, str(words)) for code, words in table.items()]


def kind_words(code: str) -> str:
    kind = KINDS.get(code)
    if kind is None:
        return code
    return kind.en if is_english() else kind.zh


def state_of(sent: Sent) -> State:
    words, tone = STATES[sent.state]
    return State(text=str(words), tone=tone)


def came_words(one: Outcome) -> str:
    """省级采用，《信息专报》第 9 期 / 市级批示，某书记：请研究。"""
    head = f"{TIERS[one.tier]}{CAME[one.came]}" if not is_english() else f"{CAME[one.came]}, {TIERS[one.tier]}"
    where = "".join(part for part in (one.place, one.number) if part)
    return "，".join(part for part in (head, where, one.leader) if part)


def sent_table(rows: Sequence[Sent]) -> Table:
    return Table(
        caption=_("送出"),
        columns=[
            Column(key="title", label=_("标题"), primary=True),
            Column(key="to", label=_("送给")),
            Column(key="kind", label=_("种类")),
            Column(key="state", label=_("状态"), kind="state"),
            Column(key="came", label=_("结果")),
            Column(key="at", label=_("时间"), kind="moment"),
            Column(key="sequence", label=_("序号"), kind="number"),
        ],
        rows=[
            {
                "title": one.title,
                "href": reverse("exchange:sent", args=[one.pk]),
                "to": one.to,
                "kind": kind_words(one.kind),
                "state": state_of(one),
                "came": "；".join(came_words(outcome) for outcome in one.outcomes.all()),
                "at": one.made_at,
                "sequence": one.sequence if one.sequence is not None else "",
            }
            for one in rows
        ],
        empty=_("还没有送出什么。采用为“报送上级”或“专报”的稿件，在这里上报。"),
    )


def received_table(rows: Sequence[Received]) -> Table:
    return Table(
        caption=_("收到"),
        columns=[
            Column(key="title", label=_("标题"), primary=True),
            Column(key="peer", label=_("来自")),
            Column(key="kind", label=_("种类")),
            Column(key="state", label=_("状态"), kind="state"),
            Column(key="at", label=_("时间"), kind="moment"),
            Column(key="sequence", label=_("序号"), kind="number"),
        ],
        rows=[
            {
                "title": one.title or kind_words(one.kind),
                "href": reverse("exchange:received", args=[one.pk]),
                "peer": str(one.peer),
                "kind": kind_words(one.kind),
                "state": received_state(one),
                "at": one.at,
                "sequence": one.sequence,
            }
            for one in rows
        ],
        empty=_("还没有收到什么。对方一送来，这里就有，并已给对方签收。"),
    )


def received_state(one: Received) -> State:
    return State(text=_("已收下"), tone="done") if one.accepted else State(text=_("已拒收"), tone="late")


def peer_facts(peer: Peer) -> list[Fact]:
    """How it stands with a peer: in words."""
    waits = getattr(peer, "waits", 0)
    rows = [
        (_("方向"), str(SIDES[peer.side])),
        (_("单位"), str(peer.unit) if peer.unit else ""),
        (_("地址"), peer.address or _("用文件交换，或由对方来取")),
        (_("已送到第几号"), str(peer.last_sent)),
        (_("已收到第几号"), str(peer.last_received)),
        (_("等着送的"), ngettext("%(n)s 份", "%(n)s 份", waits) % {"n": waits} if waits else ""),
        (_("最近联系"), moment_words(peer.heard_at) if peer.heard_at else _("还没有")),
        (_("最近的问题"), peer.trouble),
        (_("下次再试"), moment_words(peer.next_at) if peer.next_at else ""),
    ]
    return [Fact(label=label, value=value) for label, value in rows if value]


def keys_of(peer: Peer) -> list[dict[str, Any]]:
    """A peer's keys with their fingerprints and how each stands."""
    found = []
    for key in peer.keys.all():
        if key.ended_at:
            state = State(text=_("已停用"))
        elif key.confirmed_at:
            state = State(text=_("已核对"), tone="done")
        else:
            state = State(text=_("待核对"), tone="soon")
        found.append({"key": key, "fingerprint": fingerprint(key.vkey), "state": state})
    return found


def sent_history(sent: Sent) -> list[Moment]:
    """What happened to a package, newest first."""
    rows = [Moment(at=sent.made_at, title=_("上报") if sent.manuscript_id else _("送出"), by=sent.made_by)]
    if sent.exported_at:
        rows.append(Moment(at=sent.exported_at, title=_("导出到文件")))
    if sent.receipted_at:
        words, tone = STATES[sent.state]
        rows.append(Moment(at=sent.receipted_at, title=str(words), words=sent.reason, by=sent.to, tone=tone))
    rows += [
        Moment(
            at=one.recorded_at,
            title=came_words(one),
            words=one.words,
            by=one.recorded_by,
            tone=_TONES.get(Came(one.came), "plain"),
        )
        for one in sent.outcomes.all()
    ]
    return sorted(rows, key=lambda one: one.at, reverse=True)


def body_facts(received: Received) -> list[Fact]:
    """What a package said besides title and text."""
    body = body_of(received.text)
    sources = body.get("sources")
    units = "、".join(str(one.get("unit", "")) for one in sources) if isinstance(sources, list) else ""
    rows = [
        (_("来自"), str(received.peer)),
        (_("种类"), kind_words(received.kind)),
        (_("序号"), str(received.sequence)),
        (_("来源单位"), units),
        (_("签发"), str(body.get("signed_off_by", "") or "")),
        (_("按语"), str(body.get("note", "") or "")),
        (_("随带附件"), "、".join(_files(body))),
        (_("我们的编号"), received.item.number if received.item else ""),
        (_("内容的 SHA-256"), received.digest),
    ]
    return [Fact(label=label, value=value[:600]) for label, value in rows if value]


def _files(body: dict[str, object]) -> list[str]:
    listed = body.get("files")
    return [str(one.get("name", "")) for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []


def body_text(received: Received) -> str:
    text = body_of(received.text).get("text", "")
    return text if isinstance(text, str) else ""
