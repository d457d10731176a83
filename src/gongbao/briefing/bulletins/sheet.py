"""An issue on paper: the data the page is set from, as PDF and as pictures (GB/T 9704-2012, briefing-rules 1.9)."""

import re
from datetime import datetime
from typing import Any

from gongbao.briefing.bulletins.content import content_of, numbers_of
from gongbao.briefing.bulletins.models import Copy, Issue, IssueState, Line, Reader
from gongbao.briefing.bulletins.rules import chinese_quotes, foot_lines, paragraphs
from gongbao.foundation.typesetting import pictures, typeset

#: Millimetres and points of the standard: type area 156 × 225 mm, 22 lines of 28 characters of 16 pt.
PAGE = {
    "top": 37,
    "inside": 28,
    "outside": 26,
    "bottom": 35,
    "size": 16,
    "pitch": round(225 / 22 / 0.352778, 3),
    "tracking": -0.215,
}
_LEVELS = (re.compile(r"^[一二三四五六七八九十]+、"), re.compile(r"^[(\uff08][一二三四五六七八九十]+[)\uff09]"))
LONGEST_HEADING = 40


def sheet(issue: Issue, *, copy: Copy | None = None) -> dict[str, Any]:
    """What the template needs. With `copy`: its number at the head and its reader's name behind the text."""
    whole = content_of(issue)
    on = issue.issued_on
    return {
        **PAGE,
        "title": f"{issue.periodical.name}{numbers_of(issue)}",
        "name": issue.periodical.name,
        "name-size": 54 if len(issue.periodical.name) <= 5 else 42,
        "number": numbers_of(issue) or "清样",
        "issuer": issue.periodical.issuer,
        "date": f"{on.year}年{on.month}月{on.day}日" if on else "",
        "mark": "内部" if issue.internal else "",
        "copy": f"{copy.number:06}" if copy else "",
        "watermark": copy.words if copy else "" if issue.state != IssueState.MAKING else "清样",
        "columns": [
            {"name": column["name"], "entries": [_entry(entry) for entry in column["entries"]]}
            for column in whole["columns"]
        ],
        "foot": foot(issue),
        "printed": f"共印{issue.copies or planned_copies(issue)}份",
    }


def foot(issue: Issue) -> list[tuple[str, str]]:
    """The lines 报, 送, 发 and 本期增发."""
    readers = Reader.objects.filter(periodical=issue.periodical, until=None).order_by("since", "id")
    by_line: dict[str, list[str]] = {Line.UP: [], Line.PEERS: [], Line.DOWN: []}
    for reader in readers:
        by_line[reader.line].append(reader.words)
    return foot_lines(by_line[Line.UP], by_line[Line.PEERS], by_line[Line.DOWN], issue.extra)


def planned_copies(issue: Issue) -> int:
    return sum(Reader.objects.filter(periodical=issue.periodical, until=None).values_list("copies", flat=True))


def _entry(entry: dict[str, Any]) -> dict[str, Any]:
    return {
        "title": chinese_quotes(entry["title"]),
        "note": chinese_quotes(entry["note"]),
        "source": entry["source"],
        "paragraphs": [{"text": text, "level": level(text)} for text in paragraphs(entry["body"])],
    }


def level(text: str) -> int:
    """1 for a heading 一、, 2 for (一), 0 for anything else: headings are short and end without a full stop."""
    if len(text) > LONGEST_HEADING or text.endswith(("。", "；", "：")):
        return 0
    return next((number for number, shape in enumerate(_LEVELS, 1) if shape.match(text)), 0)


def pdf_of(issue: Issue, *, now: datetime, copy: Copy | None = None) -> bytes:
    """The issue as PDF/A. TypesettingError when it cannot be set just now."""
    return typeset("bulletin.typ", sheet(issue, copy=copy), now=now)


def pages_of(issue: Issue, *, ppi: int = 80) -> list[bytes]:
    """The pages as they will print, as PNG."""
    return pictures("bulletin.typ", sheet(issue), ppi=ppi)
