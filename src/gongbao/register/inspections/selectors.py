"""Reading inspections: work, visits, what is asked of a firm, published results and their counts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from gongbao.foundation.accounts import policies
from gongbao.foundation.accounts.models import User
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.accounts.selectors import within
from gongbao.foundation.files.models import Attachment
from gongbao.kernel.statutes import Kind
from gongbao.kernel.statutes.findings import FindingKind
from gongbao.kernel.statutes.inspection import Letter as LetterFact
from gongbao.kernel.statutes.inspection import Proof, ProofFact, Reached, decide_reach
from gongbao.register.entities.models import Entity
from gongbao.register.inspections.models import (
    Assignment,
    Correction,
    CorrectionState,
    Engagement,
    EvidenceRequest,
    Finding,
    Inspection,
    Letter,
    PremisesProof,
    RecordState,
    Result,
    State,
    VisitRecord,
)
from gongbao.register.spotchecks.models import Inspector, Interest

RUNNING = (State.OPEN, State.RECORDED)
MOST = 200
#: Published, and a correction of the result waits for a second officer.
CORRECTING = "correcting"


def one(entity_id: int, inspection_id: UUID) -> Inspection | None:
    """One inspection with its entity."""
    return Inspection.objects.filter(entity_id=entity_id, id=inspection_id).select_related("entity").first()


def of_origin(origin: str, origin_id: str) -> QuerySet[Inspection]:
    """The inspections of one draw, complaint or order."""
    return Inspection.objects.filter(origin=origin, origin_id=origin_id).select_related("entity")


def of_entity(entity_id: int) -> list[Inspection]:
    """A firm's inspections that it may know of (a drawn one only once noticed or visited), newest first."""
    known = Q(noticed_at__isnull=False) | ~Q(state=State.OPEN)
    return list(Inspection.objects.filter(known, entity_id=entity_id).order_by("-opened_at")[:50])


def known_to_firm(inspection: Inspection) -> bool:
    """Whether the firm may know of it: not before its notice or the visit."""
    return inspection.noticed_at is not None or inspection.state != State.OPEN


def work(regions: Sequence[str], *, state: str = "", origin: str = "", hand: str = "") -> QuerySet[Inspection]:
    """The office's inspections: what is open by its term, what waits for review first. To be paged."""
    rows = Inspection.objects.filter(within(regions)).select_related("entity")
    if state == CORRECTING:
        waiting = Correction.objects.filter(
            entity_id=OuterRef("entity_id"), inspection_id=OuterRef("id"), state=CorrectionState.PROPOSED
        )
        rows = rows.filter(Exists(waiting))
    else:
        rows = rows.filter(state=state) if state else rows.filter(state__in=[*RUNNING, State.CONCLUDED])
    if origin:
        rows = rows.filter(origin=origin)
    if hand:
        mine = Assignment.objects.filter(
            entity_id=OuterRef("entity_id"), inspection_id=OuterRef("id"), until=None, name=hand
        )
        rows = rows.filter(Exists(mine))
    return rows.order_by("ended_on", "finish_by", "entity_id", "id")


def load(regions: Sequence[str], today: date) -> list[tuple[str, int, int, int]]:
    """Per inspector: running inspections, those overdue, and those concluded and waiting."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT a.name, count(*) FILTER (WHERE i.state IN ('open', 'recorded')),"
            " count(*) FILTER (WHERE i.state IN ('open', 'recorded') AND i.finish_by < %s),"
            " count(*) FILTER (WHERE i.state = 'concluded') FROM inspections_assignment AS a"
            " JOIN inspections_inspection AS i ON i.entity_id = a.entity_id AND i.id = a.inspection_id"
            " WHERE a.until IS NULL AND i.state IN ('open', 'recorded', 'concluded') AND i.region LIKE ANY(%s)"
            " GROUP BY a.name ORDER BY 3 DESC, 2 DESC, 1 LIMIT %s",
            [today, [f"{region}%" for region in regions], MOST],
        )
        return [(name, running, late, waiting) for name, running, late, waiting in cursor.fetchall()]


def visits_of(user: User, today: date) -> list[Inspection]:
    """An inspector's visits: planned for today or overdue first in the order of the route, then the others."""
    mine = Assignment.objects.filter(
        entity_id=OuterRef("entity_id"), inspection_id=OuterRef("id"), until=None, user_id=user.pk
    )
    rows = Inspection.objects.filter(Exists(mine), state__in=RUNNING).select_related("entity")
    found = list(rows.order_by("visit_on", "stop", "entity__region", "entity__address", "entity_id")[:MOST])
    return sorted(found, key=lambda one: (one.visit_on is None or one.visit_on > today, one.visit_on or one.finish_by))


def is_assigned(user_id: int, inspection: Inspection) -> bool:
    """Whether the person inspects here now."""
    return Assignment.objects.filter(
        entity_id=inspection.entity_id, inspection_id=inspection.id, until=None, user_id=user_id
    ).exists()


def has_been_assigned(user_id: int, inspection: Inspection) -> bool:
    """Whether the person inspects here or did."""
    return Assignment.objects.filter(
        entity_id=inspection.entity_id, inspection_id=inspection.id, user_id=user_id
    ).exists()


def assigned(inspections: Iterable[Inspection]) -> dict[UUID, list[Assignment]]:
    """Who inspects now, the lead first, of each inspection."""
    found: dict[UUID, list[Assignment]] = {}
    rows = list(inspections)
    query = Assignment.objects.filter(
        entity_id__in=[row.entity_id for row in rows], inspection_id__in=[row.id for row in rows], until=None
    )
    for row in query.order_by("-lead", "code"):
        found.setdefault(row.inspection_id, []).append(row)
    return found


def free_inspectors(organisation_id: int | None, entity_id: int, on: date) -> list[Inspector]:
    """The office's inspectors without a conflict of interest with the entity."""
    if organisation_id is None:
        return []
    conflicted = Interest.objects.filter(Q(until=None) | Q(until__gte=on), entity_id=entity_id).values("inspector_id")
    rows = Inspector.objects.filter(organisation_id=organisation_id, active=True).exclude(id__in=conflicted)
    return list(rows.order_by("name", "code")[:MOST])


def records_of(inspection: Inspection) -> list[VisitRecord]:
    """Its records, newest first."""
    return list(
        VisitRecord.objects.filter(entity_id=inspection.entity_id, inspection_id=inspection.id).order_by(
            "-received_at"
        )[:50]
    )


def standing_record(inspection: Inspection) -> VisitRecord | None:
    """The record that counts."""
    return VisitRecord.objects.filter(
        entity_id=inspection.entity_id, inspection_id=inspection.id, state=RecordState.STANDING
    ).first()


def conflict(inspection: Inspection) -> bool:
    """Whether two records contradict each other."""
    return VisitRecord.objects.filter(
        entity_id=inspection.entity_id, inspection_id=inspection.id, state=RecordState.CONFLICTING
    ).exists()


def requests_of(inspection: Inspection) -> list[EvidenceRequest]:
    """What the firm was asked for."""
    rows = EvidenceRequest.objects.filter(entity_id=inspection.entity_id, inspection_id=inspection.id)
    return list(rows.order_by("served_at")[:50])


def engagements_of(inspection: Inspection) -> list[Engagement]:
    """Who helps."""
    rows = Engagement.objects.filter(entity_id=inspection.entity_id, inspection_id=inspection.id)
    return list(rows.order_by("engaged_at")[:50])


def letters_of(inspection: Inspection) -> list[Letter]:
    """Its letters in the order posted."""
    rows = Letter.objects.filter(entity_id=inspection.entity_id, inspection_id=inspection.id)
    return list(rows.order_by("posted_on", "id")[:50])


def proofs_of(inspection: Inspection) -> list[PremisesProof]:
    """The visits that showed the firm is not there."""
    rows = PremisesProof.objects.filter(entity_id=inspection.entity_id, inspection_id=inspection.id)
    return list(rows.order_by("visited_on", "id")[:50])


def findings_of(inspection: Inspection) -> list[Finding]:
    """What was found, and holds."""
    rows = Finding.objects.filter(entity_id=inspection.entity_id, inspection_id=inspection.id, withdrawn_by=None)
    return list(rows.order_by("found_at", "id")[:50])


def withdrawn_findings(inspection: Inspection) -> list[Finding]:
    """What was found and, by a published correction, does not hold."""
    rows = Finding.objects.filter(entity_id=inspection.entity_id, inspection_id=inspection.id)
    return list(rows.exclude(withdrawn_by=None).order_by("found_at", "id")[:50])


def corrections_of(inspection: Inspection) -> list[Correction]:
    """The corrections of its result: proposed, published, declined, the first first."""
    rows = Correction.objects.filter(entity_id=inspection.entity_id, inspection_id=inspection.id)
    return list(rows.order_by("proposed_at", "id")[:50])


def published_corrections(results: Sequence[Result]) -> dict[UUID, list[Correction]]:
    """The published corrections of these results, the first first, by one query."""
    corrected = [row for row in results if row.versions > 1]
    found: dict[UUID, list[Correction]] = {}
    if corrected:
        rows = Correction.objects.filter(
            entity_id__in={row.entity_id for row in corrected},
            result_id__in=[row.id for row in corrected],
            state=CorrectionState.PUBLISHED,
        )
        for row in rows.order_by("version"):
            found.setdefault(row.result_id, []).append(row)
    return found


def reach(inspection: Inspection, on: date) -> Reached:
    """Whether the firm counts as unreachable, and what is to be done next about it."""
    return decide_reach(
        Kind(inspection.entity.category),
        [LetterFact(row.posted_on, row.signed) for row in letters_of(inspection)],
        [ProofFact(Proof(row.proof), row.visited_on) for row in proofs_of(inspection)],
        on,
    )


def result_of(inspection: Inspection) -> Result | None:
    """Its published result, as it reads now."""
    return Result.objects.filter(entity_id=inspection.entity_id, inspection_id=inspection.id).first()


def result(entity_id: int, result_id: UUID) -> Result | None:
    """One published result with its entity."""
    return Result.objects.filter(entity_id=entity_id, id=result_id).select_related("entity").first()


def results_of(entity_ids: Sequence[int]) -> list[Result]:
    """The published results of these entities, by one query."""
    rows = Result.objects.filter(entity_id__in=list(entity_ids)).defer("body", "salt", "commitment")
    return list(rows.order_by("entity_id", "-published_on", "id")[:20_000])


def public_results(
    *, region: str = "", category: str = "", code: str = "", list_id: str = "", year: int = 0
) -> QuerySet[Result]:
    """Published results, newest first, with their entities. To be paged."""
    rows = Result.objects.filter(region__startswith=region).select_related("entity").defer("body", "salt", "commitment")
    if category:
        rows = rows.filter(category=category)
    if code:
        rows = rows.filter(codes__contains=[code], list_id=list_id)
    if year:
        rows = rows.filter(published_on__gte=date(year, 1, 1), published_on__lte=date(year, 12, 31))
    return rows.order_by("-published_on", "entity_id", "id")


@dataclass(frozen=True, slots=True)
class Tally:
    """How many results of one place or category held one code."""

    key: str
    list_id: str
    code: str
    count: int


def tallies(*, region: str, year: int, by: str, width: int) -> list[Tally]:
    """Results by place (`by` region: its first `width` characters) or category, and code."""
    key = "left(region, %s)" if by == "region" else "category"
    start = [width] if by == "region" else []
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {key}, list_id, code, count(*) FROM inspections_result, unnest(codes) AS code"  # noqa: S608 (one of two constants)
            " WHERE region LIKE %s AND published_on BETWEEN %s AND %s GROUP BY 1, 2, 3 ORDER BY 1, 2, 3 LIMIT 2000",
            [*start, f"{region}%", date(year, 1, 1), date(year, 12, 31)],
        )
        return [Tally(*row) for row in cursor.fetchall()]


@dataclass(frozen=True, slots=True)
class Share:
    """How a year of inspections stands in a region."""

    opened: int
    published: int
    late: int
    replaced: int
    overdue: int


def shares(*, region: str, year: int, today: date) -> Share:
    """An authority's own numbers of one year: opened, published, of those late, replaced, and overdue now."""
    start, end = date(year, 1, 1), date(year, 12, 31)
    rows = Inspection.objects.filter(region__startswith=region, opened_at__year=year)
    counted = rows.aggregate(
        opened=Count("id"),
        replaced=Count("id", filter=Q(state=State.ENDED)),
        overdue=Count("id", filter=Q(state__in=RUNNING, finish_by__lt=today)),
    )
    published = Result.objects.filter(region__startswith=region, published_on__range=(start, end)).aggregate(
        published=Count("id"), late=Count("id", filter=Q(late=True))
    )
    return Share(**counted, **published)


def years() -> list[int]:
    """The years with published results, newest first."""
    dates = Result.objects.dates("published_on", "year", order="DESC")
    return [day.year for day in dates[:30]]


def found_kinds(findings: Iterable[Finding]) -> list[FindingKind]:
    """The kinds of these findings."""
    return [FindingKind(row.kind) for row in findings]


def may_open_file(user: policies.Visitor, attachment: Attachment) -> bool:
    """Files of an inspection: the office of the place; its inspectors; what the firm handed in, the firm too."""
    entity = Entity.objects.filter(id=attachment.party_id or 0).only("region").first()
    if entity is None:
        return False
    if policies.may(user, Permission.INSPECTION_MANAGE, region=entity.region):
        return True
    if policies.may(user, Permission.INSPECTION_VISIT, region=entity.region):
        return True
    return attachment.subject_kind == "evidence-request" and policies.may(
        user, Permission.FILING_SUBMIT, entity_id=entity.id
    )
