"""Every write about targets: indicators, figures and their corrections, who is behind, problems and their progress."""

from gongbao.briefing.targets.actions.importing import apply_batch, correct, drop_batch, hand_in
from gongbao.briefing.targets.actions.lagging import explain, flag_lags
from gongbao.briefing.targets.actions.problems import ProblemDraft, add_progress, open_problem
from gongbao.briefing.targets.actions.setting_up import (
    IndicatorDraft,
    make_indicator,
    make_lag_rule,
    retire_indicator,
)
from gongbao.briefing.targets.actions.writing import write_sheet

__all__ = [
    "IndicatorDraft",
    "ProblemDraft",
    "add_progress",
    "apply_batch",
    "correct",
    "drop_batch",
    "explain",
    "flag_lags",
    "hand_in",
    "make_indicator",
    "make_lag_rule",
    "open_problem",
    "retire_indicator",
    "write_sheet",
]
