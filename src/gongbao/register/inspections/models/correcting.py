from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from gongbao.foundation.events.ids import uuid7
from gongbao.foundation.ledger.models import Commitment
from gongbao.register.entities.models import Entity


class CorrectionState(models.TextChoices):
    PROPOSED = "proposed", "待复核"
    PUBLISHED = "published", "已公示"
    DECLINED = "declined", "未采纳"


class Correction(Commitment):
    """A published result is to read otherwise: one officer says why, another publishes it as the next version.

    `body` is what everybody gets of that version. What stood before is kept beside it and never changes.
    """

    pk = models.CompositePrimaryKey("entity_id", "id")
    entity = models.ForeignKey(Entity, on_delete=models.PROTECT, db_index=False, related_name="+")
    id = models.UUIDField(default=uuid7, editable=False)
    inspection_id = models.UUIDField()
    result_id = models.UUIDField()
    version = models.PositiveSmallIntegerField(help_text="what the result's version is or would be; the first is 1")
    state = models.CharField(max_length=10, choices=CorrectionState, default=CorrectionState.PROPOSED)
    reason = models.TextField(help_text="published with it")
    codes_before = ArrayField(models.CharField(max_length=4))
    obstructions_before = ArrayField(models.CharField(max_length=20), default=list)
    codes = ArrayField(models.CharField(max_length=4))
    obstructions = ArrayField(models.CharField(max_length=20), default=list)
    withdraws = ArrayField(models.UUIDField(), default=list, help_text="findings that do not hold")
    adds = models.JSONField(default=list, help_text="findings that were missed: kind, words, period, obstruction")
    proposed_at = models.DateTimeField()
    proposed_by = models.CharField(max_length=80)
    proposed_by_user = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=80, blank=True)
    declined = models.TextField(blank=True, help_text="why it was not published; empty otherwise")
    published_on = models.DateField(null=True)
    commitment = models.BinaryField(null=True)  # type: ignore[assignment]  # not before it is published

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["entity", "result_id"], condition=Q(state="proposed"), name="correction_one_at_a_time"
            ),
            models.UniqueConstraint(
                fields=["entity", "result_id", "version"],
                condition=Q(state="published"),
                name="correction_version_once",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="correction_has_reason"),
            models.CheckConstraint(condition=Q(codes__len__gte=1), name="correction_has_a_code"),
            models.CheckConstraint(condition=Q(version__gte=2), name="correction_is_a_later_version"),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(published_on__isnull=False, commitment__isnull=False),
                name="correction_published_committed",
            ),
            models.CheckConstraint(condition=~Q(state="declined") | ~Q(declined=""), name="correction_declined_why"),
        ]
        indexes = [models.Index(fields=["entity", "inspection_id"], name="correction_inspection")]
