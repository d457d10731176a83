"""Pure decisions of the duty desk."""

from gongbao.briefing.dutydesk.rules.answering import answered, chosen_policy
from gongbao.briefing.dutydesk.rules.time_table import Span, gaps, goes_on, overlaps

__all__ = ["Span", "answered", "chosen_policy", "gaps", "goes_on", "overlaps"]
