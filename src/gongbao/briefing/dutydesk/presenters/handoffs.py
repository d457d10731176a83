"""Hand-offs and received messages in words."""

from typing import Any

from django.utils.translation import gettext as _

from gongbao.briefing.dutydesk.carriers import carrier
from gongbao.briefing.dutydesk.models import HandOff, ReceivedMessage
from gongbao.briefing.dutydesk.names import DIRECTIONS, TYPES
from gongbao.briefing.dutydesk.presenters.alarms import drill_mark
from gongbao.foundation.shapes import State
from gongbao.foundation.wording import moment_words


def hand_off_row(one: HandOff) -> dict[str, Any]:
    """To whom, how, and who there has it."""
    way = carrier(one.carrier)
    if one.answered_at is None:
        state = State(text=_("等对方答复"), tone="soon")
    else:
        who = {"who": one.answered_name, "at": moment_words(one.answered_at)}
        words = _("%(who)s 拒收 %(at)s") if one.refused else _("%(who)s 收到 %(at)s")
        state = State(text=words % who, tone="late" if one.refused else "done")
    return {
        "id": one.pk,
        "to": one.to,
        "what": f"{drill_mark(drill=one.drill)}{DIRECTIONS[one.direction]} · {TYPES[one.type]}",
        "how": way.words if way else one.carrier,
        "words": one.words,
        "given_at": one.given_at,
        "given_by": one.given_by,
        "state": state,
        "reply": one.answered_words,
        "waiting": one.answered_at is None,
        "file": one.message is not None,
    }


def received_row(one: ReceivedMessage) -> dict[str, Any]:
    """A message from outside and whether we answered."""
    asks = one.type in {"Alert", "Update", "Cancel"}
    if one.answered_at is not None:
        state = State(text=_("已答复 %(at)s") % {"at": moment_words(one.answered_at)}, tone="done")
    elif asks:
        state = State(text=_("待答复"), tone="soon")
    else:
        state = State(text=_("已归入"), tone="plain")
    return {
        "id": one.pk,
        "headline": f"{drill_mark(drill=one.drill)}{one.headline}",
        "type": TYPES.get(one.type, one.type),
        "sender": one.sender,
        "sent": one.sent,
        "state": state,
        "asks": asks and one.answered_at is None,
        "answer": one.answered_at is not None,
    }
