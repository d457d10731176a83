"""From values to what the component templates show: tones, fields, cells, differences, page windows."""

import difflib
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from gongbao.foundation import wording
from gongbao.foundation.shapes import Deadline
from gongbao.web.icons import icon_svg

#: tone -> icon; the tone's colour is in components.css. Words always stand beside both.
TONE_ICONS = {
    "done": "check",
    "soon": "clock",
    "late": "alert",
    "open": "open",
    "provisional": "dashed",
    "info": "info",
    "plain": "",
}
#: how close a deadline is "soon", per unit of the law
SOON = {"WD": 5, "CD": 7, "FIXED": 14, "MIN": 60}
_TOKENS = re.compile(r"[0-9A-Za-z.,%]+|\s+|.", re.DOTALL)


def get(source: Any, name: str, default: Any = "") -> Any:
    """The named value of a mapping or an object, as templates look it up."""
    if isinstance(source, Mapping):
        return source.get(name, default)
    return getattr(source, name, default)


def state_html(text: str, tone: str = "plain") -> SafeString:
    icon = TONE_ICONS.get(tone, "")
    return format_html(
        '<span class="state state-{}">{}{}</span>', tone, icon_svg(icon) if icon else mark_safe(""), text
    )


def deadline_tone(left: int | None, unit: str) -> str:
    if left is None:
        return "plain"
    if left < 0:
        return "late"
    return "soon" if left <= SOON.get(unit, 7) else "open"


def time_html(value: date, words: str) -> SafeString:
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), words)


def deadline_html(deadline: Any) -> SafeString:
    """The day (or instant) and what is left, in words; late and soon also by icon and colour."""
    due, left, unit = get(deadline, "due"), get(deadline, "left", None), get(deadline, "unit", "FIXED")
    precise = isinstance(due, datetime) and unit == "MIN"
    day = time_html(due, wording.moment_words(due) if precise else wording.day_words(due))
    parts = [day]
    if left is not None:
        parts.append(state_html(wording.left_words(left, unit), deadline_tone(left, unit)))
    if get(deadline, "provisional", False):
        parts.append(state_html(_("暂定：该年放假安排尚未公布"), "provisional"))
    return format_html('<span class="deadline">{}</span>', format_html_join(" ", "{}", ((part,) for part in parts)))


def code_html(value: str) -> SafeString:
    """Grouped for the eye by spacing only, so that copying gives the code itself."""
    groups = format_html_join("", "<span>{}</span>", ((group,) for group in wording.code_groups(str(value))))
    return format_html('<span class="code" translate="no">{}</span>', groups)


def money_html(value: Any) -> SafeString | str:
    if value in (None, ""):
        return ""
    wan, yuan = wording.money_words(value)
    return format_html('<span class="money">{} <small>({})</small></span>', wan, yuan)


def share_html(value: Any) -> SafeString:
    """A part of a whole, (8613, 9897), as per cent, bar and the two numbers."""
    done, total = value
    percent = f"{100 * done / total:.1f}%" if total else "—"
    words = f"{wording.number_words(done)} / {wording.number_words(total)}"
    return format_html(
        '<span class="share"><span class="share-percent">{}</span>'
        '<progress max="{}" value="{}" aria-label="{}"></progress> <small>{}</small></span>',
        percent,
        total or 1,
        done,
        percent,
        words,
    )


def cell_html(value: Any, kind: str = "text") -> SafeString | str:
    """One value as a table or fact list shows it; an absent value is a dash with a name."""
    if value is None or value == "":
        return format_html('<span class="absent" title="{}">—</span>', _("无"))
    if isinstance(value, SafeString):
        return value
    makers: dict[str, Callable[[Any], SafeString | str]] = {
        "number": wording.number_words,
        "money": money_html,
        "date": lambda v: time_html(v, wording.plain_day(v)),
        "moment": lambda v: time_html(v, wording.moment_words(v)),
        "code": code_html,
        "state": lambda v: state_html(get(v, "text"), get(v, "tone", "plain")),
        "deadline": lambda v: deadline_html(v if isinstance(v, Deadline) or not isinstance(v, date) else {"due": v}),
        "link": lambda v: (
            format_html('<a href="{}">{}</a>', get(v, "href"), get(v, "text")) if get(v, "href") else get(v, "text")
        ),
        "proof": proof_html,
        "phone": wording.masked_phone,
        "share": share_html,
    }
    return makers[kind](value) if kind in makers else str(value)


def proof_words(proof: Any) -> tuple[str, str]:
    """The mark's words and tone: 已入账 · 见证 2/3."""
    state = get(proof, "state", "recorded")
    if state == "recorded":
        return _("已登记，待入账"), "provisional"
    cosigned, witnesses = get(proof, "cosigned", 0), get(proof, "witnesses", 0)
    words = _("已入账")
    if witnesses:
        words += _(" · 见证 %(cosigned)s/%(witnesses)s") % {"cosigned": cosigned, "witnesses": witnesses}
    return words, "done"


def proof_html(proof: Any) -> SafeString:
    words, tone = proof_words(proof)
    href = get(proof, "href")
    body = format_html("{}{}", icon_svg("proof" if tone == "done" else "dashed"), words)
    if not href:
        return format_html('<span class="proof proof-{}">{}</span>', tone, body)
    return format_html('<a class="proof proof-{}" href="{}">{}</a>', tone, href, body)


def _joined(parts: list[SafeString]) -> SafeString:
    return format_html_join("", "{}", ((part,) for part in parts))


def difference(before: str, after: str) -> tuple[SafeString, SafeString]:
    """Both texts marked: what went in del, what came in ins. Chinese by character, numbers and Latin by word."""
    old, new = _TOKENS.findall(before), _TOKENS.findall(after)
    left: list[SafeString] = []
    right: list[SafeString] = []
    for op, a, b, c, d in difflib.SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        went, came = "".join(old[a:b]), "".join(new[c:d])
        if op == "equal":
            left.append(format_html("{}", went))
            right.append(format_html("{}", came))
            continue
        if went:
            left.append(format_html("<del>{}</del>", went))
        if came:
            right.append(format_html("<ins>{}</ins>", came))
    return _joined(left), _joined(right)


def page_window(number: int, pages: int, *, around: int = 2) -> Iterator[int | None]:
    """The page numbers worth showing; None is a gap: 1 … 4 5 6 … 20."""
    shown = sorted({1, pages, *range(max(1, number - around), min(pages, number + around) + 1)})
    previous = 0
    for page in shown:
        if page - previous > 1:
            yield None
        yield page
        previous = page
