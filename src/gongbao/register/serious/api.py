"""The public serious list for programs: open, paged by key, the same facts as the pages."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema

from gongbao.foundation.clock import china_date
from gongbao.kernel.statutes import serious_ground
from gongbao.register.serious import presenters, selectors
from gongbao.register.serious.models import Entry

router = Router(tags=["serious"])
PAGE = 100


class SentenceOut(Schema):
    """The same words in Chinese and English."""

    zh: str
    en: str


class EntryOut(Schema):
    """One entry in the serious list. `until` is the day of the full term, `clock` the office's last day."""

    entry: UUID
    decision: UUID
    code: str | None
    name: str
    region: str
    ground: str
    ground_words: SentenceOut
    article: str
    penalty: str
    authority: str
    since: date
    published_at: datetime
    until: date
    early_from: date
    step: SentenceOut
    clock: date | None


class EntriesOut(Schema):
    """A page of the list, newest first; `next_after` asks for the next page, null at the end."""

    entries: list[EntryOut]
    next_after: str | None


@router.get("", response=EntriesOut, summary="严重违法失信名单 / the serious list", auth=None)
def entries(request: HttpRequest, region: str = "", area: str = "", after: str = "") -> dict[str, Any]:
    """The entries the public sees; `area` is the beginning of a ground's code, e.g. s21-5 for food safety."""
    edge: Any = request
    today = china_date(edge.now)
    rows = selectors.public_list(region=region if region.isdigit() else "", area=area)
    found = list((selectors.after_key(rows, after) if after else rows)[: PAGE + 1])
    page = found[:PAGE]
    asked = selectors.applications_of(page)
    return {
        "entries": [_out(entry, presenters.exit_for(entry, asked, today)) for entry in page],
        "next_after": selectors.key_of(page[-1]) if len(found) > PAGE else None,
    }


def _out(entry: Entry, law: Any) -> dict[str, Any]:
    ground = serious_ground(entry.ground)
    return {
        "entry": entry.id,
        "decision": entry.decision_id,
        "code": entry.entity.code or None,
        "name": entry.entity.name,
        "region": entry.entity.region,
        "ground": entry.ground,
        "ground_words": ground.words._asdict(),
        "article": ground.citation.token,
        "penalty": entry.penalty_number,
        "authority": entry.authority,
        "since": entry.listed_on,
        "published_at": entry.published_at,
        "until": law.full_on,
        "early_from": law.early_from,
        "step": law.step._asdict(),
        "clock": law.clock.date if law.clock else None,
    }
