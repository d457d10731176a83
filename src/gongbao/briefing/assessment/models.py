from django.db import models

from gongbao.briefing.desk.models import Adoption
from gongbao.briefing.instructions.models import Instruction
from gongbao.briefing.items.models import Item
from gongbao.briefing.units.models import Unit
from gongbao.foundation.events.ids import uuid7


class Counting(models.TextChoices):
    EACH = "each", "每次采用都计"
    HIGHEST = "highest", "只计最高一次"


class RuleSet(models.Model):
    """One version of a desk's scoring rules, from a month on. Approved by a second person; then it never changes."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    desk = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="rule_sets")
    version = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=80)
    from_month = models.IntegerField(help_text="year × 100 + month, e.g. 202606")
    counting = models.CharField(max_length=8, choices=Counting, default=Counting.EACH)
    made_by = models.CharField(max_length=80)
    made_at = models.DateTimeField()
    approved_by = models.CharField(max_length=80, blank=True)
    approved_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["desk", "version"], name="rule_set_version_once"),
            models.UniqueConstraint(
                fields=["desk", "from_month"],
                condition=models.Q(approved_at__isnull=False),
                name="rule_set_one_in_force",
            ),
            models.CheckConstraint(
                condition=models.Q(approved_at=None, approved_by="")
                | (models.Q(approved_at__isnull=False) & ~models.Q(approved_by=models.F("made_by"))),
                name="rule_set_second_person",
            ),
            models.CheckConstraint(
                condition=models.Q(from_month__gte=200_001, from_month__lte=299_912), name="rule_set_month"
            ),
        ]


class Kind(models.TextChoices):
    LODGED = "lodged", "报送一条"
    OWN = "own", "本级刊物采用"
    SPECIAL = "special", "专报采用"
    UPWARD = "upward", "报送上级"
    FORWARD = "forward", "转送部门"
    INSTRUCTION = "instruction", "领导批示"
    COMMISSION = "commission", "完成约稿"
    UNDONE = "undone", "约稿没有完成"
    TOPIC_MISSED = "topic-missed", "要点没有报"
    CITY = "city", "市级采用"
    PROVINCE = "province", "省级采用"
    CENTRE = "centre", "中央采用"
    ABOVE = "above", "上级领导批示"
    SHORTFALL = "shortfall", "少于每月基数，每少一条"


class Rule(models.Model):
    """Points for one kind of event, for one band or for all; at most `cap` points a month; `base` for a shortfall."""

    id = models.BigAutoField(primary_key=True)
    rules = models.ForeignKey(RuleSet, on_delete=models.PROTECT, related_name="rows")
    kind = models.CharField(max_length=12, choices=Kind)
    band = models.CharField(max_length=30, blank=True, help_text="blank: every band without a row of its own")
    points = models.DecimalField(max_digits=6, decimal_places=2)
    cap = models.DecimalField(max_digits=7, decimal_places=2, null=True)
    base = models.PositiveSmallIntegerField(null=True, help_text="items a month, for a shortfall")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["rules", "kind", "band"], name="rule_once"),
            models.CheckConstraint(
                condition=models.Q(kind="shortfall", base__isnull=False) | ~models.Q(kind="shortfall"),
                name="rule_shortfall_has_a_base",
            ),
        ]


class PeriodState(models.TextChoices):
    OPEN = "open", "进行中"
    CIRCULATED = "circulated", "征求意见"
    FROZEN = "frozen", "已定"


class Period(models.Model):
    """One month's assessment: computed while open, commented on by the units, then fixed."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    desk = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="periods")
    month = models.IntegerField()
    state = models.CharField(max_length=12, choices=PeriodState, default=PeriodState.OPEN)
    rules = models.ForeignKey(RuleSet, on_delete=models.PROTECT, related_name="periods")
    comment_until = models.DateField(null=True)
    circulated_at = models.DateTimeField(null=True)
    frozen_at = models.DateTimeField(null=True)
    frozen_by = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["desk", "month"], name="period_once"),
            models.CheckConstraint(
                condition=~models.Q(state="circulated") | models.Q(comment_until__isnull=False),
                name="period_time_to_comment",
            ),
        ]


class Point(models.Model):
    """One line of a frozen score: how many points, by which rule, for what."""

    id = models.BigAutoField(primary_key=True)
    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="points")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="points")
    rule = models.ForeignKey(Rule, null=True, on_delete=models.PROTECT, related_name="+")
    points = models.DecimalField(max_digits=7, decimal_places=2)
    words = models.CharField(max_length=200)
    item = models.ForeignKey(Item, null=True, on_delete=models.PROTECT, related_name="+")
    adoption = models.ForeignKey(Adoption, null=True, on_delete=models.PROTECT, related_name="+")
    instruction = models.ForeignKey(Instruction, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["period", "unit"], name="point_unit")]


class Adjustment(models.Model):
    """Points given or taken by hand: with a reason, and only with a second person's word."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="adjustments")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    points = models.DecimalField(max_digits=6, decimal_places=2)
    reason = models.CharField(max_length=300)
    asked_by = models.CharField(max_length=80)
    asked_at = models.DateTimeField()
    agreed_by = models.CharField(max_length=80, blank=True)
    agreed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(agreed_at=None, agreed_by="")
                | (models.Q(agreed_at__isnull=False) & ~models.Q(agreed_by=models.F("asked_by"))),
                name="adjustment_second_person",
            ),
            models.CheckConstraint(condition=~models.Q(reason=""), name="adjustment_has_a_reason"),
        ]


class Appeal(models.Model):
    """A unit's comment on its score, and the answer it always gets."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="appeals")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    words = models.TextField()
    by = models.CharField(max_length=80)
    at = models.DateTimeField()
    answer = models.TextField(blank=True)
    answered_by = models.CharField(max_length=80, blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(words=""), name="appeal_has_words"),
            models.CheckConstraint(
                condition=models.Q(answered_at=None, answer="")
                | (models.Q(answered_at__isnull=False) & ~models.Q(answer="")),
                name="appeal_answered_in_words",
            ),
        ]


class Nudge(models.Model):
    """An early, private word to a unit that has sent nothing yet this month: once."""

    id = models.BigAutoField(primary_key=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    month = models.IntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "month"], name="nudge_once")]
