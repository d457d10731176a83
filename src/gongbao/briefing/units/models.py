from django.db import models

from gongbao.foundation.accounts.models import Membership, Organisation, User
from gongbao.foundation.events.ids import uuid7


class Level(models.TextChoices):
    PROVINCE = "province", "省"
    CITY = "city", "市"
    COUNTY = "county", "县"
    TOWNSHIP = "township", "乡镇"
    VILLAGE = "village", "村居"
    DEPARTMENT = "department", "部门"
    DIRECT = "direct", "直报点"


class Unit(models.Model):
    """What the reporting line knows of an organisation: its level, its band, and to which desk it reports.

    A desk (信息科) is a unit that takes in others' items. The desk of the top level installed here reports to none.
    """

    organisation = models.OneToOneField(Organisation, primary_key=True, on_delete=models.PROTECT, related_name="unit")
    level = models.CharField(max_length=12, choices=Level)
    short = models.CharField(max_length=30, help_text="as a bulletin signs: 石门镇")
    band = models.CharField(max_length=30, blank=True, help_text="units assessed together")
    desk = models.BooleanField(default=False)
    reports_to = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="below")
    order = models.PositiveIntegerField(default=100)
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(short=""), name="unit_has_a_short_name"),
            models.CheckConstraint(
                condition=models.Q(reports_to=None) | ~models.Q(reports_to=models.F("organisation")),
                name="unit_reports_to_another",
            ),
            models.CheckConstraint(
                condition=models.Q(until=None) | models.Q(until__gte=models.F("since")), name="unit_runs_forward"
            ),
        ]
        indexes = [models.Index(fields=["reports_to", "order"], name="unit_below")]

    def __str__(self) -> str:
        return self.short


class Standing(models.Model):
    """How a unit stood from a day on: its short name, level, band, to whom it reported. `until` is the first day after.

    The row of the unit itself is the last of them; what was printed under an old name can be read under it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="standings")
    name = models.CharField(max_length=200, help_text="the organisation's full name then")
    short = models.CharField(max_length=30)
    level = models.CharField(max_length=12, choices=Level)
    band = models.CharField(max_length=30, blank=True)
    reports_to = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+")
    since = models.DateField()
    until = models.DateField(null=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit"], condition=models.Q(until=None), name="standing_one_now"),
            models.UniqueConstraint(fields=["unit", "since"], name="standing_once_a_day"),
            models.CheckConstraint(
                condition=models.Q(until=None) | models.Q(until__gt=models.F("since")), name="standing_runs_forward"
            ),
        ]


class Post(models.Model):
    """How somebody appointed to a unit serves there: full-time or beside other work."""

    membership = models.OneToOneField(Membership, primary_key=True, on_delete=models.PROTECT, related_name="post")
    full_time = models.BooleanField()
    recorded_at = models.DateTimeField()


class Handover(models.Model):
    """An officer hands the work to another: what is open, said in words, until the other has taken it over."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="handovers")
    giver = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    taker = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    note = models.TextField()
    open_work = models.TextField(blank=True, help_text="what was open then, one a line")
    given_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(giver=models.F("taker")), name="handover_to_another"),
            models.UniqueConstraint(
                fields=["unit", "taker"], condition=models.Q(taken_at=None), name="handover_open_once"
            ),
        ]


class Material(models.Model):
    """Something for officers to read: a training note, a model item, a circular. Files are attachments."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    desk = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="materials")
    title = models.CharField(max_length=200)
    words = models.TextField(blank=True)
    issued_at = models.DateTimeField()
    issued_by = models.CharField(max_length=80)

    class Meta:
        constraints = [models.CheckConstraint(condition=~models.Q(title=""), name="material_has_a_title")]
        indexes = [models.Index(fields=["desk", "-issued_at"], name="material_newest")]


class MaterialReading(models.Model):
    """Somebody opened a material, and when they said that they had read it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    material = models.ForeignKey(Material, on_delete=models.PROTECT, related_name="readings")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["material", "user"], name="material_reading_once")]


class Training(models.Model):
    """A training session that took place."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    desk = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="trainings")
    held_on = models.DateField()
    topic = models.CharField(max_length=200)
    hours = models.DecimalField(max_digits=4, decimal_places=1)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=80)
    attendees = models.ManyToManyField(User, related_name="+")

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(hours__gt=0), name="training_takes_time")]


class Commendation(models.Model):
    """A collective or a person commended for the year's reporting work, with the reason."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    desk = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="commendations")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="commended")
    person = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    year = models.IntegerField()
    reason = models.CharField(max_length=400)
    given_at = models.DateTimeField()
    given_by = models.CharField(max_length=80)

    class Meta:
        constraints = [models.CheckConstraint(condition=~models.Q(reason=""), name="commendation_has_a_reason")]
        indexes = [models.Index(fields=["unit", "-year"], name="commendation_unit")]
