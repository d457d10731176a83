from django.db import models

from gongbao.foundation.events.ids import uuid7


class PartyKind(models.TextChoices):
    ENTITY = "entity", "经营主体"
    ORGANISATION = "organisation", "机构"
    UNIT = "unit", "单位"  # of the reporting line: what it owes is no office's to see


class DutyState(models.TextChoices):
    OPEN = "open", "待履行"
    DISCHARGED = "discharged", "已履行"
    LATE = "late", "逾期履行"
    WAIVED = "waived", "免除"


class Duty(models.Model):
    """What a party owes by a time, with the rule that produced the time.

    `due_at` is the first instant at which it is late; `due_on` the last day in the law's calendar.
    Duties of entities stay with their entity: `party_id` is then the entity's id.
    """

    pk = models.CompositePrimaryKey("party_id", "id")
    party_id = models.BigIntegerField()
    id = models.UUIDField(default=uuid7, editable=False)
    party_kind = models.CharField(max_length=12, choices=PartyKind)
    kind = models.CharField(max_length=40)
    period = models.IntegerField(default=0, help_text="the year reported on; 0 where the duty has none")
    subject_kind = models.CharField(max_length=40, blank=True)
    subject_id = models.CharField(max_length=80, blank=True)
    about_entity = models.BigIntegerField(null=True, help_text="for an office's duty: the entity it is about")
    region = models.CharField(max_length=12)
    rule = models.CharField(max_length=60)
    citation = models.CharField(max_length=200)
    unit = models.CharField(max_length=5, help_text="WD, CD, FIXED or MIN: the unit the law counts in")
    amount = models.IntegerField(default=0)
    provisional = models.BooleanField(default=False)
    arose_at = models.DateTimeField()
    due_on = models.DateField()
    due_at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=DutyState, default=DutyState.OPEN)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=120, blank=True)
    closed_with = models.CharField(max_length=120, blank=True, help_text="the filing or decision that discharged it")
    hand = models.CharField(max_length=200, blank=True, help_text="whose hand it is in, as shown on pages")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["party_id", "kind", "period", "subject_kind", "subject_id"], name="duty_once"
            ),
            models.CheckConstraint(
                condition=models.Q(state="open", closed_at=None)
                | (~models.Q(state="open") & models.Q(closed_at__isnull=False)),
                name="duty_closed_or_open",
            ),
            models.CheckConstraint(condition=models.Q(unit__in=["WD", "CD", "FIXED", "MIN"]), name="duty_unit"),
        ]
        indexes = [
            models.Index(fields=["kind", "period", "region", "state"], name="duty_board"),
            models.Index(fields=["due_at"], name="duty_open_due", condition=models.Q(state="open")),
            models.Index(fields=["about_entity"], name="duty_about", condition=models.Q(about_entity__isnull=False)),
        ]


class ReminderWave(models.Model):
    """One round of reminders about one kind of duty, through one channel."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=40)
    period = models.IntegerField()
    number = models.PositiveSmallIntegerField()
    channel = models.CharField(max_length=20)
    region = models.CharField(max_length=12)
    words = models.CharField(max_length=500)
    sent_at = models.DateTimeField()
    sent_by = models.CharField(max_length=80)
    sent_count = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "period", "region", "number"], name="reminder_wave_once")
        ]


class Reminder(models.Model):
    """One party reminded in one wave; `reacted_at` when it opened the duty or filed afterwards."""

    pk = models.CompositePrimaryKey("party_id", "id")
    party_id = models.BigIntegerField()
    id = models.UUIDField(default=uuid7, editable=False)
    wave_id = models.UUIDField()
    duty_id = models.UUIDField()
    reacted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["party_id", "wave_id", "duty_id"], name="reminder_once")]
        indexes = [models.Index(fields=["wave_id"], name="reminder_wave")]
