from django.db import models
from django.db.models import Q

from gongbao.foundation.events.ids import uuid7
from gongbao.register.entities.models import Entity


class Letter(models.Model):
    """A special letter (专用信函) to the registered address, and what the post says of it."""

    pk = models.CompositePrimaryKey("entity_id", "id")
    entity = models.ForeignKey(Entity, on_delete=models.PROTECT, db_index=False, related_name="+")
    id = models.UUIDField(default=uuid7, editable=False)
    inspection_id = models.UUIDField()
    mail_number = models.CharField(max_length=40)
    address = models.CharField(max_length=500)
    posted_on = models.DateField()
    posted_by = models.CharField(max_length=80)
    signed = models.BooleanField(null=True, help_text="somebody signed for it; null: not known yet")
    answered_on = models.DateField(null=True, help_text="when the post said so")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entity", "mail_number"], name="letter_once"),
            models.CheckConstraint(
                condition=Q(signed=None, answered_on=None) | Q(signed__isnull=False, answered_on__isnull=False),
                name="letter_signed_and_when",
            ),
        ]
        indexes = [models.Index(fields=["entity", "inspection_id"], name="letter_inspection")]


class PremisesProof(models.Model):
    """A visit that shows the firm is not there (K25 14); its statement or pictures are attachments."""

    pk = models.CompositePrimaryKey("entity_id", "id")
    entity = models.ForeignKey(Entity, on_delete=models.PROTECT, db_index=False, related_name="+")
    id = models.UUIDField(default=uuid7, editable=False)
    inspection_id = models.UUIDField()
    proof = models.CharField(max_length=20, choices=[(one, one) for one in ("statement", "no-such-address")])
    visited_on = models.DateField()
    words = models.TextField(help_text="who states what; names of natural persons stay out of it")
    noted_at = models.DateTimeField()
    noted_by = models.CharField(max_length=80)

    class Meta:
        indexes = [models.Index(fields=["entity", "inspection_id"], name="premises_inspection")]
