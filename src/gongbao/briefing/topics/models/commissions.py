from django.contrib.postgres.fields import ArrayField
from django.db import models

from gongbao.briefing.items.models import ItemType, Reason
from gongbao.briefing.units.models import Unit
from gongbao.foundation.events.ids import uuid7

#: The list of reasons for which a unit may decline.
DECLINE = "decline-commission"


class ReminderRule(models.Model):
    """When a desk reminds of commissions. Never changed once made: a commission keeps the rule it began with."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    desk = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="reminder_rules")
    title = models.CharField(max_length=60)
    before_hours = ArrayField(models.PositiveIntegerField(), help_text="hours before the time, each once")
    after_hours = models.PositiveIntegerField(null=True, help_text="every so many hours once it is late")
    after_most = models.PositiveSmallIntegerField(default=0, help_text="at most so often once it is late")
    active = models.BooleanField(default=True)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(title=""), name="reminder_rule_has_a_title"),
            models.CheckConstraint(
                condition=models.Q(after_hours=None, after_most=0)
                | models.Q(after_hours__gte=1, after_most__gte=1, after_most__lte=30),
                name="reminder_rule_after",
            ),
        ]
        indexes = [models.Index(fields=["desk", "-made_at"], name="reminder_rule_newest")]


class Commission(models.Model):
    """What the desk asks of chosen units (约稿): content, style, length, time, and whom to ask."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    desk = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="commissions")
    title = models.CharField(max_length=120)
    words = models.TextField()
    type = models.ForeignKey(ItemType, on_delete=models.PROTECT, related_name="+")
    length = models.PositiveIntegerField(null=True, help_text="characters, about")
    contact = models.CharField(max_length=80)
    due_at = models.DateTimeField()
    rule = models.ForeignKey(ReminderRule, on_delete=models.PROTECT, related_name="commissions")
    issued_at = models.DateTimeField()
    issued_by = models.CharField(max_length=80)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_why = models.CharField(max_length=400, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(title="") & ~models.Q(words="") & ~models.Q(contact=""),
                name="commission_has_words",
            ),
            models.CheckConstraint(condition=models.Q(due_at__gt=models.F("issued_at")), name="commission_leaves_time"),
            models.CheckConstraint(
                condition=models.Q(withdrawn_at=None, withdrawn_why="")
                | (models.Q(withdrawn_at__isnull=False) & ~models.Q(withdrawn_why="")),
                name="commission_withdrawn_why",
            ),
        ]
        indexes = [models.Index(fields=["desk", "-issued_at"], name="commission_newest")]


class CallState(models.TextChoices):
    OPEN = "open", "待报送"
    SUBMITTED = "submitted", "已报送"
    ACCEPTED = "accepted", "已完成"
    DECLINED = "declined", "已辞约"
    WITHDRAWN = "withdrawn", "已撤回"


class Call(models.Model):
    """One unit's part in a commission: a duty with its own time, which more time may move."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    commission = models.ForeignKey(Commission, on_delete=models.PROTECT, related_name="calls")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="commissioned")
    due_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=CallState, default=CallState.OPEN)
    submitted_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    reason = models.ForeignKey(Reason, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["commission", "unit"], name="call_once"),
            models.CheckConstraint(
                condition=~models.Q(state__in=["submitted", "accepted"]) | models.Q(submitted_at__isnull=False),
                name="call_submitted_at",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["open", "submitted"], ended_at=None)
                | models.Q(state__in=["accepted", "declined", "withdrawn"], ended_at__isnull=False),
                name="call_ended_or_open",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="declined") | models.Q(reason__isnull=False),
                name="call_declined_for_a_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "state", "due_at"], name="call_unit"),
            models.Index(fields=["due_at"], name="call_open_due", condition=models.Q(state="open")),
        ]


class CallStepKind(models.TextChoices):
    ISSUED = "issued", "约稿"
    SUBMITTED = "submitted", "报送"
    CAME_BACK = "came-back", "退回或撤回"
    ACCEPTED = "accepted", "完成"
    DECLINED = "declined", "辞约"
    INSISTED = "insisted", "再请"
    TIME_ASKED = "time-asked", "申请延期"
    TIME_GRANTED = "time-granted", "同意延期"
    TIME_REFUSED = "time-refused", "不同意延期"
    REMINDED = "reminded", "提醒"
    WITHDRAWN = "withdrawn", "撤回"


TIME_KINDS = (CallStepKind.TIME_ASKED, CallStepKind.TIME_GRANTED, CallStepKind.TIME_REFUSED)


class CallStep(models.Model):
    """What happened to a unit's part, in order. Append-only; a reminder of one kind is sent once (`key`)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=12, choices=CallStepKind)
    at = models.DateTimeField()
    by = models.CharField(max_length=80)
    words = models.CharField(max_length=1000, blank=True)
    due_at = models.DateTimeField(null=True)
    key = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["call", "key"], condition=~models.Q(key=""), name="call_reminded_once")
        ]
        indexes = [models.Index(fields=["call", "at"], name="call_step")]
