from django.db import models

from gongbao.briefing.desk.models import Manuscript
from gongbao.briefing.incidents.models import Incident
from gongbao.briefing.signals.models.cluster import Cluster
from gongbao.briefing.units.models import Unit
from gongbao.foundation.events.ids import uuid7


class TaskLimit(models.Model):
    """Within how many minutes a unit says what it knows of a signal; of one kind, or ("") of every kind.

    A changed number is a new row; the old one ends the day before. `automatic`: a signal without a report is asked
    about without the office, `wait_minutes` after it was first seen.
    """

    id = models.BigAutoField(primary_key=True)
    desk = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="task_limits")
    kind = models.CharField(max_length=20, blank=True)
    minutes = models.PositiveIntegerField()
    wait_minutes = models.PositiveIntegerField(default=0)
    automatic = models.BooleanField(default=False)
    citation = models.CharField(max_length=200)
    confidence = models.CharField(max_length=1, default="M")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    entered_at = models.DateTimeField()
    entered_by = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(minutes__gte=5, minutes__lte=10_080), name="task_limit_minutes"),
            models.CheckConstraint(condition=~models.Q(citation=""), name="task_limit_cited"),
            models.CheckConstraint(
                condition=models.Q(confidence__in=["C", "S", "M", "D"]), name="task_limit_confidence"
            ),
            models.CheckConstraint(
                condition=models.Q(valid_to=None) | models.Q(valid_to__gte=models.F("valid_from")),
                name="task_limit_runs_forward",
            ),
            models.UniqueConstraint(
                fields=["desk", "kind"], condition=models.Q(valid_to=None), name="task_limit_one_current"
            ),
        ]


class TaskState(models.TextChoices):
    OPEN = "open", "待答复"
    ANSWERED = "answered", "已答复"
    DROPPED = "dropped", "已撤回"


class Answer(models.TextChoices):
    ALREADY = "already", "已经报过"
    NOT_REPORTABLE = "not", "核实过，不属于需要报送的情况"
    REPORTED = "reported", "现在报告"
    RUMOUR = "rumour", "不实传言"


class Task(models.Model):
    """A unit is asked about a cluster: a duty with a short clock and four answers, each with what it rests on."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="tasks")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="signal_tasks")
    limit = models.ForeignKey(TaskLimit, on_delete=models.PROTECT, related_name="tasks")
    words = models.CharField(max_length=300, blank=True)
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=80)
    due_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=TaskState, default=TaskState.OPEN)
    answer = models.CharField(max_length=8, choices=Answer, blank=True)
    reason = models.TextField(blank=True)
    clarification = models.TextField(blank=True, help_text="what is so, in words fit to publish")
    incident = models.ForeignKey(Incident, null=True, on_delete=models.PROTECT, related_name="signal_tasks")
    manuscript = models.ForeignKey(Manuscript, null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=80, blank=True)
    reminded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["cluster", "unit"], condition=models.Q(state="open"), name="task_open_once"
            ),
            models.CheckConstraint(condition=models.Q(due_at__gt=models.F("asked_at")), name="task_runs_forward"),
            models.CheckConstraint(
                condition=(
                    models.Q(state="answered", answered_at__isnull=False)
                    & ~models.Q(answer="")
                    & ~models.Q(answered_by="")
                )
                | (~models.Q(state="answered") & models.Q(answered_at=None, answer="")),
                name="task_answered_whole",
            ),
            models.CheckConstraint(
                condition=~models.Q(answer__in=["already", "reported"]) | models.Q(incident__isnull=False),
                name="task_of_an_incident",
            ),
            models.CheckConstraint(condition=~models.Q(answer="not") | ~models.Q(reason=""), name="task_with_reason"),
            models.CheckConstraint(
                condition=~models.Q(answer="rumour") | ~models.Q(clarification=""), name="task_with_clarification"
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "state", "due_at"], name="task_of_unit"),
            models.Index(fields=["due_at"], name="task_open_due", condition=models.Q(state="open")),
        ]
