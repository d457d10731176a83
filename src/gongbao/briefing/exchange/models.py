from django.db import models

from gongbao.briefing.desk.models import Manuscript
from gongbao.briefing.items.models import Item
from gongbao.briefing.units.models import Material, Unit
from gongbao.foundation.accounts.models import User
from gongbao.foundation.events.ids import uuid7


class OwnKey(models.Model):
    """A key with which this installation signs what it sends. The newest is in use; peers learn of it one by one."""

    number = models.PositiveIntegerField(primary_key=True)
    vkey = models.CharField(max_length=300)
    secret = models.BinaryField(help_text="sealed under the installation's secret key")
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80)


class Side(models.TextChoices):
    ABOVE = "above", "上级"
    BELOW = "below", "下级"


class Tier(models.TextChoices):
    CITY = "city", "市级"
    PROVINCE = "province", "省级"
    CENTRE = "centre", "中央"
    COUNTY = "county", "县级"


class Peer(models.Model):
    """Another installation we exchange with. Numbers run apart in each direction; `next_at` is when to try again."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    desk = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="peers")
    name = models.CharField(max_length=60)
    origin = models.CharField(max_length=200, unique=True, help_text="as its key calls it")
    side = models.CharField(max_length=8, choices=Side)
    tier = models.CharField(max_length=10, choices=Tier)
    address = models.URLField(max_length=300, blank=True, help_text="blank: by file, or it collects")
    unit = models.ForeignKey(
        Unit, null=True, on_delete=models.PROTECT, related_name="+", help_text="whose items they are, below us"
    )
    mailbox = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    own_key = models.ForeignKey(OwnKey, on_delete=models.PROTECT, related_name="+", help_text="ours, that they know")
    last_sent = models.PositiveBigIntegerField(default=0)
    last_received = models.PositiveBigIntegerField(default=0)
    tries = models.PositiveIntegerField(default=0)
    next_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=300, blank=True)
    heard_at = models.DateTimeField(null=True)
    paused_at = models.DateTimeField(null=True)
    added_at = models.DateTimeField()
    added_by = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(name="") & ~models.Q(origin=""), name="peer_has_a_name"),
            models.CheckConstraint(
                condition=models.Q(side="above", unit=None)
                | models.Q(side="below", unit__isnull=False, mailbox__isnull=False),
                name="peer_below_is_a_unit",
            ),
            models.UniqueConstraint(fields=["unit"], condition=models.Q(unit__isnull=False), name="peer_unit_once"),
        ]

    def __str__(self) -> str:
        return self.name


class PeerKey(models.Model):
    """A public key of a peer. It counts once somebody has compared its fingerprint, until it is ended."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    peer = models.ForeignKey(Peer, on_delete=models.PROTECT, related_name="keys")
    number = models.PositiveIntegerField(help_text="a later one supersedes: once it is used, those before it end")
    vkey = models.CharField(max_length=300)
    added_at = models.DateTimeField()
    added_by = models.CharField(max_length=80)
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.CharField(max_length=80, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["peer", "vkey"], name="peer_key_once"),
            models.UniqueConstraint(fields=["peer", "number"], name="peer_key_in_order"),
            models.CheckConstraint(
                condition=models.Q(confirmed_at=None, confirmed_by="")
                | (models.Q(confirmed_at__isnull=False) & ~models.Q(confirmed_by="")),
                name="peer_key_confirmed_by_somebody",
            ),
        ]


class Received(models.Model):
    """A package that came: kept as it was, with the receipt we gave. The same again gets the same receipt."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    peer = models.ForeignKey(Peer, on_delete=models.PROTECT, related_name="received")
    package = models.UUIDField()
    sequence = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=20)
    title = models.CharField(max_length=200)
    text = models.TextField(help_text="what was signed")
    digest = models.CharField(max_length=64)
    accepted = models.BooleanField()
    reason = models.CharField(max_length=400, blank=True)
    receipt = models.TextField(help_text="the receipt's text, signed anew each time it is given")
    receipt_due = models.BooleanField(default=True, help_text="not yet carried back by a file")
    at = models.DateTimeField()
    item = models.ForeignKey(Item, null=True, on_delete=models.PROTECT, related_name="arrived")
    material = models.ForeignKey(Material, null=True, on_delete=models.PROTECT, related_name="arrived")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["peer", "package"], name="received_once"),
            models.UniqueConstraint(fields=["peer", "sequence"], name="received_in_order"),
            models.CheckConstraint(
                condition=models.Q(accepted=True) | ~models.Q(reason=""), name="received_refused_with_a_reason"
            ),
        ]
        indexes = [models.Index(fields=["-at"], name="received_newest"), models.Index(fields=["item"], name="arrived")]


class SentState(models.TextChoices):
    WAITING = "waiting", "待送达"
    RECEIPTED = "receipted", "已签收"
    REFUSED = "refused", "被拒收"
    PRINTED = "printed", "纸质上报"


class Sent(models.Model):
    """A package of ours, or a printed sheet. Kept until, and after, the other side has signed for it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    desk = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="sent")
    peer = models.ForeignKey(Peer, null=True, on_delete=models.PROTECT, related_name="sent")
    to = models.CharField(max_length=60, help_text="to whom, in words")
    sequence = models.PositiveBigIntegerField(null=True)
    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=80, help_text="what it is about: the same is not sent twice")
    title = models.CharField(max_length=200)
    text = models.TextField(help_text="what is signed when it is sent")
    digest = models.CharField(max_length=64)
    answers = models.UUIDField(null=True, help_text="the package it answers")
    manuscript = models.ForeignKey(Manuscript, null=True, on_delete=models.PROTECT, related_name="sent")
    signed_off_by = models.CharField(max_length=60, blank=True, help_text="who signed it off (签发)")
    state = models.CharField(max_length=10, choices=SentState, default=SentState.WAITING)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80)
    exported_at = models.DateTimeField(null=True)
    receipt = models.TextField(blank=True, help_text="the other side's receipt, signed note")
    receipted_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=400, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["peer", "key"], name="sent_once", nulls_distinct=False),
            models.UniqueConstraint(fields=["peer", "sequence"], name="sent_in_order"),
            models.CheckConstraint(
                condition=models.Q(state="printed", peer=None, sequence=None)
                | (~models.Q(state="printed") & models.Q(peer__isnull=False, sequence__isnull=False)),
                name="sent_to_a_peer_or_printed",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["waiting", "printed"], receipt="")
                | (models.Q(state__in=["receipted", "refused"]) & ~models.Q(receipt="")),
                name="sent_receipted_with_a_receipt",
            ),
        ]
        indexes = [
            models.Index(fields=["desk", "-made_at"], name="sent_newest"),
            models.Index(fields=["peer", "sequence"], condition=models.Q(state="waiting"), name="sent_waiting"),
        ]


class Came(models.TextChoices):
    ADOPTED = "adopted", "采用"
    INSTRUCTED = "instructed", "批示"
    RETURNED = "returned", "退回"
    ASKED = "asked", "要求补充"
    KEPT = "kept", "留存备查"


class Outcome(models.Model):
    """What came back about something sent upward: adopted where, in which number, instructed by whom."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    sent = models.ForeignKey(Sent, on_delete=models.PROTECT, related_name="outcomes")
    came = models.CharField(max_length=12, choices=Came)
    tier = models.CharField(max_length=10, choices=Tier)
    place = models.CharField(max_length=80, blank=True, help_text="the periodical")
    number = models.CharField(max_length=60, blank=True)
    leader = models.CharField(max_length=60, blank=True)
    words = models.TextField(blank=True)
    on = models.DateField()
    received = models.OneToOneField(Received, null=True, on_delete=models.PROTECT, related_name="outcome")
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["sent", "came", "tier", "place", "number", "leader", "on"], name="outcome_once"
            ),
            models.CheckConstraint(
                condition=~models.Q(came="instructed") | ~models.Q(leader=""), name="outcome_instructed_by_somebody"
            ),
        ]
        indexes = [models.Index(fields=["recorded_at"], name="outcome_recorded")]


class HeldPart(models.Model):
    """A part of a file on its way: kept until the last one has come, then the file is in the store."""

    id = models.BigAutoField(primary_key=True)
    peer = models.ForeignKey(Peer, on_delete=models.PROTECT, related_name="held_parts")
    about = models.UUIDField(help_text="the item the file will be attached to")
    sha256 = models.CharField(max_length=64, help_text="of the whole file")
    part = models.PositiveSmallIntegerField()
    data = models.BinaryField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["peer", "about", "sha256", "part"], name="held_part_once"),
            models.CheckConstraint(condition=models.Q(part__gte=1), name="held_part_from_one"),
        ]


class Repulse(models.Model):
    """Packages turned away without a receipt: counted by day, by who they said they were from, and why."""

    id = models.BigAutoField(primary_key=True)
    day = models.DateField()
    origin = models.CharField(max_length=200, blank=True)
    code = models.CharField(max_length=40)
    count = models.PositiveBigIntegerField(default=1)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    digest = models.CharField(max_length=64, help_text="SHA-256 of the first of them")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "origin", "code"], name="repulse_once_a_day")]
