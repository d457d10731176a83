from django.db import models

from gongbao.briefing.incidents.models.incident import Incident
from gongbao.briefing.incidents.models.limits import Limit
from gongbao.briefing.incidents.models.report import Report
from gongbao.briefing.units.models import Unit
from gongbao.foundation.events.ids import uuid7


class ClockForm(models.TextChoices):
    PHONE = "phone", "电话报告"
    WRITTEN = "written", "书面报告"
    ANY = "any", "报告"
    FOLLOW_UP = "follow-up", "续报"


class ClockState(models.TextChoices):
    OPEN = "open", "计时中"
    MET = "met", "按时"
    LATE = "late", "迟报"
    REPLACED = "replaced", "改按新时限"
    ENDED = "ended", "不再需要"


class Clock(models.Model):
    """One limit running for one unit about one incident, with the rule that made it and both starting points.

    `started_at` is the instant the rule counts from; `due_at` has the outages in it (`paused_seconds`) and is the
    first instant at which it is late. `limit` is empty where the unit itself said when its next report comes.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="clocks")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="clocks")
    to = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+")
    limit = models.ForeignKey(Limit, null=True, on_delete=models.PROTECT, related_name="clocks")
    form = models.CharField(max_length=10, choices=ClockForm)
    start = models.CharField(max_length=10, help_text="from which instant: occurred, learned, received or reported")
    occurred_at = models.DateTimeField(null=True)
    learned_at = models.DateTimeField()
    started_at = models.DateTimeField()
    minutes = models.PositiveIntegerField()
    paused_seconds = models.PositiveIntegerField(default=0)
    due_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=ClockState, default=ClockState.OPEN)
    closed_at = models.DateTimeField(null=True)
    met_by = models.ForeignKey(Report, null=True, on_delete=models.PROTECT, related_name="meets")
    hand = models.CharField(max_length=120)
    hand_since = models.DateTimeField()
    told_share = models.PositiveSmallIntegerField(default=0, help_text="highest share of the limit told of, in percent")
    opened_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["incident", "unit", "form"], condition=models.Q(state="open"), name="clock_open_once"
            ),
            models.CheckConstraint(
                condition=models.Q(state="open", closed_at=None)
                | (~models.Q(state="open") & models.Q(closed_at__isnull=False)),
                name="clock_closed_at",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["met", "late"]) | models.Q(met_by__isnull=False), name="clock_met_by"
            ),
            models.CheckConstraint(condition=models.Q(due_at__gt=models.F("started_at")), name="clock_runs_forward"),
        ]
        indexes = [
            models.Index(fields=["due_at"], name="clock_open_due", condition=models.Q(state="open")),
            models.Index(fields=["unit", "state"], name="clock_unit"),
            models.Index(fields=["incident", "opened_at"], name="clock_incident"),
        ]


class Stay(models.Model):
    """At whose hand a clock lay from when, as taken over by somebody. Append-only: late shows where it waited."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    clock = models.ForeignKey(Clock, on_delete=models.PROTECT, related_name="stays")
    hand = models.CharField(max_length=120)
    since = models.DateTimeField()
    by = models.CharField(max_length=80)

    class Meta:
        indexes = [models.Index(fields=["clock", "since"], name="clock_stays")]
