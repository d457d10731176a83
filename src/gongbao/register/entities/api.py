"""Finding entities, for programs."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema

from gongbao.foundation.clock import china_date
from gongbao.register.entities import selectors
from gongbao.register.entities.forms import MOST_PAGES, filters_from
from gongbao.register.entities.presenters import hit_characters

router = Router(tags=["entities"])
LONGEST = 200


class EntityOut(Schema):
    """One entity found. `region` is a division code; `matched` is the former name the words stand in, if any; `marks`
    are the characters, from and to, that match: of `matched` when it is there, else of `name`.
    """

    entity_id: int
    name: str
    code: str
    category: str
    status: str
    standing: str
    region: str
    established_on: date | None
    matched: str
    marks: list[tuple[int, int]]

    @staticmethod
    def resolve_marks(hit: Any) -> list[tuple[int, int]]:
        """Stretches of characters of the name as it is written."""
        hits = [*hit_characters(hit.matched or hit.name, hit.spans), False]
        edges = [at for at, one in enumerate(hits) if one != (hits[at - 1] if at else False)]
        return list(zip(edges[::2], edges[1::2], strict=True))


class FoundOut(Schema):
    """A page of 20. `total` is exact up to 1,000; `more` says there are more than that. `how`: code, name, near (one
    character differs), apart (the characters stand apart), filters, empty, none.
    """

    hits: list[EntityOut]
    total: int
    more: bool
    how: str


class SearchIn(Schema):
    """What to look for, and what narrows it: as on the page `/search/`. What is no known value narrows nothing."""

    q: str = ""
    region: str = ""
    category: str = ""
    standing: str = ""
    kind: str = ""
    status: str = ""
    industry: str = ""
    listing: str = ""
    since: str = ""
    until: str = ""
    page: int = 1


@router.get("", response=FoundOut, summary="查找经营主体 / find entities", auth=None)
def find(request: HttpRequest, asked: Query[SearchIn]) -> selectors.Found:
    """By any code old or new, any part of a name in any order (words apart by blanks), pinyin or initials, also with
    one wrong character. `region` and `industry` hold with everything below them.
    """
    today = china_date(request.now)  # type: ignore[attr-defined]  # set by RequestEdge
    filters = filters_from(asked.dict(exclude={"q", "page"}), today)
    return selectors.search(asked.q[:LONGEST], filters, page=min(max(asked.page, 1), MOST_PAGES))


@router.get("/suggestions", response=list[EntityOut], summary="输入提示 / suggestions while typing", auth=None)
def suggestions(request: HttpRequest, q: str = "") -> list[selectors.Hit]:
    """The eight best for what has been typed so far."""
    return selectors.suggest(q[:LONGEST])
