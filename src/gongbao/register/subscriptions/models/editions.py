from django.db import models

from gongbao.foundation.events.ids import uuid7
from gongbao.foundation.ledger.models import Commitment


class Edition(Commitment):
    """The files of one version of the lists, as published. `body` is their manifest, and stands in the log."""

    version = models.BigIntegerField(primary_key=True)
    id = models.UUIDField(unique=True, default=uuid7, editable=False)
    before = models.BigIntegerField(help_text="the edition before; its changes lead from there to here. 0: none")
    made_at = models.DateTimeField()
    entries = models.BigIntegerField(help_text="every entry there ever was")
    in_force = models.BigIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(before__gte=0, before__lt=models.F("version")), name="edition_runs_forward"
            ),
            models.CheckConstraint(
                condition=models.Q(in_force__lte=models.F("entries")), name="edition_in_force_of_entries"
            ),
        ]


class EditionFile(models.Model):
    """One file of an edition; its bytes lie in the content-addressed store until they are collected."""

    pk = models.CompositePrimaryKey("edition_id", "name")
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, db_index=False, related_name="files")
    name = models.CharField(max_length=40)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    rows = models.BigIntegerField()
    collected_at = models.DateTimeField(null=True, help_text="its bytes are kept no longer; the hash stays")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(sha256__regex=r"^[0-9a-f]{64}$"), name="edition_file_hex")
        ]
