"""Where a log is read from: a folder, or an address. Every read has a limit, every request a timeout."""

import gzip
import io
import os
import stat
import zlib
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Protocol
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

TIMEOUT = 20.0
PATIENCE = 30.0
SLOWEST = 100_000  # bytes a second
TEXT_LIMIT = 256 * 1024
TILE_LIMIT = 8 * 1024
BUNDLE_LIMIT = 256 * (2 + 65_535)
SIDE_BY_SIDE = 8
PACKING = 4096  # hashes do not compress: gzip makes them a little longer


class UnreachableError(Exception):
    """The log could not be read at all (no answer, an error of the server): nothing is proved either way."""


class Source(Protocol):
    """A published log. `read` gives one file by its path; FileNotFoundError if the log says it has none."""

    @property
    def place(self) -> str: ...

    def read(self, path: str, limit: int) -> bytes: ...

    def read_all(self, wanted: Sequence[tuple[str, int]]) -> list[bytes | None]: ...


def _opened(path: Path) -> int:
    """A pipe lying in a folder does not hold the reader up."""
    return os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))


class FolderSource:
    """A log's files in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @property
    def place(self) -> str:
        return str(self._folder)

    def has(self, name: str) -> bool:
        """Whether the folder holds a file or folder of this name."""
        return (self._folder / name).exists()

    def read(self, path: str, limit: int) -> bytes:
        try:
            with os.fdopen(_opened(self._folder / path), "rb") as file:
                if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                    raise UnreachableError(f"{path}: not a file")
                content = file.read(limit + 1)
        except (FileNotFoundError, NotADirectoryError) as error:
            raise FileNotFoundError(path) from error
        except OSError as error:
            raise UnreachableError(f"{path}: {error.strerror or error}") from error
        if len(content) > limit:
            raise UnreachableError(f"{path}: > {limit:,} B")
        return content

    def read_all(self, wanted: Sequence[tuple[str, int]]) -> list[bytes | None]:
        """Several files; None for those that are not there."""
        return [_or_none(self, path, limit) for path, limit in wanted]


class _NoRedirect(HTTPRedirectHandler):
    """An address given to be audited is read there and nowhere else; the message says where it points to."""

    def redirect_request(self, req, fp, code, msg, headers, newurl):  # type: ignore[no-untyped-def]  # urllib gives no types
        fp.close()
        raise UnreachableError(f"{req.full_url}: redirect → {newurl}")


class WebSource:
    """A log behind an http or https address. A file may take `patience` seconds and the time its largest size takes
    at SLOWEST, however it drips in.
    """

    def __init__(self, url: str, *, timeout: float = TIMEOUT, patience: float = PATIENCE) -> None:
        try:
            parts = urlsplit(url)
            _ = parts.port
        except ValueError as error:
            raise UnreachableError(url) from error
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise UnreachableError(url)
        self._url, self._prefix = url, url.rstrip("/")
        self._timeout = timeout
        self._patience = patience
        self._opener = build_opener(_NoRedirect)

    @property
    def place(self) -> str:
        return self._prefix

    def read(self, path: str, limit: int) -> bytes:
        address = f"{self._prefix}/{path}" if path else self._url
        return _within(self._patience + limit / SLOWEST, address, lambda: self._read(path, address, limit))

    def _read(self, path: str, address: str, limit: int) -> bytes:
        try:
            request = Request(address, headers={"User-Agent": "gongbao-audit", "Accept-Encoding": "gzip"})  # noqa: S310 (scheme checked above)
            with self._opener.open(request, timeout=self._timeout) as answer:
                content: bytes = answer.read(limit + PACKING + 1)
                if len(content) <= limit + PACKING and answer.length:
                    raise UnreachableError(f"{address}: -{answer.length:,} B")
                packed = answer.headers.get("Content-Encoding", "") == "gzip"
        except HTTPError as error:
            with error:
                if error.code in {404, 410}:
                    raise FileNotFoundError(path) from error
                raise UnreachableError(f"{address}: HTTP {error.code}") from error
        except (URLError, HTTPException, OSError, ValueError) as error:
            said = getattr(error, "reason", None) or error
            raise UnreachableError(f"{address}: {said or type(error).__name__}") from error
        if packed and len(content) <= limit + PACKING:
            content = _unpack(content, limit, address)
        if len(content) > limit:
            raise UnreachableError(f"{address}: > {limit:,} B")
        return content

    def read_all(self, wanted: Sequence[tuple[str, int]]) -> list[bytes | None]:
        """Several files side by side; None for those that are not there."""
        with ThreadPoolExecutor(max_workers=SIDE_BY_SIDE) as pool:
            return list(pool.map(lambda one: _or_none(self, *one), wanted))


def _within(seconds: float, address: str, read: Callable[[], bytes]) -> bytes:
    """What `read` gives, or UnreachableError when the time is over: names, handshake, headers and body together.

    A read that is given up ends by itself at its next timeout; its thread keeps nothing from ending.
    """
    answers: SimpleQueue[bytes | BaseException] = SimpleQueue()

    def run() -> None:
        try:
            answers.put(read())
        except BaseException as error:  # noqa: BLE001 (handed to the reader, who raises it)
            answers.put(error)

    Thread(target=run, daemon=True).start()
    try:
        answer = answers.get(timeout=seconds)
    except Empty as error:
        raise UnreachableError(f"{address}: > {seconds:.0f} s") from error
    if isinstance(answer, BaseException):
        raise answer
    return answer


def _or_none(source: Source, path: str, limit: int) -> bytes | None:
    try:
        return source.read(path, limit)
    except FileNotFoundError:
        return None


def _unpack(content: bytes, limit: int, address: str) -> bytes:
    """Unpack gzip, but never more than the limit."""
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(content)) as file:
            return file.read(limit + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise UnreachableError(f"{address}: gzip: {error}") from error


def open_source(place: str) -> Source:
    """The log at an address or in a folder; UnreachableError when it is neither."""
    if "://" in place:
        return WebSource(place)
    folder = Path(place)
    if not folder.is_dir():
        raise UnreachableError(place)
    return FolderSource(folder)
