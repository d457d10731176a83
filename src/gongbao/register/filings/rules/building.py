"""From a category's base definition to the form of one year: dated differences applied, citations written out.

The law of the day on which the filing period ends decides (R 8, G 3, N 4): an item under `law` is asked only while
that instrument is in force then, `since` and `until` are report years, `changes` replace keys from a year on.
"""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from gongbao.kernel.statutes import (
    DEFAULT_LAW,
    Citation,
    Confidence,
    InstrumentId,
    LawSettings,
    date_caution,
    in_force,
)

FIRST_YEAR, LAST_YEAR = 2013, 2026
_START = date(2014, 10, 1)
_PAIRS = {
    "R": (InstrumentId.R14, InstrumentId.R24),
    "G": (InstrumentId.G14, InstrumentId.G25),
    "N": (InstrumentId.N14, InstrumentId.N25),
}
_PAIR = re.compile(r"^([RGN]):")
_DATED = ("since", "until", "law", "changes")


def build_definition(base: Mapping[str, Any], year: int, law: LawSettings = DEFAULT_LAW) -> dict[str, Any]:
    """The definition of the form for reports on `year`, complete in itself. ValueError outside 2013..2026.

    Reports on 2013 fell due before the rules began; they are asked for by the first text (unconfirmed).
    """
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"there is no form for {year}")
    day = max(date(year + 1, 6, 30), _START)
    sections = []
    for section in base["sections"]:
        fields = [_dated(one, year, day, law) for one in section["fields"] if _asked(one, year, day, law)]
        if _asked(section, year, day, law) and fields:
            plain = {key: value for key, value in section.items() if key not in {*_DATED, "fields"}}
            sections.append({**plain, "fields": fields})
    asked = {one["id"] for section in sections for one in section["fields"]}
    built = {
        "category": base["category"],
        "year": year,
        "title": base["title"],
        "source": source(base["cite"], day, law),
        "sections": sections,
        "checks": [one for one in base.get("checks", []) if _needs(one) <= asked],
    }
    if base.get("content_choice"):
        built["content_choice"] = True
        built["content_source"] = source(base["content_cite"], day, law)
        built["paper_source"] = source(base["paper_cite"], day, law)
    return built


def source(cites: str, day: date, law: LawSettings = DEFAULT_LAW) -> dict[str, str]:
    """The article in force on `day` in words: of `A14:6[C]|A25:6[C]` the one that applies; `R:`, `G:`, `N:` stand for
    whichever version does. The confidence falls to the date's own where an unconfirmed date decided.
    """
    alternatives = [Citation.parse(_versioned(token, day, law)) for token in cites.split("|")]
    chosen = next((one for one in alternatives if in_force(one.instrument, day, law)), alternatives[0])
    confidence = chosen.confidence
    if confidence is Confidence.TEXT and chosen.instrument[0] in "GN" and date_caution(day, law):
        confidence = law.order_101_confidence
    return {"zh": chosen.zh, "en": chosen.en, "confidence": confidence.value, "token": chosen.token}


def _versioned(token: str, day: date, law: LawSettings) -> str:
    found = _PAIR.match(token)
    if found is None:
        return token
    old, new = _PAIRS[found[1]]
    return f"{new if in_force(new, day, law) else old}:{token[2:]}"


def _asked(given: Mapping[str, Any], year: int, day: date, law: LawSettings) -> bool:
    if not given.get("since", FIRST_YEAR) <= year <= given.get("until", LAST_YEAR):
        return False
    return "law" not in given or in_force(InstrumentId(given["law"]), day, law)


def _dated(given: Mapping[str, Any], year: int, day: date, law: LawSettings) -> dict[str, Any]:
    merged = {key: value for key, value in given.items() if key not in _DATED}
    for change in given.get("changes", []):
        if change["since"] <= year:
            merged.update({key: value for key, value in change.items() if key != "since"})
    cites = merged.pop("cite")
    return {**merged, "source": source(cites, day, law)}


def _needs(check: Mapping[str, Any]) -> set[str]:
    if "table" in check:
        return {check["table"]}
    named = {check[key] for key in ("field", "than", "equals") if key in check}
    return named | set(check.get("of", []))
