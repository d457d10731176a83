"""What the inbox shows of a notice, and the pages of outside channels of addresses and deliveries."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongbao.foundation.notices.models import ChannelKind, Contact, Delivery, DeliveryState, Notice
from gongbao.foundation.shapes import State
from gongbao.foundation.wording import is_english


@dataclass(frozen=True, slots=True)
class ShownNotice:
    """A notice in the reader's language; `open_href` marks it read and goes to what it is about."""

    title: str
    body: str
    sent_at: datetime
    unread: bool
    read_by: str
    has_link: bool
    open_href: str


def shown(notice: Notice) -> ShownNotice:
    english = is_english()
    return ShownNotice(
        title=notice.title_en if english else notice.title_zh,
        body=notice.body_en if english else notice.body_zh,
        sent_at=notice.sent_at,
        unread=notice.read_at is None,
        read_by=notice.read_by,
        has_link=bool(notice.link),
        open_href=reverse("notices:open", args=[notice.id]),
    )


KINDS: dict[str, str | Promise] = {
    ChannelKind.MAIL: gettext_lazy("邮件"),
    ChannelKind.SMS: gettext_lazy("短信"),
    ChannelKind.CHAT: gettext_lazy("企业聊天"),
}
_REASONS: dict[str, str | Promise] = {
    "unreachable": gettext_lazy("网关连不上"),
    "rejected": gettext_lazy("网关没有接受"),
    "unknown": gettext_lazy("网关地址认不出来"),
}


def reason_words(reason: str) -> str:
    """Why an attempt failed, in the reader's language."""
    kind, _colon, detail = reason.partition(":")
    if kind == "refused":
        return _("网关拒绝(代码 %(code)s)") % {"code": detail}
    return str(_REASONS.get(kind, _("发送程序出错")))


def delivery_state(one: Delivery) -> State:
    """How a message stands, with the reason where it has not gone out."""
    if one.state == DeliveryState.SENT:
        return State(text=_("已送出"), tone="done")
    if one.state == DeliveryState.FAILED:
        return State(text=_("没送出：%(why)s") % {"why": reason_words(one.reason)}, tone="late")
    if one.attempts:
        words = _("重试中(已试 %(n)s 次):%(why)s") % {"n": one.attempts, "why": reason_words(one.reason)}
        return State(text=words, tone="soon")
    return State(text=_("待送出"), tone="open")


def whose(contact: Contact) -> str:
    """Whom an address reaches."""
    if contact.user is not None:
        return str(contact.user)
    return f"{contact.organisation} {contact.role}".strip()


def delivery_row(one: Delivery) -> dict[str, Any]:
    """A line of the table of deliveries."""
    contact = one.contact
    return {
        "id": one.pk,
        "title": one.title,
        "to": whose(contact),
        "via": f"{contact.gateway.name} {contact.hint}".strip(),
        "queued_at": one.queued_at,
        "state": delivery_state(one),
        "again": one.state == DeliveryState.FAILED or (one.state == DeliveryState.QUEUED and one.attempts > 0),
    }


def contact_row(one: Contact) -> dict[str, Any]:
    """A line of the list of addresses."""
    quiet = f"{one.quiet_from:%H:%M}-{one.quiet_until:%H:%M}" if one.quiet_from and one.quiet_until else ""
    return {
        "id": one.pk,
        "who": whose(one),
        "gateway": one.gateway.name,
        "kind": str(KINDS[one.gateway.kind]),
        "hint": one.hint,
        "quiet": quiet,
        "closed": one.gateway.closed_at is not None,
    }
