"""The office's list of inspections and who has how many in hand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from gongbao.foundation.shapes import Column, Deadline, State, Table
from gongbao.foundation.wording import left_until
from gongbao.kernel.statutes import Kind, rule, rule_id
from gongbao.register.inspections.models import Assignment, Inspection
from gongbao.register.inspections.presenters.showing import ORIGINS, deadline, manage_href, state_of


@dataclass(frozen=True)
class Row:
    """One inspection in the list."""

    key: str
    href: str
    name: str
    number: str
    origin: str
    people: str
    state: State
    by: Deadline | None
    visit_on: date | None
    may_plan: bool


def table(found: Sequence[Inspection], people: Mapping[UUID, Sequence[Assignment]], now: datetime) -> list[Row]:
    """The inspections in the order given."""
    return [
        Row(
            key=f"{one.entity_id}/{one.id}",
            href=manage_href(one),
            name=one.entity.name,
            number=one.number,
            origin=ORIGINS[one.origin](),
            people="、".join(each.name for each in people.get(one.id, ())),
            state=state_of(one),
            by=clock(one, now),
            visit_on=one.visit_on,
            may_plan=one.state in {"open", "recorded"},
        )
        for one in found
    ]


def clock(one: Inspection, now: datetime) -> Deadline | None:
    """What runs: the office's own term for the visit, then the law's twenty working days for the result."""
    if one.state == "open":
        return deadline(one.finish_by, now)
    if one.ended_on is not None and one.state in {"recorded", "concluded"}:
        due = rule(rule_id(Kind(one.entity.category), "spot-check-result"), one.ended_on).due(one.ended_on)
        unit = due.unit.value
        return Deadline(due=due.date, left=left_until(due.date, unit, now), unit=unit, provisional=due.provisional)
    return deadline(one.finish_by, now) if one.state == "recorded" else None


def load(rows: Sequence[tuple[str, int, int, int]]) -> Table:
    """Who has how many in hand."""
    return Table(
        caption=_("各检查人员手上的检查"),
        columns=[
            Column(key="name", label=_("检查人员"), primary=True),
            Column(key="running", label=_("在办"), kind="number"),
            Column(key="late", label=_("逾期"), kind="number"),
            Column(key="waiting", label=_("待复核"), kind="number"),
        ],
        rows=[
            {"name": name, "running": running, "late": late, "waiting": waiting}
            for name, running, late, waiting in rows
        ],
    )
