from django.db import models

from gongbao.foundation.events.ids import uuid7
from gongbao.foundation.ledger.models import Commitment
from gongbao.register.entities.models.entity import Entity
from gongbao.register.filings.models.form import ReportForm


class Channel(models.TextChoices):
    SCREEN = "screen", "网上填报"
    API = "api", "接口"
    FILE = "file", "批量文件"
    PAPER = "paper", "纸质"


class Filing(models.Model):
    """An entity's annual report for one year: the draft being written and the number of its last version.

    `draft` holds what was typed, valid or not: {"values": …, "shown": …, "touched": {section: revision}, "copied":
    sections filled from last year and not looked at yet}. It is emptied on submission, so that contact details then
    live only where personal facts do.
    """

    pk = models.CompositePrimaryKey("entity_id", "id")
    entity = models.ForeignKey(Entity, on_delete=models.PROTECT, db_index=False, related_name="filings")
    id = models.UUIDField(default=uuid7, editable=False)
    year = models.PositiveSmallIntegerField()
    form = models.ForeignKey(ReportForm, on_delete=models.PROTECT)
    draft = models.JSONField(default=dict)
    draft_revision = models.PositiveIntegerField(default=0, help_text="raised by every save; a stale save is refused")
    draft_saved_at = models.DateTimeField(null=True)
    draft_saved_by = models.CharField(max_length=80, blank=True)
    versions = models.PositiveSmallIntegerField(default=0, help_text="0 while it is only a draft")
    first_submitted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entity", "year"], name="filing_once_a_year"),
            models.CheckConstraint(
                condition=models.Q(versions=0, first_submitted_at=None)
                | models.Q(versions__gte=1, first_submitted_at__isnull=False),
                name="filing_submitted_or_draft",
            ),
        ]
        indexes = [
            models.Index(fields=["year", "entity"], name="filing_year"),
            models.Index(fields=["year"], name="filing_drafts", condition=models.Q(versions=0)),
        ]


class FilingVersion(Commitment):
    """What was submitted, whole and for ever: a correction is the next number. `body` is the published part.

    Personal answers stand masked in `content`; in full they are personal facts of this version.
    """

    pk = models.CompositePrimaryKey("entity_id", "id")
    entity = models.ForeignKey(Entity, on_delete=models.PROTECT, db_index=False, related_name="filing_versions")
    id = models.UUIDField(default=uuid7, editable=False)
    filing_id = models.UUIDField()
    year = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField()
    content = models.JSONField(help_text="all values by field id; withheld ones too")
    shown = models.JSONField(help_text="publish flag by field id, for the values the law leaves to the enterprise")
    channel = models.CharField(max_length=8, choices=Channel)
    receipt = models.CharField(max_length=30)
    submitted_at = models.DateTimeField(help_text="on paper: when the office received it")
    submitted_by = models.CharField(max_length=80)
    late = models.BooleanField()
    reason = models.CharField(max_length=300, blank=True, help_text="for a correction: why")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entity", "filing_id", "number"], name="filing_version_number"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="filing_version_from_one"),
        ]
        indexes = [models.Index(fields=["receipt"], name="filing_version_receipt")]
