from django.db import models

from gongbao.foundation.events.actor import ActorKind
from gongbao.foundation.events.ids import uuid7


class Event(models.Model):
    """One thing somebody did. No foreign keys: the trail neither blocks nor follows the live data."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    at = models.DateTimeField()
    name = models.CharField(max_length=80)
    actor_kind = models.CharField(max_length=10, choices=[(k.value, k.value) for k in ActorKind])
    actor_id = models.CharField(max_length=80)
    actor_label = models.CharField(max_length=120)
    organisation_id = models.BigIntegerField(null=True)
    request = models.UUIDField()
    subject_kind = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=80)
    party_id = models.BigIntegerField(null=True)
    detail = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["-at", "-id"], name="event_newest"),
            models.Index(fields=["subject_kind", "subject_id", "at"], name="event_subject"),
            models.Index(fields=["party_id", "at"], name="event_party", condition=models.Q(party_id__isnull=False)),
            models.Index(fields=["actor_kind", "actor_id", "at"], name="event_actor"),
        ]
        constraints = [models.CheckConstraint(condition=~models.Q(actor_id=""), name="event_has_an_actor")]
