"""Every write about assessment: rules, months, adjustments by two people, comments and their answers."""

from gongbao.briefing.assessment.actions.closing import answer_appeal, appeal, circulate, freeze
from gongbao.briefing.assessment.actions.making import (
    STARTING,
    RuleDraft,
    adjust,
    agree_adjustment,
    approve_rules,
    make_rules,
    open_period,
)
from gongbao.briefing.assessment.actions.telling import nudge_silent_units, write_circular

__all__ = [
    "STARTING",
    "RuleDraft",
    "adjust",
    "agree_adjustment",
    "answer_appeal",
    "appeal",
    "approve_rules",
    "circulate",
    "freeze",
    "make_rules",
    "nudge_silent_units",
    "open_period",
    "write_circular",
]
