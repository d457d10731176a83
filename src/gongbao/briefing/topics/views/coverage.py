"""Coverage at a glance: units by points and commissions of a month, who has nothing, what came late; and in Excel."""

import io
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from gongbao.briefing.topics import presenters
from gongbao.briefing.topics.coverage import Coverage, coverage
from gongbao.briefing.units import steps
from gongbao.foundation.accounts import gate
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.clock import china_date
from gongbao.foundation.shapes import Link, Stat

UNITS, COLUMNS = 25, 10
MOST_NAMED = 30  # units that sent nothing; the others are folded away


def month_asked(request: Any) -> int:
    """The month of the address (202606), or the present one."""
    text = request.GET.get("month", "")
    if text.isascii() and text.isdigit() and len(text) == 6 and 1 <= int(text) % 100 <= 12 and int(text) >= 200_001:
        return int(text)
    today = china_date(request.now)
    return today.year * 100 + today.month


def month_words(month: int) -> str:
    return _("%(year)s年%(month)s月") % {"year": month // 100, "month": month % 100}


def months_before(month: int, count: int) -> list[int]:
    """The month and those before it, newest first."""
    found = [month]
    while len(found) < count:
        year, number = divmod(found[-1], 100)
        found.append(found[-1] - 1 if number > 1 else (year - 1) * 100 + 12)
    return found


@gate.requires(Permission.DESK_WORK)
@require_GET
def board(request: Any) -> HttpResponse:
    """The matrix of a month, a page of units by a page of columns."""
    desk, month = steps.desk_of(request), month_asked(request)
    whole = coverage(desk, month, request.now)
    asked = [line for line in whole.lines if line.asked or line.cells]
    page = Paginator(asked, UNITS).get_page(request.GET.get("page"))
    columns = Paginator(whole.heads, COLUMNS).get_page(request.GET.get("columns"))
    silent = [line.unit.short for line in whole.silent]
    today = china_date(request.now)
    recent = months_before(today.year * 100 + today.month, 6)
    context = {
        "desk": desk,
        "month": month,
        "title": month_words(month),
        "months": [
            Link(text=month_words(one), href=f"?month={one}", current=one == month)
            for one in (recent if month in recent else [*recent, month])
        ],
        "page": page,
        "columns": columns,
        "heads": [(head, presenters.kind_words(head.kind)) for head in columns],
        "matrix": presenters.matrix(whole, list(columns), list(page)),
        "silent": silent[:MOST_NAMED],
        "more_silent": silent[MOST_NAMED:],
        "more_words": _("其余 %(n)s 个") % {"n": f"{max(len(silent) - MOST_NAMED, 0):,}"},
        "stats": _stats(whole),
        "chart": presenters.chart(whole, list(columns)) if whole.heads else None,
    }
    return render(request, "topics/coverage.html", context)


def _stats(whole: Coverage) -> list[Stat]:
    asked = sum(line.asked for line in whole.lines)
    answered = sum(line.answered for line in whole.lines)
    late = sum(line.late for line in whole.lines)
    return [
        Stat(label=_("要点和约稿"), value=len(whole.heads), unit=_("条")),
        Stat(label=_("已报"), value=answered, unit=f"/ {asked:,}"),
        Stat(label=_("一条没报的单位"), value=len(whole.silent), unit=_("个")),
        Stat(label=_("逾期"), value=late, unit=_("项"), tone="soon" if late else "plain"),
    ]


@gate.requires(Permission.DESK_WORK)
@require_GET
def workbook(request: Any) -> HttpResponse:
    """The whole matrix in Excel. Texts are texts, never formulas."""
    import xlsxwriter  # noqa: PLC0415 (slow to load)

    desk, month = steps.desk_of(request), month_asked(request)
    whole = coverage(desk, month, request.now)
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet("覆盖")
    sheet.freeze_panes(1, 1)
    sheet.write_row(0, 0, ["单位", "类别", "应报", "已报", "逾期", *(head.title for head in whole.heads)])
    for place, line in enumerate(whole.lines, 1):
        cells = [presenters.cell_words(line.cells.get(head.id))[0] for head in whole.heads]
        sheet.write_row(place, 0, [line.unit.short, line.unit.band, line.asked, line.answered, line.late, *cells])
    book.close()
    headers = {"Content-Disposition": f'attachment; filename="coverage-{month}.xlsx"'}
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return HttpResponse(out.getvalue(), content_type=kind, headers=headers)
