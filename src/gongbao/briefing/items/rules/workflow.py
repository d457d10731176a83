"""The one table of an item's life: what may be done in which state, by whom, and where it leads.

A test renders it into docs/reference/item-workflow.md.
"""

from typing import NamedTuple

from gongbao.foundation.events.refusals import Refusal

UNIT, DESK = "unit", "desk"


class Transition(NamedTuple):
    """One row: `action` by `who` leads from any of `before` to `after`. `reasoned`: not without words."""

    action: str
    before: tuple[str, ...]
    after: str
    who: str
    zh: str
    en: str
    reasoned: bool = False


TRANSITIONS: tuple[Transition, ...] = (
    Transition("ask-cosign", ("draft", "cosign"), "cosign", UNIT, "送会签", "sent for co-signing"),
    Transition("cosign-refused", ("cosign",), "draft", UNIT, "会签未通过", "co-signing refused", reasoned=True),
    Transition("lodge", ("draft", "cosign", "returned", "recalled"), "lodged", UNIT, "报送", "lodged"),
    Transition("recall", ("lodged",), "recalled", UNIT, "撤回", "recalled by the unit", reasoned=True),
    Transition("answer", ("asked",), "claimed", UNIT, "答复询问", "question answered"),
    Transition("claim", ("lodged", "held"), "claimed", DESK, "认领", "claimed"),
    Transition("lay-back", ("claimed",), "lodged", DESK, "放回待办", "laid back"),
    Transition("pass-on", ("claimed",), "claimed", DESK, "转交同事", "passed on to a colleague"),
    Transition("pass-on-asked", ("asked",), "asked", DESK, "转交同事", "passed on to a colleague"),
    Transition("pass-on-held", ("held",), "held", DESK, "转交同事", "passed on to a colleague"),
    Transition("ask", ("claimed",), "asked", DESK, "请单位补充", "unit asked", reasoned=True),
    Transition("return", ("claimed", "asked"), "returned", DESK, "退回", "returned", reasoned=True),
    Transition("hold", ("claimed",), "held", DESK, "暂缓", "held", reasoned=True),
    Transition("keep", ("claimed",), "kept", DESK, "留存备查", "kept for reference", reasoned=True),
    Transition("adopt", ("claimed", "adopted", "kept"), "adopted", DESK, "采用", "adopted"),
    Transition("reopen", ("kept", "held"), "claimed", DESK, "重新办理", "taken up again"),
)
_BY_ACTION = {one.action: one for one in TRANSITIONS}


def next_state(action: str, state: str, *, words: str = "") -> str:
    """The state `action` leads to from `state`. Refusal where the table has no such row, or words are missing."""
    row = _BY_ACTION[action]
    if state not in row.before:
        raise Refusal(
            "item.not-now",
            f"这条信息的状态已经变了，现在不能“{row.zh}”。请刷新后再看。",
            f"This item has moved on; “{row.en}” cannot be done now. Load the page again.",
            status=409,
        )
    if row.reasoned and not words.strip():
        raise Refusal(
            "item.words-needed",
            f"“{row.zh}”要写明理由，对方会看到。",
            f"Say why (“{row.en}”): the other side will read it.",
            field="words",
        )
    return row.after


def transitions_for(state: str, who: str) -> list[Transition]:
    """What `who` (unit or desk) may do with an item in this state, in the table's order."""
    return [one for one in TRANSITIONS if state in one.before and one.who == who]
