"""An edition: the lists of a version as files, with a manifest that stands in the log."""

import hashlib
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, TypeVar

from django.conf import settings
from django.db import transaction

from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.ids import uuid7
from gongbao.foundation.events.registry import register as declare
from gongbao.foundation.files import store
from gongbao.foundation.ledger.actions import enqueue
from gongbao.kernel.tlog.canonical import canonical_json
from gongbao.register.subscriptions import selectors, tables
from gongbao.register.subscriptions.models import Edition, EditionFile
from gongbao.register.subscriptions.rules.versions import FORMAT, IN_FORCE, Entry, Event

PUBLISHED = declare("lists.edition-published", "名录文件已发布", "files of the lists published")
Row = TypeVar("Row", Entry, Event)


@dataclass(slots=True)
class _Kept:
    """A file in the store."""

    name: str
    sha256: str
    size: int
    rows: int


@dataclass(slots=True)
class _Count:
    """Rows on their way into a file, counted."""

    rows: int = 0
    in_force: int = 0

    def over(self, rows: Iterable[Row]) -> Iterator[Row]:
        for row in rows:
            self.rows += 1
            self.in_force += isinstance(row, Entry) and row.state == IN_FORCE
            yield row


def take_edition(*, by: Actor, now: datetime) -> Edition | None:
    """Write the lists of the present version to files; None when there is nothing new. Memory does not grow with them.

    The files are whole (every entry there ever was) and changes (since the edition before), each as CSV and Parquet.
    """
    version, latest = selectors.head(), selectors.latest_edition()
    before = latest.version if latest else 0
    if version == before:
        return None
    counted = _Count()
    files = [
        _keep("whole.csv", counted, Entry, lambda: selectors.entries(version)),
        _keep("whole.parquet", _Count(), Entry, lambda: selectors.entries(version)),
        _keep("changes.csv", _Count(), Event, lambda: selectors.changes(before, version)),
        _keep("changes.parquet", _Count(), Event, lambda: selectors.changes(before, version)),
    ]
    return _publish(version, before, files, counted, by, now)


def _keep(name: str, counted: _Count, shape: tables.Shape, rows: Callable[[], Iterator[Row]]) -> _Kept:
    """Write one file beside the store, then keep it under its digest."""
    Path(settings.FILES_DIR).mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=settings.FILES_DIR) as file:
        if name.endswith(".csv"):
            for piece in tables.as_csv(shape, counted.over(rows())):
                file.write(piece)
        else:
            tables.write_parquet(shape, counted.over(rows()), file)
        digest, size = _digest(file)
        store.keep(file, digest)
    return _Kept(name, digest, size, counted.rows)


def _digest(file: BinaryIO) -> tuple[str, int]:
    size, hashed = file.tell(), hashlib.sha256()
    file.seek(0)
    while piece := file.read(store.CHUNK):
        hashed.update(piece)
    return hashed.hexdigest(), size


@transaction.atomic
def _publish(version: int, before: int, files: list[_Kept], counted: _Count, by: Actor, now: datetime) -> Edition:
    said = [{"name": one.name, "rows": one.rows, "sha256": one.sha256, "size": one.size} for one in files]
    body = canonical_json(
        {
            "before": before,
            "entries": counted.rows,
            "files": said,
            "format": FORMAT,
            "in_force": counted.in_force,
            "made_at": now.isoformat(timespec="seconds"),
            "register": settings.LEDGER_ORIGIN,
            "version": version,
        }
    )
    identity = uuid7()
    sealed = enqueue(record=identity, version=1, kind="checkpoint-of", body=body, now=now)
    edition = Edition(
        version=version,
        id=identity,
        before=before,
        made_at=now,
        entries=counted.rows,
        in_force=counted.in_force,
        body=body,
        salt=sealed.salt,
        commitment=sealed.commitment,
    )
    edition.save(force_insert=True)
    EditionFile.objects.bulk_create(
        EditionFile(edition=edition, name=one.name, sha256=one.sha256, size=one.size, rows=one.rows) for one in files
    )
    record_event(
        name=PUBLISHED,
        by=by,
        now=now,
        subject=("list-edition", version),
        detail={"before": before, "entries": counted.rows},
    )
    return edition
