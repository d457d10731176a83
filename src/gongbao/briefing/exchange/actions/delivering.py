"""What becomes of a package of each kind. The list is open: a slice adds a kind with its direction and its function."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from gongbao.briefing.exchange.actions.annexes import take_part
from gongbao.briefing.exchange.actions.outcomes import hear_outcome
from gongbao.briefing.exchange.actions.peering import learn_key
from gongbao.briefing.exchange.models import Peer, Received, Side
from gongbao.briefing.exchange.rules import MOST_BYTES, Package
from gongbao.briefing.items.actions import Draft, begin_item, lodge
from gongbao.briefing.items.models import Item, ItemType, Mood
from gongbao.briefing.items.rules import MOST_BODY, MOST_TITLE, clean_text, refuse_classified
from gongbao.briefing.units.models import Material
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.refusals import Refusal
from gongbao.foundation.notices.actions import Words, send

UP, DOWN, BOTH = "up", "down", "both"


@dataclass(frozen=True, slots=True)
class Delivered:
    """What a package became: an item under a number, or something to finish once the package itself is kept."""

    number: str = ""
    item: Item | None = None
    material: Material | None = None
    finish: Callable[[Received], None] | None = None


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of package: which way it goes, what it is called, what receiving one does."""

    way: str
    zh: str
    en: str
    deliver: Callable[[Peer, Package, Actor, datetime], Delivered]


KINDS: dict[str, Kind] = {}


def register_kind(code: str, kind: Kind) -> None:
    """Add a kind (in AppConfig.ready()): `code` as the packages name it."""
    KINDS[code] = kind


def deliver(*, peer: Peer, package: Package, by: Actor, now: datetime) -> Delivered:
    """Deliver within the caller's transaction. Refusal for an unknown kind, or one that goes the other way."""
    kind = KINDS.get(package.kind)
    if kind is None:
        raise Refusal(
            "exchange.unknown-kind",
            f"本系统不认识“{package.kind}”这一类包，请先升级。",
            f"This installation does not know packages of the kind {package.kind}: it needs an update.",
        )
    from_above = peer.side == Side.ABOVE
    if (kind.way == UP and from_above) or (kind.way == DOWN and not from_above):
        raise Refusal("exchange.wrong-way", "这一类包不能往这个方向送。", "This kind of package does not go this way.")
    return kind.deliver(peer, replace(package, body=_storable(package.body)), by, now)


def _storable(value: Any) -> Any:
    """The value with every text as it may be kept: no control characters, whatever the sender wrote."""
    if isinstance(value, str):
        return clean_text(value, most=MOST_BYTES)
    if isinstance(value, dict):
        return {key: _storable(inner) for key, inner in value.items()}
    return [_storable(inner) for inner in value] if isinstance(value, list) else value


def _item(peer: Peer, package: Package, by: Actor, now: datetime) -> Delivered:
    """An item at our desk, from the unit the peer is to us."""
    body = package.body
    title, text = clean_text(str(body["title"]), most=MOST_TITLE), clean_text(str(body["text"]), most=MOST_BODY)
    note = clean_text(str(body.get("note", "")), most=600)
    refuse_classified(title, text, note)
    if peer.unit is None or peer.mailbox is None:
        raise Refusal("exchange.wrong-way", "这一类包不能往这个方向送。", "This kind of package does not go this way.")
    known = ItemType.objects.filter(code=str(body.get("type", "")), active=True).values_list("code", flat=True).first()
    draft = Draft(
        title=title,
        body=text,
        type=known or "dynamic",
        mood=body["mood"] if body.get("mood") in Mood.values else Mood.PLAIN,
        places=[code[:12] for code in map(str, body.get("places", [])) if code.isascii() and code.isdigit()][:20],
        happened_on=_day(body.get("happened_on", "")),
    )
    made = begin_item(unit=peer.unit, author=peer.mailbox, draft=draft, by=by, now=now, offline_id=package.id)
    if made.lodged_at is None:
        made = lodge(item_id=made.pk, turn=None, by=by, now=now)
    return Delivered(number=made.number, item=made)


def _day(text: Any) -> date | None:
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        return None


def _circular(peer: Peer, package: Package, by: Actor, now: datetime) -> Delivered:
    """A circular or key points: the desk hears of it, reads it under 往来, and hands it on to its units if it likes."""
    title = clean_text(str(package.body["title"]), most=MOST_TITLE)
    refuse_classified(title, clean_text(str(package.body["text"]), most=MOST_BODY))

    def told(made: Received) -> None:
        send(
            party_kind="organisation",
            party_id=peer.desk_id,
            words=Words(
                kind="exchange.circular",
                title_zh=f"{peer.name}来文：{title}"[:120],
                title_en=f"From {peer.name}: {title}"[:160],
                body_zh="请阅，可转发各单位。",
                body_en="For you to read; it can be handed on to the units.",
                link=f"/exchange/in/{made.pk}/",
            ),
            now=now,
        )

    return Delivered(finish=told)


def _outcome(peer: Peer, package: Package, by: Actor, now: datetime) -> Delivered:
    return Delivered(finish=lambda made: hear_outcome(peer=peer, package=package, received=made, by=by, now=now))


def _annex(peer: Peer, package: Package, by: Actor, now: datetime) -> Delivered:
    """A part of a file: with the last one the file is with its item."""
    take_part(peer, package, by, now)
    return Delivered()


def _key(peer: Peer, package: Package, by: Actor, now: datetime) -> Delivered:
    learn_key(peer=peer, vkey=str(package.body["vkey"]), by=by, now=now)
    return Delivered()


register_kind("item", Kind(UP, "信息", "item", _item))
register_kind("special", Kind(UP, "专报", "special report", _item))
register_kind("annex", Kind(UP, "附件", "attachment", _annex))
register_kind("circular", Kind(DOWN, "通报", "circular", _circular))
register_kind("key-points", Kind(DOWN, "报送要点", "key points", _circular))
register_kind("outcome", Kind(DOWN, "采用情况", "what came of it", _outcome))
register_kind("key", Kind(BOTH, "换用新密钥", "new key", _key))
