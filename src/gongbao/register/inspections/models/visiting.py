from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from gongbao.register.entities.models import Entity


class Outcome(models.TextChoices):
    CHECKED = "checked", "已检查"
    OBSTRUCTED = "obstructed", "不配合"
    NOT_FOUND = "not-found", "在登记的住所找不到该主体"
    NO_ADDRESS = "no-address", "登记的住所不存在"


class Signing(models.TextChoices):
    DRAWN = "drawn", "手写签名"
    TYPED = "typed", "输入姓名并确认"
    SEALED = "sealed", "加盖公章"
    REFUSED = "refused", "未签字盖章"


class RecordState(models.TextChoices):
    STANDING = "standing", "现行记录"
    CONFLICTING = "conflicting", "与现行记录冲突，待确认"
    SUPERSEDED = "superseded", "已被取代"


class VisitRecord(models.Model):
    """What was seen and heard, as written down on the spot. Its id comes from the device: sent twice it is one.

    Names of signers and witnesses are PersonalFacts; a drawn signature is an attachment only officers open.
    """

    pk = models.CompositePrimaryKey("entity_id", "id")
    entity = models.ForeignKey(Entity, on_delete=models.PROTECT, db_index=False, related_name="+")
    id = models.UUIDField(editable=False)
    inspection_id = models.UUIDField()
    digest = models.CharField(max_length=64, help_text="SHA-256 of everything sent, files by their own digest")
    method = models.CharField(max_length=10)
    outcome = models.CharField(max_length=10, choices=Outcome)
    obstructions = ArrayField(models.CharField(max_length=20), default=list)
    visited_at = models.DateTimeField(help_text="as the device says")
    received_at = models.DateTimeField()
    sent_by = models.CharField(max_length=80)
    sent_by_user = models.BigIntegerField(null=True)
    present = ArrayField(models.CharField(max_length=40), default=list, help_text="inspectors there, by certificate")
    certificates_shown = models.BooleanField(default=False)
    words = models.TextField(blank=True)
    signing = models.CharField(max_length=8, choices=Signing)
    consented = models.BooleanField(default=False, help_text="the signer read it and agreed that it is kept")
    signer_post = models.CharField(max_length=80, blank=True)
    refusal_reason = models.CharField(max_length=500, blank=True)
    state = models.CharField(max_length=12, choices=RecordState, default=RecordState.STANDING)
    settled_by = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["entity", "inspection_id"], condition=Q(state="standing"), name="record_one_standing"
            ),
            models.CheckConstraint(
                condition=~Q(signing="refused") | ~Q(refusal_reason=""), name="record_refusal_has_reason"
            ),
            models.CheckConstraint(
                condition=Q(signing__in=["refused", "sealed"]) | Q(consented=True), name="record_signed_with_consent"
            ),
        ]
        indexes = [models.Index(fields=["entity", "inspection_id"], name="record_inspection")]


class RecordAnswer(models.Model):
    """The answer to one question of the check."""

    pk = models.CompositePrimaryKey("entity_id", "record_id", "question")
    entity = models.ForeignKey(Entity, on_delete=models.PROTECT, db_index=False, related_name="+")
    record_id = models.UUIDField()
    question = models.CharField(max_length=20)
    answer = models.CharField(max_length=12, choices=[(one, one) for one in ("yes", "no", "not-relevant", "open")])
    note = models.CharField(max_length=500, blank=True)
