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
    passed = models.IntegerField(default=0, help_text="filed between preparation and execution: not listed")
    done_to = models.BigIntegerField(default=0, help_text="cases up to this entity are carried out")
    prepared_at = models.DateTimeField()
    prepared_by = models.CharField(max_length=80)
    signed_at = models.DateTimeField(null=True)
    signed_by = models.CharField(max_length=80, blank=True)
    done_at = models.DateTimeField(null=True)


class CaseOutcome(models.TextChoices):
    LIST = "list", "拟列入"
    EXCEPT = "except", "例外"


class CloseCase(models.Model):
    """One entity in one close: to be listed, or an exception a person must look at, with its reason."""

    pk = models.CompositePrimaryKey("entity_id", "close_id")
    entity_id = models.BigIntegerField()
    close_id = models.UUIDField()
    outcome = models.CharField(max_length=6, choices=CaseOutcome)
    reason = models.CharField(max_length=40, blank=True, help_text="for an exception: set-up-unknown, no-authority")
    category = models.CharField(max_length=12)
    region = models.CharField(max_length=12)

    class Meta:
        indexes = [models.Index(fields=["close_id", "outcome", "entity_id"], name="close_case_order")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(outcome="list", reason="") | (models.Q(outcome="except") & ~models.Q(reason="")),
                name="close_case_exception_has_reason",
            )
        ]


class CallNote(models.Model):
    """What came of calling a party that has not filed: one tap, one row; the newest counts."""

    pk = models.CompositePrimaryKey("entity_id", "id")
    entity_id = models.BigIntegerField()
    id = models.UUIDField(default=uuid7, editable=False)
    year = models.PositiveSmallIntegerField()
    result = models.CharField(max_length=20, help_text="reached, promised, no-answer, wrong-number, closed-down")
    at = models.DateTimeField()
    by = models.CharField(max_length=80)

    class Meta:
        indexes = [models.Index(fields=["entity_id", "year", "-at"], name="call_note_newest")]
