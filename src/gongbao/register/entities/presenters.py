"""What the search page says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongbao.foundation.codes import selectors as codes
from gongbao.foundation.shapes import State
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
        return _("在这些条件下没有找到。去掉一两个条件再查。")
    return _("没有找到。少写几个字再试，或只写字号；也可以用统一社会信用代码查。")


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


def choices(filters: Filters) -> dict[str, Choices]:
    """What each filter may be set to. Places and industries one level at a time, from where the filter stands."""
    return {
        "region": _places(filters.region),
        "industry": _industries(filters.industry),
        "category": [("", _("不限")), *((one.value, str(CATEGORIES[one])) for one in Category)],
        "standing": [("", _("不限")), *((one.value, str(STANDINGS[one])) for one in Standing)],
        "kind": _from_list("entity-kind"),
        "listing": [
            ("", _("不限")),
            ("abnormal", _("在经营异常名录中")),
            ("serious", _("在严重违法失信名单中")),
            ("none", _("不在任何名录中")),
        ],
    }


def _from_list(name: str) -> Choices:
    words = codes.words(name)
    return [("", _("不限")), *((code, _said(words, code)) for code in sorted(words))]


def _places(region: str) -> Choices:
    above = [region[:n] for n in LEVELS if n <= len(region)]
    names = codes.place_names(above)
    path = [(code, names.get(code, code)) for code in above]
    below = [(code, f"　{name}" if above else name) for code, name in codes.children(region)]
    return [("", _("不限")), *path, *below]


def _industries(industry: str) -> Choices:
    words = codes.words(codes.INDUSTRY) if industry else {}
    above = [industry[:n] for n in range(1, len(industry) + 1) if industry[:n] in words]
    path = [(code, f"{'　' * step}{words[code][0]}") for step, code in enumerate(above)]
    return [
        ("", _("不限")),
        *path,
        *((code, f"{'　' * len(above)}{zh}") for code, zh in codes.industries_below(industry)),
    ]


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
