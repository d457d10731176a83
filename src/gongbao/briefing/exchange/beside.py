"""Beside a manuscript: whether it went up and what came of it. Beside an item: the package it came in."""

from typing import Any

from django.http import HttpRequest

from gongbao.briefing.desk.models import Manuscript
from gongbao.briefing.exchange import presenters, selectors
from gongbao.briefing.exchange.models import Outcome, Received
from gongbao.briefing.items.models import Item

MANUSCRIPT = "exchange/beside_manuscript.html"
ITEM = "exchange/beside_item.html"


def of_manuscript(request: HttpRequest, manuscript: Manuscript) -> dict[str, Any] | None:
    """Where it was sent; the door to send it, once it is adopted for that."""
    sent = selectors.of_manuscript(manuscript)
    if not sent and not selectors.adopted_for_sending(manuscript):
        return None
    rows = [(one, presenters.state_of(one), [presenters.came_words(o) for o in one.outcomes.all()]) for one in sent]
    return {"manuscript": manuscript, "sent": rows}


def of_item(request: HttpRequest, item: Item) -> dict[str, Any] | None:
    """What came back from above about it, and how it came here from below."""
    came = Outcome.objects.filter(sent__manuscript__sources__item=item).order_by("on", "recorded_at")[:20]
    arrived = Received.objects.filter(item=item).select_related("peer", "item").first()
    if not came and arrived is None:
        return None
    return {
        "came": [(one, presenters.came_words(one)) for one in came],
        "arrived": presenters.body_facts(arrived) if arrived else [],
    }
