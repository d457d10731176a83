from django.db import models

from gongbao.foundation.events.ids import uuid7
from gongbao.foundation.ledger.models import Commitment


class ListVersion(Commitment):
    """A version of the list as it was screened against. Its file is in the content-addressed store; `body` is what the
    log says of it, so that a receipt can be held against it years later.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    version = models.CharField(max_length=64, unique=True, help_text="the root over the file's lines")
    content = models.CharField(max_length=64, help_text="the root over the parties' lines: alike when nothing changed")
    parties = models.PositiveIntegerField()
    as_of = models.DateField()
    known_at = models.DateTimeField()
    sha256 = models.CharField(max_length=64, help_text="of the packed file in the store")
    size = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["-known_at"], name="list_version_newest")]
        constraints = [
            models.CheckConstraint(condition=models.Q(version__regex=r"^[0-9a-f]{64}$"), name="list_version_hex"),
        ]


class ScreeningKey(Commitment):
    """A key that signs receipts, as the log names it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    vkey = models.CharField(max_length=300, unique=True)
    made_at = models.DateTimeField()
