"""Correction notices and who said that they acted on them."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet

from gongbao.register.subscriptions.models import CorrectionNotice, Recipient


def notices() -> QuerySet[CorrectionNotice]:
    """The notices that went out, newest first, with how many they went to and how many acknowledged."""
    rows = CorrectionNotice.objects.filter(number__isnull=False).defer("body", "salt")
    counted = rows.annotate(
        told=Count("recipients"), acknowledged=Count("recipients", filter=Q(recipients__acknowledged_at__isnull=False))
    )
    return counted.order_by("-number")


def notice(notice_id: UUID) -> CorrectionNotice | None:
    """One notice that went out."""
    return CorrectionNotice.objects.filter(pk=notice_id, number__isnull=False).first()


def recipients(notice_id: UUID) -> QuerySet[Recipient]:
    """Whom it went to: first who has not acknowledged it."""
    rows = Recipient.objects.filter(notice_id=notice_id).select_related("organisation")
    return rows.order_by(F("acknowledged_at").desc(nulls_first=True), "organisation__name")


def owed_by(organisations: Sequence[int]) -> QuerySet[Recipient]:
    """Notices that went to these organisations, first those not acknowledged."""
    rows = Recipient.objects.filter(organisation_id__in=organisations).select_related("notice", "organisation")
    return rows.defer("notice__body", "notice__salt").order_by(F("acknowledged_at").desc(nulls_first=True), "-told_at")


def standing_of(notice_id: UUID, organisations: Sequence[int]) -> list[Recipient]:
    """How these organisations stand to one notice."""
    rows = Recipient.objects.filter(notice_id=notice_id, organisation_id__in=organisations)
    return list(rows.select_related("organisation").order_by("organisation__name")[:50])
