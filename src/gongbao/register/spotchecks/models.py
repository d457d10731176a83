"""What a draw of entities needs besides the register: inspectors, their conflicts, risk classes, visits made."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from gongbao.foundation.accounts.models import Organisation, User
from gongbao.foundation.events.ids import uuid7
from gongbao.register.entities.models import Entity


class Inspector(models.Model):
    """Somebody who may inspect for an office: holder of an enforcement certificate (执法证)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="inspectors")
    user = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="inspectors")
    code = models.CharField(max_length=40, unique=True, help_text="number of the enforcement certificate")
    name = models.CharField(max_length=80)
    qualifications = ArrayField(models.CharField(max_length=40), default=list)
    home = models.CharField(max_length=12, blank=True, help_text="division code of the home; not sent there")
    active = models.BooleanField(default=True)
    since = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(code="") & ~Q(name=""), name="inspector_code_and_name"),
            models.UniqueConstraint(
                fields=["user"], condition=Q(active=True, user__isnull=False), name="inspector_user_once"
            ),
        ]
        indexes = [models.Index(fields=["organisation", "active"], name="inspector_office")]


class InterestGround(models.TextChoices):
    DECLARED = "declared", "本人申报的利害关系"
    EMPLOYER = "employer", "原任职单位"
    KINSHIP = "kinship", "近亲属任职或持股"
    OTHER = "other", "其他应当回避的情形"


class Interest(models.Model):
    """An inspector's conflict of interest with an entity, from a closed list of grounds; the office alone sees it."""

    pk = models.CompositePrimaryKey("entity_id", "id")
    entity = models.ForeignKey(Entity, on_delete=models.PROTECT, db_index=False, related_name="interests")
    id = models.UUIDField(default=uuid7, editable=False)
    inspector = models.ForeignKey(Inspector, on_delete=models.PROTECT, related_name="interests")
    ground = models.CharField(max_length=10, choices=InterestGround)
    declared_at = models.DateTimeField()
    declared_by = models.CharField(max_length=80)
    until = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["entity", "inspector", "ground"], condition=Q(until=None), name="interest_once"
            )
        ]


class Risk(models.Model):
    """An entity's credit-risk class A to D as the province's classification gives it (K25 art. 4); its latest."""

    entity = models.OneToOneField(Entity, on_delete=models.CASCADE, primary_key=True, related_name="risk")
    level = models.CharField(max_length=1, choices=[(one, one) for one in "ABCD"])
    classed_on = models.DateField()
    source = models.CharField(max_length=60)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(level__in=["A", "B", "C", "D"]), name="risk_level")]


class Visit(models.Model):
    """An entity was checked on a day: it is not eligible for another draw of that calendar year."""

    pk = models.CompositePrimaryKey("entity_id", "on")
    entity = models.ForeignKey(Entity, on_delete=models.PROTECT, db_index=False, related_name="visits")
    on = models.DateField()
    source = models.CharField(max_length=80, help_text="what it was: a draw's number, a targeted check, a joint visit")
    recorded_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["on"], name="visit_day")]
