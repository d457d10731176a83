"""Getting one address: bounded in time, size and redirects, unpacked by hand, asked again only if it has changed."""

import time
import zlib
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urljoin
from urllib.robotparser import RobotFileParser

import httpx

from gongbao.briefing.signals.models import Outcome
from gongbao.briefing.signals.outside.addresses import Target, look_at, parts
from gongbao.briefing.signals.outside.refusing import NotFetched

AGENT = "Gongbao/0.1 (county information office; public headlines only)"
ROBOT = "Gongbao"
MOST_BYTES = 2 * 1024 * 1024  # as sent
MOST_UNPACKED = 8 * 1024 * 1024
SECONDS = 20.0  # for the whole of it, however slowly it drips
WAITS = httpx.Timeout(8.0, connect=5.0)
REDIRECTS = 3
_MOVED = {301, 302, 303, 307, 308}


class Got(NamedTuple):
    """What came: the bytes (None: unchanged since the last time), and what to ask with next time."""

    data: bytes | None
    etag: str
    modified: str
    size: int


def fetch(url: str, *, etag: str = "", modified: str = "", inside: frozenset[str] = frozenset()) -> Got:
    """Get an address, or raise NotFetched with the outcome. Redirects are followed to checked addresses only."""
    ends = time.monotonic() + SECONDS
    asked = {name: value for name, value in (("If-None-Match", etag), ("If-Modified-Since", modified)) if value}
    for _ in range(REDIRECTS + 1):
        target = look_at(url, inside=inside)
        got, moved = _one(target, asked, ends)
        if got is not None:
            return got
        url = urljoin(url, moved)
        if parts(url)[0] == "http" and target.scheme == "https":
            raise NotFetched(Outcome.REDIRECT, "https")
    raise NotFetched(Outcome.REDIRECT, str(REDIRECTS))


def _one(target: Target, asked: dict[str, str], ends: float) -> tuple[Got | None, str]:
    headers = {"Host": target.host_header, "User-Agent": AGENT, "Accept-Encoding": "gzip", **asked}
    try:
        with (
            httpx.Client(timeout=WAITS, follow_redirects=False, trust_env=False) as client,
            client.stream("GET", target.url, headers=headers, extensions={"sni_hostname": target.host}) as answer,
        ):
            if answer.status_code in _MOVED:
                return None, _location(answer)
            if answer.status_code == httpx.codes.NOT_MODIFIED:
                return Got(None, asked.get("If-None-Match", ""), asked.get("If-Modified-Since", ""), 0), ""
            if answer.status_code != httpx.codes.OK:
                raise NotFetched(Outcome.STATUS, str(answer.status_code))
            data, size = _read(answer, ends)
            etag, modified = answer.headers.get("ETag", ""), answer.headers.get("Last-Modified", "")
            return Got(data, etag[:200], modified[:80], size), ""
    except httpx.TimeoutException as error:
        raise NotFetched(Outcome.SLOW) from error
    except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
        raise NotFetched(Outcome.NETWORK, type(error).__name__) from error


def _location(answer: httpx.Response) -> str:
    where = str(answer.headers.get("Location", ""))
    if not where or len(where) > 2_000:
        raise NotFetched(Outcome.REDIRECT, "location")
    return where


def _read(answer: httpx.Response, ends: float) -> tuple[bytes, int]:
    """The body, unpacked as it comes, so that neither a long nor a swelling one is ever held."""
    packed = answer.headers.get("Content-Encoding", "identity").lower()
    if packed not in {"identity", "gzip", "x-gzip"}:
        raise NotFetched(Outcome.MALFORMED, "encoding")
    unpack = zlib.decompressobj(wbits=31) if packed != "identity" else None
    size, found = 0, bytearray()
    for piece in _in_time(answer.iter_raw(16_384), ends):
        size += len(piece)
        if size > MOST_BYTES:
            raise NotFetched(Outcome.HUGE, str(MOST_BYTES))
        found += piece if unpack is None else _unpacked(unpack, piece, MOST_UNPACKED - len(found))
    return bytes(found), size


def _unpacked(unpack: "zlib._Decompress", piece: bytes, room: int) -> bytes:
    try:
        plain = unpack.decompress(piece, room + 1)
    except zlib.error as error:
        raise NotFetched(Outcome.MALFORMED, "gzip") from error
    if len(plain) > room or unpack.unconsumed_tail:
        raise NotFetched(Outcome.BOMB, str(MOST_UNPACKED))
    return plain


def _in_time(pieces: Iterator[bytes], ends: float) -> Iterator[bytes]:
    for piece in pieces:
        if time.monotonic() > ends:
            raise NotFetched(Outcome.SLOW, str(int(SECONDS)))
        yield piece


def may_ask(url: str, *, inside: frozenset[str] = frozenset()) -> bool:
    """Whether the site's robots.txt lets us ask for a page. No such file, or none to be had: it does."""
    scheme, host, port, _ = parts(url)
    try:
        got = fetch(f"{scheme}://{host}:{port}/robots.txt", inside=inside)
    except NotFetched as refusal:
        if refusal.outcome == Outcome.REFUSED:
            raise
        return True
    rules = RobotFileParser()
    rules.parse((got.data or b"")[:100_000].decode("utf-8", "replace").splitlines())
    return rules.can_fetch(ROBOT, url)
