"""What the search page says."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from gongbao.foundation.codes import selectors as codes
from gongbao.foundation.shapes import State
from gongbao.foundation.wording import is_english
from gongbao.register.entities.folding import fold
from gongbao.register.entities.selectors import COUNT_LIMIT, PAGE, Found, Hit

TONES = {"active": "done", "suspended": "soon", "revoked": "late", "gone": "plain"}


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
    """A page of results with its count in words and the way to the next."""

    firms: Sequence[FoundFirm]
    count: str
    previous: int | None
    next: int | None


def search_page(found: Found, page: int) -> SearchPage:
    """The page for a query; the count says when it is only a bound."""
    places = codes.place_names({hit.region for hit in found.hits})
    statuses = codes.words("entity-status")
    bound = min(found.total, COUNT_LIMIT)
    template = _("找到 %(n)s 家以上，请再加几个字缩小范围") if found.more else _("找到 %(n)s 家")
    return SearchPage(
        firms=[_firm(hit, places.get(hit.region, ""), statuses) for hit in found.hits],
        count=template % {"n": f"{bound:,}"},
        previous=page - 1 if page > 1 else None,
        next=page + 1 if page * PAGE < bound else None,
    )


def _firm(hit: Hit, place: str, statuses: object) -> FoundFirm:
    zh, en = statuses.get(hit.status, (hit.status, "")) if isinstance(statuses, dict) else (hit.status, "")
    return FoundFirm(
        name=marked(hit.name, () if hit.matched else hit.spans),
        href=reverse("records:record", args=[hit.address]),
        code=hit.code,
        state=State(text=(en or zh) if is_english() else zh, tone=TONES[hit.standing]),
        place=place,
        since=hit.established_on.isoformat() if hit.established_on else "",
        former=marked(hit.matched, hit.spans) if hit.matched else None,
    )


def marked(name: str, spans: Sequence[tuple[int, int]]) -> SafeString:
    """The name with the places in its folded form in <mark>, also where folding drops or adds characters."""
    text = fold(name)
    hit = [False] * len(text)
    for start, end in spans:
        hit[start:end] = [True] * (end - start)
    pieces: list[tuple[str, bool]] = []
    place = 0
    for character in name:
        size = len(fold(character))
        is_hit = size > 0 and any(hit[place : place + size])
        place += size
        if pieces and pieces[-1][1] == is_hit:
            pieces[-1] = (pieces[-1][0] + character, is_hit)
        else:
            pieces.append((character, is_hit))
    return format_html_join("", "{}", ((format_html("<mark>{}</mark>", t) if hit_ else t,) for t, hit_ in pieces))
