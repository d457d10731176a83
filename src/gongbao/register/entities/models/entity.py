from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from gongbao.foundation.events.ids import uuid7


class Category(models.TextChoices):
    """What the law distinguishes: which annual-report rules apply."""

    ENTERPRISE = "enterprise", "企业"
    INDIVIDUAL = "individual", "个体工商户"
    COOPERATIVE = "cooperative", "农民专业合作社"


class Standing(models.TextChoices):
    """What a status means for duties; the displayed status is a code-list entry."""

    ACTIVE = "active", "存续"
    SUSPENDED = "suspended", "歇业"
    REVOKED = "revoked", "吊销"
    GONE = "gone", "注销"


class Entity(models.Model):
    """A business entity (经营主体) as it stands now. What changed and when is in `EntityChange`."""

    id = models.BigAutoField(primary_key=True)
    name = models.CharField(max_length=300)
    code = models.CharField(max_length=18, blank=True, help_text="unified social credit code (GB 32100), if it has one")
    category = models.CharField(max_length=12, choices=Category)
    kind = models.CharField(max_length=20, blank=True, help_text="code list entity-kind")
    kind_text = models.CharField(max_length=100, blank=True, help_text="as the source wrote it")
    status = models.CharField(max_length=20, help_text="code list entity-status")
    standing = models.CharField(max_length=10, choices=Standing)
    established_on = models.DateField(null=True)
    region = models.CharField(
        max_length=12, blank=True, help_text="division code, as fine as known; blank when not found"
    )
    address = models.CharField(max_length=500, blank=True)
    capital = models.DecimalField(max_digits=20, decimal_places=6, null=True, help_text="万 (10,000) of the currency")
    currency = models.CharField(max_length=3, blank=True)
    capital_text = models.CharField(max_length=100, blank=True)
    industry = models.CharField(max_length=6, blank=True, help_text="GB/T 4754")
    scope = models.TextField(blank=True)
    doubts = ArrayField(models.CharField(max_length=40), default=list, help_text="doubt codes from the import")
    source = models.CharField(max_length=60)
    recorded_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(name=""), name="entity_has_a_name"),
            models.CheckConstraint(condition=models.Q(capital=None) | models.Q(capital__gte=0), name="entity_capital"),
        ]
        indexes = [
            models.Index(fields=["region", "category", "standing"], name="entity_place"),
        ]


class EntityCode(models.Model):
    """Every code an entity has or had, unique over the register. Keyed by the code itself, so no foreign key:
    on a cluster the directory is spread by code and the entity by its id.
    """

    value = models.CharField(max_length=20, primary_key=True)
    scheme = models.CharField(max_length=10, help_text="uscc, regno (15 digits) or orgcode")
    entity_id = models.BigIntegerField()
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(fields=["entity_id"], name="entity_code_entity")]


class EntityName(models.Model):
    """A present or former name, prepared for search: folded characters, pinyin initials, and what the index has: the
    bigrams and, among them, the province, prefecture and county of the entity (folding.keys).
    """

    pk = models.CompositePrimaryKey("entity_id", "number")
    entity = models.ForeignKey(Entity, on_delete=models.CASCADE, db_index=False, related_name="names")
    number = models.PositiveSmallIntegerField(help_text="0 is the present name")
    name = models.CharField(max_length=300)
    folded = models.CharField(max_length=300, help_text="simplified, half-width, lower case, no punctuation")
    grams = ArrayField(models.IntegerField())
    initials = models.CharField(max_length=300, blank=True)
    valid_to = models.DateField(null=True)

    class Meta:
        indexes = [
            # What waits to be merged into the index is read by every search: a quarter of a megabyte, not four.
            GinIndex(fields=["grams"], name="entity_name_grams", gin_pending_list_limit=256),
            models.Index(fields=["folded"], name="entity_name_folded", opclasses=["varchar_pattern_ops"]),
            GinIndex(
                fields=["initials"], name="entity_name_sounds", opclasses=["gin_trgm_ops"], gin_pending_list_limit=256
            ),
        ]


class SoundPair(models.Model):
    """A bigram that names have, by one way of reading its two characters: what a search by sound asks the index for.

    Derived from the names and only added to: a pair too many does no harm, a missing one would hide its names.
    """

    pk = models.CompositePrimaryKey("sounds", "gram")
    sounds = models.CharField(max_length=13, db_collation="C", help_text="two syllables without tones, a blank between")
    gram = models.IntegerField()
    names = models.IntegerField(default=1, help_text="about how many names have it")


class SoundsHeard(models.Model):
    """Whether every pair is there: `heard` is `written` when no great import has written names since all were read.

    One row. `readings` tells by which dictionary the pairs were read.
    """

    id = models.SmallIntegerField(primary_key=True, default=1)
    written = models.BigIntegerField(default=0)
    heard = models.BigIntegerField(default=0)
    readings = models.CharField(max_length=64, blank=True)


class EntityPerson(models.Model):
    """A person's post or share in an entity. The name is public by law; all else about the person is a PersonalFact."""

    pk = models.CompositePrimaryKey("entity_id", "id")
    entity = models.ForeignKey(Entity, on_delete=models.CASCADE, db_index=False, related_name="persons")
    id = models.UUIDField(default=uuid7, editable=False)
    post = models.CharField(max_length=20, help_text="legal-representative, person-in-charge, operator, shareholder, …")
    name = models.CharField(max_length=100, null=True, help_text="null after erasure")
    since = models.DateField(null=True)
    until = models.DateField(null=True)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["name"], name="person_name", condition=models.Q(until=None, name__isnull=False))
        ]


class EntityChange(models.Model):
    """One field of an entity changed: from, to, since when, recorded when, why and on whose word."""

    pk = models.CompositePrimaryKey("entity_id", "id")
    entity = models.ForeignKey(Entity, on_delete=models.CASCADE, db_index=False, related_name="changes")
    id = models.UUIDField(default=uuid7, editable=False)
    field = models.CharField(max_length=40)
    old = models.TextField(blank=True)
    new = models.TextField(blank=True)
    effective_on = models.DateField(null=True)
    recorded_at = models.DateTimeField()
    reason = models.CharField(max_length=200)
    source = models.CharField(max_length=60)
    by = models.CharField(max_length=80)

    class Meta:
        indexes = [models.Index(fields=["entity", "-recorded_at"], name="entity_change_when")]
