"""What an editor should look at before a text goes on: findings, never changes (briefing-rules sections 1.9, 7, 8)."""

import re
from collections.abc import Collection, Iterable
from typing import NamedTuple

from rapidfuzz.distance import Levenshtein

from gongbao.briefing.desk.rules.figures import contradictions
from gongbao.briefing.items.rules import secrecy_mark


class Finding(NamedTuple):
    """Something to look at. `weight` stop (it may not go on), warn or note; `where` is the text it is about."""

    code: str
    weight: str
    where: str
    zh: str
    en: str


_ID = re.compile(r"(?<!\d)[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d{3}[\dXx](?!\d)")
_MOBILE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
_LANDLINE = re.compile(r"(?<!\d)0\d{2,3}-\d{7,8}(?!\d)")
_CARD = re.compile(r"(?<!\d)\d{16,19}(?!\d)")
_HOME = re.compile(
    r"[\u4e00-\u9fff\d]{2,12}(?:村|社区|小区|街|路)[\u4e00-\u9fff\d]{0,8}\d+\s*(?:号|组)(?:楼|单元|室|户)?"
)
_QUOTES = re.compile(r"[\u4e00-\u9fff][\"']|[\"'][\u4e00-\u9fff]")
_OFFICE = re.compile(r"[\u4e00-\u9fff]{2,12}?(?:委员会|管理局|监督局|保障局|办公室|局|委|办|镇|乡|街道|中心)")


def _luhn(number: str) -> bool:
    total = 0
    for place, char in enumerate(reversed(number)):
        digit = int(char) * (2 if place % 2 else 1)
        total += digit - 9 if digit > 9 else digit
    return total % 10 == 0


def personal_data(text: str) -> list[Finding]:
    """Identity numbers, telephones, bank cards (by check digit) and home addresses: none belongs into a bulletin."""
    found = [
        Finding("personal.id", "stop", m[0], "疑似身份证号", "looks like an identity number")
        for m in _ID.finditer(text)
    ]
    ids = {one.where for one in found}
    found += [
        Finding("personal.phone", "warn", m[0], "疑似手机号", "looks like a mobile number")
        for m in _MOBILE.finditer(text)
    ]
    found += [
        Finding("personal.phone", "note", m[0], "固定电话，确认是否需要", "a telephone number: is it needed?")
        for m in _LANDLINE.finditer(text)
    ]
    found += [
        Finding("personal.card", "stop", m[0], "疑似银行卡号", "looks like a bank card number")
        for m in _CARD.finditer(text)
        if m[0] not in ids and _luhn(m[0])
    ]
    found += [
        Finding("personal.home", "warn", m[0], "疑似住址", "looks like a home address") for m in _HOME.finditer(text)
    ]
    return found


def straight_quotes(text: str) -> list[Finding]:
    """Straight quotation marks beside Chinese: in official type they must be “ ” and ‘ ’."""
    return [
        Finding("quotes.straight", "note", text[max(0, m.start() - 6) : m.end() + 6], "引号应用“ ”", "use “ ”")
        for m in _QUOTES.finditer(text)
    ]


def office_names(text: str, known: Collection[str]) -> list[Finding]:
    """Names of offices and places one character off a known one: 石门镇 written 石闷镇."""
    found = [match[0] for match in _OFFICE.finditer(text)]
    names = sorted({name for name in known if len(name) >= 3}) if found else []
    every = "\n".join(names)
    near: dict[str, str | None] = {}
    for written in dict.fromkeys(found):
        if written not in every and not any(name in written for name in names):
            near[written] = next(
                (name for name in names if Levenshtein.distance(written[-len(name) :], name, score_cutoff=1) <= 1), None
            )
    pairs = [(written, near[written]) for written in found if near.get(written) is not None]
    return [
        Finding("office.name", "warn", written, f"是否应为“{name}”？", f"should this be “{name}”?")
        for written, name in pairs
    ]


def check_text(
    title: str, body: str, *, names: Collection[str] = (), earlier: Iterable[tuple[str, str]] = ()
) -> list[Finding]:
    """Everything to look at in one text. `earlier` are (name, text) of other texts about the same thing.

    Stops first, then warnings, then notes.
    """
    whole = f"{title}\n{body}"
    findings = personal_data(whole) + straight_quotes(whole) + office_names(whole, names)
    if mark := secrecy_mark(title) or secrecy_mark(body):
        findings.append(
            Finding("secrecy", "stop", mark, "标有密级，不能在本系统流转", "marked as secret: it may not go on here")
        )
    findings += [
        Finding(
            "figures.title",
            "warn",
            f"{a.written} / {b.written}",
            f"标题与正文的{a.topic}数字不一致",
            f"title and text disagree about {a.topic}",
        )
        for a, b in contradictions(title, body)
    ]
    for name, text in earlier:
        findings += [
            Finding(
                "figures.earlier",
                "warn",
                f"{a.written} / {b.written}",
                f"与《{name}》的{a.topic}数字不一致",
                f"“{name}” has another figure for {a.topic}",
            )
            for a, b in contradictions(whole, text)
        ]
    order = {"stop": 0, "warn": 1, "note": 2}
    return sorted(findings, key=lambda one: order[one.weight])
