from django.db import models

from gongbao.briefing.incidents.models import Incident, Report
from gongbao.briefing.units.models import Unit
from gongbao.foundation.events.ids import uuid7


class Direction(models.TextChoices):
    UP = "up", "报上级"
    ACROSS = "across", "通报同级"


class HandOff(models.Model):
    """An incident handed up or across: to whom, by which carrier, and who there said when that they have it.

    `identifier` and `sent` are those of its CAP message; `message` is it, byte for byte, where one was made.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="hand_offs")
    report = models.ForeignKey(Report, null=True, on_delete=models.PROTECT, related_name="hand_offs")
    desk = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="hand_offs")
    direction = models.CharField(max_length=6, choices=Direction)
    to = models.CharField(max_length=80)
    carrier = models.CharField(max_length=12, help_text="a code of `carriers`: phone, cap, paper, …")
    type = models.CharField(max_length=8, default="Alert", help_text="CAP msgType: Alert, Update or Cancel")
    drill = models.BooleanField()
    words = models.TextField(blank=True)
    identifier = models.CharField(max_length=80, unique=True)
    message = models.BinaryField(null=True)
    given_at = models.DateTimeField()
    given_by = models.CharField(max_length=80)
    answered_at = models.DateTimeField(null=True)
    answered_name = models.CharField(max_length=80, blank=True)
    answered_how = models.CharField(max_length=12, blank=True)
    answered_words = models.CharField(max_length=300, blank=True)
    refused = models.BooleanField(default=False)
    recorded_by = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(to=""), name="handoff_to_somebody"),
            models.CheckConstraint(
                condition=models.Q(answered_at=None, answered_name="", answered_how="")
                | models.Q(answered_at__isnull=False) & ~models.Q(answered_name="") & ~models.Q(answered_how=""),
                name="handoff_answered_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["incident", "given_at"], name="handoff_incident"),
            models.Index(fields=["desk", "-given_at"], name="handoff_desk"),
        ]


class ReceivedMessage(models.Model):
    """A CAP message another body sent us, kept byte for byte. The same message comes in once."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    desk = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="received_messages")
    sender = models.CharField(max_length=120)
    identifier = models.CharField(max_length=120)
    sent = models.DateTimeField()
    type = models.CharField(max_length=8)
    drill = models.BooleanField()
    headline = models.CharField(max_length=300)
    message = models.BinaryField()
    about = models.ForeignKey(HandOff, null=True, on_delete=models.PROTECT, related_name="received")
    received_at = models.DateTimeField()
    received_by = models.CharField(max_length=80)
    answer = models.BinaryField(null=True, help_text="the Ack or Error we made for it")
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["desk", "sender", "identifier"], name="duty_received_once"),
            models.CheckConstraint(
                condition=models.Q(answered_at=None, answer=None, answered_by="")
                | models.Q(answered_at__isnull=False, answer__isnull=False) & ~models.Q(answered_by=""),
                name="received_answered_whole",
            ),
        ]
        indexes = [models.Index(fields=["desk", "-received_at"], name="duty_received_newest")]
