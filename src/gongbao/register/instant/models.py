from django.db import models

from gongbao.foundation.events.ids import uuid7
from gongbao.register.entities.models import Entity


class Origin(models.TextChoices):
    """Who publishes a piece of information and answers for it (R 11)."""

    FIRM = "firm", "企业自行公示"
    OFFICE = "office", "市场监督管理部门"
    DEPARTMENT = "department", "其他部门"


class EndReason(models.TextChoices):
    TERM = "term", "公示期届满"
    EARLY = "early", "提前停止公示"
    ANNULLED = "annulled", "原决定被撤销、变更"


class Fact(models.Model):
    """One piece of information about an entity. What it says is in its versions; how long it is shown is here."""

    pk = models.CompositePrimaryKey("entity_id", "id")
    entity = models.ForeignKey(Entity, on_delete=models.PROTECT, db_index=False, related_name="facts")
    id = models.UUIDField(default=uuid7, editable=False)
    origin = models.CharField(max_length=10, choices=Origin)
    kind = models.CharField(max_length=20, help_text="a kind of rules.firm_kinds or rules.official_kinds")
    publisher = models.CharField(max_length=200, help_text="who answers for it")
    organisation_id = models.BigIntegerField(null=True, help_text="the publishing office; null for the firm itself")
    source_id = models.CharField(max_length=80, blank=True, help_text="the publisher's own number: the same, once")
    arose_on = models.DateField()
    due_on = models.DateField(null=True, help_text="last day to publish; null where no text sets one")
    rule = models.CharField(max_length=60, blank=True)
    citation = models.CharField(max_length=80, blank=True)
    published_on = models.DateField()
    versions = models.PositiveIntegerField(default=1)
    repeats = models.UUIDField(null=True, help_text="firms: the office's fact that this one repeats")
    shown_until = models.DateField(null=True, help_text="last day shown; null: no term")
    ended_on = models.DateField(null=True)
    end_reason = models.CharField(max_length=10, choices=EndReason, blank=True)
    end_words = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["entity", "organisation_id", "source_id"],
                condition=~models.Q(source_id=""),
                name="fact_once_by_source",
            ),
            models.CheckConstraint(
                condition=models.Q(origin="firm", organisation_id=None)
                | (~models.Q(origin="firm") & models.Q(organisation_id__isnull=False) & ~models.Q(source_id="")),
                name="fact_publisher",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_on=None, end_reason="")
                | (models.Q(ended_on__isnull=False) & ~models.Q(end_reason="")),
                name="fact_ended_with_reason",
            ),
            models.CheckConstraint(condition=models.Q(versions__gte=1), name="fact_version_from_one"),
            models.CheckConstraint(
                condition=models.Q(published_on__gte=models.F("arose_on")), name="fact_published_after_it_arose"
            ),
        ]
        indexes = [
            models.Index(
                fields=["shown_until"],
                name="fact_term",
                condition=models.Q(ended_on=None, shown_until__isnull=False),
            ),
            models.Index(fields=["organisation_id", "source_id"], name="fact_by_source"),
            models.Index(fields=["id"], name="fact_by_id"),
            models.Index(fields=["organisation_id", "-published_on"], name="fact_by_publisher"),
        ]

    @property
    def late(self) -> bool:
        """Published after the last day."""
        return self.due_on is not None and self.published_on > self.due_on


class FactVersion(models.Model):
    """What a fact said from some moment on. Never changed, never deleted: a correction is the next number."""

    pk = models.CompositePrimaryKey("entity_id", "id")
    entity = models.ForeignKey(Entity, on_delete=models.PROTECT, db_index=False, related_name="fact_versions")
    id = models.UUIDField(default=uuid7, editable=False)
    fact_id = models.UUIDField()
    number = models.PositiveIntegerField()
    values = models.JSONField(help_text="the answers, by the fields of its kind")
    reason = models.CharField(max_length=200, blank=True, help_text="why it was corrected; shown")
    at = models.DateTimeField()
    by = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entity", "fact_id", "number"], name="fact_version_once"),
            models.CheckConstraint(
                condition=models.Q(number=1) | (models.Q(number__gt=1) & ~models.Q(reason="")),
                name="fact_correction_has_reason",
            ),
        ]


class Service(models.TextChoices):
    DIRECT = "direct", "直接送达"
    LEFT = "left", "留置送达"
    MAIL = "mail", "邮寄送达"
    ELECTRONIC = "electronic", "电子送达"
    ANNOUNCEMENT = "announcement", "公告送达"


class Order(models.Model):
    """A written order to publish (R 10; A25 7). Its ten days run from service; `decision_id` is its document."""

    pk = models.CompositePrimaryKey("entity_id", "id")
    entity = models.ForeignKey(Entity, on_delete=models.PROTECT, db_index=False, related_name="orders")
    id = models.UUIDField(default=uuid7, editable=False)
    kind = models.CharField(max_length=20, help_text="a kind of rules.firm_kinds")
    what = models.TextField()
    arose_on = models.DateField(null=True, help_text="of the information, where it is known")
    origin_kind = models.CharField(max_length=20, blank=True, help_text="what led to it, e.g. finding")
    origin_id = models.CharField(max_length=80, blank=True)
    region = models.CharField(max_length=12)
    authority = models.CharField(max_length=200)
    number = models.CharField(max_length=60)
    decision_id = models.UUIDField()
    issued_on = models.DateField()
    served_on = models.DateField(null=True)
    served_how = models.CharField(max_length=12, choices=Service, blank=True)
    served_note = models.CharField(max_length=200, blank=True)
    due_on = models.DateField(null=True)
    met_on = models.DateField(null=True)
    met_words = models.CharField(max_length=200, blank=True)
    met_by = models.UUIDField(null=True, help_text="the fact that was published")
    expired_on = models.DateField(null=True, help_text="when the sweep found it expired")
    listing_id = models.UUIDField(null=True)
    withdrawn_on = models.DateField(null=True)
    withdrawn_words = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(served_on=None, served_how="", due_on=None)
                | (models.Q(served_on__isnull=False, due_on__isnull=False) & ~models.Q(served_how="")),
                name="order_served_with_term",
            ),
            models.CheckConstraint(
                condition=models.Q(expired_on=None) | models.Q(due_on__lt=models.F("expired_on")),
                name="order_expired_after_its_term",
            ),
            models.CheckConstraint(
                condition=models.Q(listing_id=None) | models.Q(expired_on__isnull=False), name="order_listed_expired"
            ),
            models.UniqueConstraint(
                fields=["entity", "origin_kind", "origin_id"],
                condition=~models.Q(origin_id="") & models.Q(withdrawn_on=None),
                name="order_once_by_origin",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_on"],
                name="order_running",
                condition=models.Q(met_on=None, withdrawn_on=None, expired_on=None),
            ),
            models.Index(fields=["region", "-issued_on"], name="order_place"),
        ]

    @property
    def state(self) -> str:
        """issued, running, met, expired, listed or withdrawn; a met order stays met."""
        if self.withdrawn_on:
            return "withdrawn"
        if self.listing_id:
            return "listed"
        if self.met_on:
            return "met"
        if self.expired_on:
            return "expired"
        return "running" if self.served_on else "issued"


class QueryKind(models.TextChoices):
    QUERY = "query", "查询疑问"
    CORRECTION = "correction", "要求更正"


class QueryOutcome(models.TextChoices):
    RIGHT = "right", "信息无误"
    CORRECTED = "corrected", "已更正"
    ENDED = "ended", "已停止公示"


class Query(models.Model):
    """Somebody doubts information an office published (R 13(2)), or asks with evidence that it be corrected (R 12).

    Who asks is not written down: the address of the answer is the receipt.
    """

    pk = models.CompositePrimaryKey("entity_id", "id")
    entity = models.ForeignKey(Entity, on_delete=models.PROTECT, db_index=False, related_name="queries")
    id = models.UUIDField(default=uuid7, editable=False)
    token = models.CharField(max_length=43, help_text="opens the answer; known to the asker only")
    kind = models.CharField(max_length=10, choices=QueryKind)
    fact_id = models.UUIDField()
    organisation_id = models.BigIntegerField()
    region = models.CharField(max_length=12)
    statement = models.TextField()
    received_at = models.DateTimeField()
    due_on = models.DateField()
    outcome = models.CharField(max_length=10, choices=QueryOutcome, blank=True)
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(answered_at=None, outcome="", answer="")
                | (models.Q(answered_at__isnull=False) & ~models.Q(outcome="") & ~models.Q(answer="")),
                name="query_answered_whole",
            ),
            models.UniqueConstraint(fields=["entity", "token"], name="query_token"),
        ]
        indexes = [
            models.Index(fields=["token"], name="query_by_token"),
            models.Index(fields=["organisation_id", "due_on"], name="query_open", condition=models.Q(answered_at=None)),
        ]
