from django.db import models

from gongbao.briefing.targets.models.indicators import Indicator
from gongbao.briefing.units.models import Unit
from gongbao.foundation.events.ids import uuid7
from gongbao.foundation.files.models import StoredFile

_MONTH = models.Q(month__gte=200_001, month__lte=299_912)


class BatchKind(models.TextChoices):
    VALUES = "values", "各单位指标"
    FIRMS = "firms", "规上企业"


class BatchState(models.TextChoices):
    CHECKED = "checked", "已检查，待导入"
    APPLIED = "applied", "已导入"
    DROPPED = "dropped", "已放弃"


class Batch(models.Model):
    """A file that was handed in: checked first, and only its right lines imported, all or none of them."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    desk = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="target_batches")
    kind = models.CharField(max_length=6, choices=BatchKind)
    month = models.IntegerField(help_text="for lines without a month of their own")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    state = models.CharField(max_length=8, choices=BatchState, default=BatchState.CHECKED)
    handed_at = models.DateTimeField()
    handed_by = models.CharField(max_length=80)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=80, blank=True)
    new = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    wrong = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=_MONTH, name="batch_month"),
            models.CheckConstraint(
                condition=models.Q(state="checked", ended_at=None)
                | (~models.Q(state="checked") & models.Q(ended_at__isnull=False)),
                name="batch_ended_or_open",
            ),
        ]
        indexes = [models.Index(fields=["desk", "-handed_at"], name="batch_newest")]


class Value(models.Model):
    """One indicator of one unit in one month, as one version of it. A correction is the next version, with its why.

    `amount` is the month's own, `total` since January, `growth` against the year before in percent points of it,
    `target` the whole year's. In the indicator's measure.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="values")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="target_values")
    month = models.IntegerField()
    version = models.PositiveSmallIntegerField()
    current = models.BooleanField(default=True)
    amount = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    total = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    growth = models.DecimalField(max_digits=8, decimal_places=2, null=True)
    target = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    batch = models.ForeignKey(Batch, null=True, on_delete=models.PROTECT, related_name="values")
    why = models.CharField(max_length=300, blank=True)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["indicator", "unit", "month", "version"], name="value_version_once"),
            models.UniqueConstraint(
                fields=["indicator", "unit", "month"], condition=models.Q(current=True), name="value_current_once"
            ),
            models.CheckConstraint(condition=_MONTH, name="value_month"),
            models.CheckConstraint(condition=models.Q(version=1) | ~models.Q(why=""), name="value_corrected_why"),
            models.CheckConstraint(
                condition=models.Q(amount__isnull=False) | models.Q(total__isnull=False), name="value_says_something"
            ),
            models.CheckConstraint(condition=models.Q(target=None) | models.Q(target__gt=0), name="value_target"),
        ]
        indexes = [models.Index(fields=["month", "indicator"], name="value_month", condition=models.Q(current=True))]


class FirmFigure(models.Model):
    """An above-scale enterprise's own figures in a month, in 万元: internal, never printed, never exported in bulk."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="firm_figures")
    firm = models.CharField(max_length=120)
    month = models.IntegerField()
    version = models.PositiveSmallIntegerField()
    current = models.BooleanField(default=True)
    revenue = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    profit = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    tax = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    growth = models.DecimalField(max_digits=8, decimal_places=2, null=True, help_text="revenue, in percent")
    batch = models.ForeignKey(Batch, null=True, on_delete=models.PROTECT, related_name="firms")
    why = models.CharField(max_length=300, blank=True)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "firm", "month", "version"], name="firm_version_once"),
            models.UniqueConstraint(
                fields=["unit", "firm", "month"], condition=models.Q(current=True), name="firm_current_once"
            ),
            models.CheckConstraint(condition=_MONTH, name="firm_month"),
            models.CheckConstraint(condition=~models.Q(firm=""), name="firm_named"),
            models.CheckConstraint(condition=models.Q(version=1) | ~models.Q(why=""), name="firm_corrected_why"),
        ]
        indexes = [models.Index(fields=["month", "unit"], name="firm_month_unit", condition=models.Q(current=True))]


class LagState(models.TextChoices):
    OPEN = "open", "待说明"
    EXPLAINED = "explained", "已说明"
    SETTLED = "settled", "已更正，无需说明"


class Lag(models.Model):
    """A unit behind the year in an indicator and month: a duty to explain, once. Shares of one, as then computed."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="lags")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="lags")
    month = models.IntegerField()
    share = models.DecimalField(max_digits=9, decimal_places=4)
    year_share = models.DecimalField(max_digits=5, decimal_places=4)
    tolerance = models.DecimalField(max_digits=5, decimal_places=2)
    state = models.CharField(max_length=10, choices=LagState, default=LagState.OPEN)
    raised_at = models.DateTimeField()
    due_on = models.DateField()
    cause = models.TextField(blank=True)
    measures = models.TextField(blank=True)
    explained_at = models.DateTimeField(null=True)
    explained_by = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["indicator", "unit", "month"], name="lag_once"),
            models.CheckConstraint(
                condition=~models.Q(state="explained")
                | (models.Q(explained_at__isnull=False) & ~models.Q(cause="") & ~models.Q(measures="")),
                name="lag_explained_in_words",
            ),
        ]
        indexes = [models.Index(fields=["unit", "state", "due_on"], name="lag_unit")]
