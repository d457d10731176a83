from gongbao.briefing.incidents.models.clock import Clock, ClockForm, ClockState, Stay
from gongbao.briefing.incidents.models.finding import Finding, FindingKind, Hold
from gongbao.briefing.incidents.models.incident import (
    Grading,
    Incident,
    IncidentState,
    Joining,
    LogEntry,
    LogKind,
    NumberSeries,
    Precision,
)
from gongbao.briefing.incidents.models.limits import Beat, Limit, Outage
from gongbao.briefing.incidents.models.report import Figure, Measure, Report, ReportForm, ReportKind, Sure, Told
from gongbao.briefing.incidents.models.table import Category, GradeThreshold, Hazard
from gongbao.briefing.incidents.models.tips import Tip, TipPlace, TipState

__all__ = [
    "Beat",
    "Category",
    "Clock",
    "ClockForm",
    "ClockState",
    "Figure",
    "Finding",
    "FindingKind",
    "GradeThreshold",
    "Grading",
    "Hazard",
    "Hold",
    "Incident",
    "IncidentState",
    "Joining",
    "Limit",
    "LogEntry",
    "LogKind",
    "Measure",
    "NumberSeries",
    "Outage",
    "Precision",
    "Report",
    "ReportForm",
    "ReportKind",
    "Stay",
    "Sure",
    "Tip",
    "TipPlace",
    "TipState",
    "Told",
]
