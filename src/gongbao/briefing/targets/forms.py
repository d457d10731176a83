"""What is typed about targets; a number that is none is refused by name, the rest is left to the actions."""

from decimal import Decimal
from typing import Any

from gongbao.briefing.targets import refusals, selectors
from gongbao.briefing.targets.actions import IndicatorDraft, ProblemDraft
from gongbao.briefing.targets.sheets import month_of, number_of
from gongbao.briefing.units.models import Unit
from gongbao.briefing.units.typed import day_of, whole_of


def decimal_of(data: Any, name: str) -> Decimal | None:
    """A number of a field, none if blank. Refusal naming the field otherwise."""
    text = str(data.get(name, ""))
    try:
        return number_of(text)
    except ValueError:
        raise refusals.number_wrong(name, text) from None


def month_typed(text: str, otherwise: int) -> int:
    """202606 or 2026-06; `otherwise` where it is neither."""
    return month_of(text) or otherwise


def indicator_of(data: Any) -> IndicatorDraft:
    return IndicatorDraft(
        name=data.get("name", ""),
        measure=data.get("measure", ""),
        cumulative=data.get("cumulative", "") == "yes",
        direction=data.get("direction", ""),
        every=data.get("every", ""),
        group=data.get("group", ""),
        tolerance=decimal_of(data, "own_tolerance"),
        order=min(whole_of(data.get("order", ""), 100), 9_999),
    )


def problem_of(data: Any, desk: Unit) -> ProblemDraft:
    units = {str(unit.pk): unit for unit in selectors.units_below(desk)}
    return ProblemDraft(
        title=data.get("title", ""),
        words=data.get("words", ""),
        unit=units.get(data.get("unit", "")),
        owner=units.get(data.get("owner", "")),
        firm=data.get("firm", ""),
        kind=data.get("kind", ""),
        helper=data.get("helper", ""),
        due_on=day_of(data.get("due_on", "")),
    )
