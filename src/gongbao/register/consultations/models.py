from django.contrib.postgres.fields import ArrayField
from django.db import models

from gongbao.foundation.accounts.models import Organisation
from gongbao.foundation.events.ids import uuid7
from gongbao.register.entities.models import Entity

Q = models.Q


class Purpose(models.Model):
    """What a department or court may consult the lists for. Never deleted: the log speaks of it."""

    code = models.CharField(max_length=40, primary_key=True)
    zh = models.CharField(max_length=60)
    en = models.CharField(max_length=80)
    basis = models.CharField(max_length=200, help_text="the law it rests on, as shown")
    active = models.BooleanField(default=True)
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(code__regex=r"^[a-z][a-z0-9-]+$"), name="purpose_code"),
            models.CheckConstraint(condition=~Q(zh="") & ~Q(en="") & ~Q(basis=""), name="purpose_says_what"),
        ]


class Consultation(models.Model):
    """One request of a department: who, when, what for, about what file. What was asked is only committed to.

    `digest` is the root over the rows of the signed receipt: whoever shows the receipt shows what was asked.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT)
    purpose = models.ForeignKey(Purpose, on_delete=models.PROTECT)
    reference = models.CharField(max_length=120, help_text="number of the case or file")
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=120)
    by_program = models.BooleanField(help_text="through the API, with a key")
    lines = models.PositiveIntegerField(default=0)
    same = models.PositiveIntegerField(default=0)
    possible = models.PositiveIntegerField(default=0)
    related = models.PositiveIntegerField(default=0)
    none = models.PositiveIntegerField(default=0)
    unreadable = models.PositiveIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)
    list_version = models.CharField(max_length=64, blank=True)
    answered_at = models.DateTimeField(null=True)
    job_id = models.UUIDField(null=True, unique=True, help_text="the list it was asked as, while that is kept")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(reference=""), name="consultation_of_a_file"),
            models.CheckConstraint(
                condition=Q(digest="") | Q(digest__regex=r"^[0-9a-f]{64}$", answered_at__isnull=False),
                name="consultation_committed",
            ),
            models.CheckConstraint(
                condition=Q(digest="")
                | Q(
                    lines=models.F("same")
                    + models.F("possible")
                    + models.F("related")
                    + models.F("none")
                    + models.F("unreadable")
                ),
                name="consultation_counted",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "-asked_at", "-id"], name="consultation_own"),
            models.Index(fields=["-asked_at", "-id"], name="consultation_newest"),
            models.Index(fields=["purpose", "-asked_at"], name="consultation_purpose"),
        ]


class Following(models.Model):
    """A department is told when a firm's standing on the lists changes: for a purpose, until a day."""

    pk = models.CompositePrimaryKey("entity_id", "id")
    entity = models.ForeignKey(Entity, on_delete=models.PROTECT, db_index=False, related_name="followings")
    id = models.UUIDField(default=uuid7, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT)
    purpose = models.ForeignKey(Purpose, on_delete=models.PROTECT)
    reference = models.CharField(max_length=120)
    until = models.DateField(help_text="last day it is told")
    entries = ArrayField(models.CharField(max_length=80), default=list, help_text="the entries told of last")
    since = models.DateTimeField()
    by = models.CharField(max_length=120)
    stopped_at = models.DateTimeField(null=True)
    stopped_by = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["entity", "organisation", "reference"], condition=Q(stopped_at=None), name="following_once"
            ),
            models.CheckConstraint(condition=~Q(reference=""), name="following_for_a_file"),
            models.CheckConstraint(
                condition=Q(stopped_at=None, stopped_by="") | (Q(stopped_at__isnull=False) & ~Q(stopped_by="")),
                name="following_stopped_by",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "-since"], name="following_own"),
            models.Index(fields=["until"], name="following_running", condition=Q(stopped_at=None)),
        ]


class Change(models.TextChoices):
    LISTED = "listed", "列入"
    REMOVED = "removed", "移出"


class News(models.Model):
    """One change told to one department. `id` grows: a program reads on from the last one it has."""

    id = models.BigAutoField(primary_key=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT)
    following = models.UUIDField()
    firm = models.BigIntegerField(help_text="the entity's id")
    name = models.CharField(max_length=300)
    code = models.CharField(max_length=20, blank=True)
    reference = models.CharField(max_length=120)
    change = models.CharField(max_length=8, choices=Change)
    list_code = models.CharField(max_length=20)
    listing = models.CharField(max_length=60)
    ground_zh = models.CharField(max_length=300, blank=True, help_text="empty where the entry is gone")
    ground_en = models.CharField(max_length=300, blank=True)
    number = models.CharField(max_length=100, blank=True)
    authority = models.CharField(max_length=200, blank=True)
    since = models.DateField(null=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["organisation", "id"], name="news_cursor")]
