"""Filters, and the marks that stand inside a line: icons, states, deadlines, proofs, buttons."""

from datetime import date, datetime, timedelta
from typing import Any

from django.template import Context, Library
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from gongbao.foundation import wording
from gongbao.web import presenters
from gongbao.web.icons import icon_svg
from gongbao.web.presenters import get

register = Library()


@register.filter
def cn_date(value: date | None) -> str:
    """2026年6月30日(周二)."""
    return wording.day_words(value) if value else ""


@register.filter
def cn_day(value: date | None) -> str:
    """2026年6月30日， for dense places."""
    return wording.plain_day(value) if value else ""


@register.filter
def cn_datetime(value: datetime | None) -> str:
    """2026年6月30日(周二) 10:32."""
    return wording.moment_words(value) if value else ""


@register.filter
def cn_time(value: datetime | None) -> str:
    """10:32."""
    return wording.clock_words(value) if value else ""


@register.filter
def money_wan(value: Any) -> SafeString | str:
    """1,234.56 万元 (12,345,600 元)."""
    return presenters.money_html(value)


@register.filter
def add_days(value: datetime, days: int) -> datetime:
    return value + timedelta(days=days)


@register.filter
def add_minutes(value: datetime, minutes: int) -> datetime:
    return value + timedelta(minutes=minutes)


@register.filter
def grouped(value: Any) -> str:
    """12,345,600."""
    return "" if value in (None, "") else wording.number_words(value)


@register.filter
def masked_phone(value: str | None) -> str:
    """138****5678."""
    return wording.masked_phone(value or "")


@register.filter
def code_groups(value: str | None) -> SafeString | str:
    """A unified social credit code set in its groups; copies as one word."""
    return presenters.code_html(value) if value else ""


@register.filter
def cell(row: Any, column: Any) -> SafeString | str:
    """The cell of `row` under `column` (used by the table's template)."""
    return presenters.cell_html(get(row, get(column, "key"), None), get(column, "kind", "text"))


@register.filter
def shown(value: Any, kind: str = "text") -> SafeString | str:
    """A value as a table or fact list shows it: text, number, money, date, moment, code, state, link, proof, phone."""
    return presenters.cell_html(value, kind)


_BROWSERS = (
    ("MicroMessenger/", "微信"),
    ("Edg/", "Edge"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("HarmonyOS", "HarmonyOS"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


@register.filter
def browser_words(agent: str) -> str:
    """Chrome · Windows, as far as the browser tells; otherwise the beginning of what it says of itself."""
    found = [next((words for mark, words in marks if mark in agent), "") for marks in (_BROWSERS, _SYSTEMS)]
    return " · ".join(part for part in found if part) or agent[:40]


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    return icon_svg(name, label)


@register.simple_tag
def state(text: Any, tone: str = "plain") -> SafeString:
    """A state in words with icon and colour: `{% state "已公示" "done" %}` or a State."""
    if isinstance(text, Promise):  # _("…") in a template is lazy
        text = str(text)
    if not isinstance(text, str):
        text, tone = get(text, "text"), get(text, "tone", tone)
    return presenters.state_html(text, tone)


@register.simple_tag(takes_context=True)
def deadline(
    context: Context, due: Any, unit: str = "FIXED", left: int | None = None, provisional: bool = False
) -> SafeString | str:
    """The day and what is left in the law's unit. `due` is a Deadline, or a day with unit and left."""
    if not due:
        return ""
    if not isinstance(due, date):
        return presenters.deadline_html(due)
    if left is None and context.get("now"):
        left = wording.left_until(due, unit, context["now"])
    return presenters.deadline_html({"due": due, "unit": unit, "left": left, "provisional": provisional})


@register.simple_tag
def proof_mark(proof: Any) -> SafeString | str:
    """The quiet mark 已入账 · 见证 2/3, a link to the proof."""
    return presenters.proof_html(proof) if proof else ""


@register.simple_tag
def button(
    text: str,
    kind: str = "primary",
    *,
    href: str = "",
    name: str = "",
    value: str = "",
    icon: str = "",
    small: bool = False,
    id: str = "",  # noqa: A002 (the attribute's own name)
    form: str = "",
    formaction: str = "",
    disabled: bool = False,
) -> SafeString:
    """A link that looks like a button when `href` is given, else a submit button. The text is a verb: 提交年报."""
    classes = f"button button-{kind}{' button-small' if small else ''}"
    inner = format_html("{}{}", icon_svg(icon) if icon else "", text)
    given = {"id": id, "name": name, "value": value, "form": form, "formaction": formaction}
    attributes = format_html_join("", ' {}="{}"', ((key, val) for key, val in given.items() if val))
    if href:
        return format_html('<a class="{}" href="{}"{}>{}</a>', classes, href, attributes if id else "", inner)
    off = mark_safe(" disabled") if disabled else ""
    return format_html('<button class="{}" type="submit"{}{}>{}</button>', classes, attributes, off, inner)


@register.simple_tag(takes_context=True)
def saved(context: Context, at: datetime | None = None) -> SafeString:
    """已保存 10:32; the form guard keeps it up to date."""
    words = _("已保存 %(time)s") % {"time": wording.clock_words(at)} if at else ""
    return format_html('<output class="saved" data-saved aria-live="polite">{}</output>', words)
