from django.db import models

from gongbao.briefing.incidents.models.incident import Incident
from gongbao.briefing.incidents.models.report import Report
from gongbao.briefing.units.models import Unit
from gongbao.foundation.events.ids import uuid7


class Hold(models.Model):
    """Somebody held a report on its way up, under a name and with a reason, until somebody let it go."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="holds")
    reason = models.CharField(max_length=400)
    held_at = models.DateTimeField()
    held_by = models.CharField(max_length=80)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(reason="") & ~models.Q(held_by=""), name="hold_named_reasoned"),
            models.CheckConstraint(
                condition=models.Q(ended_at=None, ended_by="")
                | (models.Q(ended_at__isnull=False) & ~models.Q(ended_by="")),
                name="hold_ended_whole",
            ),
            models.UniqueConstraint(fields=["report"], condition=models.Q(ended_at=None), name="hold_once"),
        ]


class FindingKind(models.TextChoices):
    OMITTED = "omitted", "漏报"
    FALSE = "false", "谎报"
    CONCEALED = "concealed", "瞒报"
    CLEARED = "cleared", "不成立"


class Finding(models.Model):
    """What a person found after an inquiry, with evidence: the system itself never labels anybody so.

    `answered` is what the unit said before it; a finding set aside stays, with the one that sets it aside.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="findings")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="findings")
    kind = models.CharField(max_length=10, choices=FindingKind)
    number = models.CharField(max_length=40, unique=True)
    facts = models.TextField()
    evidence = models.TextField(help_text="what it rests on; files are attachments")
    citation = models.CharField(max_length=200)
    answered = models.TextField(blank=True)
    heard_at = models.DateTimeField(null=True, help_text="when the unit was heard")
    decided_at = models.DateTimeField()
    decided_by = models.CharField(max_length=80)
    sets_aside = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="set_aside_by")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(facts="") & ~models.Q(evidence="") & ~models.Q(citation=""), name="finding_grounded"
            ),
            models.CheckConstraint(
                condition=~models.Q(kind="cleared") | models.Q(sets_aside__isnull=False), name="finding_cleared_of_one"
            ),
        ]
        indexes = [models.Index(fields=["unit", "-decided_at"], name="finding_unit")]
