from django.db import models

from gongbao.briefing.units.models import Unit
from gongbao.foundation.events.ids import uuid7


class Direction(models.TextChoices):
    UP = "up", "越高越好"
    DOWN = "down", "越低越好"
    PLAIN = "plain", "只看变化"


class Every(models.TextChoices):
    MONTH = "month", "每月"
    QUARTER = "quarter", "每季"


class Indicator(models.Model):
    """What is measured of every unit (全社会固定资产投资, 规上工业利润…): data, made on a screen."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    desk = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="indicators")
    name = models.CharField(max_length=60)
    measure = models.CharField(max_length=20, help_text="unit of measure: 万元, 户, %")
    cumulative = models.BooleanField(help_text="counts up from January")
    direction = models.CharField(max_length=5, choices=Direction, default=Direction.UP)
    every = models.CharField(max_length=7, choices=Every, default=Every.MONTH)
    group = models.CharField(max_length=30, blank=True, help_text="e.g. 规上工业")
    tolerance = models.DecimalField(
        max_digits=5, decimal_places=2, null=True, help_text="percent points; null: as the rule in force says"
    )
    order = models.PositiveIntegerField(default=100)
    active = models.BooleanField(default=True)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["desk", "name"], name="indicator_once"),
            models.CheckConstraint(condition=~models.Q(name="") & ~models.Q(measure=""), name="indicator_named"),
            models.CheckConstraint(
                condition=models.Q(tolerance=None) | models.Q(tolerance__gte=0, tolerance__lte=100),
                name="indicator_tolerance",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class LagRule(models.Model):
    """How far behind the year a unit may be before it explains itself, and how soon. In force from a month on."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    desk = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="lag_rules")
    from_month = models.IntegerField(help_text="year × 100 + month")
    tolerance = models.DecimalField(max_digits=5, decimal_places=2, help_text="percent points")
    days = models.PositiveSmallIntegerField(help_text="calendar days to explain")
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(tolerance__gte=0, tolerance__lte=100), name="lag_rule_tolerance"),
            models.CheckConstraint(condition=models.Q(days__gte=1, days__lte=60), name="lag_rule_days"),
            models.CheckConstraint(
                condition=models.Q(from_month__gte=200_001, from_month__lte=299_912), name="lag_rule_month"
            ),
        ]
        indexes = [models.Index(fields=["desk", "-from_month", "-made_at"], name="lag_rule_in_force")]
