"""Why an entry changed, in a line."""

from gongbao.kernel.statutes import Sentence
from gongbao.register.subscriptions.models import Change

_WORDS = {
    Change.RENAMED: Sentence("登记的名称或者代码有变更", "the registered name or code changed"),
    Change.DISPLAY_ENDED: Sentence("公示期届满", "the time of display ended"),
    Change.REMOVED: Sentence("已纠正，移出名录", "put right, removed from the list"),
    Change.EARLY: Sentence("符合条件，提前移出", "removed early, the conditions being met"),
    Change.FULL_TERM: Sentence("列入期满，移出", "removed at full term"),
    Change.REVOKED: Sentence(
        "列入所依据的处罚被撤销，列入一并撤销", "the penalty it rested on was annulled, and the entry revoked"
    ),
    Change.CORRECTED: Sentence("列入有误，已更正", "the entry was wrong and is corrected"),
}


def reason(kind: Change, ground: Sentence) -> Sentence:
    """The reason of a change: for a listing its ground."""
    if kind is Change.RESTORED:
        return Sentence(f"移出系骗取，恢复列入：{ground.zh}", f"removal obtained by fraud, restored: {ground.en}")
    return _WORDS.get(kind, ground)
