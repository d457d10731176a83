"""What an incident's clock and grade follow from; the arithmetic is the kernel's (kernel/statutes)."""

from gongbao.briefing.incidents.rules.rows import grade_rule, limit_rule, pauses
from gongbao.briefing.incidents.rules.watching import THRESHOLDS, watch_until, worth_telling

__all__ = ["THRESHOLDS", "grade_rule", "limit_rule", "pauses", "watch_until", "worth_telling"]
