"""What public records say about listings: the section's value, and how a reader sees it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from gongbao.foundation.shapes import Fact, Ground, State
from gongbao.foundation.wording import is_english, plain_day
from gongbao.kernel.statutes import Citation, Kind, NoLawInForce, Sentence, ground_entry, measure
from gongbao.kernel.statutes import Ground as LegalGround
from gongbao.kernel.statutes.removal import Effect, effect
from gongbao.register.listings.models import Listing
from gongbao.register.listings.selectors import numbers_of, steps
from gongbao.register.records.sections import SectionView


def listings_section(entity_ids: Sequence[int], on: date) -> Mapping[int, Any]:
    """The section `listings`: entries that are shown on the day, and ended ones where the law keeps them visible.

    By A25 10 a removal ends publication; what was removed under A14 10 stays on record (register-rules 0.1, 5).
    Entities never listed get no section.
    """
    rows = (
        Listing.objects.filter(entity_id__in=entity_ids)
        .select_related("entity")
        .order_by("entity_id", "listed_on", "id")
    )
    listings = list(rows)
    numbers = numbers_of(listings)
    found: dict[int, dict[str, list[Any]]] = {}
    for listing in listings:
        part = found.setdefault(listing.entity_id, {"current": [], "former": []})
        if listing.removed_on is None:
            if listing.shown_until is None or listing.shown_until >= on:
                part["current"].append(_entry(listing, numbers, on))
        elif stays_on_record(listing, numbers):
            part["former"].append(_entry(listing, numbers, on))
    return {entity: part for entity, part in found.items() if part["current"] or part["former"]}


def stays_on_record(listing: Listing, decisions: Mapping[Any, tuple[str, str]]) -> bool:
    """Whether an ended entry stays visible: by the law of the day it ended, unless it had been a mistake."""
    if listing.removed_on is None or decisions.get(listing.removal_id, ("", ""))[1] == "correct":
        return False
    try:
        how, _by = effect(Kind(listing.entity.category), listing.removed_on)
    except NoLawInForce:
        return True
    return how is not Effect.STOP_PUBLICATION


def _entry(listing: Listing, decisions: Mapping[Any, tuple[str, str]], on: date) -> dict[str, Any]:
    kind, why = Kind(listing.entity.category), LegalGround(listing.ground)
    ground = ground_entry(kind, why, listing.listed_on)
    told: dict[str, Any] = {
        "authority": listing.authority,
        "citation": {"token": ground.citation.token, **_both(ground.citation.words)},
        "decision": str(listing.decision_id),
        "ground": {"code": listing.ground, **_both(ground.words)},
        "listing": str(listing.id),
        "measure": _both(measure(kind, listing.listed_on).words),
        "number": decisions.get(listing.decision_id, ("", ""))[0],
        "period": listing.period or None,
        "since": listing.listed_on.isoformat(),
        "until": listing.shown_until.isoformat() if listing.shown_until else None,
    }
    if listing.removed_on is None:
        told["steps"] = [_both(step) for step in steps(kind, why, on)]
    else:
        told["removed_on"] = listing.removed_on.isoformat()
        told["removal"] = str(listing.removal_id)
        told["removal_number"] = decisions.get(listing.removal_id, ("", ""))[0]
    return told


def _both(said: Sentence) -> dict[str, str]:
    return {"zh": said.zh, "en": said.en}


def _said(words: Mapping[str, str]) -> str:
    return words["en"] if is_english() else words["zh"]


def show_listings(value: Any) -> SectionView:
    """The section as its reader sees it, with the exact steps that end each entry."""
    parts = value or {"current": [], "former": []}
    current, former = parts["current"], parts["former"]
    if current:
        since = plain_day(date.fromisoformat(current[0]["since"]))
        sentence = _("自%(day)s起列入经营异常名录") % {"day": since}
        state = State(text=_said(current[0]["measure"]), tone="late")
    else:
        sentence, state = _("未列入经营异常名录"), State(text=_("未列入"), tone="done")
    return SectionView(
        anchor="listings",
        title=_("经营异常名录"),
        order=40,
        sentence=sentence,
        states=[state],
        facts=[fact for entry in current for fact in _facts(entry)] + [_former(entry) for entry in former],
        grounds=[_ground(entry) for entry in current],
        empty=_("没有列入记录。"),
    )


def _facts(entry: Mapping[str, Any]) -> list[Fact]:
    day = date.fromisoformat(entry["since"])
    period = _("（%(year)s年度）") % {"year": entry["period"]} if entry["period"] else ""
    rows = [
        Fact(label=_("事由"), value=_said(entry["ground"]) + period, publisher=entry["authority"], day=day),
        Fact(label=_("决定文号"), value=entry["number"]),
        Fact(label=_("列入日期"), value=plain_day(day)),
        Fact(label=_("怎样移出"), value=[_said(step) for step in entry.get("steps", [])]),
    ]
    if entry["until"]:
        rows.append(Fact(label=_("公示至"), value=plain_day(date.fromisoformat(entry["until"]))))
    return rows


def _former(entry: Mapping[str, Any]) -> Fact:
    words = _("%(since)s列入，%(until)s移出：%(ground)s") % {
        "since": plain_day(date.fromisoformat(entry["since"])),
        "until": plain_day(date.fromisoformat(entry["removed_on"])),
        "ground": _said(entry["ground"]),
    }
    return Fact(label=_("曾经列入"), value=words, publisher=entry["authority"], note=entry["removal_number"])


def _ground(entry: Mapping[str, Any]) -> Ground:
    citation = Citation.parse(entry["citation"]["token"])
    return Ground(
        instrument=_said(entry["citation"]),
        words=_said(entry["ground"]),
        dates=[(_("列入"), date.fromisoformat(entry["since"]))],
        decided_by=entry["authority"],
        confidence=citation.confidence.value,
    )
