from django.db import models

from gongbao.foundation.ledger.models import Commitment
from gongbao.register.entities.models import Entity


class Record(Commitment):
    """The public document about an entity, one row a version. `body` is what is served, byte for byte."""

    pk = models.CompositePrimaryKey("entity_id", "version")
    entity = models.ForeignKey(Entity, on_delete=models.PROTECT, db_index=False, related_name="records")
    version = models.PositiveIntegerField()
    record = models.UUIDField(help_text="the same for every version of one entity's record; opaque in the ledger")
    etag = models.CharField(max_length=64, help_text="hex SHA-256 of the body")
    facts = models.CharField(
        max_length=64, help_text="hex SHA-256 of the sections alone: tells whether anything changed"
    )
    reason = models.CharField(max_length=60, help_text="why this version was published")
    published_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["-published_at", "-entity"], name="record_news"),
            models.Index(fields=["record"], name="record_by_uuid"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["entity"], condition=models.Q(superseded_at=None), name="record_one_current"
            ),
            models.CheckConstraint(condition=models.Q(version__gte=1), name="record_version_from_one"),
            models.CheckConstraint(
                condition=models.Q(erased_at=None, body__isnull=False, salt__isnull=False)
                | models.Q(erased_at__isnull=False, body=None, salt=None),
                name="record_erased_or_whole",
            ),
        ]


class PendingPublication(models.Model):
    """An entity whose facts changed in bulk and whose record is still to be published; the worker empties this."""

    entity_id = models.BigIntegerField(primary_key=True)
    reason = models.CharField(max_length=60)
    since = models.DateTimeField()
