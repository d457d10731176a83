"""Reading accounts: people and organisations of a region, mandates, personal facts as pages may show them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from gongbao.foundation.accounts.masking import masked
from gongbao.foundation.accounts.models import (
    Invitation,
    Mandate,
    Membership,
    Organisation,
    PersonalFact,
    PersonalReading,
    User,
)


def within(regions: Sequence[str], field: str = "region") -> Q:
    """A condition: the division code lies in one of the regions. No regions: nothing; a blank one: everything."""
    if "" in regions:
        return Q()
    condition = Q(pk__in=[])
    for region in regions:
        condition |= Q(**{f"{field}__startswith": region})
    return condition


def appointments(regions: Sequence[str], *, search: str = "", past: bool = False) -> QuerySet[Membership]:
    """Who acts for the organisations of these regions, by name; with `past` those whose appointment ended."""
    rows = Membership.objects.filter(within(regions, "organisation__region"), until__isnull=not past)
    if search:
        rows = rows.filter(
            Q(user__username__icontains=search)
            | Q(user__display_name__icontains=search)
            | Q(organisation__name__icontains=search)
            | Q(organisation__code=search.upper())
        )
    return rows.select_related("user", "organisation", "role").order_by("user__display_name", "id")


def trail_scope(regions: Sequence[str]) -> Q:
    """The events an auditor of these regions reads: of their organisations, and those of no organisation."""
    if "" in regions:
        return Q()
    theirs = Organisation.objects.filter(within(regions)).values("pk")
    return Q(organisation_id=None) | Q(organisation_id__in=theirs)


def organisations(regions: Sequence[str], *, search: str = "") -> QuerySet[Organisation]:
    """The organisations of these regions, those in force first."""
    rows = Organisation.objects.filter(within(regions))
    if search:
        rows = rows.filter(Q(name__icontains=search) | Q(code=search.upper()))
    return rows.order_by("-active", "kind", "name", "id")


def invitations(regions: Sequence[str]) -> QuerySet[Invitation]:
    """Invitations to organisations of these regions, newest first."""
    return (
        Invitation.objects.filter(within(regions, "organisation__region"))
        .select_related("organisation", "role", "used_by")
        .order_by("-issued_at", "-id")
    )


def person_within(user_id: int, regions: Sequence[str]) -> User | None:
    """The person, if an organisation of these regions has or had an appointment for them."""
    theirs = Membership.objects.filter(within(regions, "organisation__region"), user_id=OuterRef("pk"))
    return User.objects.filter(Exists(theirs), pk=user_id).first()


def lies_wholly_within(user: User, regions: Sequence[str]) -> bool:
    """Whether all organisations the person acts for lie in these regions: only then may the account be reset."""
    return not Membership.objects.filter(~within(regions, "organisation__region"), user=user, until=None).exists()


def agents_of(entity_ids: Sequence[int]) -> QuerySet[Mandate]:
    """Agents that may act for these entities now."""
    return (
        Mandate.objects.filter(entity_id__in=entity_ids, own=False, until=None)
        .select_related("organisation")
        .order_by("entity_id", "since", "id")
    )


def own_entities(organisation_ids: Sequence[int], *, limit: int = 200) -> list[int]:
    """The entities whose own people these organisations are."""
    own = Mandate.objects.filter(organisation_id__in=organisation_ids, own=True, until=None)
    return list(own.order_by("entity_id").values_list("entity_id", flat=True)[:limit])


@dataclass(frozen=True, slots=True)
class ShownFact:
    """A personal fact as a page may show it: masked, or erased with its ground."""

    id: UUID
    field: str
    masked: str
    recorded_at: datetime
    erased_at: datetime | None
    erased_ground: str


def shown_facts(subject_kind: str, subject_ids: Sequence[str]) -> dict[str, list[ShownFact]]:
    """The facts of each subject, masked, in the order recorded."""
    found: dict[str, list[ShownFact]] = {}
    rows = PersonalFact.objects.filter(subject_kind=subject_kind, subject_id__in=list(subject_ids))
    for fact in rows.order_by("recorded_at", "field", "id"):
        found.setdefault(fact.subject_id, []).append(shown_fact(fact))
    return found


def shown_fact(fact: PersonalFact) -> ShownFact:
    return ShownFact(
        id=fact.pk,
        field=fact.field,
        masked="" if fact.value is None else masked(fact.field, fact.value),
        recorded_at=fact.recorded_at,
        erased_at=fact.erased_at,
        erased_ground=fact.erased_ground,
    )


def readings_of(fact_id: UUID) -> QuerySet[PersonalReading]:
    """Who read a fact in full, newest first."""
    return PersonalReading.objects.filter(fact_id=fact_id).order_by("-at", "-id")
