"""The round of the background worker: tell below what became of things, and send what is due to be sent."""

from django.db.models import Q

from gongbao.briefing.exchange import actions, transport
from gongbao.briefing.exchange.models import Peer, SentState, Side
from gongbao.foundation.clock import read_clock
from gongbao.foundation.events.actor import system
from gongbao.foundation.lease import lease

BY = system("exchange")
COLLECT_EVERY = 60  # seconds between questions to the level above when nothing of ours waits


class Exchanging:
    """One step: every peer that is due, one process at a time for each."""

    def __init__(self) -> None:
        self._collected: dict[object, float] = {}

    def step(self) -> bool:
        """Whether anything moved."""
        now = read_clock()
        moved = actions.tell_outcomes(by=BY, now=now)
        due = Q(next_at=None) | Q(next_at__lte=now)
        peers = Peer.objects.filter(due, paused_at=None).exclude(address="").select_related("own_key", "desk")
        for peer in peers.order_by("next_at", "id")[:200]:
            waits = peer.sent.filter(state=SentState.WAITING).exists()
            asks = peer.side == Side.ABOVE and now.timestamp() - self._collected.get(peer.pk, 0.0) >= COLLECT_EVERY
            if not waits and not asks:
                continue
            self._collected[peer.pk] = now.timestamp()
            with lease(f"exchange {peer.pk}") as mine:
                moved += transport.exchange_with(peer, now=now) if mine else 0
        return moved > 0
