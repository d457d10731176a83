from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from gongbao.briefing.units.models import Unit
from gongbao.foundation.accounts.models import User
from gongbao.foundation.events.ids import uuid7


class ItemType(models.Model):
    """A kind of item (动态, 经验, 问题建议…): data, edited on a screen."""

    code = models.SlugField(max_length=30, primary_key=True)
    zh = models.CharField(max_length=30)
    en = models.CharField(max_length=60)
    help_zh = models.CharField(max_length=200, blank=True)
    help_en = models.CharField(max_length=300, blank=True)
    order = models.PositiveIntegerField(default=100)
    active = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.zh


class Reason(models.Model):
    """A reason to choose from when an item is returned, held or kept: data, edited on a screen."""

    id = models.BigAutoField(primary_key=True)
    action = models.CharField(max_length=20)
    code = models.SlugField(max_length=30)
    zh = models.CharField(max_length=60)
    en = models.CharField(max_length=100)
    active = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["action", "code"], name="reason_once")]


class ReceiptSeries(models.Model):
    """The receipt numbers of one desk and year."""

    id = models.BigAutoField(primary_key=True)
    desk = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    year = models.IntegerField()
    last = models.IntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["desk", "year"], name="receipt_series_once")]


class Undertaking(models.Model):
    """A decision items are about (e.g. 全县茶园改造): the desk calls up all before, after and at its close."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    desk = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="undertakings")
    title = models.CharField(max_length=120)
    decided_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["desk", "title"], name="undertaking_once"),
            models.CheckConstraint(
                condition=models.Q(closed_on=None)
                | models.Q(decided_on=None)
                | models.Q(closed_on__gte=models.F("decided_on")),
                name="undertaking_closes_after",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Angle(models.TextChoices):
    NONE = "", "一般"
    FOCUS = "focus", "重点"
    HOT = "hot", "热点"
    HARD = "hard", "难点"
    BRIGHT = "bright", "亮点"


class Mood(models.TextChoices):
    GOOD = "good", "喜"
    BAD = "bad", "忧"
    PLAIN = "plain", "平"


class Stage(models.TextChoices):
    NONE = "", "不涉及决策"
    BEFORE = "before", "决策前"
    AFTER = "after", "决策后"
    CLOSE = "close", "收尾"


class ItemState(models.TextChoices):
    DRAFT = "draft", "草稿"
    COSIGN = "cosign", "待会签"
    LODGED = "lodged", "已报送"
    CLAIMED = "claimed", "办理中"
    ASKED = "asked", "待补充"
    HELD = "held", "暂缓"
    RETURNED = "returned", "已退回"
    ADOPTED = "adopted", "已采用"
    KEPT = "kept", "留存备查"
    RECALLED = "recalled", "已撤回"


class Item(models.Model):
    """One report from a unit. Never deleted once lodged: versions and moves hold on to it.

    `hand` is who must act now, in words, and since when; `turn` rises with every change and keeps two editors apart.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="items")
    desk = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="inbox")
    type = models.ForeignKey(ItemType, on_delete=models.PROTECT)
    number = models.CharField(max_length=40, blank=True, help_text="receipt number, given when lodged")
    title = models.CharField(max_length=120, blank=True)
    body = models.TextField(blank=True)
    angle = models.CharField(max_length=8, choices=Angle, blank=True, default=Angle.NONE)
    mood = models.CharField(max_length=8, choices=Mood, default=Mood.PLAIN)
    stage = models.CharField(max_length=8, choices=Stage, blank=True, default=Stage.NONE)
    undertaking = models.ForeignKey(Undertaking, null=True, on_delete=models.PROTECT, related_name="items")
    places = ArrayField(models.CharField(max_length=12), default=list, blank=True, help_text="division codes")
    figures = models.TextField(blank=True)
    causes = models.TextField(blank=True)
    trend = models.TextField(blank=True)
    suggestion = models.TextField(blank=True)
    happened_on = models.DateField(null=True)
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=ItemState, default=ItemState.DRAFT)
    hand = models.CharField(max_length=120, blank=True)
    hand_since = models.DateTimeField()
    claimed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    turn = models.PositiveIntegerField(default=1)
    versions = models.PositiveSmallIntegerField(default=0)
    answers = models.CharField(max_length=40, blank=True, help_text="the commission this item answers")
    saved_by = models.CharField(max_length=80, blank=True, help_text="who saved last")
    saved_from = models.UUIDField(null=True, help_text="the page that saved last: an answer it lost is no conflict")
    offline_id = models.UUIDField(null=True, help_text="given by the phone that wrote it, so that it arrives once")
    created_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    lodged_at = models.DateTimeField(null=True)
    grams = ArrayField(models.IntegerField(), default=list, help_text="bigrams of title and body, for similar items")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["number"], condition=~models.Q(number=""), name="item_number_once"),
            models.UniqueConstraint(
                fields=["unit", "offline_id"], condition=models.Q(offline_id__isnull=False), name="item_arrives_once"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["draft", "cosign"])
                | (models.Q(lodged_at__isnull=False) & ~models.Q(number="") & ~models.Q(title="") & ~models.Q(body="")),
                name="item_lodged_whole",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="claimed") | models.Q(claimed_by__isnull=False), name="item_claimed_by"
            ),
            models.CheckConstraint(
                condition=models.Q(stage="") | models.Q(undertaking__isnull=False), name="item_stage_of_a_decision"
            ),
        ]
        indexes = [
            models.Index(fields=["desk", "state", "lodged_at"], name="item_inbox"),
            models.Index(
                fields=["desk", "-hand_since", "-id"],
                condition=models.Q(state__in=["adopted", "kept", "returned"]),
                name="item_done",
            ),
            models.Index(fields=["unit", "-created_at"], name="item_unit"),
            models.Index(fields=["undertaking", "stage"], name="item_decision"),
            models.Index(
                fields=["desk", "hand_since", "id"],
                include=["state", "claimed_by"],
                condition=models.Q(state__in=["lodged", "claimed", "asked", "held"]),
                name="item_waiting",
            ),
            models.Index(fields=["desk", "-lodged_at"], name="item_newest"),
            models.Index(fields=["desk"], condition=models.Q(grams__len__gte=400), name="item_long"),
            GinIndex(fields=["grams"], name="item_grams"),
        ]


class ItemVersion(models.Model):
    """What the unit lodged, as it was: immutable. The desk's wording is a manuscript of its own."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="lodged")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    body = models.TextField()
    facts = models.JSONField(help_text="the other fields as lodged")
    sha256 = models.CharField(max_length=64)
    lodged_at = models.DateTimeField()
    lodged_by = models.CharField(max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "number"], name="item_version_once")]


class CoSign(models.Model):
    """Somebody in the unit who must agree before an item leaves it, and what they said."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="cosigns")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    said_at = models.DateTimeField(null=True)
    agreed = models.BooleanField(null=True)
    words = models.CharField(max_length=400, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "user"], name="cosign_once"),
            models.CheckConstraint(
                condition=models.Q(said_at=None, agreed=None) | models.Q(said_at__isnull=False, agreed__isnull=False),
                name="cosign_said_or_open",
            ),
        ]


class Move(models.Model):
    """One step of an item: from where to where, by whom, why, and at whose hand it then waits. Append-only.

    The statistics of stays come from here; the trail has the same acts without the words.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="moves")
    action = models.CharField(max_length=20)
    before = models.CharField(max_length=10, choices=ItemState)
    after = models.CharField(max_length=10, choices=ItemState)
    at = models.DateTimeField()
    by = models.CharField(max_length=80)
    reason = models.CharField(max_length=30, blank=True, help_text="code of the list of reasons")
    words = models.TextField(blank=True)
    hand = models.CharField(max_length=120, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["item", "at"], name="move_item"),
            models.Index(fields=["at"], name="move_lodged", condition=models.Q(action="lodge")),
        ]
