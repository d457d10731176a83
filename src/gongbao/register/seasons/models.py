from django.db import models

from gongbao.foundation.events.ids import uuid7


class Season(models.Model):
    """One year's annual-report window. `year` is the year reported on; filing runs in the year after."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    opens_on = models.DateField()
    closes_on = models.DateField(help_text="last day to file")
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(closes_on__gt=models.F("opens_on")), name="season_runs_forward")
        ]


class CloseState(models.TextChoices):
    PREPARED = "prepared", "待签"
    SIGNED = "signed", "已签"
    DONE = "done", "已执行"
    DISCARDED = "discarded", "已作废"


class SeasonClose(models.Model):
    """One close of a season on one day: prepared, looked at, signed, carried out. A second run adds nothing."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    season = models.ForeignKey(Season, on_delete=models.PROTECT, related_name="closes")
    on = models.DateField(help_text="the day of the decisions; the law in force that day decides")
    region = models.CharField(max_length=12, blank=True)
    state = models.CharField(max_length=10, choices=CloseState, default=CloseState.PREPARED)
    owing = models.IntegerField(default=0)
    listed = models.IntegerField(default=0)
    excepted = models.IntegerField(default=0)
    prepared_at = models.DateTimeField()
    prepared_by = models.CharField(max_length=80)
    signed_at = models.DateTimeField(null=True)
    signed_by = models.CharField(max_length=80, blank=True)
    done_at = models.DateTimeField(null=True)
