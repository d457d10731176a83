"""Where a log is read from: a folder, or an address. Every read has a limit, every request a timeout."""

import gzip
import io
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Protocol
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

TIMEOUT = 20.0
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


class FolderSource:
    """A log's files in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @property
    def place(self) -> str:
        return str(self._folder)

    def read(self, path: str, limit: int) -> bytes:
        try:
            with (self._folder / path).open("rb") as file:
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


class _SameSite(HTTPRedirectHandler):
    """Redirects stay on the same host, so an address given to be audited leads nowhere else."""

    def redirect_request(self, req, fp, code, msg, headers, newurl):  # type: ignore[no-untyped-def]  # urllib gives no types
        if urlsplit(newurl).netloc != urlsplit(req.full_url).netloc:
            raise UnreachableError(f"{req.full_url}: redirect → {newurl}")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


class WebSource:
    """A log behind an http or https address."""

    def __init__(self, url: str, *, timeout: float = TIMEOUT) -> None:
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError(url)
        self._prefix = url.rstrip("/")
        self._timeout = timeout
        self._opener = build_opener(_SameSite)

    @property
    def place(self) -> str:
        return self._prefix

    def read(self, path: str, limit: int) -> bytes:
        address = f"{self._prefix}/{path}" if path else self._prefix
        request = Request(address, headers={"User-Agent": "gongbao-audit", "Accept-Encoding": "gzip"})  # noqa: S310 (scheme checked above)
        try:
            with self._opener.open(request, timeout=self._timeout) as answer:
                content: bytes = answer.read(limit + PACKING + 1)
                packed = answer.headers.get("Content-Encoding", "") == "gzip"
        except HTTPError as error:
            if error.code in {404, 410}:
                raise FileNotFoundError(path) from error
            raise UnreachableError(f"{address}: HTTP {error.code}") from error
        except (URLError, OSError, ValueError) as error:
            raise UnreachableError(f"{address}: {getattr(error, 'reason', None) or error}") from error
        if packed and len(content) <= limit + PACKING:
            content = _unpack(content, limit, address)
        if len(content) > limit:
            raise UnreachableError(f"{address}: > {limit:,} B")
        return content

    def read_all(self, wanted: Sequence[tuple[str, int]]) -> list[bytes | None]:
        """Several files side by side; None for those that are not there."""
        with ThreadPoolExecutor(max_workers=SIDE_BY_SIDE) as pool:
            return list(pool.map(lambda one: _or_none(self, *one), wanted))


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
    except (OSError, EOFError) as error:
        raise UnreachableError(f"{address}: gzip: {error}") from error


def open_source(place: str) -> Source:
    """The log at an address or in a folder; UnreachableError when it is neither."""
    if "://" in place:
        try:
            return WebSource(place)
        except ValueError as error:
            raise UnreachableError(place) from error
    folder = Path(place)
    if not folder.is_dir():
        raise UnreachableError(place)
    return FolderSource(folder)
