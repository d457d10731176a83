from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from gongbao.foundation.events.ids import uuid7
from gongbao.register.entities.models import Entity


class EvidenceRequest(models.Model):
    """The office asks the firm for material; the firm answers with words and files."""

    pk = models.CompositePrimaryKey("entity_id", "id")
    entity = models.ForeignKey(Entity, on_delete=models.PROTECT, db_index=False, related_name="+")
    id = models.UUIDField(default=uuid7, editable=False)
    inspection_id = models.UUIDField()
    items = ArrayField(models.CharField(max_length=20), help_text="see rules.MATERIAL")
    words = models.TextField(blank=True)
    served_at = models.DateTimeField()
    served_by = models.CharField(max_length=80)
    due_on = models.DateField()
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=80, blank=True)
    answer = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(items__len__gte=1), name="request_asks_something"),
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by="") | (Q(answered_at__isnull=False) & ~Q(answered_by="")),
                name="request_answered_by_and_at",
            ),
        ]
        indexes = [models.Index(fields=["entity", "inspection_id"], name="request_inspection")]


class Trade(models.TextChoices):
    ACCOUNTING = "accounting", "会计师事务所"
    TAX = "tax", "税务师事务所"
    LAW = "law", "律师事务所"


class Engagement(models.Model):
    """A firm of accountants, tax agents or lawyers helps: with what, and what it reported (K25 8)."""

    pk = models.CompositePrimaryKey("entity_id", "id")
    entity = models.ForeignKey(Entity, on_delete=models.PROTECT, db_index=False, related_name="+")
    id = models.UUIDField(default=uuid7, editable=False)
    inspection_id = models.UUIDField()
    trade = models.CharField(max_length=10, choices=Trade)
    name = models.CharField(max_length=200)
    scope = models.TextField()
    engaged_at = models.DateTimeField()
    engaged_by = models.CharField(max_length=80)
    due_on = models.DateField(null=True)
    reported_at = models.DateTimeField(null=True)
    summary = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(name="") & ~Q(scope=""), name="engagement_name_and_scope"),
            models.CheckConstraint(
                condition=Q(reported_at=None) | ~Q(summary=""), name="engagement_reported_has_summary"
            ),
        ]
        indexes = [models.Index(fields=["entity", "inspection_id"], name="engagement_inspection")]
