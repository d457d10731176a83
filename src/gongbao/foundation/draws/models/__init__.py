"""A draw: the plan, the manifest it is committed by, who is in its pools, who was drawn, and its papers in the log.

Parties are known by id and public identifier only; what they are is the wings' business.
"""

from gongbao.foundation.draws.models.draw import Draw, Paper, Seal
from gongbao.foundation.draws.models.drawn import Drawn, DrawnState
from gongbao.foundation.draws.models.plan import Mode, Plan, PlanState, QuotaBy, Share
from gongbao.foundation.draws.models.pool import Conflict, Examiner, Member

__all__ = [
    "Conflict",
    "Draw",
    "Drawn",
    "DrawnState",
    "Examiner",
    "Member",
    "Mode",
    "Paper",
    "Plan",
    "PlanState",
    "QuotaBy",
    "Seal",
    "Share",
]
