"""Whom to call, and what came of it; the list one takes away."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from gongbao.foundation.shapes import Link
from gongbao.foundation.wording import moment_words
from gongbao.register.seasons.models import CallNote
from gongbao.register.seasons.presenters.season import CATEGORIES
from gongbao.register.seasons.selectors import NOT_CALLED, Missing, Wanted

RESULTS: dict[str, Callable[[], str]] = {
    "reached": lambda: _("已通知到"),
    "promised": lambda: _("答应补报"),
    "no-answer": lambda: _("无人接听"),
    "wrong-number": lambda: _("号码不对"),
    "closed-down": lambda: _("已停业"),
}


@dataclass(frozen=True)
class CallRow:
    """One line of the list to call."""

    entity_id: int
    name: str
    code: str
    href: str
    address: str
    phone: str
    phone_href: str
    told: str
    note: str
    noted: str


def call_rows(rows: Sequence[Missing], *, may_read: bool) -> list[CallRow]:
    """Whom to call; the full number is a page away for those who may read it, for a stated purpose."""
    return [
        CallRow(
            entity_id=one.duty.party_id,
            name=one.name,
            code=one.code,
            href=reverse("records:record", args=[one.code or f"n{one.duty.party_id}"]),
            address=one.address,
            phone=one.phone,
            phone_href=reverse("accounts:personal", args=[one.phone_fact]) if may_read and one.phone_fact else "",
            told=_told(one),
            note=note_words(one.note),
            noted=one.note.result if one.note else "",
        )
        for one in rows
    ]


def _told(one: Missing) -> str:
    if not one.reminded:
        return _("未提醒过")
    words = _("提醒过 %(n)s 次") % {"n": one.reminded}
    return words + (_("，有反应") if one.reacted else _("，无反应"))


def note_words(note: CallNote | None) -> str:
    """What came of the last call."""
    if note is None:
        return ""
    words = RESULTS.get(note.result)
    return f"{words() if words else note.result} · {moment_words(note.at)} · {note.by}"


def query(wanted: Wanted, **changed: str) -> str:
    """The list's address for these filters."""
    told = {
        "region": wanted.region,
        "category": wanted.category,
        "industry": wanted.industry,
        "outcome": wanted.outcome,
        **changed,
    }
    return "?" + urlencode({key: value for key, value in told.items() if value})


def outcome_tabs(wanted: Wanted, counts: Mapping[str, int]) -> list[Link]:
    """Everybody, not called yet, and what came of the calls, each with its number."""
    words = [("", _("全部"), sum(counts.values())), (NOT_CALLED, _("还没打"), counts.get(NOT_CALLED, 0))]
    words += [(value, said(), counts[value]) for value, said in RESULTS.items() if counts.get(value)]
    return [
        Link(text=text, href=query(wanted, outcome=value), count=count, current=wanted.outcome == value)
        for value, text, count in words
    ]


def today_words(counts: Mapping[str, int]) -> str:
    """What was done today: 今天打了 12 个：已通知到 7、无人接听 5。"""
    told = "、".join(f"{words()} {counts[value]:,}" for value, words in RESULTS.items() if counts.get(value))
    total = sum(counts.values())
    return _("今天打了 %(n)s 个：%(told)s。") % {"n": f"{total:,}", "told": told} if total else _("今天还没有打。")


def listed(
    rows: Sequence[Missing], names: Mapping[str, str], phones: Mapping[int, str] | None
) -> tuple[list[str], list[list[str]]]:
    """The list to take away. Telephones are masked unless they were read in full for it (`phones` by entity)."""
    heads = [
        _("名称"),
        _("统一社会信用代码"),
        _("类别"),
        _("地区"),
        _("地址"),
        _("电话"),
        _("提醒"),
        _("上次通话"),
        _("通话结果（填回）"),
    ]
    return heads, [
        [
            one.name,
            one.code,
            _category(one.duty.rule),
            names.get(one.duty.region[:9], one.duty.region),
            one.address,
            phones.get(one.duty.party_id, "") if phones is not None else one.phone,
            _told(one),
            note_words(one.note),
            "",
        ]
        for one in rows
    ]


def _category(rule: str) -> str:
    words = CATEGORIES.get(rule.split(".", maxsplit=1)[0])
    return words() if words else rule
