from django.db import models
from django.db.models import F, Q

from gongbao.foundation.draws.models.plan import Plan
from gongbao.foundation.ledger.models import Commitment


class Draw(Commitment):
    """A committed draw: its manifest (`body`), what was committed with it, and how far it has come.

    The database holds the manifest to its digest, the secret to its commitment, and the digest by the references to it.
    """

    plan = models.OneToOneField(Plan, on_delete=models.PROTECT, primary_key=True, related_name="draw")
    digest = models.BinaryField(help_text="SHA-256 of the manifest")
    secret_commitment = models.BinaryField()
    sealed_secret = models.BinaryField(help_text="under a key derived from the installation's; never shown")
    secret = models.BinaryField(null=True, help_text="only once revealed")
    subtrees = models.BinaryField(
        default=b"", help_text="of the pool's tree, 256 leaves each, to prove a place quickly"
    )
    members = models.PositiveIntegerField()
    area = models.PositiveIntegerField()
    quota = models.PositiveIntegerField()
    committed_at = models.DateTimeField()
    committed_by = models.CharField(max_length=80)
    signature = models.BinaryField(null=True, help_text="of the drand round")
    results = models.TextField(blank=True, help_text="lottery results, name:issue:numbers, one a line")
    voids = models.JSONField(default=list, help_text="name, void issue, next issue, announcement; by the plan's rule")
    drawn_at = models.DateTimeField(null=True)
    revealed_at = models.DateTimeField(null=True)
    breached_at = models.DateTimeField(null=True)
    inspectors_shown_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(quota__lte=F("members")), name="draw_quota_within_pool"),
            models.CheckConstraint(
                condition=Q(drawn_at=None, signature=None, results="")
                | (Q(drawn_at__isnull=False) & (Q(signature__isnull=False) | ~Q(results=""))),
                name="draw_drawn_with_entropy",
            ),
            models.CheckConstraint(
                condition=Q(revealed_at=None, secret=None)
                | Q(revealed_at__isnull=False, secret__isnull=False, drawn_at__isnull=False),
                name="draw_revealed_after_drawn",
            ),
        ]
        indexes = [
            models.Index(fields=["-committed_at"], name="draw_newest"),
        ]


class Seal(models.Model):
    """What a commitment fixes. While this row stands, references keep the plan and the manifest as they were: an update
    or a deletion is refused by the database itself (migration 0003).
    """

    draw = models.OneToOneField(Draw, on_delete=models.PROTECT, primary_key=True, related_name="seal")
    fingerprint = models.CharField(max_length=32, help_text="the plan's, computed by the database")
    digest = models.BinaryField(help_text="the manifest's")
    secret_commitment = models.BinaryField()


class Paper(Commitment):
    """What was entered into the log about a draw after its manifest: the result, each change, the reveal, a breach."""

    pk = models.CompositePrimaryKey("draw_id", "version")
    draw = models.ForeignKey(Draw, on_delete=models.PROTECT, db_index=False, related_name="papers")
    version = models.PositiveIntegerField()
    sort = models.CharField(max_length=12, help_text="result, replace, recuse, supplement, reveal or breach")
    subject = models.CharField(max_length=80, blank=True)
    reason = models.CharField(max_length=40, blank=True)
    what = models.CharField(max_length=80, blank=True)
    came = models.CharField(max_length=80, blank=True, help_text="who came in")
    words = models.TextField(blank=True, help_text="for the office; not published")
    written_at = models.DateTimeField()
    written_by = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(version__gte=2), name="paper_after_manifest"),
            models.UniqueConstraint(fields=["draw"], condition=Q(sort="result"), name="paper_one_result"),
            models.UniqueConstraint(fields=["draw"], condition=Q(sort="reveal"), name="paper_one_reveal"),
            models.UniqueConstraint(fields=["draw"], condition=Q(sort="breach"), name="paper_one_breach"),
            models.UniqueConstraint(
                fields=["draw", "subject"], condition=Q(sort="replace"), name="paper_replaced_once"
            ),
        ]
