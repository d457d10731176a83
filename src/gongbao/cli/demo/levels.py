"""The level above in the story: what went up to 青云市, its receipt, what it made of it, and a circular from there.

The city's system is played here with a key of its own; its address leads nowhere, so that the queue is to be seen.
"""

from datetime import datetime, timedelta
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from gongbao.briefing.desk import actions as desk
from gongbao.briefing.desk.models import Manuscript
from gongbao.briefing.exchange import actions, rules, signing
from gongbao.briefing.exchange.models import Peer, Sent, Side, Tier
from gongbao.briefing.units.models import Unit
from gongbao.foundation.events.actor import Actor
from gongbao.kernel.tlog.note import KeyType, Signer

CITY = "qingyun.example/gongbao"
NAME = "青云市信息科"


def tell(at_desk: Unit, editor: Actor, chief: Actor, began: datetime, now: datetime) -> None:
    """As far as `now`: a text sent on 4 June, adopted by the city on the 9th, key points for July on the 25th."""
    if now < began or Peer.objects.filter(origin=CITY).exists():
        return
    city = Signer(CITY, KeyType.ED25519, Ed25519PrivateKey.generate().private_bytes_raw())
    peer = actions.add_peer(
        desk=at_desk,
        name=NAME,
        vkey=city.verifier.vkey,
        side=Side.ABOVE,
        tier=Tier.CITY,
        address="",
        unit=None,
        by=chief,
        now=began,
    )
    actions.confirm_key(peer=peer, key_id=peer.keys.get().pk, by=chief, now=began)
    text = Manuscript.objects.filter(desk=at_desk, title__contains="夏茶开采").first()
    if text is not None:
        _sent_and_adopted(text, peer, city, editor, text.edited_at + timedelta(days=1), now)
    if now > began + timedelta(days=24):
        body = {
            "title": "青云市七月份信息报送要点",
            "text": "一、防汛备汛和地质灾害防范。\n二、夏秋茶产销和冷链短板。\n"
            "三、暑期学生安全。\n四、上半年经济运行中的苗头性问题。",
            "from_desk": NAME,
            "on": "2026-06-25",
        }
        _from_city(peer, city, "key-points", body, None, began + timedelta(days=24))


def _sent_and_adopted(text: Manuscript, peer: Peer, city: Signer, editor: Actor, at: datetime, now: datetime) -> None:
    if now < at + timedelta(days=5):
        return
    desk.adopt(manuscript_id=text.pk, use="upward", by=editor, now=at)
    sent = actions.send_up(manuscript=text, peer=peer, to="", signed_off_by="科某某", by=editor, now=at)
    _receipt(sent, city, at + timedelta(minutes=2))
    came = {
        "title": text.title,
        "came": "adopted",
        "tier": "city",
        "on": (at + timedelta(days=5)).date().isoformat(),
        "place": "《青云信息》",
        "number": "2026年第41期",
        "leader": "",
        "words": "",
    }
    _from_city(peer, city, "outcome", came, sent.pk, at + timedelta(days=5))


def _receipt(sent: Sent, city: Signer, now: datetime) -> None:
    said = rules.Statement(
        origin=CITY,
        to=signing.origin(),
        id=sent.pk,
        digest=sent.digest,
        said="accepted",
        at=now,
        number="青云收〔2026〕207号",
    )
    actions.take_receipt(raw=rules.signed(rules.receipt_text(said), city).encode(), now=now)


def _from_city(peer: Peer, city: Signer, kind: str, body: dict[str, str], answers: UUID | None, now: datetime) -> None:
    peer.refresh_from_db()
    package = rules.Package(
        origin=CITY,
        to=signing.origin(),
        sequence=peer.last_received + 1,
        id=UUID(int=int(now.timestamp())),
        kind=kind,
        made_at=now,
        answers=answers,
        body=body,
    )
    actions.receive(raw=rules.signed(rules.package_text(package), city).encode(), now=now)
