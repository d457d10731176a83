"""Reading complaints: by receipt, the office's work, who opened an identity."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import QuerySet

from gongbao.foundation.accounts import policies
from gongbao.foundation.accounts.codes import code_hash
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.accounts.selectors import within
from gongbao.foundation.files.models import Attachment
from gongbao.register.complaints.models import ANSWERED, Complaint, Identity, IdentityReading


def one(entity_id: int, complaint_id: UUID) -> Complaint | None:
    """One complaint with its entity."""
    return Complaint.objects.filter(entity_id=entity_id, id=complaint_id).select_related("entity").first()


def by_receipt(code: str) -> Complaint | None:
    """The complaint whose receipt this is."""
    return Complaint.objects.filter(receipt_hash=code_hash(code)).select_related("entity").first()


def work(regions: Sequence[str], *, answered: bool = False) -> QuerySet[Complaint]:
    """The office's complaints: open ones, the oldest first; or answered ones, newest first. To be paged."""
    rows = Complaint.objects.filter(within(regions)).select_related("entity")
    if answered:
        return rows.filter(state__in=ANSWERED).order_by("-answered_at", "entity_id", "id")
    return rows.exclude(state__in=ANSWERED).order_by("received_at", "entity_id", "id")


def fields_of(complaint_id: UUID) -> list[str]:
    """What is known of the complainant, by kind: never the values."""
    return list(
        Identity.objects.filter(complaint=complaint_id, erased_at=None)
        .order_by("field")
        .values_list("field", flat=True)
    )


def readings_of(complaint_id: UUID) -> list[IdentityReading]:
    """Who opened the identity, newest first."""
    return list(IdentityReading.objects.filter(complaint=complaint_id).order_by("-at")[:100])


def may_open_file(user: policies.Visitor, attachment: Attachment) -> bool:
    """A complaint's files are open to who handles complaints of the place; never to the firm."""
    complaint = Complaint.objects.filter(id=attachment.subject_id).only("region").first()
    return complaint is not None and policies.may(user, Permission.COMPLAINT_HANDLE, region=complaint.region)
