"""The log to take away: in the order of time, as a sheet or a document."""

import io
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from gongbao.briefing.incidents import selectors
from gongbao.briefing.incidents.selectors import Whole
from gongbao.foundation.accounts import gate
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.wording import is_english, moment_words

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


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
    """The log as .xlsx; text stays text, whatever it begins with."""
    import xlsxwriter  # noqa: PLC0415 (slow to load)

    whole = _whole(request, incident_id)
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        page = book.add_worksheet(whole.incident.number.replace("〔", "").replace("〕", "")[:31])
        page.set_column(0, 0, 26)
        page.set_column(2, 2, 80)
        for row, line in enumerate([_heads(), *_lines(whole)]):
            for column, text in enumerate(line):
                page.write_string(row, column, text)
    return _file(out.getvalue(), XLSX, f"log-{whole.incident.year}.xlsx")


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
