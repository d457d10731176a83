from django.db import models

from gongbao.foundation.accounts.models import Organisation, User
from gongbao.foundation.duties.models import PartyKind
from gongbao.foundation.events.ids import uuid7


class Notice(models.Model):
    """A message to a party's inbox. The words are kept as sent, in both languages."""

    pk = models.CompositePrimaryKey("party_id", "id")
    party_id = models.BigIntegerField()
    id = models.UUIDField(default=uuid7, editable=False)
    party_kind = models.CharField(max_length=12, choices=PartyKind)
    kind = models.CharField(max_length=40)
    title_zh = models.CharField(max_length=120)
    title_en = models.CharField(max_length=160)
    body_zh = models.TextField()
    body_en = models.TextField()
    link = models.CharField(max_length=200, blank=True)
    sent_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    read_by = models.CharField(max_length=80, blank=True)

    class Meta:
        indexes = [models.Index(fields=["party_kind", "party_id", "-sent_at"], name="notice_inbox")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(read_at=None, read_by="")
                | (models.Q(read_at__isnull=False) & ~models.Q(read_by="")),
                name="notice_read_by_and_at",
            )
        ]


class ChannelKind(models.TextChoices):
    MAIL = "mail", "邮件"
    SMS = "sms", "短信"
    CHAT = "chat", "企业聊天"


class Gateway(models.Model):
    """A way out of the house: a mail server, an SMS gateway, a chat. Its address holds secrets and rests sealed."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=8, choices=ChannelKind)
    name = models.CharField(max_length=60)
    sealed_url = models.TextField()
    personal = models.BooleanField(help_text="each person has an address of their own there; else all share one room")
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=80)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(name="") & ~models.Q(sealed_url=""), name="gateway_whole"),
            models.UniqueConstraint(fields=["name"], condition=models.Q(closed_at=None), name="gateway_name_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Contact(models.Model):
    """Where a gateway reaches a person, or whoever serves an organisation in a role. The address rests sealed."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    gateway = models.ForeignKey(Gateway, on_delete=models.PROTECT, related_name="contacts")
    user = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="contacts")
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="contacts")
    role = models.CharField(max_length=40, blank=True, help_text="of the organisation; blank: whatever role")
    sealed_address = models.TextField(blank=True)
    hint = models.CharField(max_length=80, blank=True, help_text="the address as pages show it, masked")
    quiet_from = models.TimeField(null=True)
    quiet_until = models.TimeField(null=True)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(user__isnull=False, organisation=None, role="")
                | models.Q(user=None, organisation__isnull=False),
                name="contact_of_a_person_or_a_role",
            ),
            models.CheckConstraint(
                condition=models.Q(quiet_from=None, quiet_until=None)
                | models.Q(quiet_from__isnull=False, quiet_until__isnull=False),
                name="contact_quiet_both_ends",
            ),
            models.UniqueConstraint(
                fields=["gateway", "user"],
                condition=models.Q(until=None, user__isnull=False),
                name="contact_of_person_once",
            ),
            models.UniqueConstraint(
                fields=["gateway", "organisation", "role"],
                condition=models.Q(until=None, user=None),
                name="contact_of_role_once",
            ),
        ]


class DeliveryState(models.TextChoices):
    QUEUED = "queued", "待送出"
    TAKEN = "taken", "正在送"
    SENT = "sent", "已送出"
    FAILED = "failed", "没送出"


class Delivery(models.Model):
    """One message through one channel, kept until it went out or was given up; nothing of it is lost on the way.

    Whoever sends it takes it until `taken_until`: a process killed meanwhile leaves it to the next.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="deliveries")
    key = models.CharField(max_length=120, unique=True, help_text="what must not be sent twice has the same key")
    title = models.CharField(max_length=160)
    body = models.TextField()
    urgent = models.BooleanField()
    drill = models.BooleanField(default=False)
    about_kind = models.CharField(max_length=20, blank=True)
    about_id = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=8, choices=DeliveryState, default=DeliveryState.QUEUED)
    queued_at = models.DateTimeField()
    next_at = models.DateTimeField()
    taken_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    reason = models.CharField(
        max_length=60, blank=True, help_text="why the last attempt failed: a code, no text of theirs"
    )
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=["sent", "failed"], done_at__isnull=False)
                | models.Q(state__in=["queued", "taken"], done_at=None),
                name="delivery_done_at",
            ),
            models.CheckConstraint(
                condition=models.Q(state="taken", taken_until__isnull=False)
                | (~models.Q(state="taken") & models.Q(taken_until=None)),
                name="delivery_taken_until",
            ),
        ]
        indexes = [
            models.Index(
                fields=["-urgent", "next_at"], name="delivery_due", condition=models.Q(state__in=["queued", "taken"])
            ),
            models.Index(fields=["-queued_at"], name="delivery_newest"),
            models.Index(fields=["about_kind", "about_id"], name="delivery_about"),
        ]


class Attempt(models.Model):
    """One try to send a delivery, and how it went. Append-only."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, related_name="tries")
    at = models.DateTimeField()
    ok = models.BooleanField()
    reason = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ok=True, reason="") | (models.Q(ok=False) & ~models.Q(reason="")),
                name="attempt_says_why",
            )
        ]
        indexes = [models.Index(fields=["delivery", "at"], name="attempt_delivery")]
