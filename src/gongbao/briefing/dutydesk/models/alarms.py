from django.contrib.postgres.fields import ArrayField
from django.db import models

from gongbao.briefing.dutydesk.models.roster import Role
from gongbao.briefing.incidents.models import Clock, Incident
from gongbao.briefing.units.models import Unit
from gongbao.foundation.accounts.models import User
from gongbao.foundation.events.ids import uuid7


class Trigger(models.TextChoices):
    LODGED = "lodged", "收到首报"
    CLOCK = "clock", "时限将到"


class Policy(models.Model):
    """Whom to call when something happens, and whom next (催应办法). Replaced by a new one, never changed: an alarm
    keeps the policy it began with.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    desk = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="alarm_policies")
    trigger = models.CharField(max_length=8, choices=Trigger)
    name = models.CharField(max_length=60)
    gravest_from = models.PositiveSmallIntegerField(null=True, help_text="this grade and graver only; empty: every one")
    percent = models.PositiveSmallIntegerField(default=0, help_text="of a clock's limit used; 0 for a first report")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    made_by = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(name=""), name="policy_has_a_name"),
            models.CheckConstraint(
                condition=models.Q(trigger="lodged", percent=0)
                | models.Q(trigger="clock", percent__in=[50, 75, 90, 100]),
                name="policy_percent",
            ),
            models.CheckConstraint(
                condition=models.Q(gravest_from=None) | models.Q(gravest_from__gte=1, gravest_from__lte=4),
                name="policy_grade",
            ),
        ]
        indexes = [models.Index(fields=["desk", "trigger"], name="policy_desk", condition=models.Q(until=None))]


class Whose(models.TextChoices):
    DESK = "desk", "信息科"
    UNIT = "unit", "报送单位"


class PolicyStep(models.Model):
    """Whom this step calls, by role on a roster, so many seconds after the step before; and whether all must answer."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="steps")
    number = models.PositiveSmallIntegerField()
    role = models.CharField(max_length=10, choices=Role)
    whose = models.CharField(max_length=4, choices=Whose, default=Whose.DESK)
    after_seconds = models.PositiveIntegerField()
    require_all = models.BooleanField(default=False)
    kinds = ArrayField(models.CharField(max_length=8), default=list, help_text="outside channels; empty: every one")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["policy", "number"], name="policy_step_once")]


class AlarmState(models.TextChoices):
    OPEN = "open", "待应答"
    ANSWERED = "answered", "已应答"
    ENDED = "ended", "不再需要"


class Alarm(models.Model):
    """Something that somebody on duty must answer. The same event raises one alarm (`key`), whoever tells of it twice.

    `next_at` is when its next step fires; empty when none is left or it is answered.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    key = models.CharField(max_length=80, unique=True)
    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="alarms")
    desk = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="alarms")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="alarms")
    clock = models.ForeignKey(Clock, null=True, on_delete=models.PROTECT, related_name="alarms")
    drill = models.BooleanField()
    begun_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=AlarmState, default=AlarmState.OPEN)
    next_step = models.PositiveSmallIntegerField(null=True)
    next_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="open", answered_at=None, ended_at=None)
                | models.Q(state="answered", answered_at__isnull=False, next_at=None)
                | models.Q(state="ended", ended_at__isnull=False, next_at=None),
                name="alarm_state_and_times",
            ),
            models.CheckConstraint(
                condition=models.Q(next_step=None, next_at=None)
                | models.Q(next_step__isnull=False, next_at__isnull=False),
                name="alarm_next_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["next_at"], name="alarm_due", condition=models.Q(state="open")),
            models.Index(fields=["incident", "-begun_at"], name="alarm_incident"),
            models.Index(fields=["desk", "-begun_at"], name="alarm_desk"),
        ]


class Firing(models.Model):
    """A step of an alarm that went off. The constraint is what keeps two workers from firing it twice."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    alarm = models.ForeignKey(Alarm, on_delete=models.PROTECT, related_name="firings")
    number = models.PositiveSmallIntegerField()
    role = models.CharField(max_length=10, choices=Role)
    require_all = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["alarm", "number"], name="firing_once")]


class Call(models.Model):
    """Somebody called by a step, and when they answered. Who answers uncalled is written down as `volunteer`."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    firing = models.ForeignKey(Firing, on_delete=models.PROTECT, related_name="calls")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="duty_calls")
    volunteer = models.BooleanField(default=False)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=80, blank=True, help_text="who wrote the answer down, if another")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["firing", "user"], name="duty_call_once"),
            models.CheckConstraint(
                condition=models.Q(volunteer=False) | models.Q(answered_at__isnull=False), name="call_volunteer_answers"
            ),
        ]
        indexes = [models.Index(fields=["user"], name="call_waiting", condition=models.Q(answered_at=None))]
