from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from gongbao.foundation.accounts.models import Organisation
from gongbao.foundation.events.ids import uuid7
from gongbao.register.entities.models import Entity


class Origin(models.TextChoices):
    DRAW = "draw", "随机抽查"
    COMPLAINT = "complaint", "举报核实"
    ORDER = "order", "上级交办"


class State(models.TextChoices):
    OPEN = "open", "待检查"
    RECORDED = "recorded", "已检查，待结论"
    CONCLUDED = "concluded", "已结束，待复核"
    PUBLISHED = "published", "结果已公示"
    ENDED = "ended", "未检查即结束"


class Inspection(models.Model):
    """One check of one entity. `reason` is for the office: the firm and the public never read it."""

    pk = models.CompositePrimaryKey("entity_id", "id")
    entity = models.ForeignKey(Entity, on_delete=models.PROTECT, db_index=False, related_name="inspections")
    id = models.UUIDField(default=uuid7, editable=False)
    number = models.CharField(max_length=80, help_text="of the file, e.g. 青岚市监检〔2025〕1号")
    origin = models.CharField(max_length=10, choices=Origin)
    origin_id = models.CharField(max_length=80, help_text="the draw's or complaint's id, the order's number")
    title = models.CharField(max_length=200, help_text="what the check is called towards the firm and the public")
    reason = models.TextField(blank=True)
    scope = ArrayField(models.CharField(max_length=20), default=list, help_text="questions to ask, see rules.QUESTIONS")
    method = models.CharField(max_length=10, default="on-site", help_text="written, on-site or online")
    region = models.CharField(max_length=12)
    authority = models.CharField(max_length=200)
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="inspections")
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=80)
    finish_by = models.DateField(help_text="the office's own term for the visit")
    visit_on = models.DateField(null=True)
    stop = models.PositiveSmallIntegerField(default=0, help_text="place in the day's route, 0: not set")
    noticed_at = models.DateTimeField(null=True)
    ended_on = models.DateField(null=True, help_text="the day the twenty working days count from")
    conclusion = models.TextField(blank=True)
    codes = ArrayField(models.CharField(max_length=4), default=list, help_text="proposed results")
    concluded_by = models.CharField(max_length=80, blank=True)
    concluded_by_user = models.BigIntegerField(null=True)
    returned = models.TextField(blank=True, help_text="why the reviewer gave it back; empty otherwise")
    reviewed_by = models.CharField(max_length=80, blank=True)
    reviewed_at = models.DateTimeField(null=True)
    closed_reason = models.CharField(max_length=40, blank=True, help_text="ended without a visit: the draw's reason")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entity", "origin", "origin_id"], name="inspection_once"),
            models.CheckConstraint(condition=Q(method__in=["written", "on-site", "online"]), name="inspection_method"),
            models.CheckConstraint(
                condition=~Q(state__in=["concluded", "published"]) | Q(ended_on__isnull=False),
                name="inspection_concluded_has_end",
            ),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(reviewed_at__isnull=False), name="inspection_published_reviewed"
            ),
            models.CheckConstraint(
                condition=~Q(state="ended") | ~Q(closed_reason=""), name="inspection_ended_has_reason"
            ),
        ]
        indexes = [
            models.Index(fields=["region", "state", "finish_by"], name="inspection_work"),
            models.Index(fields=["origin", "origin_id"], name="inspection_origin"),
        ]


class Assignment(models.Model):
    """An inspector of an inspection; the draw assigned them, or the office for a targeted check."""

    pk = models.CompositePrimaryKey("entity_id", "id")
    entity = models.ForeignKey(Entity, on_delete=models.PROTECT, db_index=False, related_name="+")
    id = models.UUIDField(default=uuid7, editable=False)
    inspection_id = models.UUIDField()
    code = models.CharField(max_length=40, help_text="number of the enforcement certificate")
    name = models.CharField(max_length=80)
    user_id = models.BigIntegerField(null=True)
    lead = models.BooleanField(default=False)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    until_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["entity", "inspection_id", "code"], condition=Q(until=None), name="assignment_once"
            ),
            models.UniqueConstraint(
                fields=["entity", "inspection_id"], condition=Q(until=None, lead=True), name="assignment_one_lead"
            ),
        ]
        indexes = [models.Index(fields=["user_id"], name="assignment_user", condition=Q(until=None))]
