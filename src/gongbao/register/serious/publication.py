"""What public records say about the serious list: the section's value, and how a reader sees it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from gongbao.foundation.shapes import Fact, Ground, State
from gongbao.foundation.wording import is_english, plain_day
from gongbao.kernel.statutes import MEASURES, Citation, Sentence, decide_serious_exit, serious_ground, serious_steps
from gongbao.register.listings.models import Decision
from gongbao.register.records.sections import SectionView, Told
from gongbao.register.serious.models import Entry
from gongbao.register.serious.selectors import exit_facts, rows_of


def serious_section(entity_ids: Sequence[int], on: date) -> Mapping[int, Any]:
    """The section `serious`: the entries that are published. Taken down, they leave the record (S21 18, 19, 21).

    Entities that are not on the list get no section.
    """
    rows = rows_of(entity_ids)
    numbers = dict(
        Decision.objects.filter(
            entity_id__in={row.entity_id for row in rows}, id__in=[row.decision_id for row in rows if row.decision_id]
        ).values_list("id", "number")
    )
    found: dict[int, dict[str, Any]] = {}
    for row in rows:
        told = _entry(row, numbers.get(row.decision_id, "") if row.decision_id else "", on)
        found.setdefault(row.entity_id, {"current": []})["current"].append(told)
    return found


def _entry(row: Entry, number: str, on: date) -> dict[str, Any]:
    ground = serious_ground(row.ground)
    listed = row.listed_on or on
    return {
        "authority": row.authority,
        "citation": {"token": ground.citation.token, **_both(ground.citation.words)},
        "decision": str(row.decision_id),
        "entry": str(row.id),
        "ground": {"code": row.ground, **_both(ground.words)},
        "measures": [_both(one) for one in MEASURES],
        "number": number,
        "penalty": row.penalty_number,
        "since": listed.isoformat(),
        "steps": [_both(one) for one in serious_steps(listed, on)],
        "until": decide_serious_exit(exit_facts(row, None), listed).full_on.isoformat(),
    }


def _both(said: Sentence) -> dict[str, str]:
    return {"zh": said.zh, "en": said.en}


def _said(words: Mapping[str, str]) -> str:
    return words["en"] if is_english() else words["zh"]


def show_serious(value: Any) -> SectionView:
    """The section as its reader sees it."""
    current = value["current"] if value else []
    if current:
        since = plain_day(date.fromisoformat(current[0]["since"]))
        sentence = _("自%(day)s起列入严重违法失信名单") % {"day": since}
        state = State(text=_("列入严重违法失信名单"), tone="late")
    else:
        sentence, state = "", State(text=_("未列入"), tone="done")
    return SectionView(
        anchor="serious",
        title=_("严重违法失信名单"),
        order=41,
        sentence=sentence,
        states=[state],
        facts=[fact for entry in current for fact in _facts(entry)],
        grounds=[_ground(entry) for entry in current],
        empty=_("没有列入记录。"),
    )


def told_serious(value: Mapping[str, Any]) -> list[Told]:
    """Every entry as one fact that holds from the day of listing; taken down, its words leave history too."""
    return [
        Told(
            key=f"serious.{entry['entry']}",
            label=_("严重违法失信名单"),
            words="\n".join(f"{fact.label}:{_line(fact.value)}" for fact in _facts(entry)),
            since=date.fromisoformat(entry["since"]),
            passing=True,
        )
        for entry in value["current"]
    ]


def _line(value: Any) -> str:
    return ";".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def _facts(entry: Mapping[str, Any]) -> list[Fact]:
    day = date.fromisoformat(entry["since"])
    return [
        Fact(label=_("事由"), value=_said(entry["ground"]), publisher=entry["authority"], day=day),
        Fact(label=_("决定文号"), value=entry["number"]),
        Fact(label=_("依据的处罚"), value=entry["penalty"]),
        Fact(label=_("列入日期"), value=plain_day(day)),
        Fact(label=_("满期日期"), value=plain_day(date.fromisoformat(entry["until"]))),
        Fact(label=_("管理措施"), value=[_said(one) for one in entry["measures"]]),
        Fact(label=_("怎样移出"), value=[_said(one) for one in entry["steps"]]),
    ]


def _ground(entry: Mapping[str, Any]) -> Ground:
    citation = Citation.parse(entry["citation"]["token"])
    return Ground(
        instrument=_said(entry["citation"]),
        words=_said(entry["ground"]),
        dates=[(_("列入"), date.fromisoformat(entry["since"]))],
        decided_by=entry["authority"],
        confidence=citation.confidence.value,
    )
