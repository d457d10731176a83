"""Reading the exchange: what went and came, what waits to be sent upward, with whom we exchange."""

from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from gongbao.briefing.desk.models import Adoption, Manuscript, Use
from gongbao.briefing.exchange.models import Outcome, OwnKey, Peer, PeerKey, Received, Repulse, Sent, SentState, Side
from gongbao.briefing.units import reach
from gongbao.briefing.units.models import Unit
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.accounts.policies import Visitor

MOST = 200
MOST_WAITING = 10_000
_KEYS = PeerKey.objects.order_by("-number")


def peers(desk: Unit, *, side: str = "") -> list[Peer]:
    """The desk's peers, those above first, with their keys and how much waits."""
    rows = Peer.objects.filter(desk=desk).select_related("unit", "own_key")
    rows = rows.annotate(waits=Count("sent", filter=Q(sent__state=SentState.WAITING)))
    if side:
        rows = rows.filter(side=side, paused_at=None)
    return list(rows.prefetch_related(Prefetch("keys", queryset=_KEYS)).order_by("side", "name")[:MOST])


def peer_of(user: Visitor, peer_id: UUID) -> Peer | None:
    mine = reach.organisations(user, Permission.DESK_WORK)
    rows = Peer.objects.filter(pk=peer_id, desk_id__in=mine).select_related("desk", "unit", "own_key")
    return rows.prefetch_related(Prefetch("keys", queryset=_KEYS)).first()


def sent(desk: Unit, *, state: str = "") -> QuerySet[Sent]:
    """What the desk sent, newest first; announcements of keys are no business of the desk's."""
    rows = Sent.objects.filter(desk=desk).exclude(kind__in=["key", "outcome"]).select_related("peer")
    if state:
        rows = rows.filter(state=state)
    return rows.prefetch_related("outcomes").order_by("-made_at", "-id")


def told(desk: Unit) -> QuerySet[Sent]:
    """What we told those below about their items."""
    return Sent.objects.filter(desk=desk, kind="outcome").select_related("peer").order_by("-made_at", "-id")


def received(desk: Unit) -> QuerySet[Received]:
    rows = Received.objects.filter(peer__desk=desk).exclude(kind="key")
    return rows.select_related("peer", "item", "outcome__sent").order_by("-at", "-id")


def sent_of(user: Visitor, sent_id: UUID) -> Sent | None:
    mine = reach.organisations(user, Permission.DESK_WORK)
    rows = Sent.objects.filter(pk=sent_id, desk_id__in=mine).select_related("peer", "desk", "manuscript")
    return rows.prefetch_related(Prefetch("outcomes", queryset=Outcome.objects.order_by("on", "recorded_at"))).first()


def received_of(user: Visitor, received_id: UUID) -> Received | None:
    mine = reach.organisations(user, Permission.DESK_WORK)
    rows = Received.objects.filter(pk=received_id, peer__desk_id__in=mine)
    return rows.select_related("peer__desk", "item", "material", "outcome__sent").first()


def to_send(desk: Unit) -> QuerySet[Manuscript]:
    """Adopted for sending upward, or as a special report, and sent nowhere yet; the longest waiting first."""
    gone = Sent.objects.filter(manuscript=OuterRef("manuscript"))
    adopted = Adoption.objects.filter(~Exists(gone), use__in=[Use.UPWARD, Use.SPECIAL], withdrawn_at=None)
    # Found first, by the few that are adopted so: in one question all manuscripts would be looked through in order.
    waiting = set(adopted.filter(manuscript__desk=desk).values_list("manuscript_id", flat=True)[:MOST_WAITING])
    return Manuscript.objects.filter(pk__in=waiting).order_by("edited_at", "id")


def manuscript_of(user: Visitor, manuscript_id: UUID) -> Manuscript | None:
    mine = reach.organisations(user, Permission.DESK_WORK)
    return Manuscript.objects.filter(pk=manuscript_id, desk_id__in=mine).select_related("desk").first()


def of_manuscript(manuscript: Manuscript) -> list[Sent]:
    return list(manuscript.sent.select_related("peer").prefetch_related("outcomes").order_by("-made_at")[:20])


def adopted_for_sending(manuscript: Manuscript) -> bool:
    uses = [Use.UPWARD, Use.SPECIAL]
    return Adoption.objects.filter(manuscript=manuscript, use__in=uses, withdrawn_at=None).exists()


def counts(desk: Unit) -> dict[str, int]:
    """How many wait to be sent, were sent, came, and were refused."""
    return {
        "waiting": to_send(desk).count(),
        "out": Sent.objects.filter(desk=desk).exclude(kind__in=["key", "outcome"]).count(),
        "in": Received.objects.filter(peer__desk=desk).exclude(kind="key").count(),
    }


def repulses() -> list[Repulse]:
    """What was turned away lately."""
    return list(Repulse.objects.order_by("-last_at")[:20])


def key_in_use() -> OwnKey | None:
    return OwnKey.objects.order_by("-number").first()


def above(desk: Unit) -> list[Peer]:
    return peers(desk, side=Side.ABOVE)
