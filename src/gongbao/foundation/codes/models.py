"""Code lists are data: imported, dated, never constants in the code."""

from django.db import models


class Division(models.Model):
    """An administrative division (GB/T 2260 and below) as it was valid from one day to another.

    Codes are retired and reused: never judge an old credit code by today's list.
    """

    id = models.BigAutoField(primary_key=True)
    code = models.CharField(max_length=12)
    name = models.CharField(max_length=80)
    full_name = models.CharField(max_length=200)
    level = models.PositiveSmallIntegerField(help_text="1 province, 2 prefecture, 3 county, 4 township, 5 village")
    parent = models.CharField(max_length=12, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    source = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="division_code_once_a_day"),
            models.UniqueConstraint(fields=["code"], condition=models.Q(valid_to=None), name="division_one_current"),
            models.CheckConstraint(
                condition=models.Q(valid_to=None) | models.Q(valid_to__gt=models.F("valid_from")),
                name="division_validity_runs_forward",
            ),
            models.CheckConstraint(condition=models.Q(level__gte=1, level__lte=5), name="division_level"),
        ]
        indexes = [
            models.Index(fields=["parent", "code"], name="division_parent"),
            models.Index(fields=["name"], name="division_name"),
        ]


class CodeEntry(models.Model):
    """One entry of a small code list: entity kinds, statuses, industries, listing grounds, channels…

    `category` groups entries for the rules, e.g. a kind's `enterprise`, `individual` or `cooperative`,
    or a status's `active`, `suspended`, `revoked`, `gone`.
    """

    id = models.BigAutoField(primary_key=True)
    list = models.CharField(max_length=40)
    code = models.CharField(max_length=20)
    zh = models.CharField(max_length=200)
    en = models.CharField(max_length=200, blank=True)
    parent = models.CharField(max_length=20, blank=True)
    category = models.CharField(max_length=20, blank=True)
    confidence = models.CharField(max_length=1, default="S", help_text="C read in the text, S secondary, M unconfirmed")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    source = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["list", "code", "valid_from"], name="code_once_a_day"),
            models.UniqueConstraint(
                fields=["list", "code"], condition=models.Q(valid_to=None), name="code_one_current"
            ),
            models.CheckConstraint(
                condition=models.Q(valid_to=None) | models.Q(valid_to__gt=models.F("valid_from")),
                name="code_validity_runs_forward",
            ),
        ]
