"""What the search page says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from django.http import QueryDict
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongbao.foundation.codes import selectors as codes
from gongbao.foundation.shapes import Link, State
from gongbao.foundation.wording import is_english
from gongbao.register.entities.folding import fold
from gongbao.register.entities.models.entity import Category, Standing
from gongbao.register.entities.selectors import COUNT_LIMIT, PAGE, Filters, Found, Hit

TONES = {"active": "done", "suspended": "soon", "revoked": "late", "gone": "plain"}
LEVELS = (2, 4, 6, 9)  # digits of a division's code, by level
CATEGORIES = {
    Category.ENTERPRISE: gettext_lazy("企业"),
    Category.INDIVIDUAL: gettext_lazy("个体工商户"),
    Category.COOPERATIVE: gettext_lazy("农民专业合作社"),
}
STANDINGS = {
    Standing.ACTIVE: gettext_lazy("存续"),
    Standing.SUSPENDED: gettext_lazy("歇业"),
    Standing.REVOKED: gettext_lazy("吊销"),
    Standing.GONE: gettext_lazy("注销"),
}
Choices = list[tuple[str, str]]
Words = Mapping[str, tuple[str, str]]


@dataclass(frozen=True)
class FoundFirm:
    """One row of results: the name with the match marked, and what tells firms apart."""

    name: SafeString
    href: str
    code: str
    state: State
    place: str
    since: str
    former: SafeString | None


@dataclass(frozen=True)
class SearchPage:
    """A page of results with its count in words, how they were found, and the way to the next."""

    firms: Sequence[FoundFirm]
    count: str
    how: str
    nothing: str
    unasked: bool
    narrowed: bool
    previous: int | None
    next: int | None


@dataclass(frozen=True)
class Option:
    """One suggestion; `text` is the name to be put into the field."""

    name: SafeString
    text: str
    href: str
    note: str


def search_page(found: Found, page: int, *, narrowed: bool) -> SearchPage:
    """The page for a question; the count says when it is only a bound."""
    places = codes.place_names({hit.region for hit in found.hits})
    statuses = codes.words("entity-status")
    bound = min(found.total, COUNT_LIMIT)
    template = _("找到 %(n)s 家以上，请再加几个字缩小范围") if found.more else _("找到 %(n)s 家")
    return SearchPage(
        firms=[_firm(hit, places.get(hit.region, ""), statuses) for hit in found.hits],
        count=template % {"n": f"{bound:,}"},
        how=_how(found.how),
        nothing=_nothing(narrowed=narrowed),
        unasked=found.how == "empty",
        narrowed=narrowed,
        previous=page - 1 if page > 1 else None,
        next=page + 1 if page * PAGE < bound else None,
    )


def _how(how: str) -> str:
    if how == "near":
        return _("没有一字不差的名称，下面的与您写的差一个字。")
    return _("没有连在一起写的名称，下面的名称含有这些字。") if how == "apart" else ""


def _nothing(*, narrowed: bool) -> str:
    if narrowed:
        return _("在这些条件下没有。去掉一两个条件再查。")
    return _("少写几个字再试，或只写字号；也可以用统一社会信用代码查。")


def _said(words: Words, code: str) -> str:
    zh, en = words.get(code, (code, ""))
    return (en or zh) if is_english() else zh


def _firm(hit: Hit, place: str, statuses: Words) -> FoundFirm:
    return FoundFirm(
        name=marked(hit.name, () if hit.matched else hit.spans),
        href=reverse("records:record", args=[hit.address]),
        code=hit.code,
        state=State(
            text=_said(statuses, hit.status) if hit.status in statuses else str(STANDINGS[Standing(hit.standing)]),
            tone=TONES[hit.standing],
        ),
        place=place,
        since=hit.established_on.isoformat() if hit.established_on else "",
        former=marked(hit.matched, hit.spans) if hit.matched else None,
    )


def options(hits: Sequence[Hit]) -> list[Option]:
    """The suggestions under the field."""
    places = codes.place_names({hit.region for hit in hits})
    return [
        Option(
            name=marked(hit.name, () if hit.matched else hit.spans),
            text=hit.name,
            href=reverse("records:record", args=[hit.address]),
            note=_("曾用名：%(name)s") % {"name": hit.matched} if hit.matched else places.get(hit.region, ""),
        )
        for hit in hits
    ]


@dataclass(frozen=True)
class Choice:
    """One filter: its name in the address, what it is called, its options with the chosen one selected."""

    name: str
    label: str
    options: SafeString
    said: str


def choices(filters: Filters) -> list[Choice]:
    """What each filter may be set to. Places and industries one level at a time, from where the filter stands."""
    listings = [
        ("abnormal", _("在经营异常名录中")),
        ("serious", _("在严重违法失信名单中")),
        ("none", _("不在任何名录中")),
    ]
    kinds = codes.words("entity-kind")
    offered: list[tuple[str, str, Choices]] = [
        ("region", _("所在地（含下属各地）"), _places(filters.region)),
        ("industry", _("行业"), _industries(filters.industry)),
        ("category", _("类别"), [(one.value, str(CATEGORIES[one])) for one in Category]),
        ("standing", _("状态"), [(one.value, str(STANDINGS[one])) for one in Standing]),
        ("kind", _("类型"), [(code, _said(kinds, code)) for code in sorted(kinds)]),
        ("listing", _("名录"), listings),
    ]
    return [
        Choice(name, label, _options(found, given := getattr(filters, name)), dict(found).get(given, given).strip())
        for name, label, found in offered
    ]


def conditions(filters: Filters, found: Sequence[Choice], address: QueryDict) -> list[Link]:
    """What narrows this search, each with the address that drops it."""
    said = [(one.name, f"{one.label}：{one.said}") for one in found if one.said]
    for name, template, day in (
        ("since", _("成立不早于 %(day)s"), filters.since),
        ("until", _("成立不晚于 %(day)s"), filters.until),
    ):
        if day:
            said.append((name, template % {"day": day.isoformat()}))
    return [Link(text=words, href=_without(address, name)) for name, words in said]


def _without(address: QueryDict, name: str) -> str:
    rest = address.copy()
    for gone in (name, "page"):
        rest.pop(gone, None)
    return f"?{rest.urlencode()}"


def _options(found: Choices, chosen: str) -> SafeString:
    """Written out here: Django's own widget renders a template for each of some hundred options."""
    rows = (
        f'<option value="{escape(value)}"{" selected" if value == chosen else ""}>{escape(text)}</option>'
        for value, text in [("", _("不限")), *found]
    )
    return mark_safe("".join(rows))  # noqa: S308 (escaped above)


def _places(region: str) -> Choices:
    above = [region[:n] for n in LEVELS if n <= len(region)]
    names = codes.place_names(above)
    path = [(code, names.get(code, code)) for code in above]
    return [*path, *((code, f"　{name}" if above else name) for code, name in codes.children(region))]


def _industries(industry: str) -> Choices:
    above = codes.industry_titles([industry[:n] for n in range(1, len(industry) + 1)])
    return [*above, *((code, f"　{zh}" if above else zh) for code, zh in codes.industries_below(industry))]


def marked(name: str, spans: Sequence[tuple[int, int]]) -> SafeString:
    """The name with the places in its folded form in <mark>, also where folding drops or adds characters."""
    pieces: list[tuple[str, bool]] = []
    for character, is_hit in zip(name, hit_characters(name, spans), strict=True):
        if pieces and pieces[-1][1] == is_hit:
            pieces[-1] = (pieces[-1][0] + character, is_hit)
        else:
            pieces.append((character, is_hit))
    return format_html_join("", "{}", ((format_html("<mark>{}</mark>", t) if hit_ else t,) for t, hit_ in pieces))


def hit_characters(name: str, spans: Sequence[tuple[int, int]]) -> list[bool]:
    """For each character of a name whether it is within the spans of its folded form."""
    hit = {at for start, end in spans for at in range(start, end)}
    found, place = [], 0
    for character in name:
        size = len(fold(character))
        found.append(any(place + n in hit for n in range(size)))
        place += size
    return found
