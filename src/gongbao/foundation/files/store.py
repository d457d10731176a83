"""The content-addressed store: a file's place is its SHA-256, two folders deep. Written whole or not at all."""

import hashlib
import os
import tempfile
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from gongbao.foundation.files import refusals

CHUNK = 1024 * 1024


def place(sha256: str) -> Path:
    """Where bytes with this digest are kept. ValueError unless it is 64 lower-case hexadecimal digits."""
    if len(sha256) != 64 or set(sha256) - set("0123456789abcdef"):
        raise ValueError("not a SHA-256 digest")
    return Path(settings.FILES_DIR) / sha256[:2] / sha256[2:4] / sha256


def digest(stream: BinaryIO, limit: int) -> tuple[str, int]:
    """The SHA-256 and size of the stream; Refusal beyond `limit` bytes. Left at its start."""
    stream.seek(0)
    hashed, size = hashlib.sha256(), 0
    while chunk := stream.read(CHUNK):
        size += len(chunk)
        if size > limit:
            raise refusals.too_large(limit)
        hashed.update(chunk)
    stream.seek(0)
    return hashed.hexdigest(), size


def keep(stream: BinaryIO, sha256: str) -> None:
    """Put the bytes into the store: temporary file, fsync, rename, fsync of the folder. Bytes already there stay."""
    target = place(sha256)
    if target.exists():
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=".arriving-")
    written = hashlib.sha256()
    try:
        with os.fdopen(handle, "wb") as file:
            stream.seek(0)
            while chunk := stream.read(CHUNK):
                written.update(chunk)
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        if written.hexdigest() != sha256:
            raise ValueError("the stream changed while it was read")
        Path(temporary).chmod(0o440)
        Path(temporary).rename(target)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def forget(sha256: str) -> None:
    """Take the bytes out of the store. Whoever asks has made sure that nothing else is kept under this digest."""
    place(sha256).unlink(missing_ok=True)


def open_kept(sha256: str) -> BinaryIO:
    """The kept bytes, to read. Refusal if they are not there."""
    try:
        return place(sha256).open("rb")
    except FileNotFoundError as error:
        raise refusals.missing() from error
