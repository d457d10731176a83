from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from gongbao.foundation.events.ids import uuid7
from gongbao.foundation.ledger.models import Commitment
from gongbao.register.entities.models import Entity


class FineDecision(models.TextChoices):
    CASE = "case", "已移交立案"
    NONE = "none", "不予立案"


class Finding(models.Model):
    """One thing found, and what has been done about it."""

    pk = models.CompositePrimaryKey("entity_id", "id")
    entity = models.ForeignKey(Entity, on_delete=models.PROTECT, db_index=False, related_name="+")
    id = models.UUIDField(default=uuid7, editable=False)
    inspection_id = models.UUIDField()
    kind = models.CharField(max_length=20, help_text="kernel.statutes.findings.FindingKind")
    period = models.PositiveSmallIntegerField(default=0)
    obstruction = models.CharField(max_length=20, blank=True)
    words = models.TextField()
    found_at = models.DateTimeField()
    found_by = models.CharField(max_length=80)
    listing_id = models.UUIDField(null=True)
    order_id = models.UUIDField(null=True, help_text="the order to publish that followed")
    fine = models.CharField(max_length=4, choices=FineDecision, blank=True)
    fine_reason = models.TextField(blank=True)
    fine_by = models.CharField(max_length=80, blank=True)
    withdrawn_by = models.UUIDField(null=True, help_text="the correction by which it does not hold; null: it holds")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["entity", "inspection_id", "kind", "period", "obstruction"],
                condition=Q(withdrawn_by=None),
                name="finding_once",
            ),
            models.CheckConstraint(condition=~Q(words=""), name="finding_has_words"),
            models.CheckConstraint(
                condition=Q(fine="", fine_by="") | (~Q(fine="") & ~Q(fine_by="") & ~Q(fine_reason="")),
                name="finding_fine_reasoned",
            ),
        ]
        indexes = [models.Index(fields=["entity", "inspection_id"], name="finding_inspection")]


class Result(Commitment):
    """The published result of one inspection as it reads now. `body` is its first version, canonical JSON."""

    pk = models.CompositePrimaryKey("entity_id", "id")
    entity = models.ForeignKey(Entity, on_delete=models.PROTECT, db_index=False, related_name="inspection_results")
    id = models.UUIDField(default=uuid7, editable=False)
    inspection_id = models.UUIDField()
    number = models.CharField(max_length=80)
    list_id = models.CharField(max_length=40, help_text="which version of the list of results")
    codes = ArrayField(models.CharField(max_length=4))
    obstructions = ArrayField(models.CharField(max_length=20), default=list)
    origin = models.CharField(max_length=10, help_text="draw or targeted: no more is told")
    method = models.CharField(max_length=10)
    title = models.CharField(max_length=200)
    authority = models.CharField(max_length=200)
    region = models.CharField(max_length=12)
    category = models.CharField(max_length=12)
    ended_on = models.DateField()
    published_on = models.DateField()
    late = models.BooleanField(help_text="published after the twenty working days")
    versions = models.PositiveSmallIntegerField(default=1)
    corrected_on = models.DateField(null=True, help_text="of its latest correction")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entity", "inspection_id"], name="result_once"),
            models.CheckConstraint(condition=Q(codes__len__gte=1), name="result_has_a_code"),
            models.CheckConstraint(
                condition=Q(versions=1, corrected_on=None) | Q(versions__gt=1, corrected_on__isnull=False),
                name="result_corrected_and_when",
            ),
            models.CheckConstraint(condition=Q(published_on__gte=models.F("ended_on")), name="result_after_the_end"),
        ]
        indexes = [
            models.Index(fields=["-published_on", "entity"], name="result_newest"),
            models.Index(fields=["region", "published_on"], name="result_place"),
            models.Index(fields=["id"], name="result_address"),
        ]
