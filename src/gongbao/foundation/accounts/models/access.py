from django.contrib.postgres.fields import ArrayField
from django.db import models

from gongbao.foundation.accounts.models.organisation import Organisation
from gongbao.foundation.accounts.models.user import User
from gongbao.foundation.events.ids import uuid7


class Role(models.Model):
    """A named set of permissions; the permissions are an enum, the roles are data."""

    code = models.CharField(max_length=40, primary_key=True)
    zh = models.CharField(max_length=60)
    en = models.CharField(max_length=80)
    permissions = ArrayField(models.CharField(max_length=60))
    kinds = ArrayField(
        models.CharField(max_length=12), default=list, help_text="kinds of organisation whose people may hold it"
    )
    second_factor = models.BooleanField(default=False, help_text="may act only after signing in with a second factor")


class Membership(models.Model):
    """Who acts for which organisation, in which role, since when."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="memberships")
    role = models.ForeignKey(Role, on_delete=models.PROTECT)
    region = models.CharField(max_length=12, help_text="the part of the organisation's area this person covers")
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation", "role"], condition=models.Q(until=None), name="membership_once"
            ),
            models.CheckConstraint(
                condition=models.Q(until=None) | models.Q(until__gte=models.F("since")), name="membership_runs_forward"
            ),
        ]


class Mandate(models.Model):
    """An organisation may act for an entity: its own firm, or an agent it engaged."""

    pk = models.CompositePrimaryKey("entity_id", "id")
    entity_id = models.BigIntegerField()
    id = models.UUIDField(default=uuid7, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="mandates")
    own = models.BooleanField(help_text="the entity itself, not an agent")
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["entity_id", "organisation"], condition=models.Q(until=None), name="mandate_once"
            )
        ]
        indexes = [models.Index(fields=["organisation", "entity_id"], name="mandate_organisation")]


class Invitation(models.Model):
    """A code that lets one person become a liaison officer (or member) once. Only its hash is kept."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    code_hash = models.CharField(max_length=64, unique=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT)
    role = models.ForeignKey(Role, on_delete=models.PROTECT)
    region = models.CharField(max_length=12, blank=True, help_text="blank: the organisation's own")
    issued_by = models.CharField(max_length=80)
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    used_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(used_at=None, used_by=None) | models.Q(used_at__isnull=False, used_by__isnull=False),
                name="invitation_used_by_and_at",
            ),
            models.CheckConstraint(
                condition=models.Q(used_at=None) | models.Q(revoked_at=None), name="invitation_used_or_revoked"
            ),
        ]
        indexes = [models.Index(fields=["organisation", "-issued_at"], name="invitation_organisation")]


class PasswordCode(models.Model):
    """A code, handed over by an administrator, to choose a new password once. Only its hash is kept."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    code_hash = models.CharField(max_length=64, unique=True)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="password_codes")
    issued_by = models.CharField(max_length=80)
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)


class ApiToken(models.Model):
    """A key for programs. Shown once, kept as a hash, bound to a member's organisation and permissions."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    prefix = models.CharField(max_length=12, unique=True)
    key_hash = models.CharField(max_length=64)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="tokens")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT)
    permissions = ArrayField(models.CharField(max_length=60))
    purpose = models.CharField(max_length=200)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)
