"""Reading consultations: the department its own, the office's supervisor those of its area."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from gongbao.foundation.accounts import policies
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.accounts.policies import Visitor
from gongbao.foundation.clock import CHINA
from gongbao.register.consultations import refusals
from gongbao.register.consultations.models import Consultation, Following, News, Purpose
from gongbao.register.screening.models import Job, JobState

FEW = 500


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a reader of the log asks for; what is empty does not narrow it."""

    organisation: str = ""
    purpose: str = ""
    reference: str = ""
    start: date | None = None
    end: date | None = None


def purposes(*, active: bool = True) -> list[Purpose]:
    """The purposes one may name; with `active=False` the retired ones too."""
    rows = Purpose.objects.order_by("-active", "zh")
    return list((rows.filter(active=True) if active else rows)[:FEW])


def organisations_of(user: Visitor) -> list[int]:
    """The organisations for which somebody may consult."""
    held = policies.memberships(user)
    return [one.organisation_id for one in held if Permission.CONSULT_USE.value in one.role.permissions]


def own(organisations: Sequence[int]) -> QuerySet[Consultation]:
    """What these organisations asked, newest first; to be paged."""
    rows = Consultation.objects.filter(organisation_id__in=organisations)
    return rows.select_related("purpose").order_by("-asked_at", "-id")


def one(consultation_id: UUID, organisations: Sequence[int]) -> Consultation | None:
    """One consultation of these organisations."""
    return own(organisations).filter(pk=consultation_id).first()


def job_of(row: Consultation) -> Job | None:
    """The list behind a consultation, while the department keeps it."""
    if row.job_id is None:
        return None
    rows = Job.objects.filter(pk=row.job_id, organisation_id=row.organisation_id)
    return rows.select_related("listed").first()


def finished_job(found: Consultation) -> Job:
    """The answered list behind a consultation. Refusal while it is under way, or when it was deleted."""
    job = job_of(found)
    if job is None:
        raise refusals.none_such()
    if job.state != JobState.DONE:
        raise refusals.not_done()
    return job


def supervised(user: Visitor) -> Q:
    """What a supervisor may read: an authority's the whole of its area, a department's only its own."""
    found = Q(pk__in=[])
    for held in policies.memberships(user):
        if Permission.CONSULT_SUPERVISE.value not in held.role.permissions:
            continue
        if held.organisation.kind == "authority":
            found |= Q(organisation__region__startswith=held.region)
        else:
            found |= Q(organisation_id=held.organisation_id)
    return found


def manages_purposes(user: Visitor) -> bool:
    """Whether somebody keeps the list of purposes: an authority's supervisor."""
    return any(
        held.organisation.kind == "authority" and Permission.CONSULT_SUPERVISE.value in held.role.permissions
        for held in policies.memberships(user)
    )


def log(scope: Q, wanted: Wanted) -> QuerySet[Consultation]:
    """The log, newest first, of what is asked for; to be paged."""
    rows = Consultation.objects.filter(scope)
    if wanted.organisation:
        rows = rows.filter(organisation__name__icontains=wanted.organisation)
    if wanted.purpose:
        rows = rows.filter(purpose_id=wanted.purpose)
    if wanted.reference:
        rows = rows.filter(reference__icontains=wanted.reference)
    if wanted.start:
        rows = rows.filter(asked_at__gte=_midnight(wanted.start))
    if wanted.end:
        rows = rows.filter(asked_at__lt=_midnight(wanted.end + timedelta(days=1)))
    return rows.select_related("organisation", "purpose").order_by("-asked_at", "-id")


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, CHINA)


def followings(organisations: Sequence[int]) -> QuerySet[Following]:
    """What these organisations follow and followed, those running first; to be paged."""
    rows = Following.objects.filter(organisation_id__in=organisations).select_related("entity", "purpose")
    return rows.order_by("stopped_at", "-until", "-since")


def following(entity_id: int, following_id: UUID, organisations: Sequence[int]) -> Following | None:
    """One following of these organisations."""
    rows = Following.objects.filter(entity_id=entity_id, id=following_id, organisation_id__in=organisations)
    return rows.select_related("entity").first()


def news(organisations: Sequence[int], *, after: int, limit: int) -> list[News]:
    """The changes told to these organisations behind a cursor, oldest first."""
    return list(News.objects.filter(organisation_id__in=organisations, id__gt=after).order_by("id")[:limit])


def latest_news(organisations: Sequence[int]) -> list[News]:
    """The last changes told, newest first."""
    return list(News.objects.filter(organisation_id__in=organisations).order_by("-id")[:20])
