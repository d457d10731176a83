"""The way over the network: push what waits, collect from above what waits for us. Nothing here decides anything."""

from datetime import datetime

import httpx

from gongbao.briefing.exchange import actions, signing
from gongbao.briefing.exchange.models import Peer, Sent, Side
from gongbao.briefing.exchange.rules import Broken, ask_text, notes_of, opened, read_receipt, signed
from gongbao.foundation.events.refusals import Refusal

SECONDS = 15.0
MOST_ANSWER = 20 * 1024 * 1024
KIND = "text/plain; charset=utf-8"


class NoAnswer(Exception):
    """The other side could not be reached, or answered something that is no receipt."""


def exchange_with(peer: Peer, *, now: datetime) -> int:
    """Send what waits and collect what waits for us; how many packages moved. What fails is tried again later."""
    try:
        with httpx.Client(timeout=SECONDS, follow_redirects=False, trust_env=False) as client:
            moved = _push(client, peer, now)
            return moved + (_collect(client, peer, now) if peer.side == Side.ABOVE else 0)
    except (NoAnswer, Broken, Refusal, httpx.HTTPError, httpx.InvalidURL) as error:
        actions.note_trouble(peer=peer, what=_words(error), now=now)
        return 0


def _words(error: Exception) -> str:
    return error.zh if isinstance(error, Refusal) else f"{type(error).__name__}: {error}"


def _push(client: httpx.Client, peer: Peer, now: datetime) -> int:
    moved = 0
    again = 0
    while found := actions.waiting(peer, 20):
        for sent in found:
            if not _push_one(client, peer, sent, now):
                again += 1
                break
            moved += 1
        peer = Peer.objects.select_related("own_key").get(pk=peer.pk)
        if again > 3:
            raise NoAnswer("the other side keeps expecting another number")
    return moved


def _push_one(client: httpx.Client, peer: Peer, sent: Sent, now: datetime) -> bool:
    """Whether it was signed for; False when the numbers had to be brought in line first."""
    key = Peer.objects.select_related("own_key").get(pk=peer.pk)
    answer = _post(client, f"{peer.address}/exchange/inbox/", actions.signed_package(key, sent))
    said = read_receipt(opened(answer))
    actions.take_receipt(raw=answer, now=now)
    return said.said != "expected"


def _collect(client: httpx.Client, peer: Peer, now: datetime) -> int:
    """Ask for what waits, take it, and hand the receipts in; until nothing waits."""
    moved = 0
    while True:
        key = Peer.objects.select_related("own_key").get(pk=peer.pk)
        signer = signing.signer_of(key.own_key)
        ask = signed(ask_text(origin=signing.origin(), to=peer.origin, at=now), signer)
        notes = notes_of(_post(client, f"{peer.address}/exchange/collect/", ask))
        if not notes:
            return moved
        for one in notes:
            receipt = actions.receive(raw=one, now=now)
            _post(client, f"{peer.address}/exchange/receipts/", receipt)
            if read_receipt(opened(receipt.encode())).said == "expected":
                raise NoAnswer("a package is missing in between")
            moved += 1


def _post(client: httpx.Client, url: str, text: str) -> bytes:
    with client.stream("POST", url, content=text.encode(), headers={"Content-Type": KIND}) as response:
        answer = b""
        for piece in response.iter_bytes():
            answer += piece
            if len(answer) > MOST_ANSWER:
                raise NoAnswer("the answer is too large")
        if response.status_code != httpx.codes.OK:
            raise NoAnswer(f"HTTP {response.status_code}: {answer[:200].decode(errors='replace')}")
        return answer
