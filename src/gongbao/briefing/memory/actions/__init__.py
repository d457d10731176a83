"""Keeping the documents: a change marks them within its own transaction, and they are made anew when it is done."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from gongbao.briefing.bulletins.models import Entry
from gongbao.briefing.instructions.models import Instruction
from gongbao.briefing.memory.documents import MAKERS
from gongbao.briefing.memory.models import Document, Stale
from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.registry import register as declare

REBUILT = declare("memory.rebuilt", "重建查找索引", "search made anew")
#: What an event may be about that changes a document.
SUBJECTS = {"item", "issue", "instruction", "material"}
BATCH = 500
_FIELDS = [
    *("title", "text", "folded_title", "folded", "at", "unit", "desk", "below", "writers", "issue", "place"),
    *("leader", "undertaking", "type", "state", "label", "grams", "keys"),
]
_MARK = """
    INSERT INTO memory_stale (kind, ref, at) VALUES (%s, %s, %s)
    ON CONFLICT (kind, ref) DO UPDATE SET at = excluded.at
"""


def hear(*, kind: str, ref: str, now: datetime) -> None:
    """Something changed: note it with the change, and make its documents anew once that is committed.

    Whoever is killed in between leaves the note, and the worker's round finds it.
    """
    if kind not in SUBJECTS:
        return
    try:
        wanted = UUID(ref)
    except ValueError:
        return
    with connection.cursor() as cursor:
        cursor.execute(_MARK, [kind, wanted, now])
    transaction.on_commit(lambda: refresh(kind=kind, ref=wanted), robust=True)


@transaction.atomic
def refresh(*, kind: str, ref: UUID) -> None:
    """Make the documents of one thing anew. The note goes first: a change meanwhile leaves another."""
    if not Stale.objects.filter(kind=kind, ref=ref).delete()[0]:
        return
    if kind == "issue":
        _keep("entry", list(Entry.objects.filter(issue_id=ref).values_list("pk", flat=True)))
        return
    _keep(kind, [ref])


def refresh_waiting(*, limit: int = 100) -> bool:
    """What was left by a process that ended in between; whether there was anything."""
    waiting = list(Stale.objects.order_by("id").values_list("kind", "ref")[:limit])
    for kind, ref in waiting:
        refresh(kind=kind, ref=ref)
    return bool(waiting)


def _keep(kind: str, ids: list[UUID]) -> None:
    made = list(MAKERS[kind](ids))
    gone = set(ids) - {one.ref for one in made}
    if gone:
        Document.objects.filter(kind=kind, ref__in=gone).delete()
    _write(made)


def _write(made: Iterable[Document]) -> int:
    rows = Document.objects.bulk_create(
        made, batch_size=BATCH, update_conflicts=True, unique_fields=["kind", "ref"], update_fields=_FIELDS
    )
    return len(rows)


def rebuild(*, by: Actor, now: datetime) -> dict[str, int]:
    """Make every document anew, in batches beside the work; how many of each kind there are."""
    counted = {}
    for kind, maker in MAKERS.items():
        counted[kind] = 0
        for some in batches(maker()):
            with transaction.atomic():
                counted[kind] += _write(some)
    Document.objects.filter(kind="instruction").exclude(ref__in=Instruction.objects.values("pk")).delete()
    record_event(name=REBUILT, by=by, now=now, subject=("memory", "all"), detail=counted)
    return counted


def batches(made: Iterable[Document]) -> Iterable[list[Document]]:
    """Lists of at most five hundred."""
    some: list[Document] = []
    for one in made:
        some.append(one)
        if len(some) == BATCH:
            yield some
            some = []
    if some:
        yield some
