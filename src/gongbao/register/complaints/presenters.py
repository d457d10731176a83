"""What the pages of complaints show. The firm has none of them."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from gongbao.foundation.clock import china_date
from gongbao.foundation.duties import places
from gongbao.foundation.duties.models import Duty
from gongbao.foundation.shapes import Column, Deadline, Fact, Ground, State, Table
from gongbao.foundation.wording import is_english, left_until, moment_words
from gongbao.kernel.statutes import Kind as EntityKind
from gongbao.kernel.statutes import Sentence
from gongbao.register.complaints.models import ANSWERED, Complaint, IdentityReading, Kind
from gongbao.register.complaints.rules import ABOUT, ANSWER, QUERY, answer_rule, may_become

KINDS: dict[str, Callable[[], str]] = {
    "falsehood": lambda: _("企业公示的信息不实"),
    "query": lambda: _("政府部门公示的信息有疑问"),
}
REPORTERS: dict[str, Callable[[], str]] = {
    "person": lambda: _("个人"),
    "consumer": lambda: _("消费者"),
    "news": lambda: _("新闻单位"),
    "body": lambda: _("单位"),
}
STATES: dict[str, tuple[Callable[[], str], str]] = {
    "received": (lambda: _("已收到"), "open"),
    "verifying": (lambda: _("核实中"), "open"),
    "confirmed": (lambda: _("属实"), "done"),
    "unfounded": (lambda: _("不属实"), "plain"),
    "unverifiable": (lambda: _("无法核实"), "plain"),
    "corrected": (lambda: _("信息已更正"), "done"),
    "not-ours": (lambda: _("不属本局职责"), "plain"),
}
FIELDS: dict[str, Callable[[], str]] = {
    "name": lambda: _("姓名"),
    "phone": lambda: _("电话"),
    "email": lambda: _("电子邮箱"),
    "address": lambda: _("通信地址"),
}


def said(sentence: Sentence) -> str:
    """A sentence in the reader's language."""
    return sentence.en if is_english() else sentence.zh


def state_of(complaint: Complaint) -> State:
    """How it stands."""
    words, tone = STATES[complaint.state]
    return State(text=words(), tone=tone)


def clock(complaint: Complaint, now: datetime) -> Deadline | None:
    """By when it is answered; nothing once it is."""
    if complaint.state in ANSWERED:
        return None
    due = _rule(complaint).due(_received(complaint))
    unit = due.unit.value
    return Deadline(due=due.date, left=left_until(due.date, unit, now), unit=unit, provisional=due.provisional)


def _received(complaint: Complaint) -> date:
    return china_date(complaint.received_at)


def _rule(complaint: Complaint) -> Any:
    return answer_rule(EntityKind(complaint.entity.category), complaint.kind == Kind.QUERY, _received(complaint))


def why(complaint: Complaint) -> Ground:
    """By which article it is answered by then."""
    citation = _rule(complaint).citation
    return Ground(
        instrument=said(citation.words),
        words=said(_rule(complaint).words),
        dates=[(_("收到"), _received(complaint))],
        confidence=citation.confidence.value,
    )


def facts(complaint: Complaint) -> list[Fact]:
    """The complaint itself."""
    return [
        Fact(label=_("编号"), value=complaint.number),
        Fact(label=_("关于"), value=complaint.entity.name),
        Fact(label=_("反映的是"), value=KINDS[complaint.kind]()),
        Fact(label=_("哪些内容"), value="、".join(said(ABOUT[one]) for one in complaint.about)),
        Fact(label=_("收到"), value=moment_words(complaint.received_at)),
        Fact(label=_("答复机关"), value=complaint.authority),
    ]


def work_rows(found: Sequence[Complaint], now: datetime) -> list[dict[str, Any]]:
    """The office's complaints."""
    return [
        {
            "href": reverse("complaints:handle", args=[one.entity_id, one.id]),
            "name": one.entity.name,
            "number": one.number,
            "kind": KINDS[one.kind](),
            "about": "、".join(said(ABOUT[each]) for each in one.about),
            "state": state_of(one),
            "by": clock(one, now),
        }
        for one in found
    ]


def outcomes(complaint: Complaint) -> list[tuple[str, str]]:
    """The answers that can be given now."""
    return [
        (code, words())
        for code, (words, _t) in STATES.items()
        if code in ANSWERED and may_become(complaint.state, code)
    ]


def readings(rows: Sequence[IdentityReading]) -> Table:
    """Who opened the identity, and why."""
    return Table(
        caption=_("谁看过举报人信息"),
        columns=[
            Column(key="who", label=_("姓名"), primary=True),
            Column(key="at", label=_("时间"), kind="moment"),
            Column(key="purpose", label=_("目的")),
        ],
        rows=[{"who": one.actor_label, "at": one.at, "purpose": one.purpose} for one in rows],
        empty=_("还没有人看过。"),
    )


def show_duties() -> None:
    """What the office's duties about complaints are called, and where they are done."""
    places.register(ANSWER, lambda: _("核实并书面答复举报"), _href)
    places.register(QUERY, lambda: _("书面答复查询"), _href)


def _href(duty: Duty) -> str:
    return reverse("complaints:handle", args=[duty.about_entity or 0, duty.subject_id])
