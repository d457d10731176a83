"""What became of items from below is told to whoever sent them, by itself: printed where, returned, instructed.

A round looks for facts that are not told yet. Each fact has a key, and a key is sent to a peer once.
"""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.models import CharField, Exists, F, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Concat

from gongbao.briefing.bulletins.content import numbers_of
from gongbao.briefing.bulletins.models import Entry, IssueState
from gongbao.briefing.exchange.actions.queueing import Parcel, queue
from gongbao.briefing.exchange.models import Came, Outcome, Peer, Received, Sent, Side
from gongbao.briefing.instructions.models import Instruction
from gongbao.briefing.items.models import Move
from gongbao.foundation.clock import china_date
from gongbao.foundation.events.actor import Actor

MOST = 200
MOST_WORDS = 2_000
_MOVES = {"return": Came.RETURNED, "keep": Came.KEPT, "ask": Came.ASKED}


class Fact(NamedTuple):
    """Something to tell: `key` names it for good, `package` is the one it answers."""

    key: str
    package: UUID
    title: str
    came: str
    tier: str
    on: date
    place: str = ""
    number: str = ""
    leader: str = ""
    words: str = ""


def tell_outcomes(*, by: Actor, now: datetime) -> int:
    """Queue what every peer below was not told yet; returns how many packages."""
    told = 0
    for peer in Peer.objects.filter(side=Side.BELOW, paused_at=None).select_related("desk", "unit").order_by("id"):
        for fact in _facts(peer):
            with transaction.atomic():
                queue(peer=peer, parcel=_parcel(fact), by=by, now=now)
            told += 1
    return told


def _parcel(fact: Fact) -> Parcel:
    body = {
        "title": fact.title,
        "came": fact.came,
        "tier": fact.tier,
        "on": fact.on.isoformat(),
        "place": fact.place,
        "number": fact.number,
        "leader": fact.leader,
        "words": fact.words[:MOST_WORDS],
    }
    return Parcel(kind="outcome", key=fact.key, title=fact.title, body=body, answers=fact.package)


def _facts(peer: Peer) -> Iterator[Fact]:
    """The facts not told yet: what the desk did, what was printed, instructed, and made of it further up."""
    tier = peer.desk.level if peer.desk.level in {"city", "province", "county"} else "city"
    moves = Move.objects.filter(action__in=_MOVES)
    for move in _untold(peer, moves, "move", "item_id", "at").select_related("item"):
        yield Fact(
            _key(move), _package(peer, move), move.item.title, _MOVES[move.action], tier, china_date(move.at),
            words=move.words,
        )  # fmt: skip
    entries = Entry.objects.filter(issue__state=IssueState.SIGNED, issue__issued_on__isnull=False)
    path = "manuscript__sources__item_id"
    for entry in _untold(peer, entries, "ent", path, "issue__signed_at").select_related("issue__periodical"):
        yield Fact(
            _key(entry), _package(peer, entry), entry.title, Came.ADOPTED, tier, entry.issue.issued_on,
            place=f"《{entry.issue.periodical.name}》", number=numbers_of(entry.issue),
        )  # fmt: skip
    given = Instruction.objects.all()
    for one in _untold(peer, given, "ins", f"entry__{path}", "given_at").select_related("leader", "entry"):
        yield Fact(
            _key(one), _package(peer, one), one.about, Came.INSTRUCTED, tier, china_date(one.given_at),
            leader=str(one.leader)[:60], words=one.words,
        )  # fmt: skip
    above = Outcome.objects.filter(came__in=[Came.ADOPTED, Came.INSTRUCTED])
    for came in _untold(peer, above, "out", f"sent__{path}", "recorded_at").select_related("sent"):
        yield Fact(
            _key(came), _package(peer, came), came.sent.title, came.came, came.tier, came.on,
            place=came.place, number=came.number, leader=came.leader, words=came.words,
        )  # fmt: skip


def _untold(peer: Peer, rows: QuerySet[Any], prefix: str, path: str, when: str) -> QuerySet[Any]:
    """The rows about items of the peer that no package tells yet, oldest first; with `told_as` and `item_told`."""
    arrived = Received.objects.filter(peer=peer, item__isnull=False).values("item_id")
    names = Concat(
        Value(f"{prefix}:"),
        Cast("pk", CharField()),
        Value(":"),
        Cast("item_told", CharField()),
        output_field=CharField(),
    )
    told = Sent.objects.filter(peer=peer, key=OuterRef("told_as"))
    rows = rows.annotate(item_told=F(path), told_as=names).filter(item_told__in=arrived)
    return rows.filter(~Exists(told)).order_by(when, "pk")[:MOST]


def _key(row: Any) -> str:
    return str(row.told_as)


def _package(peer: Peer, row: Any) -> UUID:
    return Received.objects.values_list("package", flat=True).get(peer=peer, item_id=row.item_told)
