from django.db import models

from gongbao.briefing.units.models import Unit
from gongbao.foundation.events.ids import uuid7


class FeedKind(models.TextChoices):
    RSS = "rss", "RSS/Atom"
    PAGE = "page", "网页列表"
    INCIDENTS = "incidents", "警情清单（CSV）"
    COUNTS = "counts", "热线计数（CSV）"
    CAP = "cap", "气象预警（CAP）"


class Outcome(models.TextChoices):
    """What came of a fetch. The words for the reader are in presenters; here is the closed set."""

    OK = "ok", "正常"
    SAME = "same", "没有变化"
    REFUSED = "refused", "不允许访问的地址"
    ROBOTS = "robots", "网站不允许抓取"
    REDIRECT = "redirect", "跳转过多或指向不允许的地址"
    STATUS = "status", "对方返回错误"
    SLOW = "slow", "太慢"
    HUGE = "huge", "太大"
    BOMB = "bomb", "压缩包异常"
    ENTITIES = "entities", "含有危险的实体定义"
    MALFORMED = "malformed", "内容不合格式"
    EMPTY = "empty", "没有可用的条目"
    NETWORK = "network", "连不上"


class Feed(models.Model):
    """Where outside traces come from: an address fetched by schedule, or (no address) files handed in.

    Only what is published to everybody, or a service's counts and incident lists: no account, no author, no person.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    desk = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="feeds")
    name = models.CharField(max_length=60)
    kind = models.CharField(max_length=10, choices=FeedKind)
    url = models.URLField(max_length=500, blank=True)
    host = models.CharField(max_length=255, blank=True)
    division = models.CharField(max_length=12, blank=True, help_text="a source of one place: its texts are about it")
    minutes = models.PositiveIntegerField(default=15)
    active = models.BooleanField(default=True)
    next_at = models.DateTimeField(null=True, help_text="when it is fetched next; none: handed in by hand")
    tried_at = models.DateTimeField(null=True)
    ok_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    detail = models.CharField(max_length=120, blank=True)
    failures = models.PositiveIntegerField(default=0, help_text="in a row")
    etag = models.CharField(max_length=200, blank=True)
    modified = models.CharField(max_length=80, blank=True)
    entered_at = models.DateTimeField()
    entered_by = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(name=""), name="feed_named"),
            models.CheckConstraint(
                condition=models.Q(url="", host="") | (~models.Q(url="") & ~models.Q(host="")), name="feed_url_has_host"
            ),
            models.CheckConstraint(condition=models.Q(minutes__gte=5), name="feed_not_too_often"),
            models.UniqueConstraint(fields=["desk", "name"], name="feed_name_once"),
            models.UniqueConstraint(fields=["desk", "url"], condition=~models.Q(url=""), name="feed_url_once"),
        ]
        indexes = [models.Index(fields=["next_at"], name="feed_due", condition=models.Q(active=True))]

    def __str__(self) -> str:
        return self.name


class Fetch(models.Model):
    """One fetch or one file handed in, and what came of it: the health of a feed is read from these rows."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    feed = models.ForeignKey(Feed, on_delete=models.PROTECT, related_name="fetches")
    at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=Outcome)
    detail = models.CharField(max_length=120, blank=True)
    entries = models.PositiveIntegerField(default=0)
    kept = models.PositiveIntegerField(default=0, help_text="new signals kept of them")
    size = models.PositiveIntegerField(default=0, help_text="bytes read")
    took_ms = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["feed", "-at"], name="fetch_newest")]


class DayCount(models.Model):
    """How many calls of a topic a hotline counted on a day at a place: a number, never a call and never a caller."""

    id = models.BigAutoField(primary_key=True)
    feed = models.ForeignKey(Feed, on_delete=models.PROTECT, related_name="counts")
    day = models.DateField()
    topic = models.CharField(max_length=40)
    division = models.CharField(max_length=12, blank=True)
    count = models.PositiveIntegerField()
    entered_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["feed", "day", "topic", "division"], name="day_count_once"),
            models.CheckConstraint(condition=~models.Q(topic=""), name="day_count_of_a_topic"),
        ]
        indexes = [models.Index(fields=["day", "topic"], name="day_count_day")]
