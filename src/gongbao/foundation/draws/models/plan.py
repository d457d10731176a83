from django.db import models
from django.db.models import F, Q

from gongbao.foundation.events.ids import uuid7


class Mode(models.TextChoices):
    UNDIRECTED = "undirected", "不定向"
    DIRECTED = "directed", "定向"


class PlanState(models.TextChoices):
    DRAFT = "draft", "拟定中"
    APPROVED = "approved", "已批准"
    COMMITTED = "committed", "已入账"
    WITHDRAWN = "withdrawn", "已撤回"


class QuotaBy(models.TextChoices):
    RATE = "rate", "按比例"
    COUNT = "count", "按户数"


class Plan(models.Model):
    """What is to be drawn, from whom, how many, by which entropy and until when; and who approved it.

    A committed draw refers to its plan by id and `fingerprint`, a column the database computes over everything that
    decides: from then on no such column can be changed (see migration 0003). Lists are lines of text for that reason.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    region = models.CharField(max_length=12)
    year = models.PositiveSmallIntegerField()
    serial = models.PositiveIntegerField(help_text="consecutive within place and year, so that gaps are seen")
    title = models.CharField(max_length=120)
    mode = models.CharField(max_length=10, choices=Mode)
    purpose = models.TextField(blank=True, help_text="directed draws: why these")
    organisation_id = models.BigIntegerField(null=True)
    authorities = models.TextField(help_text="one a line; the first plans and reveals")
    categories = models.TextField(help_text="one a line; what kinds of party are in scope")
    areas = models.TextField(blank=True, help_text="division codes, one a line; empty: the whole region")
    industries = models.TextField(blank=True)
    sizes = models.TextField(blank=True)
    risks = models.TextField(blank=True)
    dimensions = models.TextField(blank=True, help_text="what the strata are made of: area, industry, size, risk")
    quota_by = models.CharField(max_length=5, choices=QuotaBy)
    rate = models.DecimalField(max_digits=6, decimal_places=3, null=True, help_text="per cent of each stratum")
    count = models.PositiveIntegerField(null=True)
    qualification = models.CharField(max_length=40, blank=True, help_text="what inspectors must be qualified for")
    each = models.PositiveSmallIntegerField(default=2)
    cap = models.PositiveSmallIntegerField(help_text="visits one inspector makes at most")
    beacon = models.BigIntegerField(null=True, help_text="a drand quicknet round")
    lotteries = models.TextField(blank=True, help_text="name:issue, one a line")
    commit_by = models.DateTimeField()
    reveal_by = models.DateTimeField()
    state = models.CharField(max_length=10, choices=PlanState, default=PlanState.DRAFT)
    planned_by = models.CharField(max_length=80)
    planned_by_id = models.CharField(max_length=80)
    planned_at = models.DateTimeField()
    approved_by = models.CharField(max_length=80, blank=True)
    approved_by_id = models.CharField(max_length=80, blank=True)
    approved_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["region", "year", "serial"], name="plan_number_once"),
            models.UniqueConstraint(
                fields=["region", "year"],
                condition=Q(mode="undirected", state="committed"),
                name="plan_undirected_once_a_year",
            ),
            models.CheckConstraint(
                condition=Q(approved_at=None, approved_by="", approved_by_id="")
                | (Q(approved_at__isnull=False) & ~Q(approved_by="") & ~Q(approved_by_id=F("planned_by_id"))),
                name="plan_approved_by_another",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "withdrawn"]) | Q(approved_at__isnull=False), name="plan_approved_first"
            ),
            models.CheckConstraint(condition=Q(reveal_by__gt=F("commit_by")), name="plan_reveal_after_commitment"),
            models.CheckConstraint(condition=Q(each__gte=2), name="plan_two_inspectors"),
            models.CheckConstraint(condition=Q(cap__gte=1), name="plan_cap"),
            models.CheckConstraint(condition=Q(beacon__gte=1) | ~Q(lotteries=""), name="plan_names_its_entropy"),
            models.CheckConstraint(
                condition=Q(quota_by="rate", rate__gt=0, rate__lte=100, count=None)
                | Q(quota_by="count", count__gte=1, rate=None),
                name="plan_rate_or_count",
            ),
        ]
        indexes = [models.Index(fields=["region", "-planned_at"], name="plan_place")]

    @property
    def number(self) -> str:
        """E.g. CC-999101-2026-0001."""
        return f"CC-{self.region}-{self.year}-{self.serial:04d}"


class Share(models.Model):
    """A rate or number of its own: for one risk class or one stratum (`key`), or what one authority takes."""

    id = models.BigAutoField(primary_key=True)
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="shares")
    authority = models.CharField(max_length=200, blank=True, help_text="blank: of all")
    key = models.CharField(max_length=80, blank=True, help_text="risk:C, or a stratum's code; blank: everything")
    rate = models.DecimalField(max_digits=6, decimal_places=3, null=True)
    count = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "authority", "key"], name="share_once"),
            models.CheckConstraint(
                condition=Q(rate__gte=0, rate__lte=100, count=None) | Q(count__gte=0, rate=None),
                name="share_rate_or_count",
            ),
        ]
