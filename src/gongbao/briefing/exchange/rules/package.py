"""The form of what is exchanged: a line that names the form, a line of canonical JSON, the signature of a note.

A package, the receipt for it, and the question of whoever collects what waits for them. The same text goes over the
network and on a stick. C2SP signed-note with Ed25519; canonical JSON is RFC 8785 without floats.
"""

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from gongbao.kernel.tlog.canonical import NotCanonicalError, canonical_json
from gongbao.kernel.tlog.note import Note, NoteError, Signer, Verifier, parse

PACKAGE = "gongbao/exchange/v1"
RECEIPT = "gongbao/exchange-receipt/v1"
ASK = "gongbao/exchange-ask/v1"
MOST_BYTES = 1024 * 1024
MOST_BUNDLE_BYTES = 20 * 1024 * 1024
MOST_NOTES = 500
MOST_PART = 512 * 1024  # bytes of a file in one package: base64 and the rest stay below a package's most
MOST_NUMBER = 2**53 - 1
_BETWEEN = "\n=====\n"
_KIND = re.compile(r"^[a-z][a-z-]{1,19}$")
ANSWERS = ("accepted", "refused", "expected")


class Broken(ValueError):
    """Not one of ours, or not whole. `code` says why in one word."""

    def __init__(self, code: str, what: str = "") -> None:
        super().__init__(what or code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Package:
    """What one installation sends another. `sequence` runs by sender and receiver; `id` never changes."""

    origin: str
    to: str
    sequence: int
    id: UUID
    kind: str
    made_at: datetime
    answers: UUID | None
    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Statement:
    """What the receiver says to a package: accepted, refused with a reason, or which number it expects instead."""

    origin: str
    to: str
    id: UUID
    digest: str
    said: str
    at: datetime
    number: str = ""
    zh: str = ""
    en: str = ""
    expected: int = 0


def normal(value: Any) -> Any:
    """The value with every text in NFC, as canonical JSON asks."""
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, Mapping):
        return {key: normal(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [normal(inner) for inner in value]
    return value


def package_text(package: Package) -> str:
    """The text that is signed."""
    return _text(
        PACKAGE,
        {
            "from": package.origin,
            "to": package.to,
            "sequence": package.sequence,
            "id": str(package.id),
            "kind": package.kind,
            "made_at": package.made_at.isoformat(),
            "answers": str(package.answers) if package.answers else None,
            "body": package.body,
        },
    )


def digest_of(package: Package) -> str:
    """SHA-256 over everything but the number: the same package under another number is the same."""
    whole = [
        package.origin,
        package.to,
        str(package.id),
        package.kind,
        package.made_at.isoformat(),
        str(package.answers or ""),
        normal(package.body),
    ]
    return hashlib.sha256(canonical_json(whole)).hexdigest()


def receipt_text(said: Statement) -> str:
    """The receipt's text."""
    return _text(
        RECEIPT,
        {
            "from": said.origin,
            "to": said.to,
            "id": str(said.id),
            "digest": said.digest,
            "said": said.said,
            "at": said.at.isoformat(),
            "number": said.number,
            "zh": said.zh,
            "en": said.en,
            "expected": said.expected,
        },
    )


def ask_text(*, origin: str, to: str, at: datetime) -> str:
    """The question "what waits for us?"."""
    return _text(ASK, {"from": origin, "to": to, "at": at.isoformat()})


def _text(form: str, facts: Mapping[str, Any]) -> str:
    return f"{form}\n{canonical_json(normal(facts)).decode()}\n"


def signed(text: str, signer: Signer) -> str:
    """The note that goes out."""
    return str(Note(text, (signer.sign(text),)))


def opened(raw: bytes, most: int = MOST_BYTES) -> Note:
    """The note in these bytes. Broken when they are too many, no UTF-8, or no note."""
    if len(raw) > most:
        raise Broken("too-large", f"more than {most} bytes")
    try:
        return parse(raw.decode())
    except (UnicodeDecodeError, NoteError) as error:
        raise Broken("not-a-note", str(error)[:200]) from error


def signed_by(note: Note, keys: Iterable[Verifier]) -> Verifier | None:
    """Which of these keys signed it; None for none."""
    for key in keys:
        for one in note.signatures:
            if one.key_id == key.key_id and one.name == key.name and key.verify(note.text, one.raw):
                return key
    return None


def _facts(note: Note, form: str, keys: set[str]) -> dict[str, Any]:
    head, _, rest = note.text.partition("\n")
    if head != form:
        raise Broken("other-form", f"begins with {head[:60]!r}")
    try:
        facts = json.loads(rest)
        same = isinstance(facts, dict) and canonical_json(facts).decode() + "\n" == rest
    except (ValueError, RecursionError, NotCanonicalError) as error:
        raise Broken("not-canonical", str(error)[:200]) from error
    if not same or set(facts) != keys:
        raise Broken("not-canonical", "the JSON is not in canonical form, or has other fields")
    return dict(facts)


def claimed_origin(note: Note) -> str:
    """Who it says it is from, before anything is believed; empty when it does not say."""
    try:
        facts = json.loads(note.text.partition("\n")[2])
    except (ValueError, RecursionError):
        return ""
    origin = facts.get("from") if isinstance(facts, dict) else ""
    return origin[:200] if isinstance(origin, str) else ""


def read_package(note: Note) -> Package:
    """The package in a note. Broken when anything in it is not as it must be."""
    facts = _facts(note, PACKAGE, {"from", "to", "sequence", "id", "kind", "made_at", "answers", "body"})
    sequence = facts["sequence"]
    if type(sequence) is not int or not 0 < sequence <= MOST_NUMBER:
        raise Broken("sequence")
    if not isinstance(facts["kind"], str) or not _KIND.match(facts["kind"]) or not isinstance(facts["body"], dict):
        raise Broken("kind")
    return Package(
        origin=_words(facts["from"], 200),
        to=_words(facts["to"], 200),
        sequence=sequence,
        id=_uuid(facts["id"]),
        kind=facts["kind"],
        made_at=_moment(facts["made_at"]),
        answers=_uuid(facts["answers"]) if facts["answers"] is not None else None,
        body=facts["body"],
    )


def read_receipt(note: Note) -> Statement:
    """The receipt in a note."""
    keys = {"from", "to", "id", "digest", "said", "at", "number", "zh", "en", "expected"}
    facts = _facts(note, RECEIPT, keys)
    expected = facts["expected"]
    if type(expected) is not int or not 0 <= expected <= MOST_NUMBER or facts["said"] not in ANSWERS:
        raise Broken("receipt")
    return Statement(
        origin=_words(facts["from"], 200),
        to=_words(facts["to"], 200),
        id=_uuid(facts["id"]),
        digest=_words(facts["digest"], 64),
        said=facts["said"],
        at=_moment(facts["at"]),
        number=_words(facts["number"], 60, blank=True),
        zh=_words(facts["zh"], 400, blank=True),
        en=_words(facts["en"], 400, blank=True),
        expected=expected,
    )


def read_ask(note: Note) -> tuple[str, str, datetime]:
    """Who asks whom, and when, in a note that asks what waits."""
    facts = _facts(note, ASK, {"from", "to", "at"})
    return _words(facts["from"], 200), _words(facts["to"], 200), _moment(facts["at"])


def _words(value: Any, most: int, *, blank: bool = False) -> str:
    if not isinstance(value, str) or len(value) > most or (not value and not blank):
        raise Broken("text")
    return value


def _uuid(value: Any) -> UUID:
    try:
        return UUID(_words(value, 36))
    except ValueError as error:
        raise Broken("id") from error


def _moment(value: Any) -> datetime:
    try:
        found = datetime.fromisoformat(_words(value, 40))
    except ValueError as error:
        raise Broken("time") from error
    if found.tzinfo is None:
        raise Broken("time")
    return found


def bundle(notes: Iterable[str]) -> str:
    """Several notes as one file."""
    return _BETWEEN.join(notes)


def notes_of(raw: bytes) -> list[bytes]:
    """The notes of a file. Broken when it is too large or holds too many."""
    if len(raw) > MOST_BUNDLE_BYTES:
        raise Broken("too-large", f"more than {MOST_BUNDLE_BYTES} bytes")
    parts = raw.replace(b"\r\n", b"\n").split(_BETWEEN.encode())
    if len(parts) > MOST_NOTES:
        raise Broken("too-many", f"more than {MOST_NOTES} packages in one file")
    return [part for part in parts if part.strip()]
