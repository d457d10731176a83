"""What lies in an editor's hand: it passes to whoever takes the work over."""

from datetime import datetime

from django.urls import reverse

from gongbao.briefing.desk import actions
from gongbao.briefing.items.models import Item, ItemState
from gongbao.briefing.items.presenters import STATES
from gongbao.briefing.units.models import Unit
from gongbao.briefing.units.open_work import Work
from gongbao.foundation.accounts.models import User
from gongbao.foundation.events.actor import Actor

IN_HAND = (ItemState.CLAIMED, ItemState.ASKED, ItemState.HELD)
MOST = 50


def in_hand(desk: Unit, user: User) -> list[Work]:
    """The items this editor has claimed, asked about or holds."""
    rows = Item.objects.filter(desk=desk, claimed_by=user, state__in=IN_HAND).order_by("hand_since", "id")[:MOST]
    return [
        Work(one.title, str(STATES[one.state][0]), reverse("desk:item", args=[one.pk]), personal=True) for one in rows
    ]


def pass_on(desk: Unit, giver: User, taker: User, by: Actor, now: datetime) -> None:
    """All of them to the taker."""
    rows = Item.objects.filter(desk=desk, claimed_by=giver, state__in=IN_HAND).values_list("pk", flat=True)
    for item_id in list(rows):
        actions.pass_on(item_id=item_id, editor=taker, by=by, now=now)
