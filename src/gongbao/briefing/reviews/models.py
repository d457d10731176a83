from django.db import models

from gongbao.briefing.incidents.models import Incident
from gongbao.briefing.units.models import Unit
from gongbao.foundation.events.ids import uuid7


class ReviewState(models.TextChoices):
    DRAFT = "draft", "草稿"
    CLOSED = "closed", "已结"


class Review(models.Model):
    """One version of what was found after an incident. Append-only: the highest version stands, all are kept."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="reviews")
    version = models.PositiveIntegerField()
    state = models.CharField(max_length=8, choices=ReviewState, default=ReviewState.DRAFT)
    findings = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["incident", "version"], name="review_version_once"),
            models.CheckConstraint(condition=models.Q(version__gte=1), name="review_versions_from_one"),
            models.CheckConstraint(
                condition=models.Q(state="draft") | ~models.Q(findings=""), name="review_closed_with_findings"
            ),
        ]
        indexes = [models.Index(fields=["-at"], name="review_newest")]


class MeasureState(models.TextChoices):
    OPEN = "open", "待落实"
    DONE = "done", "已落实"
    WITHDRAWN = "withdrawn", "已撤回"


class Measure(models.Model):
    """What a unit is to change after an incident, by which day: a duty of the unit. Withdrawn ones stay."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="measures")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="review_measures")
    what = models.CharField(max_length=400)
    due_on = models.DateField(help_text="the last day on which it is in time")
    state = models.CharField(max_length=10, choices=MeasureState, default=MeasureState.OPEN)
    entered_at = models.DateTimeField()
    entered_by = models.CharField(max_length=80)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=80, blank=True)
    words = models.CharField(max_length=400, blank=True, help_text="what was done, or why it was withdrawn")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(what=""), name="measure_says_what"),
            models.CheckConstraint(
                condition=models.Q(state="open", closed_at=None, closed_by="", words="")
                | (
                    ~models.Q(state="open")
                    & models.Q(closed_at__isnull=False)
                    & ~models.Q(closed_by="")
                    & ~models.Q(words="")
                ),
                name="measure_closed_whole",
            ),
        ]
        indexes = [models.Index(fields=["unit", "state", "due_on"], name="measure_of_unit")]
