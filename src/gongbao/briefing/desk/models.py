from django.db import models

from gongbao.briefing.items.models import Item
from gongbao.briefing.units.models import Unit
from gongbao.foundation.accounts.models import User
from gongbao.foundation.events.ids import uuid7


class Manuscript(models.Model):
    """The desk's own wording of one or several items. What the units lodged stays as it was."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    desk = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="manuscripts")
    title = models.CharField(max_length=120)
    body = models.TextField()
    note = models.CharField(max_length=600, blank=True, help_text="editor's note (按语)")
    turn = models.PositiveIntegerField(default=1)
    versions = models.PositiveSmallIntegerField(default=1)
    editor = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    edited_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(title="") & ~models.Q(body=""), name="manuscript_has_words")
        ]
        indexes = [models.Index(fields=["desk", "-edited_at"], name="manuscript_newest")]


class ManuscriptVersion(models.Model):
    """One saved wording, with who wrote it: differences are shown between any two."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    manuscript = models.ForeignKey(Manuscript, on_delete=models.PROTECT, related_name="history")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    body = models.TextField()
    note = models.CharField(max_length=600, blank=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["manuscript", "number"], name="manuscript_version_once")]


class Source(models.Model):
    """An item in a manuscript, and its share of the credit. Shares of one manuscript add up to one."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    manuscript = models.ForeignKey(Manuscript, on_delete=models.PROTECT, related_name="sources")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="used_in")
    share = models.DecimalField(max_digits=5, decimal_places=4)
    added_at = models.DateTimeField()
    added_by = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["manuscript", "item"], name="source_once"),
            models.CheckConstraint(condition=models.Q(share__gt=0) & models.Q(share__lte=1), name="source_share"),
        ]


class Use(models.TextChoices):
    OWN = "own", "本级刊物"
    SPECIAL = "special", "专报"
    UPWARD = "upward", "报送上级"
    FORWARD = "forward", "转送部门"


class Adoption(models.Model):
    """A manuscript taken for one use; it may be used several ways, and each counts by the rules of assessment."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    manuscript = models.ForeignKey(Manuscript, on_delete=models.PROTECT, related_name="adoptions")
    use = models.CharField(max_length=8, choices=Use)
    target = models.ForeignKey(
        Unit, null=True, on_delete=models.PROTECT, related_name="+", help_text="to whom it is forwarded"
    )
    words = models.CharField(max_length=200, blank=True)
    adopted_at = models.DateTimeField()
    adopted_by = models.CharField(max_length=80)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_why = models.CharField(max_length=400, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["manuscript", "use", "target"],
                condition=models.Q(withdrawn_at=None),
                name="adoption_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=~models.Q(use="forward") | models.Q(target__isnull=False), name="adoption_forward_to_somebody"
            ),
        ]
        indexes = [models.Index(fields=["use", "adopted_at"], name="adoption_use")]


class ByPass(models.Model):
    """A report that went over a desk's head: possible, named, with its reason, and told to the desk passed over."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    item = models.OneToOneField(Item, on_delete=models.PROTECT, related_name="bypass")
    passed = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    to = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    words = models.CharField(max_length=400)
    at = models.DateTimeField()
    by = models.CharField(max_length=80)

    class Meta:
        constraints = [models.CheckConstraint(condition=~models.Q(words=""), name="bypass_has_a_reason")]
