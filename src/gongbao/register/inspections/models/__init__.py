"""An inspection from its origin to its published result, a table a step."""

from gongbao.register.inspections.models.asking import Engagement, EvidenceRequest, Trade
from gongbao.register.inspections.models.correcting import Correction, CorrectionState
from gongbao.register.inspections.models.inspection import Assignment, Inspection, Origin, State
from gongbao.register.inspections.models.reaching import Letter, PremisesProof
from gongbao.register.inspections.models.result import Finding, FineDecision, Result
from gongbao.register.inspections.models.visiting import Outcome, RecordAnswer, RecordState, Signing, VisitRecord

__all__ = [
    "Assignment",
    "Correction",
    "CorrectionState",
    "Engagement",
    "EvidenceRequest",
    "Finding",
    "FineDecision",
    "Inspection",
    "Letter",
    "Origin",
    "Outcome",
    "PremisesProof",
    "RecordAnswer",
    "RecordState",
    "Result",
    "Signing",
    "State",
    "Trade",
    "VisitRecord",
]
