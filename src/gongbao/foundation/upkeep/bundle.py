"""A backup as a folder or one .tar file: named members, and last a manifest with the size and SHA-256 of each."""

import hashlib
import io
import json
import os
import shutil
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, Any, Protocol

from gongbao.foundation.events.refusals import Refusal

MANIFEST = "manifest.json"
FORMAT = "gongbao/backup/v1"
CHUNK = 1024 * 1024


class Writer(Protocol):
    """Takes members one after another; `close` makes the backup whole, `discard` leaves nothing behind."""

    def put(self, name: str, stream: IO[bytes], size: int) -> str: ...

    def close(self) -> None: ...

    def discard(self) -> None: ...


class _Hashing(io.RawIOBase):
    """Reads through, hashing what passes; never more than `size`, and an error when the source is shorter."""

    def __init__(self, stream: IO[bytes], size: int) -> None:
        self._stream, self._left = stream, size
        self.digest = hashlib.sha256()

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        wanted = self._left if size < 0 else min(size, self._left)
        content = self._stream.read(wanted) if wanted else b""
        if wanted and not content:
            raise OSError("a file became shorter while it was copied")
        self._left -= len(content)
        self.digest.update(content)
        return content


class FolderWriter:
    """Writes to `<folder>.partial` and renames it once everything lies on disk."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._partial = folder.with_name(folder.name + ".partial")
        self._partial.mkdir(parents=True, mode=0o700)

    def put(self, name: str, stream: IO[bytes], size: int) -> str:
        target = self._partial / name
        target.parent.mkdir(parents=True, exist_ok=True)
        source = _Hashing(stream, size)
        with target.open("wb") as file:
            while content := source.read(CHUNK):
                file.write(content)
            file.flush()
            os.fsync(file.fileno())
        return source.digest.hexdigest()

    def close(self) -> None:
        self._partial.rename(self._folder)
        _sync(self._folder.parent)

    def discard(self) -> None:
        shutil.rmtree(self._partial, ignore_errors=True)


class TarWriter:
    """Writes to `<file>.partial` and renames it once everything lies on disk."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._partial = path.with_name(path.name + ".partial")
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(self._partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        self._file = os.fdopen(handle, "wb")
        self._tar = tarfile.TarFile(fileobj=self._file, mode="w", format=tarfile.PAX_FORMAT)

    def put(self, name: str, stream: IO[bytes], size: int) -> str:
        source = _Hashing(stream, size)
        member = tarfile.TarInfo(name)
        member.size, member.mode = size, 0o600
        self._tar.addfile(member, source)
        return source.digest.hexdigest()

    def close(self) -> None:
        self._tar.close()
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        self._partial.rename(self._path)
        _sync(self._path.parent)

    def discard(self) -> None:
        self._file.close()
        self._partial.unlink(missing_ok=True)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class Collecting:
    """What a backup has taken in so far, for its manifest."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self.members: dict[str, dict[str, Any]] = {}

    def put_file(self, name: str, path: Path) -> None:
        with path.open("rb") as stream:
            size = os.fstat(stream.fileno()).st_size
            self.members[name] = {"size": size, "sha256": self._writer.put(name, stream, size)}

    def put_bytes(self, name: str, content: bytes) -> None:
        self.members[name] = {
            "size": len(content),
            "sha256": self._writer.put(name, io.BytesIO(content), len(content)),
        }

    def finish(self, facts: dict[str, Any]) -> str:
        """Write the manifest; returns its SHA-256, which stands for the whole backup."""
        manifest = {"format": FORMAT, **facts, "members": self.members}
        content = (json.dumps(manifest, ensure_ascii=False, indent=1) + "\n").encode()
        return self._writer.put(MANIFEST, io.BytesIO(content), len(content))


@contextmanager
def writing(target: Path) -> Iterator[Collecting]:
    """A backup in the making: whole at the end, or not there at all. Refuses a place that is taken."""
    if target.exists():
        raise Refusal(
            "backup.taken",
            f"{target} 已经存在。请换一个名字；旧备份不会被覆盖。",
            f"{target} exists already. Take another name; an old backup is never overwritten.",
        )
    writer: Writer
    try:
        writer = TarWriter(target) if target.suffix == ".tar" else FolderWriter(target)
    except FileExistsError as error:
        raise Refusal(
            "backup.unfinished",
            f"{error.filename} 是一次没有完成的备份。确认没有备份在进行后删除它，再试一次。",
            f"{error.filename} is an unfinished backup. Make sure none is running, delete it, and try again.",
        ) from error
    try:
        yield Collecting(writer)
    except BaseException:
        writer.discard()
        raise
    writer.close()


@contextmanager
def _opened(source: Path) -> Iterator[Iterator[tuple[str, IO[bytes]]]]:
    """Every member with its content, in the order it lies there."""
    if source.is_dir():
        yield _of_folder(source)
        return
    try:
        with tarfile.open(source, "r:") as tar:
            yield _of_tar(tar)
    except tarfile.TarError as error:
        raise _no_backup(source, str(error)) from error


def _of_folder(source: Path) -> Iterator[tuple[str, IO[bytes]]]:
    for path in sorted(source.rglob("*")):
        if path.is_file():
            with path.open("rb") as stream:
                yield path.relative_to(source).as_posix(), stream


def _of_tar(tar: tarfile.TarFile) -> Iterator[tuple[str, IO[bytes]]]:
    for member in tar:
        content = tar.extractfile(member)
        if content is not None:
            yield member.name, content


def _no_backup(source: Path, why: str) -> Refusal:
    return Refusal(
        "backup.not-one",
        f"{source} 不是完好的备份({why})。什么都没有改。请用另一份备份。",
        f"{source} is not a sound backup ({why}). Nothing was changed. Use another copy.",
    )


def check(source: Path) -> dict[str, Any]:
    """Read a whole backup and hold it against its manifest; returns the manifest. Refuses at the first difference."""
    found: dict[str, str] = {}
    manifest: dict[str, Any] | None = None
    if not source.exists():
        raise _no_backup(source, "no such file / 没有这个文件")
    with _opened(source) as members:
        for name, stream in members:
            if name == MANIFEST:
                manifest = _parse(source, stream.read())
                continue
            hashed = hashlib.sha256()
            while content := stream.read(CHUNK):
                hashed.update(content)
            found[name] = hashed.hexdigest()
    if manifest is None:
        raise _no_backup(source, "no manifest / 没有清单")
    for name, member in manifest["members"].items():
        if found.get(name) != member["sha256"]:
            raise _no_backup(source, f"{name}: {'missing' if name not in found else 'changed'}")
    if extra := sorted(set(found) - set(manifest["members"])):
        raise _no_backup(source, f"{extra[0]}: not in the manifest / 不在清单里")
    return manifest


def _parse(source: Path, content: bytes) -> dict[str, Any]:
    try:
        manifest: dict[str, Any] = json.loads(content)
        sound = manifest["format"] == FORMAT and all(_safe(name) for name in manifest["members"])
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise _no_backup(source, "manifest cannot be read / 清单无法识别") from error
    if not sound:
        raise _no_backup(source, "manifest of another format / 清单格式不同")
    return manifest


def _safe(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return bool(parts) and not PurePosixPath(name).is_absolute() and ".." not in parts


def extract(source: Path, manifest: dict[str, Any], target: Path) -> None:
    """Lay the members of a checked backup out under `target`, each held to its hash once more."""
    with _opened(source) as members:
        for name, stream in members:
            if name == MANIFEST:
                continue
            known = manifest["members"][name]
            path = target / name
            path.parent.mkdir(parents=True, exist_ok=True)
            hashed = hashlib.sha256()
            with path.open("wb") as file:
                while content := stream.read(CHUNK):
                    hashed.update(content)
                    file.write(content)
                file.flush()
                os.fsync(file.fileno())
            if hashed.hexdigest() != known["sha256"]:
                raise _no_backup(source, f"{name}: changed while it was read / 读取时变了")


__all__ = ["MANIFEST", "Collecting", "check", "extract", "writing"]
