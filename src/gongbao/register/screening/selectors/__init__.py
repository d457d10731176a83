"""Reading lists, jobs, portfolios and contests."""

import json
import zlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from gongbao.foundation.accounts import policies
from gongbao.foundation.accounts.models import User
from gongbao.foundation.accounts.permissions import Permission
from gongbao.kernel.screening.parties import Question
from gongbao.kernel.screening.receipt import Receipt
from gongbao.kernel.screening.results import Told
from gongbao.kernel.statutes.identifiers import normalise_code
from gongbao.register.entities.models import Entity, EntityCode
from gongbao.register.screening.models import Contest, ContestState, Job, JobPart, JobState, ListVersion, Watch
from gongbao.register.screening.selectors.listed import in_force, parties, places, published
from gongbao.register.serious.selectors.bitemporal import ListRow

__all__ = ["in_force", "parties", "places", "published"]
FOUND = ("same", "possible", "related", "unreadable")


def versions() -> QuerySet[ListVersion]:
    """The versions of the list there are, newest first."""
    return ListVersion.objects.order_by("-known_at")


def version_of(version: str) -> ListVersion | None:
    """One version by its number."""
    return ListVersion.objects.filter(version=version).first()


def organisations_of(user: User) -> list[int]:
    """The organisations for which a user may screen."""
    held = policies.memberships(user)
    return [one.organisation_id for one in held if Permission.SCREEN_USE.value in one.role.permissions]


def jobs_of(organisations: Sequence[int]) -> QuerySet[Job]:
    """The lists these organisations had screened, newest first."""
    return Job.objects.filter(organisation_id__in=organisations).order_by("-asked_at").defer("statement", "salt")


def job_of(job_id: UUID, organisations: Sequence[int]) -> Job | None:
    """One job of these organisations."""
    return Job.objects.filter(pk=job_id, organisation_id__in=organisations).select_related("listed").first()


def open_jobs() -> list[Job]:
    """Jobs to work on, oldest first."""
    waiting = (JobState.WAITING, JobState.RUNNING)
    return list(Job.objects.filter(state__in=waiting).order_by("asked_at").select_related("listed")[:20])


def told(job: Job, *, only_found: bool = False) -> Iterator[Told]:
    """The answered lines in order; with `only_found` those with something to look at."""
    parts = JobPart.objects.filter(job=job).order_by("number")
    if only_found:
        parts = parts.filter(hits__gt=0)
    for packed in parts.values_list("rows", flat=True).iterator(chunk_size=20):
        for line, name, code, row in map(json.loads, zlib.decompress(packed).decode().split("\n")):
            if not only_found or row["outcome"] != "none":
                yield line, name, code, row


def page_of(job: Job, outcome: str, start: int, size: int) -> list[Told]:
    """One page of answered lines of one outcome (or, empty, of every one that wants a look)."""
    found: list[Told] = []
    for one in told(job, only_found=outcome != "all"):
        if outcome in ("", "all") or one[3]["outcome"] == outcome:
            if start > 0:
                start -= 1
                continue
            found.append(one)
            if len(found) == size:
                break
    return found


def receipt_of(job: Job, proofs: dict[str, str], *, opening: bool) -> Receipt:
    """The receipt of a finished job, with the questions or, to show it to others, without."""
    lines = list(told(job))
    return Receipt(
        statement=job.statement or {},
        signature=job.signature,
        vkey=job.vkey,
        rows=[row for _, _, _, row in lines],
        salt=bytes(job.salt) if opening else None,
        asked=[Question(name, code) for _, name, code, _ in lines] if opening else (),
        proofs=proofs,
    )


def watches_of(organisations: Sequence[int]) -> QuerySet[Watch]:
    """What these organisations watch: first what is listed."""
    return Watch.objects.filter(organisation_id__in=organisations).order_by("-entries", "name", "code")


def watch_of(watch_id: UUID, organisations: Sequence[int]) -> Watch | None:
    """One watched firm of these organisations."""
    return Watch.objects.filter(pk=watch_id, organisation_id__in=organisations).first()


def contests_of(entity_id: int) -> list[Contest]:
    """What a firm has contested, newest first."""
    return list(Contest.objects.filter(entity_id=entity_id).order_by("-received_at")[:100])


def contests_for(regions: Iterable[str]) -> QuerySet[Contest]:
    """Contests the offices of these regions verify, by the law's clock."""
    wanted = [region for region in regions if region]
    rows = Contest.objects.filter(state=ContestState.RECEIVED).select_related("entity").order_by("due_on", "id")
    if "" in list(regions):
        return rows
    found = rows.none()
    for region in wanted:
        found = found | rows.filter(region__startswith=region)
    return found


def contest(entity_id: int, contest_id: UUID) -> Contest | None:
    """One contest."""
    return Contest.objects.filter(entity_id=entity_id, id=contest_id).select_related("entity").first()


def entity(entity_id: int) -> Entity | None:
    """An entity."""
    return Entity.objects.filter(id=entity_id).first()


def listed_on(code: str, *, on: date, known: datetime) -> tuple[Entity | None, list[ListRow]]:
    """What was listed on a day about the holder of a code, as this register knew it at an instant."""
    row = EntityCode.objects.filter(value=normalise_code(code)[:20]).first()
    if row is None:
        return None, []
    return entity(row.entity_id), in_force(on=on, known=known, entity_ids=[row.entity_id])


def entry_words(entries: Iterable[dict[str, Any]], *, english: bool) -> list[str]:
    """Entries in a line each: the list and the ground."""
    lang = "en" if english else "zh"
    return [f"{one['list'][lang]}：{one['ground'][lang]}" for one in entries]
