"""The forms of every year and category, loaded from the packaged definitions. Loading twice changes nothing."""

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from importlib.resources import files
from typing import Any

import orjson
from django.db import transaction

from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor, system
from gongbao.foundation.events.registry import register as declare
from gongbao.register.entities.models.entity import Category
from gongbao.register.filings.models import ReportForm
from gongbao.register.filings.rules import FIRST_YEAR, LAST_YEAR, build_definition, parse_form

LOADED = declare("filing.forms-loaded", "年报表已载入", "report forms loaded")


@transaction.atomic
def load_forms(*, now: datetime, by: Actor | None = None) -> int:
    """Store the forms that are missing; a changed definition becomes the next edition. Returns how many are new."""
    newest: dict[tuple[str, int], ReportForm] = {}
    for row in ReportForm.objects.order_by("edition"):
        newest[row.category, row.year] = row
    made = []
    for (category, year), definition in _packaged().items():
        before = newest.get((category, year))
        if before is not None and before.definition == definition:
            continue
        made.append(
            ReportForm(
                category=category,
                year=year,
                edition=before.edition + 1 if before else 1,
                definition=definition,
                citation=definition["source"]["token"],
            )
        )
    ReportForm.objects.bulk_create(made, batch_size=1)  # a list of documents is written out many times slower
    if made:
        record_event(
            name=LOADED, by=by or system("forms"), now=now, subject=("form", "all"), detail={"count": len(made)}
        )
    return len(made)


@lru_cache(maxsize=1)
def _packaged() -> Mapping[tuple[str, int], Mapping[str, Any]]:
    """The form of every category and year as shipped, each of them sound. Built once: nobody may change one."""
    built = {
        (category, year): build_definition(_base(category), year)
        for category in Category.values
        for year in range(FIRST_YEAR, LAST_YEAR + 1)
    }
    for definition in built.values():
        parse_form(definition)
    return built


def _base(category: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = orjson.loads(
        (files("gongbao.register.filings") / f"definitions/{category}.json").read_bytes()
    )
    return found
