from django.contrib.postgres.fields import ArrayField
from django.db import models

from gongbao.foundation.accounts.models import Organisation
from gongbao.foundation.events.ids import uuid7
from gongbao.register.subscriptions.models.events import ListEvent

Q = models.Q


class Standing(models.TextChoices):
    """How a subscription stands."""

    ON = "on", "正常"
    PAUSED = "paused", "已暂停"
    DISABLED = "disabled", "多日送不到，已停"
    ENDED = "ended", "已退订"


class Subscription(models.Model):
    """An organisation that follows the lists: by webhook, or (no address) by files. Either way it is sent corrections.

    `position` is the last event looked at for it, `sequence` the number of its last message.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT)
    label = models.CharField(max_length=100, help_text="what it is for, in the subscriber's words")
    url = models.CharField(max_length=500, blank=True)
    secret = models.BinaryField(null=True, help_text="sealed; shown once")
    old_secret = models.BinaryField(null=True, help_text="signs beside the new one until `old_until`")
    old_until = models.DateTimeField(null=True)
    registers = ArrayField(models.CharField(max_length=10), default=list, help_text="lists; none: all")
    region = models.CharField(max_length=12, blank=True, help_text="a division code; what lies below is in it")
    kinds = ArrayField(models.CharField(max_length=15), default=list, help_text="kinds of change; none: all")
    standing = models.CharField(max_length=8, choices=Standing, default=Standing.ON)
    position = models.BigIntegerField(default=0)
    sequence = models.BigIntegerField(default=0)
    failures = models.IntegerField(default=0, help_text="tries in a row that failed")
    failing_since = models.DateTimeField(null=True)
    retry_at = models.DateTimeField(null=True, help_text="not before")
    last_ok_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["organisation", "-made_at"], name="subscription_newest")]
        constraints = [
            models.CheckConstraint(
                condition=(Q(url="") & Q(secret=None)) | (~Q(url="") & Q(secret__isnull=False)),
                name="subscription_signs_what_it_sends",
            ),
            models.CheckConstraint(
                condition=Q(standing="ended", ended_at__isnull=False) | (~Q(standing="ended") & Q(ended_at=None)),
                name="subscription_ended_at",
            ),
            models.CheckConstraint(
                condition=Q(old_secret=None, old_until=None) | Q(old_secret__isnull=False, old_until__isnull=False),
                name="subscription_old_secret_ends",
            ),
        ]


class DeliveryState(models.TextChoices):
    WAITING = "waiting", "待送达"
    DELIVERED = "delivered", "已送达"


class Delivery(models.Model):
    """One message to one subscriber. Kept for some weeks after it was delivered."""

    id = models.BigAutoField(primary_key=True)
    subscription = models.ForeignKey(Subscription, on_delete=models.CASCADE, db_index=False, related_name="deliveries")
    sequence = models.BigIntegerField(help_text="counts this subscriber's messages, without gaps")
    event = models.ForeignKey(ListEvent, on_delete=models.PROTECT, db_index=False)
    party = models.BigIntegerField(help_text="the order is kept for each party")
    state = models.CharField(max_length=10, choices=DeliveryState, default=DeliveryState.WAITING)
    attempts = models.IntegerField(default=0)
    queued_at = models.DateTimeField()
    next_at = models.DateTimeField()
    tried_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    status = models.SmallIntegerField(null=True, help_text="the last answer's; empty: none came")
    error = models.CharField(max_length=200, blank=True)
    took_ms = models.IntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subscription", "sequence"], name="delivery_once"),
            models.CheckConstraint(
                condition=Q(state="waiting", delivered_at=None) | Q(state="delivered", delivered_at__isnull=False),
                name="delivery_delivered_at",
            ),
        ]
        indexes = [
            models.Index(
                fields=["subscription", "party", "sequence"], name="delivery_open", condition=Q(state="waiting")
            ),
            models.Index(fields=["delivered_at"], name="delivery_old", condition=Q(state="delivered")),
        ]
