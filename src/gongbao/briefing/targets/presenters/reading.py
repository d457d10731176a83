"""The month as a leader reads it: what lags first, each indicator with how far it is and who is behind."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from gongbao.briefing.targets.models import Direction, Indicator, Lag, LagRule
from gongbao.briefing.targets.presenters.board import Sums, against_year
from gongbao.briefing.targets.presenters.following import lag_rows
from gongbao.briefing.targets.presenters.words import month_words, number, percent
from gongbao.briefing.targets.rules import Standing, standing, year_share
from gongbao.foundation.shapes import Chart, State


@dataclass(frozen=True, slots=True)
class Read:
    """One indicator over all units."""

    indicator: Indicator
    href: str
    total: str
    target: str
    standing: Standing | None
    units: int
    behind: int
    state: State | None

    @property
    def share(self) -> str:
        return percent(self.standing.share if self.standing else None)


def read_month(
    indicators: Sequence[Indicator], sums: Sums, behind: Mapping[UUID, int], rule: LagRule | None, month: int
) -> list[Read]:
    """The furthest behind first; those that are only watched last."""
    found = [_read(one, sums.get(one.pk, (None, None, 0)), behind.get(one.pk, 0), rule, month) for one in indicators]
    return sorted(found, key=_late_first)


def _read(
    one: Indicator, summed: tuple[Decimal | None, Decimal | None, int], late: int, rule: LagRule | None, month: int
) -> Read:
    total, target, units = summed
    tolerance = one.tolerance if one.tolerance is not None else rule.tolerance if rule else Decimal(0)
    at = standing(total, target, month, direction=one.direction, tolerance=tolerance) if one.cumulative else None
    return Read(
        indicator=one,
        href=f"{reverse('targets:read-one', args=[one.pk])}?month={month}",
        total=f"{number(total)} {one.measure}" if one.cumulative and total is not None else "—",
        target=f"{number(target)} {one.measure}" if one.cumulative and target is not None else "—",
        standing=at,
        units=units,
        behind=late,
        state=_state(at, one.direction, ruled=rule is not None or one.tolerance is not None),
    )


def _state(at: Standing | None, direction: str, *, ruled: bool) -> State | None:
    if at is None or direction == Direction.PLAIN:
        return None
    points = {"points": f"{abs(at.ahead * 100):.1f}"}
    if at.lagging and ruled:
        return State(text=_over(direction) % points, tone="late")
    if direction == Direction.DOWN:
        return State(text=_("在时间进度以内") if at.ahead <= 0 else _("超时间进度，在容许内"), tone="done")
    if at.ahead < 0:
        return State(text=_("慢 %(points)s 个百分点，在容许内") % points, tone="plain")
    return State(text=_("快 %(points)s 个百分点") % points, tone="done")


def _over(direction: str) -> str:
    return _("超出 %(points)s 个百分点") if direction == Direction.DOWN else _("落后 %(points)s 个百分点")


def _late_first(one: Read) -> tuple[bool, bool, Decimal, int, int]:
    plain = one.standing is None or one.indicator.direction == Direction.PLAIN
    lead = Decimal(0)
    if one.standing is not None and not plain:
        lead = -one.standing.ahead if one.indicator.direction == Direction.DOWN else one.standing.ahead
    return (plain, not (one.standing and one.standing.lagging), lead, -one.behind, one.indicator.order)


def shares(rows: Sequence[Read], month: int) -> Chart | None:
    """Every indicator's share of its target beside the share of the year gone, the furthest behind first."""
    known = [(one.indicator.name, one.standing.share) for one in rows if one.standing is not None]
    return against_year(known, month, by=_("指标"))


def lags_read(rows: Sequence[Lag], today: date) -> list[dict[str, Any]]:
    """Who is behind, each with what they said."""
    return [{**row, "title": f"{row['unit']}：{row['lag'].indicator.name}"} for row in lag_rows(rows, today)]


def month_title(month: int) -> str:
    return _("%(month)s指标进度") % {"month": month_words(month)}


def year_gone(month: int) -> str:
    return percent(year_share(month))
