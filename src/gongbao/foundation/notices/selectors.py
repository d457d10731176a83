"""Reading the inbox: a person reads for the organisations they act for and the entities these have mandates for.

And the outside channels: one's own addresses, an organisation's, and what became of what was sent.
"""

from collections.abc import Sequence

from django.db.models import Case, Q, QuerySet, When

from gongbao.foundation.accounts import policies
from gongbao.foundation.accounts.models import User
from gongbao.foundation.duties.models import PartyKind
from gongbao.foundation.notices.models import Contact, Delivery, DeliveryState, Gateway, Notice

MOST_COUNTED = 100  # the bell says 99+ beyond; counting stops there


def inbox_of(user: User) -> Q:
    """The notices this person may read."""
    organisations = sorted({m.organisation_id for m in policies.memberships(user)})
    return Q(party_kind=PartyKind.ORGANISATION, party_id__in=organisations) | Q(
        party_kind=PartyKind.ENTITY, party_id__in=policies.entity_ids(user)
    )


def inbox(user: User, *, unread_only: bool = False) -> QuerySet[Notice]:
    """The inbox, unread first, then newest first."""
    rows = Notice.objects.filter(inbox_of(user))
    if unread_only:
        rows = rows.filter(read_at=None)
    return rows.order_by(Case(When(read_at=None, then=0), default=1), "-sent_at", "-id")


def unread_count(user: User) -> int:
    """How many notices wait, counted to at most 100."""
    if not policies.memberships(user):
        return 0
    return Notice.objects.filter(inbox_of(user), read_at=None).order_by()[:MOST_COUNTED].count()


def gateways() -> QuerySet[Gateway]:
    """The ways out in use."""
    return Gateway.objects.filter(closed_at=None).order_by("kind", "name")


def contacts_of(user: User) -> QuerySet[Contact]:
    """A person's own addresses in use."""
    return Contact.objects.filter(user=user, until=None).select_related("gateway", "user").order_by("since")


def shared_contacts(organisations: Sequence[int]) -> QuerySet[Contact]:
    """The addresses in use of whoever serves these organisations."""
    rows = Contact.objects.filter(organisation_id__in=list(organisations), until=None)
    return rows.select_related("gateway", "organisation").order_by("since")


def deliveries_to(user: User) -> QuerySet[Delivery]:
    """What was sent to a person, the newest first."""
    rows = Delivery.objects.filter(contact__user=user)
    return rows.select_related("contact__gateway", "contact__user").order_by("-queued_at", "-id")


def deliveries(*, failed_only: bool) -> QuerySet[Delivery]:
    """What was sent to anybody, the newest first; or what has not gone out yet though it was tried."""
    rows = Delivery.objects.select_related("contact__gateway", "contact__user", "contact__organisation")
    if failed_only:
        rows = rows.filter(Q(state=DeliveryState.FAILED) | Q(attempts__gt=0, state=DeliveryState.QUEUED))
    return rows.order_by("-queued_at", "-id")


def undelivered(about: tuple[str, str]) -> QuerySet[Delivery]:
    """What about this has been tried and has not gone out."""
    rows = deliveries(failed_only=True)
    return rows.filter(about_kind=about[0], about_id=about[1])
