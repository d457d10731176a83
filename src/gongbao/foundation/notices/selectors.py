"""Reading the inbox: a person reads for the organisations they act for and the entities these have mandates for."""

from django.db.models import Case, Q, QuerySet, When

from gongbao.foundation.accounts import policies
from gongbao.foundation.accounts.models import User
from gongbao.foundation.duties.models import PartyKind
from gongbao.foundation.notices.models import Notice

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
