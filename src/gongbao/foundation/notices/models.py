from django.db import models

from gongbao.foundation.duties.models import PartyKind
from gongbao.foundation.events.ids import uuid7


class Notice(models.Model):
    """A message to a party's inbox. The words are kept as sent, in both languages."""

    pk = models.CompositePrimaryKey("party_id", "id")
    party_id = models.BigIntegerField()
    id = models.UUIDField(default=uuid7, editable=False)
    party_kind = models.CharField(max_length=12, choices=PartyKind)
    kind = models.CharField(max_length=40)
    title_zh = models.CharField(max_length=120)
    title_en = models.CharField(max_length=160)
    body_zh = models.TextField()
    body_en = models.TextField()
    link = models.CharField(max_length=200, blank=True)
    sent_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    read_by = models.CharField(max_length=80, blank=True)

    class Meta:
        indexes = [models.Index(fields=["party_kind", "party_id", "-sent_at"], name="notice_inbox")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(read_at=None, read_by="")
                | (models.Q(read_at__isnull=False) & ~models.Q(read_by="")),
                name="notice_read_by_and_at",
            )
        ]
