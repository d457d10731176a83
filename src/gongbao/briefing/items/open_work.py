"""What a unit has open among its items: shown when an officer hands the work over."""

from django.urls import reverse

from gongbao.briefing.items.models import Item, ItemState
from gongbao.briefing.items.presenters import STATES
from gongbao.briefing.units.models import Unit
from gongbao.briefing.units.open_work import Work
from gongbao.foundation.accounts.models import User

WITH_THE_UNIT = (ItemState.ASKED, ItemState.RETURNED, ItemState.COSIGN, ItemState.DRAFT, ItemState.RECALLED)
MOST = 50


def of_unit(unit: Unit, user: User) -> list[Work]:
    """Items that wait for the unit: any colleague may go on with them."""
    rows = Item.objects.filter(unit=unit, state__in=WITH_THE_UNIT).order_by("hand_since", "id")[:MOST]
    return [
        Work(one.title or "（还没有标题）", str(STATES[one.state][0]), reverse("items:item", args=[one.pk]))
        for one in rows
    ]
