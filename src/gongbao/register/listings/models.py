from django.contrib.postgres.fields import ArrayField
from django.db import models

from gongbao.foundation.events.ids import uuid7
from gongbao.foundation.ledger.models import Commitment
from gongbao.register.entities.models import Entity


class Register(models.TextChoices):
    """The list kept here. Entries of the serious list have a procedure, and so a slice, of their own."""

    ABNORMAL = "abnormal", "经营异常名录"


class DecisionKind(models.TextChoices):
    LIST = "list", "列入决定"
    REMOVE = "remove", "移出决定"
    REFUSE = "refuse", "不予移出决定"
    ACCEPT_OBJECTION = "accept-objection", "受理异议"
    REFUSE_OBJECTION = "refuse-objection", "不予受理异议"
    UPHOLD = "uphold", "维持列入"
    CORRECT = "correct", "更正(撤销列入)"
    SERIOUS_LIST = "serious-list", "列入严重违法失信名单决定"
    SERIOUS_REMOVE = "serious-remove", "移出严重违法失信名单决定"
    SERIOUS_REFUSE = "serious-refuse", "不予提前移出决定"
    SERIOUS_REJECT = "serious-reject", "不予受理提前移出申请通知"
    SERIOUS_REVOKE = "serious-revoke", "撤销列入决定"
    SERIOUS_RESTORE = "serious-restore", "撤销移出、恢复列入决定"
    SERIOUS_ANSWER = "serious-answer", "对疑问的答复"
    SERIOUS_CORRECT = "serious-correct", "更正(撤销列入)"
    ORDER_PUBLISH = "order-publish", "责令限期公示决定"


class Decision(Commitment):
    """An act of the authority with its grounds. `body` is its published text, canonical JSON."""

    pk = models.CompositePrimaryKey("entity_id", "id")
    entity = models.ForeignKey(Entity, on_delete=models.PROTECT, db_index=False, related_name="decisions")
    id = models.UUIDField(default=uuid7, editable=False)
    kind = models.CharField(max_length=20, choices=DecisionKind)
    number = models.CharField(max_length=60, help_text="the document number, e.g. 青市监异列〔2026〕1号")
    decided_on = models.DateField()
    decided_at = models.DateTimeField()
    decided_by = models.CharField(max_length=80)
    authority = models.CharField(max_length=200)
    citations = ArrayField(models.CharField(max_length=200))
    reason_zh = models.TextField()
    reason_en = models.TextField()

    class Meta:
        indexes = [models.Index(fields=["decided_on"], name="decision_day")]


class Numbering(models.Model):
    """The last document number an authority gave out in one series and year: numbers are consecutive."""

    id = models.BigAutoField(primary_key=True)
    authority = models.CharField(max_length=200)
    series = models.CharField(max_length=20, choices=DecisionKind)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["authority", "series", "year"], name="numbering_once")]


class Listing(models.Model):
    """An entry in a list, with the exact step that ends it."""

    pk = models.CompositePrimaryKey("entity_id", "id")
    entity = models.ForeignKey(Entity, on_delete=models.PROTECT, db_index=False, related_name="listings")
    id = models.UUIDField(default=uuid7, editable=False)
    register = models.CharField(max_length=10, choices=Register)
    ground = models.CharField(max_length=20, help_text="code list listing-ground")
    period = models.PositiveSmallIntegerField(default=0, help_text="the year not reported on; 0 for other grounds")
    region = models.CharField(max_length=12)
    authority = models.CharField(max_length=200)
    decision_id = models.UUIDField()
    listed_on = models.DateField()
    shown_until = models.DateField(null=True, help_text="individual businesses: 30 June of the next year")
    removed_on = models.DateField(null=True)
    removal_id = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["entity", "register", "ground", "period"],
                condition=models.Q(removed_on=None),
                name="listing_open_once",
            ),
            models.CheckConstraint(
                condition=models.Q(removed_on=None, removal_id=None)
                | models.Q(removed_on__isnull=False, removal_id__isnull=False),
                name="listing_removed_with_decision",
            ),
        ]
        indexes = [
            models.Index(fields=["register", "listed_on"], name="listing_open", condition=models.Q(removed_on=None)),
            models.Index(fields=["region", "register"], name="listing_place", condition=models.Q(removed_on=None)),
        ]


class ApplicationKind(models.TextChoices):
    REMOVAL = "removal", "移出申请"
    OBJECTION = "objection", "异议"


class ApplicationState(models.TextChoices):
    RECEIVED = "received", "已收到"
    ACCEPTED = "accepted", "已受理"
    REFUSED = "refused", "不予受理"
    GRANTED = "granted", "已准予"
    REJECTED = "rejected", "未准予"


class Application(models.Model):
    """A listed entity asks: to be removed, or that an entry was wrong. `listing_id` is the entry's, in either list."""

    pk = models.CompositePrimaryKey("entity_id", "id")
    entity = models.ForeignKey(Entity, on_delete=models.PROTECT, db_index=False, related_name="applications")
    id = models.UUIDField(default=uuid7, editable=False)
    listing_id = models.UUIDField()
    kind = models.CharField(max_length=10, choices=ApplicationKind)
    statement = models.TextField()
    received_at = models.DateTimeField()
    received_from = models.CharField(max_length=80)
    accepted_at = models.DateTimeField(null=True, help_text="objections: taken up for verification")
    verified_at = models.DateTimeField(null=True, help_text="the facts were verified")
    wrong = models.BooleanField(null=True, help_text="objections: what the verification found")
    state = models.CharField(max_length=10, choices=ApplicationState, default=ApplicationState.RECEIVED)
    answered_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True)
    decision_id = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["entity", "listing_id", "kind"],
                condition=models.Q(state__in=["received", "accepted"]),
                name="application_one_open",
            )
        ]
        indexes = [models.Index(fields=["state", "received_at"], name="application_open")]
