"""Reading listings, applications and decisions."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.functions import Length

from gongbao.foundation.accounts import policies
from gongbao.foundation.accounts.models import Organisation
from gongbao.foundation.accounts.models.organisation import OrganisationKind
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.clock import china_date
from gongbao.foundation.codes.models import Division
from gongbao.foundation.files.models import Attachment
from gongbao.kernel.statutes import (
    Ground,
    GroundEntry,
    Kind,
    NoLawInForce,
    Objection,
    ObjectionFacts,
    Removal,
    RemovalFacts,
    Sentence,
    grounds,
    removal_steps,
)
from gongbao.kernel.statutes import decide_objection as law_on_objection
from gongbao.kernel.statutes import decide_removal as law_on_removal
from gongbao.register.entities.models import Entity
from gongbao.register.listings.models import Application, ApplicationKind, ApplicationState, Decision, Listing, Register
from gongbao.register.listings.remedies import filed_reports, put_right, unfiled_years
from gongbao.register.listings.rules import short_name
from gongbao.register.records.selectors import entity_id_of

COUNTY = 6


@dataclass(frozen=True, slots=True)
class Office:
    """The authority that registered the entities of a place and decides about them (A25 3, county level and up)."""

    name: str
    short: str
    organisation_id: int | None = None
    region: str = ""


def offices(regions: Iterable[str]) -> Mapping[str, Office]:
    """The deciding office of each division code: the authority with the longest matching region.

    Without one in the house the name is that of the county's division; a code that no list knows is left out, and so
    is an empty code, unless one authority answers for everything.
    """
    wanted = {region[:COUNTY] for region in regions}
    authorities = list(
        Organisation.objects.filter(kind=OrganisationKind.AUTHORITY, active=True)
        .annotate(width=Length("region"))
        .filter(width__lte=COUNTY)
        .order_by("region", "id")[:5_000]
    )
    divisions = {
        row["code"]: row["name"]
        for row in Division.objects.filter(
            code__in={*wanted, *(a.region[:COUNTY] for a in authorities)}, valid_to=None
        ).values("code", "name")
    }
    found: dict[str, Office] = {}
    for place in wanted:
        covering = [a for a in authorities if place.startswith(a.region)]
        if covering:
            best = max(covering, key=lambda a: (len(a.region), -a.id))
            short = short_name(divisions.get(best.region[:COUNTY], "")) or short_name(
                best.name.removesuffix("市场监督管理局")
            )
            found[place] = Office(best.name, short, best.id, best.region)
        elif place in divisions:
            found[place] = Office(f"{divisions[place]}市场监督管理局", short_name(divisions[place]), None, place)
    return found


def office(region: str) -> Office | None:
    """The deciding office of one division code."""
    return offices([region]).get(region[:COUNTY])


OPEN = (ApplicationState.RECEIVED, ApplicationState.ACCEPTED)


@dataclass(frozen=True, slots=True)
class Standing:
    """How one entry stands on a day: the way out by the law of that day, and the applications about it."""

    listing: Listing
    kind: Kind
    removal: Removal | None
    application: Application | None = None
    objection: Application | None = None


def shown(on: date) -> Q:
    """What the public sees among the entries: not removed, and within its time of display."""
    return Q(removed_on=None) & (Q(shown_until=None) | Q(shown_until__gte=on))


def listed_now(register: str, on: date | None) -> tuple[str, list[Any]]:
    """The condition on an entity's row `e` that it stands in a list (or, with `none`, in no list), as `shown`."""
    entry = "SELECT FROM listings_listing l WHERE l.entity_id = e.id AND l.removed_on IS NULL"
    values: list[Any] = []
    if on:
        entry += " AND (l.shown_until IS NULL OR l.shown_until >= %s)"
        values.append(on)
    if register == "none":
        return f"NOT EXISTS ({entry})", values
    return f"EXISTS ({entry} AND l.register = %s)", [*values, register]


def public_list(
    *, on: date, region: str = "", category: str = "", ground: str = "", register: str = Register.ABNORMAL
) -> QuerySet[Listing]:
    """The public list, newest first, with the entities; to be paged."""
    rows = Listing.objects.filter(shown(on), register=register, region__startswith=region)
    if category:
        rows = rows.filter(entity__category=category)
    if ground:
        rows = rows.filter(ground=ground)
    return rows.select_related("entity").order_by("-listed_on", "entity_id", "id")


def key_of(listing: Listing) -> str:
    """Where a page of the public list ended."""
    return f"{listing.listed_on.isoformat()}_{listing.entity_id}_{listing.id}"


def after_key(rows: QuerySet[Listing], key: str) -> QuerySet[Listing]:
    """The public list from behind a key on; the whole list for a key that is none."""
    try:
        day, entity, identity = key.split("_")
        on, entity_id, listing_id = date.fromisoformat(day), int(entity), UUID(identity)
    except ValueError:
        return rows
    later = Q(entity_id__gt=entity_id) | Q(entity_id=entity_id, id__gt=listing_id)
    return rows.filter(Q(listed_on__lt=on) | (Q(listed_on=on) & later))


def one(entity_id: int, listing_id: UUID) -> Listing | None:
    """One entry with its entity."""
    return Listing.objects.filter(entity_id=entity_id, id=listing_id).select_related("entity").first()


def of_entity(entity_id: int) -> list[Listing]:
    """All entries of an entity, removed ones too, newest first."""
    return list(Listing.objects.filter(entity_id=entity_id).select_related("entity").order_by("-listed_on", "id")[:200])


def standings(listings: Sequence[Listing], on: date) -> list[Standing]:
    """How these entries stand on a day, by few queries whatever their number. Entities must be loaded with them."""
    filed = filed_reports(listings)
    unfiled = unfiled_years({listing.entity_id for listing in listings})
    met = put_right(listings)
    asked = _asked(listings)
    found = []
    for listing in listings:
        removal_, objection = asked.get((listing.id, "removal")), asked.get((listing.id, "objection"))
        kind = Kind(listing.entity.category)
        if listing.removed_on is not None:
            found.append(Standing(listing, kind, None, removal_, objection))
            continue
        facts = _facts(listing, kind, filed, unfiled, removal_)
        if listing.id in met:
            facts = replace(facts, remedied_on=met[listing.id])
        found.append(Standing(listing, kind, law_on_removal(facts, on), removal_, objection))
    return found


def standing(listing: Listing, on: date) -> Standing:
    """How one entry stands on a day."""
    return standings([listing], on)[0]


def _facts(
    listing: Listing,
    kind: Kind,
    filed: Mapping[tuple[int, int], tuple[date, bool]],
    unfiled: Mapping[int, tuple[int, ...]],
    application: Application | None,
) -> RemovalFacts:
    """What the kernel needs to know of an entry; a statement counts as remedy until the office has verified it."""
    received = china_date(application.received_at) if application else None
    on_paper = False
    missing: tuple[int, ...] = ()
    if listing.ground == Ground.LATE_REPORT:
        remedied, on_paper = filed.get((listing.entity_id, listing.period), (None, False))
        missing = unfiled.get(listing.entity_id, ())
    else:
        remedied = received
    verified = china_date(application.verified_at) if application and application.verified_at else None
    return RemovalFacts(
        kind=kind,
        ground=Ground(listing.ground),
        listed_on=listing.listed_on,
        remedied_on=remedied,
        missing_years=missing,
        on_paper=on_paper,
        application_received_on=received,
        verified_on=verified,
    )


def _asked(listings: Sequence[Listing]) -> dict[tuple[UUID, str], Application]:
    """The newest application of each sort about each entry; an answered one only where none is open."""
    rows = Application.objects.filter(
        entity_id__in={listing.entity_id for listing in listings}, listing_id__in=[listing.id for listing in listings]
    ).order_by("received_at")
    found: dict[tuple[UUID, str], Application] = {}
    for row in rows:
        if row.state in OPEN or row.kind == ApplicationKind.OBJECTION:
            found[row.listing_id, row.kind] = row
    return found


def objection_state(listing: Listing, objection: Application | None, on: date) -> Objection:
    """How an objection to this entry stands on a day, or would stand."""
    facts = ObjectionFacts(kind=Kind(listing.entity.category), published_on=listing.listed_on)
    if objection is not None:
        refused = objection.state == ApplicationState.REFUSED and objection.answered_at is not None
        facts = ObjectionFacts(
            kind=facts.kind,
            published_on=listing.listed_on,
            received_on=china_date(objection.received_at),
            accepted_on=china_date(objection.accepted_at) if objection.accepted_at else None,
            refused_on=china_date(objection.answered_at) if refused and objection.answered_at else None,
            verified_on=china_date(objection.verified_at) if objection.verified_at else None,
            wrong=objection.wrong,
        )
    return law_on_objection(facts, on)


def decisions_of(listing: Listing) -> list[Decision]:
    """The decisions about an entry in order: its listing, answers to applications, its end."""
    answers = Application.objects.filter(entity_id=listing.entity_id, listing_id=listing.id).exclude(decision_id=None)
    ids = {listing.decision_id, *answers.values_list("decision_id", flat=True)}
    if listing.removal_id:
        ids.add(listing.removal_id)
    return list(Decision.objects.filter(entity_id=listing.entity_id, id__in=ids).order_by("decided_at")[:100])


def application(entity_id: int, application_id: UUID) -> Application | None:
    """One application with its entity."""
    return Application.objects.filter(entity_id=entity_id, id=application_id).select_related("entity").first()


def decision(entity_id: int, decision_id: UUID) -> Decision | None:
    """One decision with its entity."""
    return Decision.objects.filter(entity_id=entity_id, id=decision_id).select_related("entity").first()


def grounds_of(kind: Kind) -> list[GroundEntry]:
    """Every version of every ground of one kind."""
    return [entry for entry in grounds() if entry.kind is kind]


@dataclass(frozen=True, slots=True)
class Row:
    """One entry with the numbers of its decisions, as records need it."""

    entity_id: int
    id: UUID
    category: str
    ground: str
    period: int
    authority: str
    decision_id: UUID
    listed_on: date
    shown_until: date | None
    removed_on: date | None
    removal_id: UUID | None
    number: str
    removal_number: str
    removal_kind: str


_ROWS = """
SELECT listing.entity_id, listing.id, entity.category, listing.ground, listing.period, listing.authority,
  listing.decision_id, listing.listed_on, listing.shown_until, listing.removed_on, listing.removal_id,
  coalesce(decision.number, ''), coalesce(removal.number, ''), coalesce(removal.kind, '')
FROM listings_listing AS listing JOIN entities_entity AS entity ON entity.id = listing.entity_id
LEFT JOIN listings_decision AS decision
  ON decision.entity_id = listing.entity_id AND decision.id = listing.decision_id
LEFT JOIN listings_decision AS removal ON removal.entity_id = listing.entity_id AND removal.id = listing.removal_id
WHERE listing.entity_id = ANY(%s) ORDER BY listing.entity_id, listing.listed_on, listing.id
"""


def rows_of(entity_ids: Sequence[int]) -> list[Row]:
    """All entries of these entities with their decisions' numbers, by one query."""
    with connection.cursor() as cursor:
        cursor.execute(_ROWS, [list(entity_ids)])
        return [Row(*row) for row in cursor.fetchall()]


def removal_kind(listing: Listing) -> str:
    """By what kind of decision an entry ended; empty while it stands."""
    if listing.removal_id is None:
        return ""
    kinds = Decision.objects.filter(entity_id=listing.entity_id, id=listing.removal_id).values_list("kind", flat=True)
    return kinds.first() or ""


def steps(kind: Kind, ground: Ground, on: date) -> tuple[Sentence, ...]:
    """The whole way out by the law of that day; nothing where the ground was abolished without a way."""
    try:
        return removal_steps(kind, ground, on)
    except NoLawInForce:
        return ()


def listing_of(decision: Decision) -> Listing | None:
    """The entry a decision is about."""
    rows = Listing.objects.filter(entity_id=decision.entity_id).select_related("entity")
    direct = rows.filter(Q(decision_id=decision.id) | Q(removal_id=decision.id)).first()
    if direct is not None:
        return direct
    asked = Application.objects.filter(entity_id=decision.entity_id, decision_id=decision.id).first()
    return rows.filter(id=asked.listing_id).first() if asked else None


def places_listed(region: str) -> list[tuple[str, str]]:
    """The places to filter the public list by: from the chosen one upward, and those one step below it."""
    upward = [region[:width] for width in (2, 4, 6, 9) if width < len(region)]
    below = Division.objects.filter(valid_to=None)
    below = below.filter(parent=region) if region else below.filter(level=3)
    rows = dict(below.order_by("code").values_list("code", "name")[:400])
    codes = {code: code.ljust(6, "0") for code in [*upward, *([region] if region else [])]}
    names = dict(Division.objects.filter(code__in=[*codes, *codes.values()], valid_to=None).values_list("code", "name"))
    chosen = [(code, names.get(code) or names.get(full, code)) for code, full in codes.items()]
    return [*chosen, *rows.items()]


def entity_names(ids: Iterable[int | None]) -> dict[int, str]:
    """The names of these entities."""
    wanted = [one for one in ids if one]
    return dict(Entity.objects.filter(id__in=wanted).values_list("id", "name"))


def find_entity(code: str) -> Entity | None:
    """The entity an officer means by a code."""
    entity_id = entity_id_of(code)
    return Entity.objects.filter(id=entity_id).first() if entity_id is not None else None


def may_see_inside(user: policies.Visitor, entity: Entity) -> bool:
    """The officers who decide for the place, and those who act for the firm."""
    if policies.may(user, Permission.LISTING_DECIDE, region=entity.region):
        return True
    return policies.may(user, Permission.FILING_SUBMIT, entity_id=entity.id)


def may_open_evidence(user: policies.Visitor, attachment: Attachment) -> bool:
    """Evidence is open to whoever may see the entity from inside."""
    entity = Entity.objects.filter(id=attachment.party_id or 0).only("region").first()
    return entity is not None and may_see_inside(user, entity)
