"""What public records say of instant information: the firm's own, and the authority's and departments'."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import orjson
from django.db import connection
from django.urls import reverse
from django.utils.translation import gettext as _

from gongbao.foundation.shapes import Fact, Ground, State
from gongbao.foundation.wording import is_english, plain_day
from gongbao.kernel.statutes import Citation, PenaltyType, term_caution
from gongbao.kernel.statutes.vocabulary import Sentence
from gongbao.register.instant.rules import FIRM, MOVABLES, OFFICE, InformationKind, Item, firm_kinds, official_kinds
from gongbao.register.records.sections import SectionView

MOST = 500
_ROWS = """
SELECT fact.entity_id, fact.id, fact.origin, fact.kind, fact.publisher, fact.arose_on, fact.due_on, fact.citation,
  fact.published_on, fact.shown_until, version.number, version.values, version.reason,
  (version.at AT TIME ZONE 'Asia/Shanghai')::date
FROM (
  SELECT *, row_number() OVER (PARTITION BY entity_id, origin = 'firm' ORDER BY published_on DESC, id DESC) AS place
  FROM instant_fact
  WHERE entity_id = ANY(%s) AND ended_on IS NULL AND (shown_until IS NULL OR shown_until >= %s)
) AS fact
JOIN instant_factversion AS version ON version.entity_id = fact.entity_id AND version.fact_id = fact.id
WHERE fact.place <= %s
ORDER BY fact.entity_id, fact.published_on DESC, fact.id DESC, version.number
"""


def instant_section(entity_ids: Sequence[int], on: date) -> Mapping[int, Any]:
    """The section `instant`: what the enterprise itself published (R 10)."""
    return _sections(entity_ids, on, own=True)


def official_section(entity_ids: Sequence[int], on: date) -> Mapping[int, Any]:
    """The section `official`: what the authority (R 6) and departments (R 7) published about it."""
    return _sections(entity_ids, on, own=False)


def _sections(entity_ids: Sequence[int], on: date, *, own: bool) -> dict[int, Any]:
    with connection.cursor() as cursor:
        cursor.execute(_ROWS, [list(entity_ids), on, MOST])
        rows = cursor.fetchall()
    found: dict[int, dict[UUID, dict[str, Any]]] = {}
    for row in rows:
        if (row[2] == FIRM) is not own:
            continue
        facts = found.setdefault(row[0], {})
        entry = facts.get(row[1])
        if entry is None:
            entry = facts[row[1]] = _entry(row)
        _say(entry, row)
    return {entity: list(facts.values()) for entity, facts in found.items()}


def _kind_of(origin: str, kind: str) -> InformationKind:
    return (firm_kinds() if origin == FIRM else official_kinds())[kind]


def _entry(row: tuple[Any, ...]) -> dict[str, Any]:
    _entity, id_, origin, kind, publisher, arose, due, citation, published, until, *_version = row
    return {
        "arose_on": arose.isoformat(),
        "by": publisher,
        "citation": citation or None,
        "due_on": due.isoformat() if due else None,
        "fact": str(id_),
        "former": [],
        "kind": {"code": kind, **_both(_kind_of(origin, kind).title)},
        "late": due is not None and published > due,
        "origin": origin,
        "published_on": published.isoformat(),
        "until": until.isoformat() if until else None,
    }


def _say(entry: dict[str, Any], row: tuple[Any, ...]) -> None:
    """The versions come oldest first: each moves what was said before among the former ones."""
    number, stored, reason, day = row[10:]
    values = orjson.loads(stored)
    if "says" in entry:
        entry["former"].append({"says": entry["says"], "until": day.isoformat(), "reason": reason})
    entry["says"] = said_values(_kind_of(row[2], row[3]), values)
    entry["version"] = number


def said_values(kind: InformationKind, values: Mapping[str, Any]) -> list[dict[str, str]]:
    """The answers in the form's order, with their labels and words in both languages."""
    return [
        {"field": one.id, "label_zh": one.label.zh, "label_en": one.label.en, "zh": words.zh, "en": words.en}
        for one in kind.fields
        if one.id in values
        for words in [_words(one, values[one.id])]
    ]


def _words(one: Item, value: Any) -> Sentence:
    if one.type == "types":
        kinds = [PenaltyType(code).words for code in value]
        return Sentence("、".join(said.zh for said in kinds), ", ".join(said.en for said in kinds))
    if one.type == "choice":
        return one.choice_words(str(value))
    return Sentence(str(value), str(value))


def _both(said: Sentence) -> dict[str, str]:
    return {"zh": said.zh, "en": said.en}


def _said(words: Mapping[str, str]) -> str:
    return words["en"] if is_english() else words["zh"]


def lines(says: Sequence[Mapping[str, str]]) -> list[str]:
    """What an entry says, a line a field, in the reader's language."""
    label = "label_en" if is_english() else "label_zh"
    mark = ": " if is_english() else "："
    return [f"{one[label]}{mark}{_said(one)}" for one in says]


def show_instant(value: Any) -> SectionView:
    """The enterprise's own information as its reader sees it."""
    entries = value or []
    late = [one for one in entries if one["late"]]
    states = [State(text=_("有逾期公示 %(n)d 条") % {"n": len(late)}, tone="late")] if late else []
    return SectionView(
        anchor="instant",
        title=_("企业自行公示的即时信息"),
        order=30,
        sentence=_("公示即时信息 %(n)d 条") % {"n": len(entries)} if entries else "",
        states=states,
        facts=[fact for one in entries for fact in _facts(one)],
        grounds=_grounds(entries[:1]),
        empty=_("没有公示过即时信息。"),
        note=_("由企业公示，企业对其真实性、及时性负责。") if entries else "",
    )


def show_official(value: Any) -> SectionView:
    """What offices published, as its reader sees it."""
    entries = value or []
    notes = [_("由各公示机关公示，公示机关对其真实性、及时性负责。")] if entries else []
    if any(one["kind"]["code"] == "movables" for one in entries):
        notes.append(MOVABLES.en if is_english() else MOVABLES.zh)
    if caution := _term_caution(entries):
        notes.append(caution.en if is_english() else caution.zh)
    return SectionView(
        anchor="official",
        title=_("政府部门公示的信息"),
        order=35,
        sentence=_("政府部门公示信息 %(n)d 条") % {"n": len(entries)} if entries else "",
        facts=[fact for one in entries for fact in _facts(one)],
        grounds=_grounds(entries[:1]),
        empty=_("没有政府部门公示的登记、许可、处罚等信息。"),
        note=" ".join(notes),
    )


def _term_caution(entries: Sequence[Mapping[str, Any]]) -> Sentence | None:
    """Said once below the section: the last day of some penalty shown rests on a rule that may have changed (X25)."""
    for one in entries:
        if one["origin"] == OFFICE and one["kind"]["code"] == "penalty" and one["until"]:
            caution = term_caution(date.fromisoformat(one["published_on"]))
            if caution:
                return caution
    return None


def _facts(entry: Mapping[str, Any]) -> list[Fact]:
    notes = [_("形成于 %(day)s") % {"day": plain_day(date.fromisoformat(entry["arose_on"]))}]
    if entry["late"]:
        notes.append(_("逾期公示：应于 %(day)s 前公示") % {"day": plain_day(date.fromisoformat(entry["due_on"]))})
    if entry["until"]:
        notes.append(_("公示至 %(day)s") % {"day": plain_day(date.fromisoformat(entry["until"]))})
    shown = [
        Fact(
            label=_said(entry["kind"]),
            value=lines(entry["says"]),
            publisher=entry["by"],
            day=date.fromisoformat(entry["published_on"]),
            note="；".join(notes) if not is_english() else "; ".join(notes),
        )
    ]
    if entry["origin"] != FIRM:
        href = reverse("instant:ask", args=[entry["fact"]])
        shown.append(Fact(label="", value=_("对这一条有疑问，查询或者要求更正"), href=href))
    for one in reversed(entry["former"]):
        words = {"day": plain_day(date.fromisoformat(one["until"])), "reason": one["reason"]}
        note = _("%(day)s 更正：%(reason)s") % words
        shown.append(Fact(label=_("更正前"), value=lines(one["says"]), note=note))
    return shown


def _grounds(entries: Sequence[Mapping[str, Any]]) -> list[Ground]:
    cited = [Citation.parse(one["citation"]) for one in entries if one["citation"]]
    return [
        Ground(instrument=one.words.en if is_english() else one.words.zh, confidence=one.confidence.value)
        for one in cited
    ]
