from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from gongbao.foundation.draws.models.draw import Draw


class DrawnState(models.TextChoices):
    DRAWN = "drawn", "抽中"
    REPLACED = "replaced", "已替换"


class Drawn(models.Model):
    """A drawn party with its rank and its inspectors, the first of whom leads."""

    pk = models.CompositePrimaryKey("party_id", "draw_id")
    party_id = models.BigIntegerField()
    draw = models.ForeignKey(Draw, on_delete=models.PROTECT, db_index=False, related_name="drawn")
    identifier = models.CharField(max_length=40)
    stratum = models.CharField(max_length=80)
    rank = models.PositiveIntegerField()
    ticket = models.BinaryField()
    order = models.PositiveIntegerField(help_text="in which inspectors were given")
    state = models.CharField(max_length=10, choices=DrawnState, default=DrawnState.DRAWN)
    reason = models.CharField(max_length=40, blank=True)
    inspectors = ArrayField(models.CharField(max_length=40))
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["draw", "stratum", "rank"], name="drawn_rank_once"),
            models.UniqueConstraint(fields=["draw", "identifier"], name="drawn_once"),
            models.CheckConstraint(
                condition=Q(state="drawn", reason="") | (Q(state="replaced") & ~Q(reason="")),
                name="drawn_replaced_with_reason",
            ),
            models.CheckConstraint(condition=Q(inspectors__len__gte=2), name="drawn_two_inspectors"),
        ]
        indexes = [models.Index(fields=["party_id", "-at"], name="drawn_party")]
