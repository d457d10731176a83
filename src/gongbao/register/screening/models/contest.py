from django.db import models

from gongbao.foundation.events.ids import uuid7
from gongbao.foundation.ledger.models import Commitment
from gongbao.register.entities.models import Entity


class ContestState(models.TextChoices):
    RECEIVED = "received", "已收到"
    DISTINCT = "distinct", "核实不是同一家"
    REFUSED = "refused", "核实是同一家"


class Contest(models.Model):
    """A firm says a match is wrong: 不是我们. `entity` is the firm that says so, `listed_id` the listed party."""

    pk = models.CompositePrimaryKey("entity_id", "id")
    entity = models.ForeignKey(Entity, on_delete=models.PROTECT, db_index=False, related_name="contests")
    id = models.UUIDField(default=uuid7, editable=False)
    listed_id = models.BigIntegerField(help_text="the listed entity it was taken for")
    listed_name = models.CharField(max_length=300)
    region = models.CharField(max_length=12, help_text="of the listed entity: whose office verifies")
    statement = models.TextField()
    state = models.CharField(max_length=10, choices=ContestState, default=ContestState.RECEIVED)
    received_at = models.DateTimeField()
    received_from = models.CharField(max_length=80)
    due_on = models.DateField(help_text="the office's last day to answer")
    rule = models.CharField(max_length=300, help_text="the rule the day was counted by")
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=80, blank=True)
    answer = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["entity", "listed_id"], condition=models.Q(state="received"), name="screening_contest_one_open"
            ),
            models.CheckConstraint(
                condition=models.Q(state="received", answered_at=None)
                | (~models.Q(state="received") & models.Q(answered_at__isnull=False)),
                name="screening_contest_answered",
            ),
            models.CheckConstraint(
                condition=~models.Q(entity_id=models.F("listed_id")), name="screening_contest_of_another"
            ),
        ]
        indexes = [models.Index(fields=["due_on"], name="screening_contest_open", condition=models.Q(state="received"))]


class Correction(Commitment):
    """The office's finding that two firms are not one. It stands in every later version of the list; its logged text
    is what subscribers and bulk users are sent.
    """

    pk = models.CompositePrimaryKey("entity_id", "id")
    entity = models.ForeignKey(Entity, on_delete=models.PROTECT, db_index=False, related_name="corrections")
    id = models.UUIDField(default=uuid7, editable=False)
    other_id = models.BigIntegerField(help_text="the firm that is not this listed one")
    other_code = models.CharField(max_length=20)
    contest_id = models.UUIDField()
    authority = models.CharField(max_length=200)
    decided_at = models.DateTimeField()
    decided_by = models.CharField(max_length=80)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["entity", "other_id"], condition=models.Q(withdrawn_at=None), name="screening_correction_once"
            )
        ]
        indexes = [models.Index(fields=["decided_at"], name="screening_correction_when")]
