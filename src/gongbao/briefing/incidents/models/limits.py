from django.db import models

from gongbao.briefing.incidents.models.table import Category, Hazard
from gongbao.briefing.units.models import Level
from gongbao.foundation.events.ids import uuid7


class Limit(models.Model):
    """One version of one rule of the clock. Never changed in place: the next version ends this one (`valid_to`)."""

    id = models.BigAutoField(primary_key=True)
    key = models.SlugField(max_length=40)
    version = models.PositiveSmallIntegerField(default=1)
    level = models.CharField(max_length=12, choices=Level, help_text="whose hand it is in")
    form = models.CharField(max_length=10, help_text="phone, written, any or follow-up")
    start = models.CharField(max_length=10, help_text="occurred, learned, received or reported")
    minutes = models.PositiveIntegerField()
    category = models.CharField(max_length=10, choices=Category, blank=True)
    hazard = models.ForeignKey(Hazard, null=True, on_delete=models.PROTECT, related_name="limits")
    worst_grade = models.PositiveSmallIntegerField(null=True, help_text="2: for grades I and II only")
    region = models.CharField(max_length=12, blank=True)
    written_counts = models.BooleanField(default=True, help_text="a written report also meets a telephone limit")
    citation_zh = models.CharField(max_length=160)
    citation_en = models.CharField(max_length=240, blank=True)
    confidence = models.CharField(max_length=1, default="M")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    entered_at = models.DateTimeField()
    entered_by = models.CharField(max_length=80)
    why = models.CharField(max_length=300, blank=True, help_text="why this version was made")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "version"], name="limit_version_once"),
            models.UniqueConstraint(fields=["key"], condition=models.Q(valid_to=None), name="limit_one_current"),
            models.CheckConstraint(condition=models.Q(minutes__gte=1, minutes__lte=43_200), name="limit_minutes"),
            models.CheckConstraint(
                condition=models.Q(form__in=["phone", "written", "any", "follow-up"]), name="limit_form"
            ),
            models.CheckConstraint(
                condition=models.Q(start__in=["occurred", "learned", "received", "reported"]), name="limit_start"
            ),
            models.CheckConstraint(
                condition=models.Q(worst_grade=None) | models.Q(worst_grade__gte=1, worst_grade__lte=4),
                name="limit_grade",
            ),
            models.CheckConstraint(condition=models.Q(confidence__in=["C", "S", "M", "D"]), name="limit_confidence"),
            models.CheckConstraint(condition=~models.Q(citation_zh=""), name="limit_cites"),
            models.CheckConstraint(
                condition=models.Q(valid_to=None) | models.Q(valid_to__gte=models.F("valid_from")),
                name="limit_runs_forward",
            ),
        ]
        indexes = [models.Index(fields=["level", "valid_from"], name="limit_level")]


class Outage(models.Model):
    """The system was out of order: no clock ran. Found from missed heartbeats, or entered by the duty chief."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    automatic = models.BooleanField(default=False)
    words = models.CharField(max_length=300)
    entered_at = models.DateTimeField()
    entered_by = models.CharField(max_length=80)
    struck_at = models.DateTimeField(null=True, help_text="entered in error: clocks ran after all")
    struck_by = models.CharField(max_length=80, blank=True)
    struck_why = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until=None) | models.Q(until__gt=models.F("since")), name="outage_runs_forward"
            ),
            models.CheckConstraint(condition=~models.Q(words=""), name="outage_has_words"),
            models.CheckConstraint(
                condition=models.Q(struck_at=None, struck_by="", struck_why="")
                | (models.Q(struck_at__isnull=False) & ~models.Q(struck_by="") & ~models.Q(struck_why="")),
                name="outage_struck_whole",
            ),
        ]
        indexes = [models.Index(fields=["-since"], name="outage_newest")]


class Beat(models.Model):
    """The last sign of life of the background worker; one row."""

    name = models.CharField(max_length=20, primary_key=True)
    at = models.DateTimeField()
