from django.db import models

from gongbao.register.subscriptions.kinds import WRONG

Q = models.Q


class Change(models.TextChoices):
    """What happened to an entry of a list, or (distinct) to a match with a listed party."""

    LISTED = "listed", "列入"
    RESTORED = "restored", "恢复列入"
    RENAMED = "renamed", "名称或代码变更"
    DISPLAY_ENDED = "display-ended", "公示期届满"
    REMOVED = "removed", "移出"
    EARLY = "early", "提前移出"
    FULL_TERM = "full-term", "期满移出"
    REVOKED = "revoked", "撤销列入"
    CORRECTED = "corrected", "更正(撤销列入)"
    DISTINCT = "distinct", "核实不是同一家"


class ListEvent(models.Model):
    """One thing that happened to the lists. Its number is the version of the lists from then on: numbers have no gaps,
    and a row is never changed, so that the lists of any version can be written again.

    `party` is the entity the entry is about; the rows of all parties stand in one order, so they lie in one place.
    """

    number = models.BigIntegerField(primary_key=True)
    kind = models.CharField(max_length=15, choices=Change)
    register = models.CharField(max_length=10, help_text="abnormal or serious; blank: a match, not an entry")
    entry = models.UUIDField(null=True)
    begun = models.BigIntegerField(help_text="the event that began the entry; 0: no entry")
    previous = models.BigIntegerField(help_text="the event before about the same party; 0: none")
    party = models.BigIntegerField()
    name = models.CharField(max_length=300)
    code = models.CharField(max_length=20, blank=True)
    region = models.CharField(max_length=12)
    category = models.CharField(max_length=20)
    ground = models.CharField(max_length=20, blank=True)
    ground_zh = models.CharField(max_length=300, blank=True)
    ground_en = models.CharField(max_length=500, blank=True)
    reason_zh = models.CharField(max_length=300)
    reason_en = models.CharField(max_length=500)
    article = models.CharField(max_length=300, blank=True, help_text="of the law this event rests on")
    authority = models.CharField(max_length=200, blank=True)
    decision = models.UUIDField(null=True, help_text="the key of its decision in the log")
    document = models.CharField(max_length=60, blank=True, help_text="the decision's document number")
    since = models.DateField(null=True, help_text="listed since")
    until = models.DateField(null=True, help_text="shown until, where the law ends it on a day")
    on = models.DateField(help_text="the day it took effect")
    known_at = models.DateTimeField(help_text="when this register first showed it")
    recorded_at = models.DateTimeField(help_text="when it got its number")
    notice = models.UUIDField(null=True, help_text="the correction notice that travels with it")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(number__gte=1), name="list_event_from_one"),
            models.CheckConstraint(
                condition=Q(kind="distinct", entry=None, begun=0)
                | (~Q(kind="distinct") & Q(entry__isnull=False, begun__gte=1)),
                name="list_event_about_an_entry",
            ),
            models.CheckConstraint(
                condition=Q(notice__isnull=False) | ~Q(kind__in=WRONG),
                name="list_event_wrong_has_notice",
            ),
            models.CheckConstraint(condition=Q(previous__lt=models.F("number")), name="list_event_runs_forward"),
            models.UniqueConstraint(fields=["entry", "kind"], condition=~Q(kind="renamed"), name="list_event_once"),
        ]
        indexes = [
            models.Index(fields=["entry", "number"], name="list_event_of_entry"),
            models.Index(fields=["party", "number"], name="list_event_of_party"),
        ]
