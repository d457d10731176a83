"""Every write of listings: entered in bulk or one by one, applied against, removed, objected to, corrected."""

from gongbao.register.listings.actions.applications import Evidence
from gongbao.register.listings.actions.bulk import Chapter, list_all, remeasure
from gongbao.register.listings.actions.entering import list_entity
from gongbao.register.listings.actions.expiring import end_display
from gongbao.register.listings.actions.objecting import (
    answer_objection,
    conclude_objection,
    correct_entry,
    object_to_listing,
)
from gongbao.register.listings.actions.removing import (
    apply_for_removal,
    decide_removal,
    verify_application,
)

__all__ = [
    "Chapter",
    "Evidence",
    "answer_objection",
    "apply_for_removal",
    "conclude_objection",
    "correct_entry",
    "decide_removal",
    "end_display",
    "list_all",
    "list_entity",
    "object_to_listing",
    "remeasure",
    "verify_application",
]
