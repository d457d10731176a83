"""Reading uploads, their reports, and one firm's registration as its office sees it."""

import csv
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet

from gongbao.foundation.codes.models import CodeEntry
from gongbao.register.entities.finding.filters import Filters
from gongbao.register.entities.finding.search import Hit, search
from gongbao.register.entities.models import Entity, EntityChange, EntityCode
from gongbao.register.registrations.models import Upload, UploadState

SHOWN = 50
HISTORY = 100


class Remark(NamedTuple):
    """A row of the file that was doubted or refused."""

    line: str
    outcome: str
    zh: str
    en: str
    row: str


def uploads() -> QuerySet[Upload]:
    """Every upload, newest first."""
    return Upload.objects.order_by("-uploaded_at", "-id")


def upload(upload_id: UUID) -> Upload | None:
    return Upload.objects.filter(pk=upload_id).first()


def waiting() -> list[Upload]:
    """What the worker has to do, oldest first."""
    return list(
        Upload.objects.filter(state__in=[UploadState.CHECKING, UploadState.TAKING]).order_by("uploaded_at")[:50]
    )


def report_of(one: Upload) -> Path:
    """Where the line-by-line report stands: of the check until it was taken in, then of the import."""
    stage = "check" if one.state in {UploadState.CHECKING, UploadState.CHECKED, UploadState.FAILED} else "import"
    folder: Path = settings.DATA_DIR / "reports"
    return folder / f"upload-{one.pk}.{stage}.csv"


def first_remarks(one: Upload) -> list[Remark]:
    """The first doubted and refused rows."""
    path = report_of(one)
    if not path.exists():
        return []
    with path.open(encoding="utf-8-sig", newline="") as lines:
        try:
            rows = list(islice(csv.reader(lines), 1, SHOWN + 1))
        except csv.Error:  # a report of before cells were cut: the file itself still tells all
            return []
    return [Remark(row[0], row[1], row[3], row[4], ",".join(row[5:])[:120]) for row in rows if len(row) > 4]


def firm(code: str) -> Entity | None:
    """The entity that has or had this code."""
    found = EntityCode.objects.filter(pk=code.strip().upper()).values_list("entity_id", flat=True).first()
    return Entity.objects.filter(pk=found).first() if found else None


def firms(asked: str, regions: Sequence[str]) -> list[Hit]:
    """Firms of the officer's area found as the public search finds them, at most 20 an area."""
    return [hit for region in regions[:5] for hit in search(asked, Filters(region=region)).hits]


def changes(entity_id: int) -> list[EntityChange]:
    """What was changed, newest first."""
    return list(EntityChange.objects.filter(entity_id=entity_id).order_by("-recorded_at", "-id")[:HISTORY])


def statuses() -> list[tuple[str, str]]:
    """Code and Chinese words of every status in force."""
    rows = CodeEntry.objects.filter(list="entity-status", valid_to=None).order_by("code")
    return list(rows.values_list("code", "zh")[:100])
