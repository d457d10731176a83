"""A message to a subscriber: its bytes, its number, and the signature a receiver checks (Standard Webhooks 1.0).

`webhook-id` names what is told and is the same on every try and replay, so a receiver drops what it has. The body of
one event is the same bytes until its entry ends; from then on it names nobody.
"""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5
from zoneinfo import ZoneInfo

from gongbao.kernel.tlog.canonical import canonical_json
from gongbao.register.subscriptions.rules.versions import Event, as_row

FORMAT = "gongbao/list-event/v1"
PREFIX = "whsec_"
CHINA = ZoneInfo("Asia/Shanghai")
SECRET_BYTES = 32
TOLERANCE_SECONDS = 300


def message_id(origin: str, number: int) -> str:
    """The id of what one event tells, on every site and in every try the same."""
    return f"msg_{uuid5(NAMESPACE_URL, f'{origin}/lists/events/{number}').hex}"


def plain(value: Any) -> Any:
    """A column's value as JSON carries it; an instant in China's time, to the second."""
    if isinstance(value, datetime):
        return value.astimezone(CHINA).isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


def message(event: Event, *, origin: str, notice: Mapping[str, Any] | None = None) -> bytes:
    """The body of a message: canonical JSON. `notice` is the correction notice that travels with it."""
    row = {key: plain(value) for key, value in as_row(event).items()}
    body = {"data": row, "format": FORMAT, "register": origin, "timestamp": plain(event.known_at)}
    body["type"] = f"list.{event.change}"
    if notice is not None:
        body["notice"] = dict(notice)
    return canonical_json(body)


def secret_text(secret: bytes) -> str:
    """The secret as it is shown once and given to a receiver."""
    return PREFIX + base64.b64encode(secret).decode()


def secret_bytes(text: str) -> bytes:
    """The key of a shown secret. ValueError for anything else."""
    if not text.startswith(PREFIX):
        raise ValueError(f"a secret begins with {PREFIX}")
    try:
        return base64.b64decode(text.removeprefix(PREFIX), validate=True)
    except binascii.Error as error:
        raise ValueError("not a secret") from error


def signature(secret: bytes, identity: str, stamp: int, body: bytes) -> str:
    """`v1,` and HMAC-SHA-256 over id, time and body."""
    signed = f"{identity}.{stamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(secret, signed, hashlib.sha256).digest()).decode()


def headers(
    *, identity: str, stamp: int, body: bytes, secrets: Sequence[bytes], sequence: int, attempt: int
) -> dict[str, str]:
    """The headers of one try. With two secrets (one just replaced) there are two signatures."""
    return {
        "content-type": "application/json",
        "user-agent": "gongbao-lists/1",
        "webhook-id": identity,
        "webhook-timestamp": str(stamp),
        "webhook-signature": " ".join(signature(secret, identity, stamp, body) for secret in secrets),
        "gongbao-sequence": str(sequence),
        "gongbao-attempt": str(attempt),
    }


def verified(secret: bytes, given: Mapping[str, str], body: bytes, now: int) -> bool:
    """Whether a message is from the holder of the secret and not older than five minutes: what a receiver checks."""
    stamp = given.get("webhook-timestamp", "")
    if not stamp.isascii() or not stamp.isdigit() or abs(now - int(stamp)) > TOLERANCE_SECONDS:
        return False
    expected = signature(secret, given.get("webhook-id", ""), int(stamp), body)
    return any(hmac.compare_digest(expected, one) for one in given.get("webhook-signature", "").split(" "))
