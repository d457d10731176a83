"""Exchange: a peer above and some below with their keys; what went up and what came of it; what came."""

import json
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from bench.briefing_load import NOW, body, title
from bench.line.stock import Stock, put
from gongbao.briefing.desk.models import Adoption, Manuscript
from gongbao.briefing.exchange.actions import own_key
from gongbao.briefing.exchange.models import Outcome, Peer, PeerKey, Received, Sent
from gongbao.briefing.items.models import Item
from gongbao.foundation.events.actor import command

BELOW, SENT, WAITING, CAME = 12, 3_000, 40, 4_000


def load(stock: Stock) -> None:
    key = own_key(by=command("bench"), now=NOW)
    common: dict[str, Any] = {
        "desk": stock.line.desk,
        "own_key": key,
        "added_at": NOW,
        "added_by": "x",
        "heard_at": NOW,
    }
    above = Peer(name="青云市", origin="city.example.invalid", side="above", tier="city", last_sent=SENT, **common)
    below = [
        Peer(
            name=f"第{n}直报点",
            origin=f"below{n}.example.invalid",
            side="below",
            tier="county",
            unit=stock.units[n],
            mailbox=stock.officers[n],
            last_received=CAME,
            **common,
        )
        for n in range(1, BELOW + 1)
    ]
    put(Peer, [above, *below])
    put(
        PeerKey,
        (
            PeerKey(peer=one, number=1, vkey=key.vkey, added_at=NOW, added_by="x", confirmed_at=NOW, confirmed_by="y")
            for one in (above, *below)
        ),
    )
    _sent(stock, above)
    _came(stock, above, below)


def _text(stock: Stock, head: str) -> str:
    """A package as it is signed: a heading line, then the body."""
    words = {"title": head, "text": body(stock.chance), "note": "", "sources": [{"unit": "第1单位"}]}
    return "gongbao package\n" + json.dumps({"body": words}, ensure_ascii=False)


def _sent(stock: Stock, above: Peer) -> None:
    """Special reports and texts for above: most were received for, half of them used there."""
    rows: dict[Any, list[Any]] = {Adoption: [], Sent: [], Outcome: []}
    count = stock.many(SENT)
    texts = list(Manuscript.objects.order_by("-edited_at")[: count + stock.many(WAITING)])
    for n, one in enumerate(texts):
        rows[Adoption].append(Adoption(manuscript=one, use="upward", adopted_at=one.edited_at, adopted_by="x"))
        if n >= count:
            continue
        waits = n < 5
        at = one.edited_at + timedelta(hours=1)
        sent = Sent(
            desk=stock.line.desk,
            peer=above,
            to="青云市",
            sequence=count - n,
            kind="item",
            key=f"manuscript:{one.pk}:1",
            title=one.title,
            text=_text(stock, one.title),
            digest="0" * 64,
            manuscript=one,
            signed_off_by="某主任",
            state="waiting" if waits else "receipted",
            made_at=at,
            made_by="x",
            receipt="" if waits else "receipt",
            receipted_at=None if waits else at,
        )
        rows[Sent].append(sent)
        if n % 2 and not waits:
            rows[Outcome].append(
                Outcome(
                    sent=sent,
                    came="adopted",
                    tier="city",
                    place="青云信息",
                    number=f"第{n}期",
                    on=at.date(),
                    recorded_at=at,
                    recorded_by="x",
                )
            )
    for model, some in rows.items():
        put(model, some)


def _came(stock: Stock, above: Peer, below: list[Peer]) -> None:
    """Items from below, circulars from above."""
    items = list(Item.objects.filter(unit__in=[one.unit_id for one in below]).values_list("pk", flat=True)[:CAME])
    count = stock.many(CAME)
    put(Received, (_received(stock, n, at, above, below, items) for n, at in enumerate(stock.times(count), 1)))


def _received(stock: Stock, n: int, at: datetime, above: Peer, below: list[Peer], items: list[Any]) -> Received:
    head, circular = title(stock.chance), n % 20 == 0
    return Received(
        peer=above if circular else below[n % len(below)],
        package=uuid4(),
        sequence=n,
        kind="circular" if circular else "item",
        title=head,
        text=_text(stock, head),
        digest="0" * 64,
        accepted=True,
        receipt="receipt",
        receipt_due=False,
        at=at,
        item_id=None if circular else items[n % len(items)],
    )
