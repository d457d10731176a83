"""Reading published information: of one firm, of one publisher, and what offices already know that a firm owes."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from gongbao.foundation.duties.models import Duty, DutyState
from gongbao.kernel.statutes import PenaltyType
from gongbao.register.entities.models import Entity
from gongbao.register.instant.models import Fact, FactVersion, Origin

_COMPANY_KINDS = ("11", "12", "50", "51", "52", "53", "60", "61", "62", "63")


def is_company(entity: Entity) -> bool:
    """Whether the Company Law applies: by its code of kind, else by its name."""
    return entity.kind.startswith(_COMPANY_KINDS) or entity.name.endswith("公司")


def fact(entity_id: int, fact_id: UUID) -> Fact | None:
    """One fact with its entity."""
    return Fact.objects.filter(entity_id=entity_id, id=fact_id).select_related("entity").first()


def facts_of(entity_id: int, *, origin: str = "") -> QuerySet[Fact]:
    """An entity's facts, newest first, ended ones too; to be paged."""
    rows = Fact.objects.filter(entity_id=entity_id)
    return (rows.filter(origin=origin) if origin else rows).order_by("-published_on", "-id")


def sent_by(organisation_ids: Sequence[int]) -> QuerySet[Fact]:
    """What these offices published, newest first; to be paged."""
    rows = Fact.objects.filter(organisation_id__in=organisation_ids).select_related("entity")
    return rows.order_by("-published_on", "-id")


def versions_of(facts: Sequence[Fact]) -> dict[UUID, list[FactVersion]]:
    """Every version of these facts, oldest first, by one query."""
    found: dict[UUID, list[FactVersion]] = {one.id: [] for one in facts}
    rows = FactVersion.objects.filter(entity_id__in={one.entity_id for one in facts}, fact_id__in=list(found))
    for row in rows.order_by("fact_id", "number"):
        found[row.fact_id].append(row)
    return found


def latest_values(one: Fact) -> dict[str, Any]:
    """What a fact says now."""
    rows = FactVersion.objects.filter(entity_id=one.entity_id, fact_id=one.id).order_by("-number")
    return dict(rows.values_list("values", flat=True).first() or {})


def same_published(one: Fact, values: dict[str, Any]) -> bool:
    """Whether the firm shows the very same already: sent twice, it is said once."""
    rows = Fact.objects.filter(
        entity_id=one.entity_id, origin=one.origin, kind=one.kind, arose_on=one.arose_on, ended_on=None
    )
    return any(said and said[-1].values == values for said in versions_of(list(rows[:200])).values())


def fact_by_id(fact_id: UUID) -> Fact | None:
    """A fact the public sees, by its id alone."""
    return Fact.objects.filter(id=fact_id, ended_on=None).select_related("entity").first()


def official_penalty_types(one: Fact) -> tuple[PenaltyType, ...]:
    """The types of a published penalty."""
    return tuple(PenaltyType(code) for code in latest_values(one).get("types", []))


def drafts_from_offices(entity_id: int) -> list[tuple[Duty, Fact]]:
    """What an office published and the firm itself still owes: each with its duty, nearest deadline first."""
    duties = list(
        Duty.objects.filter(
            party_id=entity_id, kind="instant-information", subject_kind="fact", state=DutyState.OPEN
        ).order_by("due_at", "id")[:50]
    )
    known = {
        str(one.id): one
        for one in Fact.objects.filter(entity_id=entity_id, id__in=[UUID(duty.subject_id) for duty in duties]).exclude(
            origin=Origin.FIRM
        )
    }
    return [(duty, known[duty.subject_id]) for duty in duties if duty.subject_id in known]
