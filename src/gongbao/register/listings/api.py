"""The public list for programs: open, paged by key, the same facts as the pages."""

from datetime import date
from typing import Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema

from gongbao.foundation.clock import china_date
from gongbao.register.listings import selectors
from gongbao.register.listings.presenters import ground_words
from gongbao.register.listings.selectors import Standing

router = Router(tags=["listings"])
PAGE = 100


class SentenceOut(Schema):
    """The same words in Chinese and English."""

    zh: str
    en: str


class ListingOut(Schema):
    """One entry in the abnormal list. `clock` is the office's last day once an application is in its hands."""

    listing: UUID
    decision: UUID
    code: str | None
    name: str
    category: str
    region: str
    ground: str
    ground_words: SentenceOut
    period: int | None
    authority: str
    since: date
    shown_until: date | None
    step: SentenceOut
    clock: date | None


class ListingsOut(Schema):
    """A page of the list, newest first; `next_after` asks for the next page, null at the end."""

    listings: list[ListingOut]
    next_after: str | None


@router.get("", response=ListingsOut, summary="经营异常名录 / the abnormal list", auth=None)
def listings(
    request: HttpRequest,
    region: str = "",
    category: Literal["", "enterprise", "individual", "cooperative"] = "",
    ground: str = "",
    after: str = "",
) -> dict[str, object]:
    """Entries shown to the public today, a hundred at a time, by place (division code), category and ground."""
    today = china_date(request.now)  # type: ignore[attr-defined]  # set by RequestEdge
    rows = selectors.public_list(on=today, region=region[:12], category=category, ground=ground[:20])
    page = list(selectors.after_key(rows, after)[:PAGE])
    found = selectors.standings(page, today)
    last = selectors.key_of(page[-1]) if len(page) == PAGE else None
    return {"listings": [_out(one) for one in found], "next_after": last}


def _out(one: Standing) -> dict[str, object]:
    listing, words = one.listing, ground_words(one.listing)
    step = one.removal.step if one.removal else words
    return {
        "listing": listing.id,
        "decision": listing.decision_id,
        "code": listing.entity.code or None,
        "name": listing.entity.name,
        "category": listing.entity.category,
        "region": listing.region,
        "ground": listing.ground,
        "ground_words": {"zh": words.zh, "en": words.en},
        "period": listing.period or None,
        "authority": listing.authority,
        "since": listing.listed_on,
        "shown_until": listing.shown_until,
        "step": {"zh": step.zh, "en": step.en},
        "clock": one.removal.clock.date if one.removal and one.removal.clock else None,
    }
