from django.db import models

from gongbao.briefing.incidents.models.incident import Incident
from gongbao.briefing.incidents.models.table import Hazard
from gongbao.briefing.units.models import Unit
from gongbao.foundation.events.ids import uuid7


class TipPlace(models.Model):
    """A code on a wall: whoever scans it can tell this unit's desk what happens at this place, without an account."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    token = models.CharField(max_length=32, unique=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="tip_places")
    place = models.CharField(max_length=200)
    division = models.CharField(max_length=12, blank=True)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=~models.Q(place=""), name="tip_place_named")]
        indexes = [models.Index(fields=["unit", "-made_at"], name="tip_place_unit")]


class TipState(models.TextChoices):
    NEW = "new", "待核实"
    REPORTED = "reported", "已立为事件"
    KNOWN = "known", "已有报告"
    NOTHING = "nothing", "核实后无需报告"


class Tip(models.Model):
    """What somebody told through a code: unverified until a person has looked. Who told is sealed, and may be empty."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    receipt = models.CharField(max_length=40, unique=True)
    origin = models.ForeignKey(TipPlace, on_delete=models.PROTECT, related_name="tips")
    desk = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="tips")
    hazard = models.ForeignKey(Hazard, null=True, on_delete=models.PROTECT, related_name="+")
    words = models.TextField()
    place = models.CharField(max_length=200)
    seen_at = models.DateTimeField(null=True, help_text="when it happened, as told")
    sealed = models.BinaryField(null=True, help_text="who told, if they said")
    offline_id = models.UUIDField(null=True)
    received_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=TipState, default=TipState.NEW)
    incident = models.ForeignKey(Incident, null=True, on_delete=models.PROTECT, related_name="tips")
    verified_at = models.DateTimeField(null=True)
    verified_by = models.CharField(max_length=80, blank=True)
    outcome = models.CharField(max_length=400, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(words=""), name="tip_has_words"),
            models.UniqueConstraint(
                fields=["origin", "offline_id"], condition=models.Q(offline_id__isnull=False), name="tip_arrives_once"
            ),
            models.CheckConstraint(
                condition=models.Q(state="new", verified_at=None)
                | (~models.Q(state="new") & models.Q(verified_at__isnull=False) & ~models.Q(verified_by="")),
                name="tip_verified_by_somebody",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["reported", "known"]) | models.Q(incident__isnull=False),
                name="tip_of_an_incident",
            ),
        ]
        indexes = [models.Index(fields=["desk", "state", "received_at"], name="tip_inbox")]
