from django.db import models

from gongbao.foundation.accounts.models import Organisation
from gongbao.foundation.events.ids import uuid7
from gongbao.foundation.ledger.models import Commitment
from gongbao.register.subscriptions.models.events import Change


class CorrectionNotice(Commitment):
    """What was published turned out to be wrong: a text in the log that goes to everybody who had it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=15, choices=Change)
    register = models.CharField(max_length=10, blank=True)
    party = models.BigIntegerField()
    name = models.CharField(max_length=300)
    code = models.CharField(max_length=20, blank=True)
    region = models.CharField(max_length=12, blank=True)
    other_name = models.CharField(max_length=300, blank=True, help_text="distinct: the firm that is another one")
    authority = models.CharField(max_length=200)
    issued_at = models.DateTimeField()
    number = models.BigIntegerField(null=True, unique=True, help_text="the event it travels with; empty: not yet")

    class Meta:
        indexes = [
            models.Index(fields=["-issued_at"], name="correction_notice_newest"),
            models.Index(fields=["issued_at"], name="correction_notice_waiting", condition=models.Q(number=None)),
        ]


class Recipient(models.Model):
    """Whom a correction notice went to, and when they said that they acted on it. Public."""

    pk = models.CompositePrimaryKey("notice_id", "organisation_id")
    notice = models.ForeignKey(CorrectionNotice, on_delete=models.PROTECT, db_index=False, related_name="recipients")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT)
    told_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.CharField(max_length=80, blank=True, help_text="not public")
    how = models.CharField(max_length=10, blank=True, help_text="page or api")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(acknowledged_at=None, acknowledged_by="", how="")
                | (models.Q(acknowledged_at__isnull=False) & ~models.Q(acknowledged_by="") & ~models.Q(how="")),
                name="recipient_acknowledged_by_and_at",
            )
        ]
