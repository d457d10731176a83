"""What the inbox shows of a notice."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from gongbao.foundation.notices.models import Notice
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
