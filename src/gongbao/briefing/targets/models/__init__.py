from gongbao.briefing.targets.models.indicators import Direction, Every, Indicator, LagRule
from gongbao.briefing.targets.models.problems import Problem, ProblemKind, Progress
from gongbao.briefing.targets.models.values import Batch, BatchKind, BatchState, FirmFigure, Lag, LagState, Value

__all__ = [
    "Batch",
    "BatchKind",
    "BatchState",
    "Direction",
    "Every",
    "FirmFigure",
    "Indicator",
    "Lag",
    "LagRule",
    "LagState",
    "Problem",
    "ProblemKind",
    "Progress",
    "Value",
]
