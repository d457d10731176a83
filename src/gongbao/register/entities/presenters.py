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
    former: str


@dataclass(frozen=True)
class SearchPage:
    """A page of results with its count in words and the way to the next."""

    firms: Sequence[FoundFirm]
    count: str
    previous: int | None
    next: int | None


def search_page(query: str, found: Found, page: int) -> SearchPage:
    """The page for a query; the count says when it is only a bound."""
    places = codes.place_names({hit.region for hit in found.hits})
    statuses = codes.words("entity-status")
    words = [word for word in (fold(part) for part in query.split()) if word]
    bound = min(found.total, COUNT_LIMIT)
    template = _("找到 %(n)s 家以上，请再加几个字缩小范围") if found.more else _("找到 %(n)s 家")
    return SearchPage(
        firms=[_firm(hit, words, places.get(hit.region, ""), statuses) for hit in found.hits],
        count=template % {"n": f"{bound:,}"},
        previous=page - 1 if page > 1 else None,
        next=page + 1 if page * PAGE < bound else None,
    )


def _firm(hit: Hit, words: list[str], place: str, statuses: object) -> FoundFirm:
    zh, en = statuses.get(hit.status, (hit.status, "")) if isinstance(statuses, dict) else (hit.status, "")
    return FoundFirm(
        name=marked(hit.name, words),
        href=reverse("records:record", args=[hit.address]),
        code=hit.code,
        state=State(text=(en or zh) if is_english() else zh, tone=TONES[hit.standing]),
        place=place,
        since=hit.established_on.isoformat() if hit.established_on else "",
        former=hit.matched,
    )


def marked(name: str, words: Sequence[str]) -> SafeString:
    """The name with what was asked for in <mark>, character by character as search folds them."""
    folded = [fold(character) for character in name]
    text = "".join(folded)
    hit = [False] * len(text)
    for word in words:
        at = text.find(word)
        while at >= 0:
            hit[at : at + len(word)] = [True] * len(word)
            at = text.find(word, at + 1)
    pieces: list[tuple[str, str]] = []
    place = 0
    for character, fold_of in zip(name, folded, strict=True):
        is_hit = bool(fold_of) and hit[place]
        place += len(fold_of)
        if pieces and bool(pieces[-1][1]) == is_hit:
            pieces[-1] = (pieces[-1][0] + character, pieces[-1][1])
        else:
            pieces.append((character, "hit" if is_hit else ""))
    return format_html_join("", "{}", ((format_html("<mark>{}</mark>", t) if hit_ else t,) for t, hit_ in pieces))
