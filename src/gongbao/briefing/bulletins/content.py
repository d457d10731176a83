"""The content of an issue as one value: what is proofread, signed, typeset, and entered into the log."""

import hashlib
from typing import Any

from django.db.models import Prefetch

from gongbao.briefing.bulletins.models import Entry, Issue, IssueState
from gongbao.briefing.bulletins.rules import Numbered, number_words
from gongbao.briefing.desk.models import Source
from gongbao.kernel.tlog.canonical import canonical_json

FORMAT = "gongbao/issue/v1"
_SOURCES = Source.objects.select_related("item__unit").order_by("-share", "added_at", "id")


def entries_of(issue: Issue) -> list[Entry]:
    """The entries in the order they are printed: by column, then by place."""
    rows = issue.entries.select_related("column", "manuscript").order_by("column__order", "column_id", "order", "id")
    return list(rows.prefetch_related(Prefetch("manuscript__sources", queryset=_SOURCES)))


def words_of(entry: Entry, *, signed: bool) -> tuple[str, str, str]:
    """Title, text and editor's note: fixed once signed, the manuscript's before."""
    if signed:
        return entry.title, entry.body, entry.note
    return entry.manuscript.title, entry.manuscript.body, entry.manuscript.note


def content_of(issue: Issue) -> dict[str, Any]:
    """What the readers get, without the numbers that the signature gives."""
    signed = issue.state != IssueState.MAKING
    columns: list[dict[str, Any]] = []
    for entry in entries_of(issue):
        if not columns or columns[-1]["name"] != entry.column.name:
            columns.append({"name": entry.column.name, "entries": []})
        title, body, note = words_of(entry, signed=signed)
        columns[-1]["entries"].append({"title": title, "body": body, "note": note, "source": _source(entry)})
    return {
        "format": FORMAT,
        "periodical": issue.periodical.name,
        "issuer": issue.periodical.issuer,
        "supplement": issue.supplement,
        "internal": issue.internal,
        "extra": issue.extra,
        "columns": columns,
    }


def _source(entry: Entry) -> str:
    """Who reported it: 石门镇、松坪镇."""
    units = (source.item.unit.short for source in entry.manuscript.sources.all())
    return "、".join(dict.fromkeys(units))


def fingerprint(issue: Issue) -> str:
    """SHA-256 of the content: a proofreading holds for exactly this."""
    return hashlib.sha256(canonical_json(content_of(issue))).hexdigest()


def numbers_of(issue: Issue) -> str:
    """第12期(总第340期), or nothing before the signature."""
    if issue.year is None or issue.number is None:
        return ""
    return number_words(Numbered(issue.year, issue.number, issue.total), supplement=issue.supplement)
