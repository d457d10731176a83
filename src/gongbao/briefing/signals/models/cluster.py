from django.db import models

from gongbao.briefing.incidents.models import Incident
from gongbao.briefing.units.models import Unit
from gongbao.foundation.events.ids import uuid7


class ClusterState(models.TextChoices):
    NEW = "new", "待核对"
    ASKED = "asked", "核实中"
    MATCHED = "matched", "已有报告"
    SETTLED = "settled", "已核实"
    ASIDE = "aside", "不需核实"


class Cluster(models.Model):
    """Texts that seem to tell of one incident, and whether somebody reported it. The office may take a text out again.

    "Possible omission" is what an unmatched cluster raises; nothing here calls anything false or hidden.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    desk = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="signal_clusters")
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, help_text="the kind of incident (kernel/headlines/hazards)")
    division = models.CharField(max_length=12)
    place = models.CharField(max_length=120, blank=True)
    occurred_from = models.DateTimeField(null=True)
    occurred_until = models.DateTimeField(null=True)
    dead = models.PositiveIntegerField(null=True)
    injured = models.PositiveIntegerField(null=True)
    missing = models.PositiveIntegerField(null=True)
    trapped = models.PositiveIntegerField(null=True)
    sick = models.PositiveIntegerField(null=True)
    size = models.PositiveIntegerField(default=1)
    sources = models.PositiveIntegerField(default=1, help_text="different feeds that tell it")
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=ClusterState, default=ClusterState.NEW)
    incident = models.ForeignKey(Incident, null=True, on_delete=models.PROTECT, related_name="signal_clusters")
    by_hand = models.BooleanField(default=False, help_text="a person said so; no machine changes it any more")
    reason = models.CharField(max_length=300, blank=True, help_text="why it needs no verification")
    turn = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(title=""), name="cluster_titled"),
            models.CheckConstraint(
                condition=~models.Q(state="matched") | models.Q(incident__isnull=False), name="cluster_matched_to_one"
            ),
            models.CheckConstraint(
                condition=~models.Q(state="aside") | ~models.Q(reason=""), name="cluster_aside_with_reason"
            ),
            models.CheckConstraint(condition=models.Q(last_at__gte=models.F("first_at")), name="cluster_runs_forward"),
        ]
        indexes = [
            models.Index(fields=["desk", "state", "-last_at"], name="cluster_board"),
            models.Index(fields=["desk", "-last_at"], name="cluster_newest"),
        ]

    def __str__(self) -> str:
        return self.title
