"""To take away: an incident's log in the order of time as a sheet or a document, the list of what was late."""

import io
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from gongbao.briefing.incidents import presenters, selectors
from gongbao.briefing.incidents.selectors import Whole
from gongbao.foundation.accounts import gate
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.clock import china_date
from gongbao.foundation.shapes import State
from gongbao.foundation.wording import is_english, moment_words

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

MOST_LATE = 5_000


def _whole(request: Any, incident_id: UUID) -> Whole:
    found = selectors.desk_incident(request.user, incident_id)
    if found is None:
        raise Http404
    return selectors.whole(found)


def _lines(whole: Whole) -> list[tuple[str, str, str, str]]:
    english = is_english()
    return [
        (
            moment_words(one.at),
            one.unit.short if one.unit else "",
            one.words_en if english and one.words_en else one.words_zh,
            one.by,
        )
        for one in whole.log
    ]


def _heads() -> tuple[str, str, str, str]:
    return _("时间"), _("单位"), _("事项"), _("记录人")


def _file(data: bytes, kind: str, name: str) -> HttpResponse:
    return HttpResponse(data, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


@gate.requires(Permission.DESK_WORK, Permission.BRIEFING_SUPERVISE)
@require_GET
def sheet(request: Any, incident_id: UUID) -> HttpResponse:
    """The log as .xlsx."""
    whole = _whole(request, incident_id)
    name = whole.incident.number.replace("〔", "").replace("〕", "")[:31]
    data = _book(name, [_heads(), *_lines(whole)], {0: 26, 2: 80})
    return _file(data, XLSX, f"log-{whole.incident.year}.xlsx")


def _book(name: str, lines: Sequence[Sequence[str]], widths: Mapping[int, int]) -> bytes:
    """A workbook of one sheet; text stays text, whatever it begins with."""
    import xlsxwriter  # noqa: PLC0415 (slow to load)

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        page = book.add_worksheet(name)
        page.freeze_panes(1, 0)
        for column, width in widths.items():
            page.set_column(column, column, width)
        for row, line in enumerate(lines):
            for column, text in enumerate(line):
                page.write_string(row, column, text)
    return out.getvalue()


@gate.requires(Permission.DESK_WORK, Permission.BRIEFING_SUPERVISE)
@require_GET
def late(request: Any) -> HttpResponse:
    """What was late by rule as .xlsx, the newest first, as the page shows it: rule, both starting points, hands."""
    shown = presenters.late_table(list(selectors.late(request.user, request.now)[:MOST_LATE]), request.now)
    rows = [[_cell(one[column.key]) for column in shown.columns] for one in shown.rows]
    data = _book(_("迟报"), [[column.label for column in shown.columns], *rows], {0: 40, 4: 26, 5: 40, 6: 60, 7: 50})
    return _file(data, XLSX, f"late-{china_date(request.now).isoformat()}.xlsx")


def _cell(value: Any) -> str:
    if isinstance(value, datetime):
        return moment_words(value)
    return value.text if isinstance(value, State) else str(value)


@gate.requires(Permission.DESK_WORK, Permission.BRIEFING_SUPERVISE)
@require_GET
def word(request: Any, incident_id: UUID) -> HttpResponse:
    """The log as .docx."""
    from docx import Document  # noqa: PLC0415 (slow to load)

    whole = _whole(request, incident_id)
    document = Document()
    document.core_properties.title = str(whole.incident)
    document.add_heading(str(whole.incident), level=1)
    table = document.add_table(rows=1, cols=4)
    table.style = "Table Grid"
    for cell, head in zip(table.rows[0].cells, _heads(), strict=True):
        cell.text = head
    for line in _lines(whole):
        for cell, text in zip(table.add_row().cells, line, strict=True):
            cell.text = text
    out = io.BytesIO()
    document.save(out)
    return _file(out.getvalue(), DOCX, f"log-{whole.incident.year}.docx")
