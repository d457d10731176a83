from django.db import models

from gongbao.briefing.signals.models.cluster import Cluster
from gongbao.briefing.signals.models.feed import Feed
from gongbao.foundation.events.ids import uuid7


class Signal(models.Model):
    """One text from outside that tells of an incident here: title, link, time, a short extract, what was read in it.

    Who wrote it was never stored. `double_of`: the same text from another place.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    feed = models.ForeignKey(Feed, on_delete=models.PROTECT, related_name="signals")
    key = models.CharField(max_length=64, help_text="SHA-256 of what the feed identifies the entry by")
    title = models.CharField(max_length=200)
    extract = models.CharField(max_length=300, blank=True)
    link = models.URLField(max_length=1000, blank=True)
    published_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    kind = models.CharField(max_length=20)
    weight = models.FloatField()
    drill = models.BooleanField(default=False)
    division = models.CharField(max_length=12)
    place = models.CharField(max_length=120, blank=True)
    place_sure = models.FloatField(default=0)
    occurred_from = models.DateTimeField(null=True)
    occurred_until = models.DateTimeField(null=True)
    precision = models.CharField(max_length=8, blank=True)
    dead = models.PositiveIntegerField(null=True)
    injured = models.PositiveIntegerField(null=True)
    missing = models.PositiveIntegerField(null=True)
    trapped = models.PositiveIntegerField(null=True)
    sick = models.PositiveIntegerField(null=True)
    double_of = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="doubles")
    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="signals")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["feed", "key"], name="signal_once"),
            models.CheckConstraint(condition=~models.Q(title="") & ~models.Q(kind=""), name="signal_told"),
            models.CheckConstraint(
                condition=models.Q(occurred_from=None, occurred_until=None)
                | models.Q(occurred_until__gt=models.F("occurred_from")),
                name="signal_time_runs_forward",
            ),
            models.CheckConstraint(
                condition=models.Q(double_of=None) | ~models.Q(double_of=models.F("id")),
                name="signal_double_of_another",
            ),
        ]
        indexes = [
            models.Index(fields=["cluster", "published_at"], name="signal_cluster"),
            models.Index(fields=["-published_at"], name="signal_newest"),
        ]
