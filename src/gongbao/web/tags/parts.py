"""Tags of a page's larger parts: cards, tables, facts, timelines, differences, receipts, charts, messages."""

import uuid
from collections.abc import Sequence
from typing import Any

from django.core.paginator import Page
from django.http import QueryDict
from django.template import Context, Library
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from gongbao.foundation import wording
from gongbao.web import charts, presenters
from gongbao.web.icons import icon_svg
from gongbao.web.presenters import get

COMPONENTS = "web/components"
register = Library()


@register.simple_block_tag(takes_context=True)
def alert(context: Context, content: str, kind: str = "info", title: str = "") -> SafeString:
    """A message in the page: info, done, soon or late. `{% alert "done" "已提交" %}…{% endalert %}`."""
    return format_html(
        '<div class="alert alert-{}" role="{}">{}<div class="alert-words">{}{}</div></div>',
        kind,
        "alert" if kind == "late" else "status",
        icon_svg(presenters.TONE_ICONS.get(kind) or "info"),
        format_html('<p class="alert-title">{}</p>', title) if title else "",
        content,
    )


@register.simple_block_tag(takes_context=True)
def panel(context: Context, content: str, title: str = "", id: str = "", level: int = 2) -> SafeString:  # noqa: A002 (the attribute's own name)
    """A titled part of a page with its own anchor. `{% panel "年度报告" id="reports" %}…{% endpanel %}`."""
    heading = format_html('<h{} class="panel-title">{}</h{}>', level, title, level) if title else ""
    anchor = format_html(' id="{}"', id) if id else ""
    return format_html('<section class="panel"{}>{}{}</section>', anchor, heading, content)


@register.simple_block_tag(takes_context=True)
def disclosure(context: Context, content: str, title: str, open: bool = False, id: str = "") -> SafeString:  # noqa: A002 (the attribute's own name)
    """Something folded away under its title. `{% disclosure "往年数据" %}…{% enddisclosure %}`."""
    return format_html(
        '<details class="disclosure"{}{}><summary>{}</summary><div class="disclosure-body">{}</div></details>',
        format_html(' id="{}"', id) if id else "",
        mark_safe(" open") if open else "",
        title,
        content,
    )


@register.inclusion_tag(f"{COMPONENTS}/why.html")
def why(ground: Any, title: str = "") -> dict[str, Any]:
    """The quiet 为什么 that opens a Ground (or several)."""
    grounds = list(ground) if isinstance(ground, list | tuple) else [ground] if ground else []
    lines = [{"ground": one, "confidence": wording.confidence_words(get(one, "confidence"))} for one in grounds]
    return {"lines": lines, "title": title}


@register.inclusion_tag(f"{COMPONENTS}/duty_card.html")
def duty_card(card: Any, level: int = 3) -> dict[str, Any]:
    """A DutyCard: what, by when, days left in the law's unit, one button."""
    due = get(card, "deadline", None)
    tone = presenters.deadline_tone(get(due, "left", None), get(due, "unit", "FIXED")) if due else "plain"
    return {"card": card, "tone": tone, "level": level}


@register.inclusion_tag(f"{COMPONENTS}/table.html", takes_context=True)
def data_table(context: Context, table: Any) -> dict[str, Any]:
    """A Table: captioned, sortable by link, cards on a phone. Page it with `pagination` below."""
    columns = list(get(table, "columns", ()))
    primary = next((c for c in columns if get(c, "primary", False)), columns[0] if columns else None)
    present = get(table, "sort")
    heads = [
        {
            "column": c,
            "sort": _sorting(get(c, "sort"), present),
            "link": _changed(context, sort=_next_sort(c, present), page=None),
        }
        for c in columns
    ]
    return {"table": table, "columns": columns, "primary": primary, "heads": heads}


def _sorting(key: str, present: str) -> str:
    if not key or present.lstrip("-") != key:
        return ""
    return "descending" if present.startswith("-") else "ascending"


def _next_sort(column: Any, present: str) -> str:
    key: str = get(column, "sort")
    return f"-{key}" if present == key else key


def _changed(context: Context, **changes: Any) -> str:
    request = context.get("request")
    params = request.GET.copy() if request else QueryDict(mutable=True)
    for key, value in changes.items():
        params.pop(key, None)
        if value is not None:
            params[key] = str(value)
    return f"?{params.urlencode()}"


@register.simple_tag(takes_context=True)
def query(context: Context, **changes: Any) -> str:
    """The present address with some parameters changed (None removes): `<a href="{% query page=2 %}">`."""
    return _changed(context, **changes)


@register.inclusion_tag(f"{COMPONENTS}/pagination.html", takes_context=True)
def pagination(context: Context, page: Any, name: str = "page") -> dict[str, Any]:
    """Pages of a Django Page; or, for keyset paging, anything with `previous_href` and `next_href` (and `count`)."""
    if not isinstance(page, Page):
        return {
            "previous": get(page, "previous_href"),
            "next": get(page, "next_href"),
            "count": get(page, "count", None),
        }
    pages = page.paginator.num_pages
    return {
        "previous": _changed(context, **{name: page.previous_page_number()}) if page.has_previous() else "",
        "next": _changed(context, **{name: page.next_page_number()}) if page.has_next() else "",
        "count": page.paginator.count,
        "number": page.number,
        "pages": pages,
        "window": [
            {"number": n, "href": _changed(context, **{name: n}) if n else "", "current": n == page.number}
            for n in presenters.page_window(page.number, pages)
        ]
        if pages > 1
        else [],
    }


@register.inclusion_tag(f"{COMPONENTS}/empty.html")
def empty(words: str, begin: str = "", href: str = "", title: str = "") -> dict[str, Any]:
    """An empty list: what will appear here (`words`) and how to begin (a link)."""
    return {"words": words, "begin": begin, "href": href, "title": title}


@register.inclusion_tag(f"{COMPONENTS}/progress.html")
def progress(job: Any) -> dict[str, Any]:
    """A Progress: how far, how long still, and that it can be left."""
    total, minutes = get(job, "total", 0), get(job, "minutes_left", None)
    return {
        "job": job,
        "percent": int(100 * get(job, "done", 0) / total) if total else 0,
        "left": wording.span_words(minutes) if minutes else "",
    }


@register.inclusion_tag(f"{COMPONENTS}/facts.html")
def facts(rows: Sequence[Any], columns: int = 1) -> dict[str, Any]:
    """A list of Facts, each with its publisher and day."""
    shown = []
    for row in rows:
        value = get(row, "value", None)
        kind = get(row, "kind", "text") or "text"
        values = list(value) if isinstance(value, list | tuple) else [value]
        shown.append({"fact": row, "values": [presenters.cell_html(one, kind) for one in values]})
    return {"rows": shown, "columns": columns}


@register.inclusion_tag(f"{COMPONENTS}/timeline.html")
def timeline(entries: Sequence[Any]) -> dict[str, Any]:
    """Moments in the order given: when, what, by whom."""
    return {"entries": [{"entry": e, "icon": presenters.TONE_ICONS.get(get(e, "tone", "plain"), "")} for e in entries]}


@register.inclusion_tag(f"{COMPONENTS}/diff.html")
def diff(changes: Sequence[Any], before: str = "", after: str = "", caption: str = "") -> dict[str, Any]:
    """Changes side by side, marked with del and ins; `before` and `after` name the two versions."""
    rows = [(get(c, "label"), *presenters.difference(str(get(c, "before")), str(get(c, "after")))) for c in changes]
    return {"rows": rows, "before": before or _("修改前"), "after": after or _("修改后"), "caption": caption}


@register.inclusion_tag(f"{COMPONENTS}/stats.html")
def stats(tiles: Sequence[Any]) -> dict[str, Any]:
    """Stat tiles in a row."""
    return {
        "tiles": [(tile, f"{value:,}" if isinstance(value := get(tile, "value"), int) else value) for tile in tiles]
    }


@register.inclusion_tag(f"{COMPONENTS}/breadcrumb.html")
def breadcrumb(links: Sequence[Any]) -> dict[str, Any]:
    """Links from the top to the page; the last one is the page itself."""
    return {"links": links}


@register.inclusion_tag(f"{COMPONENTS}/tabs.html")
def tabs(links: Sequence[Any], label: str = "") -> dict[str, Any]:
    """Links as tabs; one is `current`."""
    return {"links": links, "label": label or _("分类")}


@register.inclusion_tag(f"{COMPONENTS}/side_index.html")
def side_index(links: Sequence[Any], label: str = "") -> dict[str, Any]:
    """The fixed index beside a long page or a work list."""
    return {"links": links, "label": label or _("本页目录")}


@register.inclusion_tag(f"{COMPONENTS}/stepper.html")
def stepper(steps: Sequence[Any], label: str = "") -> dict[str, Any]:
    """The sections of a long form with how each stands."""
    done = sum(get(step, "state", "todo") == "done" for step in steps)
    return {"steps": steps, "label": label or _("填报进度"), "done": done, "total": len(steps)}


@register.inclusion_tag(f"{COMPONENTS}/receipt.html")
def receipt(paper: Any) -> dict[str, Any]:
    """A Receipt that can be printed and verified."""
    return {"paper": paper}


@register.inclusion_tag(f"{COMPONENTS}/official_head.html")
def official_head(issuer: str, title: str = "", number: str = "") -> dict[str, Any]:
    """The red head of a document an office issues. Never decoration."""
    return {"issuer": issuer, "title": title, "number": number}


@register.simple_tag
def seal(words: str, under: str = "电子公示") -> SafeString:
    """The issuing office's seal in vermilion, in Chinese in any language. Only on documents an office issues."""
    return render_to_string(
        f"{COMPONENTS}/seal.html",
        {"words": words, "under": under, "id": f"seal-{uuid.uuid4().hex[:8]}"},
    )


@register.inclusion_tag(f"{COMPONENTS}/chart.html")
def chart(picture: Any, open: bool = False) -> dict[str, Any]:  # noqa: A002 (the attribute's own name)
    """A Chart with its table below; without script it is the table."""
    return {
        "chart": picture,
        "id": f"chart-{uuid.uuid4().hex[:8]}",
        "data": charts.chart_data(picture),
        "rows": charts.chart_rows(picture),
        "open": open,
    }
