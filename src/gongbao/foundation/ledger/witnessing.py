"""Asking witnesses (C2SP tlog-witness v1): their latest head of our log, and their cosignature under a new one.

Witnesses are asked side by side, each within a few seconds; one that does not answer holds nobody up.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPException
from ipaddress import ip_address
from typing import TypeVar
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, OpenerDirector, ProxyHandler, Request, build_opener

from gongbao.foundation.ledger.models import Witness
from gongbao.kernel.tlog.checkpoint import Checkpoint
from gongbao.kernel.tlog.note import NoteError, Signature, Verifier, open_note, parse
from gongbao.kernel.tlog.witness import origin_hash, request_text

TIMEOUT = 4.0
LONGEST_ANSWER = 64 * 1024
Answer = TypeVar("Answer")


class WitnessError(Exception):
    """A witness that did not answer, or not with what it should; the message is for the operator."""


class WitnessConflictError(WitnessError):
    """The witness holds another head (409); `size` is the size it holds, or None when it did not say."""

    def __init__(self, message: str, size: int | None) -> None:
        super().__init__(message)
        self.size = size


class _RefusedError(WitnessError):
    """A witness that answered with an error status."""

    def __init__(self, code: int, said: str) -> None:
        super().__init__(f"answered {code}: {said}")
        self.code = code
        self.said = said


@dataclass(frozen=True, slots=True)
class Asked:
    """One witness's answer: a value or an error."""

    witness: Witness
    value: object = None
    error: WitnessError | None = None


class _NoRedirect(HTTPRedirectHandler):
    def redirect_request(self, *args: object, **kwargs: object) -> None:
        return None


def check_url(url: str) -> str:
    """A witness's address: https, or http on this machine only. ValueError otherwise."""
    parts = urlsplit(url)
    if parts.scheme == "https" and parts.hostname:
        return url.rstrip("/")
    if parts.scheme == "http" and _is_loopback(parts.hostname or ""):
        return url.rstrip("/")
    raise ValueError("a witness is asked over https (http only on this machine itself)")


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _opener() -> OpenerDirector:
    return build_opener(_NoRedirect, ProxyHandler({}))


def _fetch(url: str, body: bytes | None = None) -> bytes:
    request = Request(check_url(url), data=body, headers={"content-type": "text/plain; charset=utf-8"})  # noqa: S310 (checked)
    try:
        with _opener().open(request, timeout=TIMEOUT) as answer:
            content: bytes = answer.read(LONGEST_ANSWER + 1)
    except HTTPError as error:
        with error:
            said = error.read(200).decode("utf-8", "replace").strip()
        raise _RefusedError(error.code, said) from None
    if len(content) > LONGEST_ANSWER:
        raise WitnessError("the answer is too long")
    return content


def latest_of(witness: Witness, origin: str) -> Checkpoint | None:
    """The largest head of our log that the witness has cosigned; None if it has none yet."""
    try:
        raw = _fetch(f"{witness.url}/{origin_hash(origin)}/checkpoint").decode()
        note, _ = open_note(raw, [Verifier.parse(witness.vkey)])
        checkpoint = Checkpoint.parse(note.text)
    except _RefusedError as error:
        if error.code == HTTPStatus.NOT_FOUND:
            return None
        raise
    except (HTTPException, OSError, ValueError) as error:
        raise WitnessError(f"did not answer: {error}") from error
    except NoteError as error:
        raise WitnessError(f"answered with a head that cannot be trusted: {error}") from error
    if checkpoint.origin != origin:
        raise WitnessError(f"answered for another log, {checkpoint.origin}")
    return checkpoint


def cosignature_of(witness: Witness, old: int, proof: Sequence[bytes], signed: str) -> Signature:
    """Ask for a cosignature under the signed checkpoint; `proof` leads from size `old` to it."""
    try:
        raw = _fetch(f"{witness.url}/add-checkpoint", request_text(old, proof, signed).encode()).decode()
    except _RefusedError as error:
        if error.code != HTTPStatus.CONFLICT:
            raise
        size = int(error.said) if error.said.isascii() and error.said.isdigit() else None
        raise WitnessConflictError(f"holds another size: {error.said}", size) from error
    except (HTTPException, OSError, ValueError) as error:
        raise WitnessError(f"did not answer: {error}") from error
    text = parse(signed).text
    try:
        _, good = open_note(f"{text}\n{raw}", [Verifier.parse(witness.vkey)])
    except NoteError as error:
        raise WitnessError(f"its cosignature does not hold: {error}") from error
    return good[0][1]


def ask_all(witnesses: Sequence[Witness], question: Callable[[Witness], object]) -> list[Asked]:
    """Put one question to every witness at once; answers in their order."""

    def one(witness: Witness) -> Asked:
        try:
            return Asked(witness, value=question(witness))
        except WitnessError as error:
            return Asked(witness, error=error)

    if not witnesses:
        return []
    with ThreadPoolExecutor(max_workers=min(16, len(witnesses))) as pool:
        return list(pool.map(one, witnesses))
