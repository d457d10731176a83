from django.db import models

from gongbao.briefing.incidents.models.table import Hazard
from gongbao.briefing.items.models import Item
from gongbao.briefing.units.models import Unit
from gongbao.foundation.events.ids import uuid7


class NumberSeries(models.Model):
    """Running numbers of one desk, year and kind: incident, drill, receipt."""

    id = models.BigAutoField(primary_key=True)
    desk = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    year = models.IntegerField()
    kind = models.CharField(max_length=10)
    last = models.IntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["desk", "year", "kind"], name="incident_series_once")]


class IncidentState(models.TextChoices):
    OPEN = "open", "处置中"
    WATCHED = "watched", "终报后续报观察"
    CLOSED = "closed", "已结"


class Precision(models.TextChoices):
    EXACT = "exact", "准确"
    ABOUT = "about", "大约"
    UNKNOWN = "unknown", "正在核实"


class Incident(models.Model):
    """What urgent reports are about. Joined with another only by a person (`joined_into`), and parted again.

    Joining moves no report: the reports stay with the incident they were lodged under, shown side by side.
    `turn` rises with every change and keeps two editors apart. Never deleted: reports hold on to it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    desk = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="incidents")
    number = models.CharField(max_length=40, unique=True)
    year = models.IntegerField()
    hazard = models.ForeignKey(Hazard, on_delete=models.PROTECT, related_name="incidents")
    title = models.CharField(max_length=120)
    place = models.CharField(max_length=200)
    division = models.CharField(max_length=12, blank=True, help_text="division code of the place")
    occurred_at = models.DateTimeField(null=True)
    precision = models.CharField(max_length=8, choices=Precision, default=Precision.UNKNOWN)
    learned_at = models.DateTimeField(help_text="when the first unit learned of it")
    grade = models.PositiveSmallIntegerField(null=True, help_text="1 the gravest, 4 ordinary; decided by a person")
    sensitive_place = models.BooleanField(default=False)
    sensitive_time = models.BooleanField(default=False)
    sensitive_group = models.BooleanField(default=False)
    drill = models.BooleanField(default=False)
    state = models.CharField(max_length=8, choices=IncidentState, default=IncidentState.OPEN)
    joined_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="joined")
    involved = models.ManyToManyField(Unit, related_name="involved_in")
    items = models.ManyToManyField(Item, related_name="incidents", help_text="items the desk made of it")
    watch_until = models.DateField(null=True, help_text="changed figures are still owed until this day")
    turn = models.PositiveIntegerField(default=1)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(title="") & ~models.Q(place=""), name="incident_named"),
            models.CheckConstraint(
                condition=models.Q(grade=None) | models.Q(grade__gte=1, grade__lte=4), name="incident_grade"
            ),
            models.CheckConstraint(
                condition=models.Q(precision="unknown", occurred_at=None)
                | (~models.Q(precision="unknown") & models.Q(occurred_at__isnull=False)),
                name="incident_occurred_or_unknown",
            ),
            models.CheckConstraint(
                condition=models.Q(joined_into=None) | ~models.Q(joined_into=models.F("id")),
                name="incident_joined_to_another",
            ),
            models.CheckConstraint(
                condition=models.Q(state="closed", closed_at__isnull=False)
                | (~models.Q(state="closed") & models.Q(closed_at=None)),
                name="incident_closed_at",
            ),
        ]
        indexes = [
            models.Index(fields=["desk", "state", "-opened_at"], name="incident_board"),
            models.Index(fields=["learned_at"], name="incident_learned"),
            models.Index(fields=["occurred_at"], name="incident_occurred"),
            models.Index(fields=["watch_until"], name="incident_watched", condition=models.Q(state="watched")),
        ]

    @property
    def sensitive(self) -> bool:
        """Sensitive by place, time or group: reported whatever its grade."""
        return self.sensitive_place or self.sensitive_time or self.sensitive_group

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class Grading(models.Model):
    """One decision on the grade: what the table suggested, what a person decided and why. Append-only."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="gradings")
    suggested = models.PositiveSmallIntegerField(null=True)
    clauses = models.CharField(max_length=400, blank=True)
    decided = models.PositiveSmallIntegerField(null=True)
    reason = models.CharField(max_length=400, blank=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(decided=models.F("suggested")) | ~models.Q(reason=""),
                name="grading_other_than_suggested_has_a_reason",
            )
        ]
        indexes = [models.Index(fields=["incident", "at"], name="grading_of")]


class Joining(models.Model):
    """An incident was joined to another as the same one, or parted from it again, by a person with a reason."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="joinings")
    into = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="+")
    parted = models.BooleanField(default=False)
    reason = models.CharField(max_length=400)
    at = models.DateTimeField()
    by = models.CharField(max_length=80)

    class Meta:
        constraints = [models.CheckConstraint(condition=~models.Q(reason=""), name="joining_has_a_reason")]


class LogKind(models.TextChoices):
    CALL = "call", "来电"
    REPORT = "report", "报告"
    SENT_UP = "sent-up", "上报"
    BYPASS = "bypass", "越级"
    GRADE = "grade", "定级"
    JOIN = "join", "归并"
    HOLD = "hold", "暂缓"
    CLOCK = "clock", "时限"
    ALARM = "alarm", "提醒"
    OUTAGE = "outage", "系统中断"
    INSTRUCTION = "instruction", "批示"
    FINDING = "finding", "认定"
    NOTE = "note", "记事"
    STATE = "state", "状态"


class LogEntry(models.Model):
    """One line of an incident's log in the order of time. Append-only: nobody changes or deletes a line."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="log")
    at = models.DateTimeField(help_text="when it happened")
    entered_at = models.DateTimeField()
    kind = models.CharField(max_length=12, choices=LogKind)
    words_zh = models.TextField()
    words_en = models.TextField(blank=True)
    unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+")
    by = models.CharField(max_length=80)

    class Meta:
        constraints = [models.CheckConstraint(condition=~models.Q(words_zh=""), name="log_has_words")]
        indexes = [models.Index(fields=["incident", "at", "id"], name="incident_log")]
