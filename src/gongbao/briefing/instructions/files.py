"""Who may open the photograph of a written instruction: whoever may open the instruction."""

from uuid import UUID

from gongbao.briefing.instructions import selectors
from gongbao.foundation.accounts.policies import Visitor
from gongbao.foundation.files.models import Attachment


def may_open(user: Visitor, attachment: Attachment) -> bool:
    try:
        return selectors.one(user, UUID(attachment.subject_id)) is not None
    except ValueError:
        return False
