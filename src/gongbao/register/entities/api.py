"""Finding entities, for programs."""

from datetime import date

from django.http import HttpRequest
from ninja import Query, Router, Schema

from gongbao.register.entities import selectors

router = Router(tags=["entities"])


class EntityOut(Schema):
    """One entity found. `region` is a division code; `matched` is the former name the words stand in, if any."""

    entity_id: int
    name: str
    code: str
    category: str
    standing: str
    region: str
    established_on: date | None
    matched: str


class FoundOut(Schema):
    """A page of 20. `total` is exact up to 1,000; `more` says there are more than that."""

    hits: list[EntityOut]
    total: int
    more: bool
    how: str


class SearchIn(Schema):
    """What to look for, and what narrows it."""

    q: str
    region: str = ""
    category: str = ""
    standing: str = ""
    page: int = 1


@router.get("", response=FoundOut, summary="查找经营主体 / find entities", auth=None)
def find(request: HttpRequest, asked: Query[SearchIn]) -> selectors.Found:
    """By any code, any part of a name (words apart by blanks), or pinyin initials."""
    filters = selectors.Filters(region=asked.region, category=asked.category, standing=asked.standing)
    return selectors.search(asked.q[:200], filters, page=max(asked.page, 1))
