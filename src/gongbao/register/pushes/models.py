from django.db import models

from gongbao.foundation.events.ids import uuid7

Q = models.Q


class Kind(models.TextChoices):
    """What is pushed. The end of a listing names the listing that went before."""

    PENALTY = "penalty", "行政处罚"
    LISTING = "listing", "列入严重违法失信名单"
    LISTING_END = "listing-end", "列入结束"


class Way(models.TextChoices):
    POSTED = "posted", "程序发送"
    LETTER = "letter", "发函"
    NETWORK = "network", "政务内网"
    OTHER = "other", "其他方式"
    HOUSE = "house", "同一系统内"


class Dispatch(models.Model):
    """What the office of registration in another province is to publish: a penalty (P21 10) or a listing (S21 14).

    `package` is the signed file, made once and never changed; what is sent again is the same bytes.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organisation_id = models.BigIntegerField(help_text="the office that decided")
    region = models.CharField(max_length=12)
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.PENALTY)
    source_id = models.CharField(max_length=80, help_text="the office's own number")
    entity_id_listed = models.BigIntegerField(null=True)
    entry_id = models.UUIDField(null=True, help_text="the entry of the serious list")
    earlier_id = models.UUIDField(null=True, help_text="the listing whose end this is")
    party_name = models.CharField(max_length=300)
    party_code = models.CharField(max_length=20)
    home_region = models.CharField(max_length=12, help_text="division code of the office of registration")
    home_office = models.CharField(max_length=200)
    decided_on = models.DateField()
    due_on = models.DateField(help_text="last day to send")
    rule = models.CharField(max_length=60)
    citation = models.CharField(max_length=80)
    package = models.BinaryField()
    sha256 = models.CharField(max_length=64, help_text="of the canonical text that is signed")
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=120)
    tried_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=300, blank=True, help_text="why the last attempt by program failed")
    sent_at = models.DateTimeField(null=True)
    sent_by = models.CharField(max_length=120, blank=True)
    sent_how = models.CharField(max_length=8, choices=Way, blank=True)
    sent_note = models.CharField(max_length=200, blank=True)
    withdrawn_at = models.DateTimeField(null=True, help_text="ended before it was sent: nothing to send any more")
    receipt_on = models.DateField(null=True, help_text="day of the other office's acknowledgement")
    receipt = models.CharField(max_length=200, blank=True, help_text="its number or words")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation_id", "kind", "source_id"], name="dispatch_once"),
            models.UniqueConstraint(
                fields=["entry_id", "kind"], condition=Q(entry_id__isnull=False), name="dispatch_entry_once"
            ),
            models.CheckConstraint(
                condition=Q(kind="penalty", entry_id=None, entity_id_listed=None, earlier_id=None)
                | Q(kind="listing", entry_id__isnull=False, entity_id_listed__isnull=False, earlier_id=None)
                | Q(
                    kind="listing-end",
                    entry_id__isnull=False,
                    entity_id_listed__isnull=False,
                    earlier_id__isnull=False,
                ),
                name="dispatch_of_its_kind",
            ),
            models.CheckConstraint(condition=Q(withdrawn_at=None) | Q(sent_at=None), name="dispatch_withdrawn_unsent"),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="dispatch_hashed"),
            models.CheckConstraint(
                condition=Q(sent_at=None, sent_how="", sent_by="")
                | (Q(sent_at__isnull=False) & ~Q(sent_how="") & ~Q(sent_by="")),
                name="dispatch_sent_whole",
            ),
            models.CheckConstraint(
                condition=Q(receipt_on=None, receipt="")
                | (Q(receipt_on__isnull=False, sent_at__isnull=False) & ~Q(receipt="")),
                name="dispatch_receipt_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation_id", "due_on"], name="dispatch_owed", condition=Q(sent_at=None)),
            models.Index(fields=["organisation_id", "-made_at"], name="dispatch_newest"),
        ]

    @property
    def state(self) -> str:
        """owed, sent, acknowledged, withdrawn, or inside: the other office works in this register."""
        if self.withdrawn_at:
            return "withdrawn"
        if self.sent_how == Way.HOUSE:
            return "inside"
        if self.receipt_on:
            return "acknowledged"
        return "sent" if self.sent_at else "owed"


class Arrival(models.Model):
    """What another province's office pushed here: published in ten working days of receipt, or a listing's end."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organisation_id = models.BigIntegerField(help_text="the office that received it")
    region = models.CharField(max_length=12)
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.PENALTY)
    package = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    signer = models.CharField(max_length=300, help_text="the key that signed it")
    sender = models.CharField(max_length=200)
    party_name = models.CharField(max_length=300)
    party_code = models.CharField(max_length=20)
    source_id = models.CharField(max_length=80)
    decided_on = models.DateField()
    received_at = models.DateTimeField()
    received_by = models.CharField(max_length=120)
    due_on = models.DateField()
    fact_id = models.UUIDField(null=True)
    entry_id = models.UUIDField(null=True, help_text="the entry of the serious list here")
    ends = models.CharField(max_length=64, blank=True, help_text="hash of the listing whose end this is")
    entity_id_published = models.BigIntegerField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=120, blank=True)
    returned = models.CharField(max_length=300, blank=True, help_text="why it was sent back unpublished")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation_id", "sha256"], name="arrival_once"),
            models.CheckConstraint(
                condition=Q(closed_at=None, fact_id=None, entry_id=None, returned="")
                | (
                    Q(closed_at__isnull=False)
                    & (Q(fact_id__isnull=False) | Q(entry_id__isnull=False) | ~Q(returned=""))
                ),
                name="arrival_closed_whole",
            ),
            models.CheckConstraint(
                condition=Q(kind="penalty", entry_id=None, ends="")
                | Q(kind="listing", fact_id=None, ends="")
                | Q(kind="listing-end", fact_id=None, ends__regex=r"^[0-9a-f]{64}$"),
                name="arrival_of_its_kind",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation_id", "due_on"], name="arrival_owed", condition=Q(closed_at=None)),
            models.Index(fields=["organisation_id", "-received_at"], name="arrival_newest"),
            models.Index(fields=["ends"], name="arrival_ends", condition=~Q(ends="")),
        ]
