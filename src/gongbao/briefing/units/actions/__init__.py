"""Every write about units and those who serve in them."""

from gongbao.briefing.units.actions.people import commend, give_over, record_post, record_training, take_over
from gongbao.briefing.units.actions.reading import acknowledge, issue_material, open_material
from gongbao.briefing.units.actions.tree import change_unit, close_unit, open_unit

__all__ = [
    "acknowledge",
    "change_unit",
    "close_unit",
    "commend",
    "give_over",
    "issue_material",
    "open_material",
    "open_unit",
    "record_post",
    "record_training",
    "take_over",
]
