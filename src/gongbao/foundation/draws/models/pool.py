from django.db import models
from django.db.models import Q

from gongbao.foundation.draws.models.draw import Draw


class Member(models.Model):
    """A party that was in scope when the pool was fixed: in the pool with its salted leaf, or left out and why."""

    pk = models.CompositePrimaryKey("party_id", "draw_id")
    party_id = models.BigIntegerField()
    draw = models.ForeignKey(Draw, on_delete=models.PROTECT, db_index=False, related_name="pool")
    identifier = models.CharField(max_length=40)
    stratum = models.CharField(max_length=80, blank=True)
    excluded = models.CharField(max_length=12, blank=True)
    salt = models.BinaryField(null=True)
    position = models.IntegerField(null=True, help_text="of its leaf in the pool's tree")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["draw", "position"], name="member_position_once"),
            models.UniqueConstraint(
                fields=["draw", "identifier"], condition=Q(excluded=""), name="member_identifier_once"
            ),
            models.CheckConstraint(
                condition=Q(excluded="", salt__isnull=False, position__gte=0) & ~Q(stratum="") & ~Q(identifier="")
                | (~Q(excluded="") & Q(salt=None, position=None)),
                name="member_in_or_out",
            ),
        ]


class Examiner(models.Model):
    """An inspector in a draw's pool, as it was fixed. The name is published only when the visits are over."""

    pk = models.CompositePrimaryKey("draw_id", "code")
    draw = models.ForeignKey(Draw, on_delete=models.PROTECT, db_index=False, related_name="examiners")
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=80)
    user_id = models.BigIntegerField(null=True)
    salt = models.BinaryField()
    position = models.IntegerField()


class Conflict(models.Model):
    """An inspector who may not visit a party of this draw. The ground stays in the office; the pair is committed."""

    pk = models.CompositePrimaryKey("party_id", "draw_id", "code")
    party_id = models.BigIntegerField()
    draw = models.ForeignKey(Draw, on_delete=models.PROTECT, db_index=False, related_name="conflicts")
    code = models.CharField(max_length=40)
    identifier = models.CharField(max_length=40)
    salt = models.BinaryField()

    class Meta:
        indexes = [models.Index(fields=["draw"], name="conflict_draw")]
