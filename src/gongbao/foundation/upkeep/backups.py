"""Backup and restore of everything the system took: database, files, the log's files and its guard.

Order makes a running system safe to back up. The database goes first, at one instant; files and log are copied after
it and know at least as much, and what the log knows more is replayed by `gongbao ledger reconcile`.
"""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from gongbao.foundation.clock import CHINA
from gongbao.foundation.events.refusals import Refusal
from gongbao.foundation.ledger import guard
from gongbao.foundation.ledger.actions.publish import PUBLISH_LOCK
from gongbao.foundation.upkeep import bundle, programs

DUMP = "database.dump"
GUARD = "ledger.guard"
OWN = ("ledger", "files", GUARD)
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Made:
    """A finished backup: the SHA-256 of its manifest, how many members, and how far the log in it goes."""

    sha256: str
    members: int
    size: int


def back_up(target: Path, *, tools: Path, url: str, now: datetime, say: Say) -> Made:
    """Write a backup of the running system. Refuses a target that exists or lies in the data folder."""
    data = Path(settings.DATA_DIR).resolve()
    if target.resolve().is_relative_to(data):
        raise Refusal(
            "backup.inside",
            f"备份不能放在数据文件夹 {data} 里：它丢了，备份也丢了。",
            f"A backup must not lie inside the data folder {data}: it would be lost with it.",
        )
    with bundle.writing(target) as taking:
        facts = _facts(now)
        say("数据库 / the database…")
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".gongbao-") as place:
            programs.dump(tools, url, Path(place) / DUMP)
            taking.put_file(DUMP, Path(place) / DUMP)
        say("文件 / files…")
        _take_folder(taking, "files", Path(settings.FILES_DIR), set())
        say("账本 / the log…")
        size = _take_log(taking)
        sha256 = taking.finish({**facts, "ledger_size": size})
        return Made(sha256, len(taking.members), size)


def _facts(now: datetime) -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations ORDER BY app, name")
        migrations = [f"{app}.{name}" for app, name in cursor.fetchall()]
        cursor.execute("SELECT current_setting('server_version')")
        row = cursor.fetchone()
    return {
        "made_at": now.astimezone(CHINA).isoformat(timespec="seconds"),
        "software": version("gongbao"),
        "origin": settings.LEDGER_ORIGIN,
        "postgresql": row[0] if row else "",
        "migrations": migrations,
        "keys": "apart",
    }


def _take_log(taking: bundle.Collecting) -> int:
    """The log's files. Full tiles never change and go first; the rest while no head is being published."""
    folder = Path(settings.LEDGER_DIR)
    done: set[str] = set()
    for path in _files(folder / "tile"):
        if path.parent.suffix != ".p":
            name = path.relative_to(folder).as_posix()
            taking.put_file(f"ledger/{name}", path)
            done.add(name)
    with _no_publishing():
        _take_folder(taking, "ledger", folder, done)
        if guard.guard_path().exists():
            taking.put_file(GUARD, guard.guard_path())
        signed = guard.last_signed()
    return signed.size if signed else 0


@contextmanager
def _no_publishing() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [PUBLISH_LOCK])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [PUBLISH_LOCK])


def _take_folder(taking: bundle.Collecting, name: str, folder: Path, done: set[str]) -> None:
    for path in _files(folder):
        inside = path.relative_to(folder).as_posix()
        if inside not in done:
            taking.put_file(f"{name}/{inside}", path)


def _files(folder: Path) -> Iterator[Path]:
    """Every file, except those still being written (their names begin with a dot)."""
    if folder.is_dir():
        yield from (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.name.startswith("."))


def require_empty() -> None:
    """Refuse a data folder or database that holds anything: a restore never mixes with what is there."""
    data = Path(settings.DATA_DIR)
    taken = [name for name in OWN if (data / name).exists()]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
        )
        row = cursor.fetchone()
    if row and row[0]:
        taken.append(f"{row[0]} 张表 / tables")
    if taken:
        raise Refusal(
            "restore.not-empty",
            f"数据文件夹 {data} 或数据库不是空的({'、'.join(taken)})。请恢复到空的数据文件夹(--data)和空数据库。",
            f"The data folder {data} or the database is not empty ({', '.join(taken)}). Restore into an empty data "
            "folder (--data) and an empty database.",
        )


def require_known(manifest: dict[str, Any], known: set[tuple[str, str]]) -> None:
    """Refuse a backup that a newer version of the software made, and one of another log."""
    ahead = sorted(set(manifest["migrations"]) - {f"{app}.{name}" for app, name in known})
    if ahead:
        raise Refusal(
            "restore.newer",
            f"这份备份由较新的版本 {manifest['software']} 制作(例如 {ahead[0]})。请先安装该版本。",
            f"A newer version, {manifest['software']}, made this backup ({ahead[0]} for one). Install that version.",
        )
    if manifest["origin"] != settings.LEDGER_ORIGIN:
        raise Refusal(
            "restore.other-log",
            f"这份备份属于账本 {manifest['origin']}，而 GONGBAO_LEDGER_ORIGIN 是 {settings.LEDGER_ORIGIN}。"
            "请设置一致。",
            f"This backup is of the log {manifest['origin']}, but GONGBAO_LEDGER_ORIGIN is {settings.LEDGER_ORIGIN}. "
            "Set it to the backup's.",
        )


def restore(source: Path, manifest: dict[str, Any], *, tools: Path, url: str, now: datetime, say: Say) -> None:
    """Put a checked backup into the empty data folder and database. All of it, or what was put there is removed again.

    Afterwards the log signs nothing before `gongbao ledger reconcile`: a backup cannot know what was signed since.
    """
    data = Path(settings.DATA_DIR)
    data.mkdir(parents=True, exist_ok=True)
    place = Path(tempfile.mkdtemp(dir=data, prefix=".restoring-"))
    try:
        say("展开并核对 / unpacking and checking…")
        bundle.extract(source, manifest, place)
        _forbid_signing(place / GUARD, now)
        say("数据库 / the database…")
        programs.load(tools, url, place / DUMP)
        for name in OWN:
            if (place / name).exists():
                (place / name).rename(data / name)
    finally:
        shutil.rmtree(place, ignore_errors=True)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _forbid_signing(path: Path, now: datetime) -> None:
    """Before anything of it comes into force: the guard says that it was restored."""
    if path.exists():
        when = now.astimezone(CHINA).isoformat(timespec="seconds")
        path.write_text(guard.as_restored(path.read_text(), when))


__all__ = ["Made", "back_up", "require_empty", "require_known", "restore"]
