"""Every write about units and those who serve in them."""

from gongbao.briefing.units.actions.people import (
    appoint_officer,
    commend,
    give_over,
    record_post,
    record_training,
    relieve_officer,
    take_over,
)
from gongbao.briefing.units.actions.reading import acknowledge, issue_material, open_material
from gongbao.briefing.units.actions.tree import change_unit, close_unit, found_unit, open_unit

__all__ = [
    "acknowledge",
    "appoint_officer",
    "change_unit",
    "close_unit",
    "commend",
    "found_unit",
    "give_over",
    "issue_material",
    "open_material",
    "open_unit",
    "record_post",
    "record_training",
    "relieve_officer",
    "take_over",
]
