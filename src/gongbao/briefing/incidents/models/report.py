from django.contrib.postgres.fields import ArrayField
from django.db import models

from gongbao.briefing.incidents.models.incident import Incident, Precision
from gongbao.briefing.units.models import Unit
from gongbao.foundation.events.ids import uuid7


class ReportKind(models.TextChoices):
    FIRST = "first", "首报"
    FOLLOW_UP = "follow-up", "续报"
    FINAL = "final", "终报"
    SUPPLEMENT = "supplement", "补报"


class ReportForm(models.TextChoices):
    PHONE = "phone", "电话"
    WRITTEN = "written", "书面"


class Report(models.Model):
    """One report about an incident, as it was lodged. Never changed and never deleted by anybody.

    Whoever erred reports again (`corrects`); clocks, figures and moves hold on to the row, so the database refuses
    its deletion. `received_at` is the server's instant, `device_at` what the device's clock said when it was sent.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="reports")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="incident_reports")
    to = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="incident_inbox")
    to_words = models.CharField(max_length=80, blank=True, help_text="the receiver, where it is not in this system")
    kind = models.CharField(max_length=10, choices=ReportKind)
    form = models.CharField(max_length=8, choices=ReportForm)
    number = models.PositiveSmallIntegerField(help_text="place in this unit's chain about this incident")
    serial = models.PositiveSmallIntegerField(default=0, help_text="续报一 is 1; 0 for others")
    receipt = models.CharField(max_length=40, unique=True)
    title = models.CharField(max_length=120)
    body = models.TextField(blank=True)
    place = models.CharField(max_length=200, blank=True)
    occurred_at = models.DateTimeField(null=True)
    precision = models.CharField(max_length=8, choices=Precision, default=Precision.UNKNOWN)
    cause = models.TextField(blank=True)
    trend = models.TextField(blank=True)
    measures = models.TextField(blank=True)
    hazards = models.CharField(max_length=300, blank=True)
    access = models.CharField(max_length=300, blank=True)
    present = models.CharField(max_length=300, blank=True, help_text="help that is there")
    needed = models.CharField(max_length=300, blank=True, help_text="help that is needed")
    leaders = models.CharField(max_length=300, blank=True, help_text="leaders on scene, by post")
    verifying = ArrayField(models.CharField(max_length=20), default=list, help_text="elements marked 正在核实")
    next_at = models.DateTimeField(null=True, help_text="when the next report comes")
    learned_at = models.DateTimeField(help_text="when the reporting unit learned what it reports")
    called_at = models.DateTimeField(null=True, help_text="when the telephone call began")
    received_at = models.DateTimeField()
    device_at = models.DateTimeField(null=True)
    away_since = models.DateTimeField(null=True, help_text="by the device: without network since")
    bypass = models.BooleanField(default=False)
    passed = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+")
    bypass_reason = models.CharField(max_length=400, blank=True)
    corrects = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="corrected_by")
    offline_id = models.UUIDField(null=True, help_text="given by the device, so that it arrives once")
    sha256 = models.CharField(max_length=64)
    entered_by = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["incident", "unit", "number"], name="report_number_once"),
            models.UniqueConstraint(
                fields=["unit", "offline_id"], condition=models.Q(offline_id__isnull=False), name="report_arrives_once"
            ),
            models.CheckConstraint(condition=~models.Q(title="") & ~models.Q(receipt=""), name="report_whole"),
            models.CheckConstraint(
                condition=models.Q(bypass=False) | (models.Q(passed__isnull=False) & ~models.Q(bypass_reason="")),
                name="report_bypass_with_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(precision="unknown", occurred_at=None)
                | (~models.Q(precision="unknown") & models.Q(occurred_at__isnull=False)),
                name="report_occurred_or_unknown",
            ),
        ]
        indexes = [
            models.Index(fields=["incident", "received_at"], name="report_incident"),
            models.Index(fields=["unit", "-received_at"], name="report_unit"),
            models.Index(fields=["to", "-received_at"], name="report_inbox"),
        ]


class Measure(models.TextChoices):
    DEAD = "dead", "死亡"
    MISSING = "missing", "失踪"
    TRAPPED = "trapped", "被困"
    SERIOUS = "serious", "重伤"
    INJURED = "injured", "受伤"
    POISONED = "poisoned", "中毒、发病"
    EVACUATED = "evacuated", "转移"
    THREATENED = "threatened", "受威胁需转移"
    AFFECTED = "affected", "受影响、聚集"
    HOMES = "homes", "倒损房屋（间）"
    LOSS = "loss", "直接经济损失（万元）"
    AREA = "area", "面积（公顷）"
    MAGNITUDE = "magnitude", "震级"


class Sure(models.TextChoices):
    CONFIRMED = "confirmed", "已核实"
    SINGLE = "single", "单一来源"
    UNVERIFIED = "unverified", "未核实"
    VERIFYING = "verifying", "正在核实"


class Figure(models.Model):
    """One figure of a report, and how sure it is. 正在核实 is a value of its own: no number yet."""

    id = models.BigAutoField(primary_key=True)
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="figures")
    measure = models.CharField(max_length=12, choices=Measure)
    value = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    sure = models.CharField(max_length=10, choices=Sure, default=Sure.UNVERIFIED)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["report", "measure"], name="figure_once"),
            models.CheckConstraint(
                condition=models.Q(sure="verifying", value=None)
                | (~models.Q(sure="verifying") & models.Q(value__isnull=False)),
                name="figure_known_or_verifying",
            ),
            models.CheckConstraint(condition=models.Q(value=None) | models.Q(value__gte=0), name="figure_not_negative"),
        ]


class Told(models.Model):
    """Who told us by telephone or on the spot: identity facts, apart from the report and shown by role only.

    `sealed` is the encrypted name, post and number. `informant`: somebody whose identity is kept secret.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    report = models.OneToOneField(Report, on_delete=models.PROTECT, related_name="told")
    informant = models.BooleanField(default=False)
    sealed = models.BinaryField()
    entered_at = models.DateTimeField()
