"""Reading orders to publish, late duties and queries."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from gongbao.foundation.accounts import policies
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.duties.models import Duty, DutyState
from gongbao.foundation.files.models import Attachment
from gongbao.register.instant.models import Order, Query
from gongbao.register.listings.models import Listing


def order(entity_id: int, order_id: UUID) -> Order | None:
    """One order with its entity."""
    return Order.objects.filter(entity_id=entity_id, id=order_id).select_related("entity").first()


def order_of(origin: tuple[str, str]) -> Order | None:
    """The order in force that something led to, e.g. ("finding", its id)."""
    rows = Order.objects.filter(origin_kind=origin[0], origin_id=origin[1], withdrawn_on=None)
    return rows.select_related("entity").first()


def orders_of(entity_id: int) -> list[Order]:
    """Every order to an entity, newest first."""
    return list(Order.objects.filter(entity_id=entity_id).select_related("entity").order_by("-issued_on", "-id")[:100])


def open_orders(entity_id: int) -> list[Order]:
    """The orders a firm has still to meet."""
    rows = Order.objects.filter(entity_id=entity_id, met_on=None, withdrawn_on=None)
    return list(rows.select_related("entity").order_by("due_on", "id")[:50])


def _covered(regions: Sequence[str]) -> Q:
    """In one of these regions; an empty code is everywhere. There must be one."""
    covered = Q(region__startswith=regions[0])
    for region in regions[1:]:
        covered |= Q(region__startswith=region)
    return covered


def office_orders(regions: Sequence[str], show: str, on: date) -> QuerySet[Order]:
    """Orders in these regions: to serve, running, expired and not yet listed, or all; to be paged."""
    rows = Order.objects.filter(_covered(regions)) if regions else Order.objects.none()
    pending = rows.filter(met_on=None, withdrawn_on=None, listing_id=None)
    chosen = {
        "serve": pending.filter(served_on=None).order_by("issued_on", "id"),
        "running": pending.filter(due_on__gte=on).order_by("due_on", "id"),
        "expired": pending.filter(due_on__lt=on).order_by("due_on", "id"),
    }.get(show, rows.order_by("-issued_on", "-id"))
    return chosen.select_related("entity")


def late_duties(regions: Sequence[str], kind: str, on: date) -> QuerySet[Duty]:
    """Firms' open duties of a kind whose last day has passed, the longest first; to be paged."""
    rows = Duty.objects.filter(_covered(regions)) if regions else Duty.objects.none()
    return rows.filter(kind=kind, state=DutyState.OPEN, due_on__lt=on).order_by("due_at", "id")


def order_for_listing(listing: Listing) -> Order | None:
    """The order an entry in the abnormal list followed from."""
    return Order.objects.filter(entity_id=listing.entity_id, listing_id=listing.id).first()


def remedied(listings: Sequence[Listing]) -> Mapping[UUID, date | None]:
    """Of the entries that followed from an order: when it was met, None while it is not."""
    rows = Order.objects.filter(
        entity_id__in={one.entity_id for one in listings}, listing_id__in=[one.id for one in listings]
    )
    return {one.listing_id: one.met_on for one in rows if one.listing_id is not None}


def query(entity_id: int, query_id: UUID) -> Query | None:
    """One query with its entity."""
    return Query.objects.filter(entity_id=entity_id, id=query_id).select_related("entity").first()


def query_by_token(token: str) -> Query | None:
    """The query its asker opens."""
    return Query.objects.filter(token=token[:43]).select_related("entity").first()


def open_queries(organisation_ids: Sequence[int]) -> QuerySet[Query]:
    """Queries these offices have to answer, by their clock; to be paged."""
    rows = Query.objects.filter(organisation_id__in=organisation_ids, answered_at=None)
    return rows.select_related("entity").order_by("due_on", "id")


def may_open_evidence(user: policies.Visitor, attachment: Attachment) -> bool:
    """Evidence is open to the officers who hand in facts for the office asked."""
    found = Query.objects.filter(entity_id=attachment.party_id or 0, id=attachment.subject_id).first()
    if found is None:
        return False
    return policies.may(user, Permission.FACT_SUBMIT, region=found.region) and found.organisation_id in {
        one.organisation_id for one in policies.memberships(user)
    }
