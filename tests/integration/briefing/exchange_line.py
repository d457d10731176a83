"""Two systems beside ours, by hand: one above, one below. A module of fixtures for tests of the exchange."""

from types import SimpleNamespace
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tests.integration.briefing.people import acting

from gongbao.briefing.exchange import actions, rules, signing
from gongbao.briefing.exchange.models import Peer
from gongbao.briefing.exchange.rules import Package, Statement
from gongbao.kernel.tlog.note import KeyType, Signer

HERE = "qinglan.example/gongbao"


class Other:
    """The other installation, by hand: a key, and the numbers it has come to."""

    def __init__(self, origin):
        self.origin = origin
        self.sequence = 0
        self.signer = self.key()

    def key(self):
        return Signer(self.origin, KeyType.ED25519, Ed25519PrivateKey.generate().private_bytes_raw())

    def package(self, kind, body, now, **changes):
        self.sequence += 1
        facts = {
            "origin": self.origin,
            "to": HERE,
            "sequence": self.sequence,
            "id": uuid4(),
            "kind": kind,
            "made_at": now,
            "answers": None,
            "body": body,
        }
        return Package(**(facts | changes))

    def raw(self, package, signer=None):
        return rules.signed(rules.package_text(package), signer or self.signer).encode()

    def receipt(self, sent, now, said="accepted", **more):
        facts = {"origin": self.origin, "to": HERE, "id": sent.pk, "digest": sent.digest, "said": said, "at": now}
        return rules.signed(rules.receipt_text(Statement(**facts, **more)), self.signer).encode()


def said(receipt):
    note = rules.opened(receipt.encode())
    assert rules.signed_by(note, [rules_key()]), "not signed by us"
    return rules.read_receipt(note)


def rules_key():
    peer = Peer.objects.first()
    return signing.signer_of(peer.own_key).verifier


@pytest.fixture
def world(line, now):
    """Above the county a city elsewhere; below it a township with a system of its own."""
    by = acting(line.chief)

    def peer(name, other, side, unit=None, address=""):
        made = actions.add_peer(
            desk=line.desk,
            name=name,
            vkey=other.signer.verifier.vkey,
            side=side,
            tier="city" if side == "above" else "county",
            address=address,
            unit=unit,
            by=by,
            now=now,
        )
        actions.confirm_key(peer=made, key_id=made.keys.get().pk, by=by, now=now)
        return made

    city, town = Other("qingyun.example/gongbao"), Other("songping.example/gongbao")
    return SimpleNamespace(
        city=city,
        town=town,
        above=peer("青云市信息科", city, "above", address="http://127.0.0.1:1"),
        below=peer("松坪镇系统", town, "below", unit=line.songping),
    )


ITEM = {
    "title": "松坪镇反映村道会车难",
    "text": "7个村进村路宽不足4米。",
    "note": "",
    "type": "problem",
    "mood": "bad",
    "happened_on": "2026-06-03",
    "places": ["999101003"],
    "sources": [],
}
