from django.contrib.postgres.fields import ArrayField
from django.db import models

from gongbao.briefing.items.models import Angle, Item, ItemState
from gongbao.briefing.topics.models.commissions import Call
from gongbao.briefing.units.models import Unit
from gongbao.foundation.events.ids import uuid7

#: Where an answering item counts: it left the unit and did not come back.
COUNTS = (
    ItemState.LODGED,
    ItemState.CLAIMED,
    ItemState.ASKED,
    ItemState.HELD,
    ItemState.ADOPTED,
    ItemState.KEPT,
)


class ListState(models.TextChoices):
    DRAFT = "draft", "草稿"
    PUBLISHED = "published", "已发布"
    WITHDRAWN = "withdrawn", "已撤回"


class PointList(models.Model):
    """One issue of key points (报送要点): for a period, numbered points, published to the units it asks."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    desk = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="point_lists")
    title = models.CharField(max_length=120)
    words = models.TextField(blank=True)
    from_on = models.DateField()
    until_on = models.DateField()
    state = models.CharField(max_length=10, choices=ListState, default=ListState.DRAFT)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80)
    published_at = models.DateTimeField(null=True)
    published_by = models.CharField(max_length=80, blank=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_why = models.CharField(max_length=400, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(title=""), name="point_list_has_a_title"),
            models.CheckConstraint(
                condition=models.Q(until_on__gte=models.F("from_on")), name="point_list_runs_forward"
            ),
            models.CheckConstraint(
                condition=models.Q(state="draft", published_at=None)
                | (~models.Q(state="draft") & models.Q(published_at__isnull=False)),
                name="point_list_published_at",
            ),
            models.CheckConstraint(
                condition=models.Q(state="withdrawn", withdrawn_at__isnull=False) & ~models.Q(withdrawn_why="")
                | (~models.Q(state="withdrawn") & models.Q(withdrawn_at=None, withdrawn_why="")),
                name="point_list_withdrawn_why",
            ),
        ]
        indexes = [models.Index(fields=["desk", "-from_on"], name="point_list_newest")]


class KeyPoint(models.Model):
    """One numbered point: what to report on, from which angle, by whom. Whom it asks is fixed when it is published."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    plan = models.ForeignKey(PointList, on_delete=models.PROTECT, related_name="points")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    words = models.TextField(blank=True)
    angle = models.CharField(max_length=8, choices=Angle, blank=True, default=Angle.NONE)
    everybody = models.BooleanField()
    bands = ArrayField(models.CharField(max_length=30), default=list, blank=True)
    units = models.ManyToManyField(Unit, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="key_point_number_once"),
            models.CheckConstraint(condition=~models.Q(title=""), name="key_point_has_a_title"),
        ]


class Asked(models.Model):
    """A unit asked by a published point. It answers with items, or says that there is nothing of the kind."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    point = models.ForeignKey(KeyPoint, on_delete=models.PROTECT, related_name="asked")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="asked_points")
    nothing_at = models.DateTimeField(null=True)
    nothing_by = models.CharField(max_length=80, blank=True)
    nothing_words = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["point", "unit"], name="asked_once"),
            models.CheckConstraint(
                condition=models.Q(nothing_at=None, nothing_by="", nothing_words="")
                | (models.Q(nothing_at__isnull=False) & ~models.Q(nothing_by="")),
                name="asked_nothing_by_somebody",
            ),
        ]
        indexes = [models.Index(fields=["unit", "point"], name="asked_unit")]


class Answer(models.Model):
    """An item answers a point, or a unit's part of a commission. It counts once the item is lodged."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="answering")
    point = models.ForeignKey(KeyPoint, null=True, on_delete=models.PROTECT, related_name="answers")
    call = models.ForeignKey(Call, null=True, on_delete=models.PROTECT, related_name="answers")
    at = models.DateTimeField()
    by = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(point=None, call__isnull=False) | models.Q(point__isnull=False, call=None),
                name="answer_to_one_thing",
            ),
            models.UniqueConstraint(
                fields=["item", "point"], condition=models.Q(point__isnull=False), name="answer_point_once"
            ),
            models.UniqueConstraint(
                fields=["item", "call"], condition=models.Q(call__isnull=False), name="answer_call_once"
            ),
        ]
