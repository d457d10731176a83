from django.db import models

from gongbao.briefing.units.models import Unit
from gongbao.foundation.events.ids import uuid7


class ProblemKind(models.TextChoices):
    MARKET = "market", "市场需求"
    TECHNOLOGY = "technology", "技术"
    FINANCE = "finance", "资金"
    LAND = "land", "用地"
    LABOUR = "labour", "用工"
    ENERGY = "energy", "水电气运"
    OTHER = "other", "其他"


class Problem(models.Model):
    """A difficulty of a place or a firm (帮包): who owns it, which leader's post helps, by when."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    desk = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="problems")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="problems_at", help_text="where it is")
    owner = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="problems_owned", help_text="who solves it")
    firm = models.CharField(max_length=120, blank=True)
    title = models.CharField(max_length=120)
    words = models.TextField(blank=True)
    kind = models.CharField(max_length=10, choices=ProblemKind, default=ProblemKind.OTHER)
    helper = models.CharField(max_length=60, help_text="the post of the leader who helps, never a name")
    due_on = models.DateField()
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=80)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(title="") & ~models.Q(helper=""), name="problem_has_words")
        ]
        indexes = [
            models.Index(fields=["desk", "closed_at", "due_on"], name="problem_board"),
            models.Index(fields=["owner", "closed_at"], name="problem_owner"),
        ]


class Progress(models.Model):
    """How a problem moves on, in words. Append-only."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    problem = models.ForeignKey(Problem, on_delete=models.PROTECT, related_name="progress")
    at = models.DateTimeField()
    by = models.CharField(max_length=80)
    words = models.CharField(max_length=2_000)
    solved = models.BooleanField(default=False)

    class Meta:
        constraints = [models.CheckConstraint(condition=~models.Q(words=""), name="progress_has_words")]
        indexes = [models.Index(fields=["problem", "at"], name="progress_problem")]
