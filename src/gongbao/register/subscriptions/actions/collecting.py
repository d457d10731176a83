"""Old files of the lists leave the store: they name who has left the lists since, and their number has no end."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.registry import register as declare
from gongbao.foundation.files import store
from gongbao.foundation.files.models import StoredFile
from gongbao.register.subscriptions.models import Edition, EditionFile

COLLECTED = declare("lists.files-collected", "不再保存旧的名录文件", "old files of the lists no longer kept")
STEP = 200


@transaction.atomic
def collect_files(*, by: Actor, now: datetime) -> int:
    """Take the bytes of editions older than the set days out of the store; returns how many files. Ask again until 0.

    The newest editions stay however old they are. Of the others stay the manifest, every file's hash and the proof in
    the log, so that a copy somebody holds can be verified for good.
    """
    newest = list(Edition.objects.order_by("-version").values_list("version", flat=True)[: settings.LIST_FILES_LEAST])
    old = EditionFile.objects.filter(
        collected_at=None,
        edition__made_at__lt=now - timedelta(days=settings.LIST_FILES_DAYS),
        edition__version__lt=min(newest, default=0),
    )
    rows = list(old.order_by("edition_id", "name").values_list("edition_id", "name", "sha256")[:STEP])
    if not rows:
        return 0
    for version, name, _digest in rows:
        EditionFile.objects.filter(edition_id=version, name=name).update(collected_at=now)
    versions = sorted({version for version, _name, _digest in rows})
    detail = {"files": len(rows), "through": versions[-1]}
    record_event(name=COLLECTED, by=by, now=now, subject=("list-edition", versions[0]), detail=detail)
    digests = {digest for _version, _name, digest in rows}
    transaction.on_commit(lambda: _forget(digests))
    return len(rows)


def _forget(digests: set[str]) -> None:
    """Their bytes, where no other edition has the same and nobody handed them in as a file of his own."""
    kept = set(EditionFile.objects.filter(sha256__in=digests, collected_at=None).values_list("sha256", flat=True))
    kept |= set(StoredFile.objects.filter(sha256__in=digests).values_list("sha256", flat=True))
    for digest in sorted(digests - kept):
        store.forget(digest)
