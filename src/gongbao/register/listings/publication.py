"""What public records say about listings: the section's value, and how a reader sees it."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from gongbao.foundation.shapes import Fact, Ground, State
from gongbao.foundation.wording import is_english, plain_day
from gongbao.kernel.statutes import Citation, Kind, NoLawInForce, Sentence, ground_entry, measure
from gongbao.kernel.statutes import Ground as LegalGround
from gongbao.kernel.statutes.removal import Effect, effect
from gongbao.register.listings.models import Decision
from gongbao.register.listings.selectors import Row, rows_of, steps
from gongbao.register.records.sections import SectionView, Told

Shown = Callable[[Decision, date], bool]
_others: dict[str, Shown] = {}


def keep(kind: str, shown: Shown) -> None:
    """Let another list's slice say whether the public sees its decisions of a kind (in AppConfig.ready())."""
    _others[kind] = shown


def shown_by_another(decision: Decision, on: date) -> bool | None:
    """Whether the public sees another list's decision; None for those of the abnormal list."""
    shown = _others.get(decision.kind)
    return shown(decision, on) if shown else None


def listings_section(entity_ids: Sequence[int], on: date) -> Mapping[int, Any]:
    """The section `listings`: entries that are shown on the day, and ended ones where the law keeps them visible.

    By A25 10 a removal ends publication; what was removed under A14 10 stays on record (register-rules 0.1, 5).
    Entities never listed get no section.
    """
    found: dict[int, dict[str, list[Any]]] = {}
    for row in rows_of(entity_ids):
        part = found.setdefault(row.entity_id, {"current": [], "former": []})
        if row.removed_on is None:
            if row.shown_until is None or row.shown_until >= on:
                part["current"].append(_entry(row, on))
        elif stays_on_record(row.category, row.removed_on, row.removal_kind):
            part["former"].append(_entry(row, on))
    return {entity: part for entity, part in found.items() if part["current"] or part["former"]}


def stays_on_record(category: str, removed_on: date, removal_kind: str) -> bool:
    """Whether an ended entry stays visible: by the law of the day it ended, unless it had been a mistake."""
    if removal_kind == "correct":
        return False
    try:
        how, _by = effect(Kind(category), removed_on)
    except NoLawInForce:
        return True
    return how is not Effect.STOP_PUBLICATION


def _entry(row: Row, on: date) -> dict[str, Any]:
    told: dict[str, Any] = {
        **_said_by_law(row.category, row.ground, row.listed_on),
        "authority": row.authority,
        "decision": str(row.decision_id),
        "listing": str(row.id),
        "number": row.number,
        "period": row.period or None,
        "since": row.listed_on.isoformat(),
        "until": row.shown_until.isoformat() if row.shown_until else None,
    }
    if row.removed_on is None:
        told["steps"] = _way_out(row.category, row.ground, on)
    else:
        told["removed_on"] = row.removed_on.isoformat()
        told["removal"] = str(row.removal_id)
        told["removal_number"] = row.removal_number
    return told


@lru_cache(maxsize=1_024)
def _said_by_law(category: str, code: str, listed_on: date) -> dict[str, Any]:
    """What the law of the day of listing says of such an entry; the same for all of them, so worked out once."""
    kind, why = Kind(category), LegalGround(code)
    ground = ground_entry(kind, why, listed_on)
    return {
        "citation": {"token": ground.citation.token, **_both(ground.citation.words)},
        "ground": {"code": code, **_both(ground.words)},
        "measure": _both(measure(kind, listed_on).words),
    }


@lru_cache(maxsize=1_024)
def _way_out(category: str, code: str, on: date) -> list[dict[str, str]]:
    return [_both(step) for step in steps(Kind(category), LegalGround(code), on)]


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


def told_listings(value: Mapping[str, Any]) -> list[Told]:
    """Every entry as one fact that holds from the day of listing; an ended one, where it stays on record, from its end.

    What leaves the record leaves its history's words too: its publication has ended (A25 10).
    """
    told = []
    for entry in [*value["current"], *value["former"]]:
        ended = entry.get("removed_on")
        facts = [_former(entry)] if ended else _facts(entry)
        lines = [f"{fact.label}:{_line(fact.value)}" for fact in facts]
        told.append(
            Told(
                key=f"listings.{entry['listing']}",
                label=_("经营异常名录"),
                words="\n".join(lines),
                since=date.fromisoformat(ended or entry["since"]),
                passing=True,
            )
        )
    return told


def _line(value: Any) -> str:
    return _(";").join(value) if isinstance(value, list) else str(value)


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
