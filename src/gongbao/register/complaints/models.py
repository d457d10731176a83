from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from gongbao.foundation.accounts.models import Organisation
from gongbao.foundation.events.ids import uuid7
from gongbao.register.entities.models import Entity


class Kind(models.TextChoices):
    FALSEHOOD = "falsehood", "举报公示信息虚假"
    QUERY = "query", "对政府部门公示信息有疑问"


class Reporter(models.TextChoices):
    PERSON = "person", "个人"
    CONSUMER = "consumer", "消费者"
    NEWS = "news", "新闻单位"
    BODY = "body", "单位"


class State(models.TextChoices):
    RECEIVED = "received", "已收到"
    VERIFYING = "verifying", "核实中"
    CONFIRMED = "confirmed", "属实"
    UNFOUNDED = "unfounded", "不属实"
    UNVERIFIABLE = "unverifiable", "无法核实"
    CORRECTED = "corrected", "信息已更正"
    NOT_OURS = "not-ours", "不属本局职责"


ANSWERED = (State.CONFIRMED, State.UNFOUNDED, State.UNVERIFIABLE, State.CORRECTED, State.NOT_OURS)


class Complaint(models.Model):
    """Somebody says that what is published about an entity is wrong. Never shown to the entity.

    Who it was is not here: see `Identity`. Whoever has the receipt code follows it; only its hash is kept.
    """

    pk = models.CompositePrimaryKey("entity_id", "id")
    entity = models.ForeignKey(Entity, on_delete=models.PROTECT, db_index=False, related_name="+")
    id = models.UUIDField(default=uuid7, editable=False)
    number = models.CharField(max_length=80)
    kind = models.CharField(max_length=10, choices=Kind)
    reporter = models.CharField(max_length=10, choices=Reporter, default=Reporter.PERSON)
    about = ArrayField(models.CharField(max_length=20), help_text="which published facts, see rules.ABOUT")
    words = models.TextField()
    receipt_hash = models.CharField(max_length=64)
    received_at = models.DateTimeField()
    region = models.CharField(max_length=12)
    authority = models.CharField(max_length=200)
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=State, default=State.RECEIVED)
    taken_up_at = models.DateTimeField(null=True)
    taken_up_by = models.CharField(max_length=80, blank=True)
    notes = models.TextField(blank=True, help_text="what the verification found, for the file")
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=80, blank=True)
    answer = models.TextField(blank=True)
    inspection_id = models.UUIDField(null=True, help_text="the targeted check it led to")
    result_id = models.UUIDField(null=True, help_text="the published result of that check")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(about__len__gte=1) & ~Q(words=""), name="complaint_says_what"),
            models.CheckConstraint(
                condition=Q(state__in=["received", "verifying"], answered_at=None, answer="")
                | (Q(answered_at__isnull=False) & ~Q(answer="") & ~Q(state__in=["received", "verifying"])),
                name="complaint_answered_in_writing",
            ),
        ]
        indexes = [
            models.Index(fields=["receipt_hash"], name="complaint_receipt"),
            models.Index(fields=["region", "state", "received_at"], name="complaint_work"),
        ]


class Identity(models.Model):
    """Who complained and how to answer: held apart, sealed with the house's key, opened only for a written purpose."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    complaint = models.UUIDField()
    field = models.CharField(max_length=20, choices=[(one, one) for one in ("name", "phone", "email", "address")])
    sealed = models.TextField(help_text="never in the clear; empty after erasure", blank=True)
    recorded_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["complaint", "field"], name="identity_field_once"),
            models.CheckConstraint(
                condition=Q(erased_at=None) & ~Q(sealed="") | Q(erased_at__isnull=False, sealed=""),
                name="identity_erased_or_whole",
            ),
        ]


class IdentityReading(models.Model):
    """Somebody opened an identity, for a stated purpose."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    complaint = models.UUIDField()
    at = models.DateTimeField()
    actor_id = models.CharField(max_length=80)
    actor_label = models.CharField(max_length=120)
    purpose = models.CharField(max_length=200)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(purpose=""), name="identity_reading_has_a_purpose")]
        indexes = [models.Index(fields=["complaint", "at"], name="identity_reading_when")]
