"""Receipts: a signed statement of what was answered, against which list, by which algorithm, verifiable years later.

The statement holds no question. Each row commits to what was asked with a salt of its own, and the statement to the
root over the rows: one row can be shown without the others, and the whole without the questions.
"""

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson

from gongbao.kernel.screening.parties import Answer, Hit, Question
from gongbao.kernel.tlog.canonical import canonical_json
from gongbao.kernel.tlog.commitment import commit
from gongbao.kernel.tlog.merkle import leaf_hash, root_of
from gongbao.kernel.tlog.note import Note, NoteError, Signature, Verifier, open_note, parse

FORMAT = "gongbao/screening-receipt/v1"
KEY_FORMAT = "gongbao/screening-key/v1"
LIST_FORMAT = "gongbao/list-version/v1"


@dataclass(frozen=True, slots=True)
class ListVersion:
    """Which list was asked."""

    version: str
    parties: int
    as_of: str
    known: str

    def to_json(self) -> dict[str, Any]:
        return {"as_of": self.as_of, "known": self.known, "parties": self.parties, "version": self.version}


def row_salt(salt: bytes, number: int) -> bytes:
    """A row's own 32 bytes, made from the receipt's: shown alone they open this row and no other."""
    return hmac.new(salt, f"row {number}".encode(), hashlib.sha256).digest()


def asked_commitment(question: Question, salt: bytes) -> str:
    """The commitment to one question, in hex."""
    return commit(salt, canonical_json({"code": question.code, "name": question.name})).hex()


def row_of(number: int, answer: Answer, salt: bytes) -> dict[str, Any]:
    """One answered row, as it is signed."""
    row: dict[str, Any] = {
        "asked": asked_commitment(answer.question, row_salt(salt, number)),
        "hits": [_hit(hit) for hit in answer.hits],
        "n": number,
        "outcome": answer.outcome,
    }
    if answer.problem_zh:
        row["problem"] = {"en": answer.problem_en, "zh": answer.problem_zh}
    return row


def _hit(hit: Hit) -> dict[str, Any]:
    return {
        "by": hit.by,
        "chance": hit.chance,
        "codes": sorted(hit.party.codes),
        "decides": list(hit.decides),
        "decision": hit.decision.value,
        "en": hit.en,
        "entries": list(hit.party.entries),
        "listed_as": hit.listed_name,
        "name": hit.party.name,
        "party": hit.party.id,
        "zh": hit.zh,
    }


def without_words(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row without the sentences that explain it: they may be put better one day, and decide nothing."""
    bare = {key: value for key, value in row.items() if key != "problem"}
    return bare | {"hits": [{key: one[key] for key in one if key not in ("en", "zh")} for one in row["hits"]]}


def root_over(rows: Iterable[Mapping[str, Any]]) -> str:
    """The root over the rows, in hex."""
    return root_of(leaf_hash(canonical_json(dict(row))) for row in rows).hex()


def statement(
    *, rows: Sequence[Mapping[str, Any]], root: str, asked_of: ListVersion, algorithm: str, at: datetime
) -> dict[str, Any]:
    """What is signed."""
    counts: dict[str, int] = {}
    for row in rows:
        counts[row["outcome"]] = counts.get(row["outcome"], 0) + 1
    return {
        "algorithm": algorithm,
        "at": at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "counts": counts,
        "format": FORMAT,
        "list": asked_of.to_json(),
        "root": root,
        "rows": len(rows),
    }


def note_text(said: Mapping[str, Any]) -> str:
    """The text of the signed note: the format and the hash of the statement."""
    return f"{FORMAT}\n{hashlib.sha256(canonical_json(dict(said))).hexdigest()}\n"


@dataclass(frozen=True, slots=True)
class Receipt:
    """A receipt as it is kept. Opening (salt, questions) and proofs are not signed: they can be left out.

    `proofs`: `key`, the proof that the log names the signing key; `list`, that the log names the list's version.
    """

    statement: Mapping[str, Any]
    signature: str
    vkey: str
    rows: Sequence[Mapping[str, Any]]
    salt: bytes | None = None
    asked: Sequence[Question] = ()
    proofs: Mapping[str, str] | None = None

    def to_bytes(self) -> bytes:
        value: dict[str, Any] = {
            "format": FORMAT,
            "proofs": dict(self.proofs or {}),
            "rows": list(self.rows),
            "signature": self.signature,
            "statement": dict(self.statement),
            "vkey": self.vkey,
        }
        if self.salt is not None:
            value["opening"] = {
                "asked": [{"code": one.code, "name": one.name} for one in self.asked],
                "salt": self.salt.hex(),
            }
        return orjson.dumps(value, option=orjson.OPT_APPEND_NEWLINE)


class ReceiptError(ValueError):
    """A file that is no receipt, or one that does not hold; the message says why."""


def is_receipt(raw: bytes) -> bool:
    """Whether a file says it is a receipt."""
    return raw[:1] == b"{" and f'"{FORMAT}"'.encode() in raw[:400]


def parse_receipt(raw: bytes) -> Receipt:
    """Read a receipt file. Nothing in it is judged yet."""
    try:
        value = json.loads(raw)
        if value["format"] != FORMAT or value["statement"]["format"] != FORMAT:
            raise ReceiptError(f"not {FORMAT}")
        opening = value.get("opening")
        return Receipt(
            statement=value["statement"],
            signature=str(value["signature"]),
            vkey=str(value["vkey"]),
            rows=list(value["rows"]),
            salt=bytes.fromhex(opening["salt"]) if opening else None,
            asked=[Question(str(one["name"]), str(one["code"])) for one in opening["asked"]] if opening else [],
            proofs={str(key): str(text) for key, text in value.get("proofs", {}).items()},
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ReceiptError(f"not a receipt: {error}") from error


def check_signature(receipt: Receipt) -> Verifier:
    """The key that signed the statement. ReceiptError when the signature does not hold."""
    try:
        verifier = Verifier.parse(receipt.vkey)
        open_note(str(Note(note_text(receipt.statement), tuple(_signatures(receipt.signature)))), [verifier])
    except (NoteError, ValueError) as error:
        raise ReceiptError(f"the signature does not hold: {error}") from error
    return verifier


def _signatures(line: str) -> Sequence[Signature]:
    return parse(f"x\n\n{line}").signatures


def check_rows(receipt: Receipt) -> None:
    """ReceiptError unless the rows are those the statement commits to, and open as the questions enclosed."""
    if receipt.statement["rows"] != len(receipt.rows) or root_over(receipt.rows) != receipt.statement["root"]:
        raise ReceiptError("the rows are not those that were signed")
    if receipt.salt is None:
        return
    if len(receipt.asked) != len(receipt.rows):
        raise ReceiptError("the questions enclosed are not as many as the rows")
    for row, question in zip(receipt.rows, receipt.asked, strict=True):
        if row["asked"] != asked_commitment(question, row_salt(receipt.salt, row["n"])):
            raise ReceiptError(f"row {row['n']}: another question was asked than the one enclosed")
