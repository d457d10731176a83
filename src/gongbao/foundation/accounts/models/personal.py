from django.db import models

from gongbao.foundation.events.ids import uuid7


class PersonalFact(models.Model):
    """A fact about a person (phone, identity number, full name of a contact), kept apart from everything else.

    Pages show it masked; a full reading is logged in `PersonalReading`; erasure empties `value` and `salt`
    and keeps the commitment (ledger-and-draw.md A12).
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=80)
    party_id = models.BigIntegerField(null=True)
    field = models.CharField(max_length=40)
    value = models.CharField(max_length=300, null=True)
    salt = models.BinaryField(null=True)
    commitment = models.BinaryField()
    recorded_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)
    erased_ground = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(erased_at=None, value__isnull=False, salt__isnull=False)
                | models.Q(erased_at__isnull=False, value=None, salt=None),
                name="personal_fact_erased_or_whole",
            )
        ]
        indexes = [models.Index(fields=["subject_kind", "subject_id", "field"], name="personal_fact_subject")]


class PersonalReading(models.Model):
    """Somebody read a personal fact unmasked, for a stated purpose."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    fact_id = models.UUIDField()
    at = models.DateTimeField()
    actor_id = models.CharField(max_length=80)
    purpose = models.CharField(max_length=200)

    class Meta:
        constraints = [models.CheckConstraint(condition=~models.Q(purpose=""), name="personal_reading_has_a_purpose")]
        indexes = [models.Index(fields=["fact_id", "at"], name="personal_reading_fact")]
