"""What the inspector's pages show: stops of the route, what to ask."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from gongbao.foundation.shapes import Deadline, Fact, State
from gongbao.foundation.wording import code_groups
from gongbao.kernel.statutes import Kind
from gongbao.kernel.statutes.inspection import Obstruction
from gongbao.register.entities.models import EntityPerson
from gongbao.register.inspections.models import Inspection
from gongbao.register.inspections.presenters.showing import ANSWER_WORDS, deadline, said, state_of
from gongbao.register.inspections.rules import Question, questions_for

HEADS = ("legal-representative", "person-in-charge", "operator")


@dataclass(frozen=True)
class Stop:
    """One visit on the way."""

    name: str
    address: str
    href: str
    state: State
    by: Deadline | None
    place: int
    title: str


def stops(visits: Sequence[Inspection], now: datetime) -> list[Stop]:
    """The visits in the order given."""
    return [
        Stop(
            name=one.entity.name,
            address=one.entity.address,
            href=reverse("inspections:visit", args=[one.entity_id, one.id]),
            state=state_of(one),
            by=deadline(one.visit_on or one.finish_by, now),
            place=place,
            title=one.title,
        )
        for place, one in enumerate(visits, 1)
    ]


def questions(inspection: Inspection) -> tuple[Question, ...]:
    """What is asked at this visit."""
    return questions_for(Kind(inspection.entity.category), inspection.scope)


@dataclass(frozen=True)
class Asked:
    """One question with what was answered before."""

    code: str
    words: str
    ask: str
    note: str
    choices: list[tuple[str, str, bool]]


def asked(inspection: Inspection, given: Mapping[str, str]) -> list[Asked]:
    """The questions as the form shows them."""
    found = []
    for one in questions(inspection):
        chosen = given.get(f"q_{one.code}", "")
        found.append(
            Asked(
                code=one.code,
                words=said(one.words),
                ask=said(one.ask),
                note=given.get(f"n_{one.code}", ""),
                choices=[(code, words(), code == chosen) for code, words in ANSWER_WORDS.items()],
            )
        )
    return found


def obstructions(given: Any) -> list[tuple[str, str, bool]]:
    """The kinds of serious non-cooperation."""
    chosen = given.getlist("obstructions") if given else []
    return [(one.value, said(one.words), one.value in chosen) for one in Obstruction]


def about(inspection: Inspection) -> list[Fact]:
    """What one needs to know at the door."""
    entity = inspection.entity
    heads = EntityPerson.objects.filter(entity_id=entity.id, until=None, post__in=HEADS).order_by("post", "id")
    names = "、".join(one.name for one in heads[:3] if one.name)
    rows = [
        Fact(label=_("地址"), value=entity.address),
        Fact(label=_("代码"), value=" ".join(code_groups(entity.code))),
        Fact(label=_("检查"), value=f"{inspection.title} · {inspection.number}"),
    ]
    if names:
        rows.insert(2, Fact(label=_("负责人"), value=names))
    return rows
