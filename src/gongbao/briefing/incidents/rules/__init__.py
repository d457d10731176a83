"""What an incident's clock and grade follow from; the arithmetic is the kernel's (kernel/statutes)."""

from gongbao.briefing.incidents.rules.disagreeing import Account, Disagreement, Said, disagreements, said_apart
from gongbao.briefing.incidents.rules.drafting import UNKNOWN, Told, draft_body, draft_title, moment
from gongbao.briefing.incidents.rules.rows import grade_rule, limit_rule, pauses
from gongbao.briefing.incidents.rules.watching import THRESHOLDS, watch_until, worth_telling

__all__ = [
    "THRESHOLDS",
    "UNKNOWN",
    "Account",
    "Disagreement",
    "Said",
    "Told",
    "disagreements",
    "draft_body",
    "draft_title",
    "grade_rule",
    "limit_rule",
    "moment",
    "pauses",
    "said_apart",
    "watch_until",
    "worth_telling",
]
