from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from gongbao.briefing.bulletins.models import Issue
from gongbao.briefing.items.models import Undertaking
from gongbao.briefing.units.models import Unit
from gongbao.foundation.accounts.models import User
from gongbao.foundation.events.ids import uuid7


class DocumentKind(models.TextChoices):
    ITEM = "item", "信息"
    ENTRY = "entry", "刊登"
    INSTRUCTION = "instruction", "批示"
    MATERIAL = "material", "学习材料"


class Document(models.Model):
    """A text as the search knows it. Made from what others keep, and made anew at any time: nothing lives here alone.

    `writers`, `desk`, `issue` and `leader` say who may find it; the query asks them, `keys` only narrow the index.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=12, choices=DocumentKind)
    ref = models.UUIDField()
    title = models.CharField(max_length=240)
    text = models.TextField()
    folded_title = models.CharField(max_length=240)
    folded = models.TextField()
    at = models.DateTimeField()
    unit = models.ForeignKey(Unit, null=True, on_delete=models.CASCADE, related_name="+")
    desk = models.ForeignKey(Unit, null=True, on_delete=models.CASCADE, related_name="+")
    below = models.BooleanField(default=False, help_text="for the units below the desk too")
    writers = ArrayField(models.BigIntegerField(), default=list)
    issue = models.ForeignKey(Issue, null=True, on_delete=models.CASCADE, related_name="+")
    place = models.PositiveIntegerField(null=True, help_text="of an entry in its issue")
    leader = models.ForeignKey(User, null=True, on_delete=models.CASCADE, related_name="+")
    undertaking = models.ForeignKey(Undertaking, null=True, on_delete=models.CASCADE, related_name="+")
    type = models.CharField(max_length=30, blank=True)
    state = models.CharField(max_length=12, blank=True)
    label = models.CharField(max_length=120, blank=True, help_text="whose or which number, as a hit says it")
    grams = ArrayField(models.IntegerField(), help_text="pairs of neighbouring characters")
    keys = ArrayField(models.IntegerField(), help_text="reach and filters as numbers")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "ref"], name="document_once")]
        indexes = [
            GinIndex(fields=["grams", "keys"], name="document_words", fastupdate=False),
            models.Index(fields=["-at", "id"], name="document_newest"),
        ]


class Stale(models.Model):
    """Something changed and its document is not made anew yet: written in the same transaction as the change."""

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=12)
    ref = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "ref"], name="stale_once")]
