"""Persons in posts: what tells them apart, what bars them, and what they have shown not to be."""

from django.db import models

from gongbao.foundation.events.ids import uuid7
from gongbao.foundation.ledger.models import Commitment
from gongbao.kernel.statutes import BarGround
from gongbao.register.entities.models import Entity

Q = models.Q
GROUNDS = [(ground.value, ground.words.zh) for ground in BarGround]


class PersonKey(models.Model):
    """What tells one person from another of the same name: a keyed hash of the identity number, the year of birth.

    A personal table of its own: nothing else holds these, and they leave it only as the answer of a comparison. The
    number itself is a `PersonalFact`.
    """

    pk = models.CompositePrimaryKey("entity_id", "person_id")
    entity = models.ForeignKey(Entity, on_delete=models.CASCADE, db_index=False, related_name="person_keys")
    person_id = models.UUIDField()
    key = models.BinaryField(max_length=32, help_text="HMAC-SHA-256 of the normalised identity number")
    birth_year = models.PositiveSmallIntegerField(null=True)
    seen_at = models.DateTimeField()
    seen_by = models.CharField(max_length=80)

    class Meta:
        indexes = [models.Index(fields=["key"], name="person_key")]


class Bar(models.Model):
    """A person who may not hold a post elsewhere: on which ground, since when, until when.

    `entity` and `person_id` say of whom: the person as the register of that enterprise knows it.
    """

    pk = models.CompositePrimaryKey("entity_id", "id")
    entity = models.ForeignKey(Entity, on_delete=models.PROTECT, db_index=False, related_name="bars")
    id = models.UUIDField(default=uuid7, editable=False)
    person_id = models.UUIDField()
    name = models.CharField(max_length=100)
    post = models.CharField(max_length=20)
    ground = models.CharField(max_length=20, choices=GROUNDS)
    since = models.DateField()
    until = models.DateField(help_text="first day on which it no longer holds")
    citation = models.CharField(max_length=60)
    source_kind = models.CharField(max_length=40, help_text="what it follows from, e.g. a serious entry")
    source_id = models.CharField(max_length=80)
    reason = models.TextField(blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=80)
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.CharField(max_length=80, blank=True)
    lifted_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["entity", "person_id", "ground", "source_id"],
                condition=Q(lifted_at=None),
                name="bar_once",
            ),
            models.CheckConstraint(condition=Q(until__gt=models.F("since")), name="bar_has_a_term"),
            models.CheckConstraint(
                condition=Q(lifted_at=None, lifted_by="", lifted_reason="")
                | (Q(lifted_at__isnull=False) & ~Q(lifted_by="") & ~Q(lifted_reason="")),
                name="bar_lifted_with_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["name"], name="bar_name", condition=Q(lifted_at=None)),
            models.Index(fields=["until"], name="bar_until", condition=Q(lifted_at=None)),
        ]


class Severance(Commitment):
    """A person has shown that another record is of somebody else ("not me"). Holds for every list and copy.

    `key` is the keyed hash of the declarer's identity number; the other side is a person of an enterprise.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    key = models.BinaryField(max_length=32)
    other_entity = models.BigIntegerField()
    other_person = models.UUIDField()
    number = models.CharField(max_length=60)
    document = models.CharField(max_length=60, help_text="which identity document was seen")
    statement = models.TextField()
    region = models.CharField(max_length=12)
    verified_at = models.DateTimeField()
    verified_by = models.CharField(max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "other_entity", "other_person"], name="severance_once")]
        indexes = [
            models.Index(fields=["other_entity", "other_person"], name="severance_other"),
            models.Index(fields=["-verified_at"], name="severance_newest"),
        ]


class Override(models.Model):
    """A registration made although somebody of the same name is barred: who looked, and why it is somebody else."""

    pk = models.CompositePrimaryKey("entity_id", "id")
    entity = models.ForeignKey(Entity, on_delete=models.PROTECT, db_index=False, related_name="overrides")
    id = models.UUIDField(default=uuid7, editable=False)
    person_id = models.UUIDField()
    bar_entity = models.BigIntegerField()
    bar_id = models.UUIDField()
    reason = models.TextField()
    at = models.DateTimeField()
    by = models.CharField(max_length=80)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="override_has_a_reason")]
