from django.db import models

from gongbao.briefing.units.models import Unit
from gongbao.foundation.accounts.models import User
from gongbao.foundation.events.ids import uuid7


class Roster(models.Model):
    """A unit's duty (值班表): who is there when. A desk's roster is whom alarms call."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="rosters")
    name = models.CharField(max_length=60)
    round_the_clock = models.BooleanField(default=True, help_text="a gap between shifts is warned of")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(name=""), name="roster_has_a_name"),
            models.UniqueConstraint(
                fields=["unit", "name"], condition=models.Q(closed_at=None), name="roster_name_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit.short} {self.name}"


class Role(models.TextChoices):
    OFFICER = "officer", "值班员"
    LEADER = "leader", "带班领导"
    SUBSTITUTE = "substitute", "备班"


class Shift(models.Model):
    """One turn of duty, from an instant to an instant. Two of one roster never overlap (held by the action's lock)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    roster = models.ForeignKey(Roster, on_delete=models.PROTECT, related_name="shifts")
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(ends_at__gt=models.F("begins_at")), name="shift_runs_forward"),
            models.UniqueConstraint(fields=["roster", "begins_at"], name="shift_begins_once"),
        ]
        indexes = [models.Index(fields=["roster", "ends_at"], name="shift_roster_ends")]


class Seat(models.Model):
    """Somebody on a shift, as what; several of one role stand in order of `place`."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    shift = models.ForeignKey(Shift, on_delete=models.PROTECT, related_name="seats")
    role = models.CharField(max_length=10, choices=Role)
    place = models.PositiveSmallIntegerField()
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="duty_seats")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shift", "user"], name="seat_person_once"),
            models.UniqueConstraint(fields=["shift", "role", "place"], name="seat_place_once"),
        ]
        indexes = [models.Index(fields=["user", "shift"], name="seat_user")]


class Swap(models.Model):
    """Somebody asks another to take their seat; it moves only when the other agrees."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="swaps")
    giver = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    taker = models.ForeignKey(User, on_delete=models.PROTECT, related_name="duty_swaps")
    words = models.CharField(max_length=200, blank=True)
    asked_at = models.DateTimeField()
    agreed = models.BooleanField(null=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(giver=models.F("taker")), name="swap_with_another"),
            models.CheckConstraint(
                condition=models.Q(agreed=None, answered_at=None)
                | models.Q(agreed__isnull=False, answered_at__isnull=False),
                name="swap_answered_whole",
            ),
            models.UniqueConstraint(fields=["seat"], condition=models.Q(agreed=None), name="swap_open_once"),
        ]


class Handover(models.Model):
    """交接班: what the shift that goes leaves to the one that comes. It is done when both have signed."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    shift = models.OneToOneField(Shift, on_delete=models.PROTECT, related_name="handover")
    note = models.TextField(blank=True)
    giver = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    taker = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    taken_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(taker=None, taken_at=None)
                | models.Q(taker__isnull=False, taken_at__isnull=False) & ~models.Q(giver=models.F("taker")),
                name="duty_handover_signed_by_two",
            )
        ]


class Matter(models.Model):
    """One open matter as it stood at the handover. Written once; the incident goes on."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    handover = models.ForeignKey(Handover, on_delete=models.PROTECT, related_name="matters")
    place = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=160)
    words = models.CharField(max_length=300, blank=True)
    link = models.CharField(max_length=200, blank=True)
    drill = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["handover", "place"], name="matter_place_once")]


class CalendarLink(models.Model):
    """A secret address at which a person's calendar program fetches their shifts. Only its hash is kept."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user"], condition=models.Q(ended_at=None), name="calendar_link_once")
        ]
