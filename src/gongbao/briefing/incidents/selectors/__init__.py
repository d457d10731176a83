"""Reading incidents: every list bounded or paged, every reach by unit."""

from gongbao.briefing.incidents.selectors.boards import (
    board,
    candidates_for,
    counts,
    desk_incident,
    has_outage,
    of_unit,
    open_clocks,
    own_incident,
)
from gongbao.briefing.incidents.selectors.grades import latest_figures, suggestion
from gongbao.briefing.incidents.selectors.whole import Whole, whole

__all__ = [
    "Whole",
    "board",
    "candidates_for",
    "counts",
    "desk_incident",
    "has_outage",
    "latest_figures",
    "of_unit",
    "open_clocks",
    "own_incident",
    "suggestion",
    "whole",
]
