from django.contrib.postgres.fields import ArrayField
from django.db import models

from gongbao.foundation.events.ids import uuid7
from gongbao.register.entities.models import Entity

Q = models.Q


class State(models.TextChoices):
    """Where a case stands; the table of steps is in `rules`."""

    NOTIFIED = "notified", "已告知"
    CONSENT = "consent", "报上级同意"
    CONSENTED = "consented", "上级已同意"
    DROPPED = "dropped", "不列入"
    LISTED = "listed", "已决定列入，待公示"
    PUSHED = "pushed", "已推送登记地，待公示"
    PUBLISHED = "published", "列入中"
    ENDING = "ending", "已决定结束，待停止公示"
    ENDED = "ended", "已结束"


class Ending(models.TextChoices):
    """Why an entry ended."""

    EARLY = "early", "提前移出"
    FULL_TERM = "full-term", "期满移出"
    REVOKED = "revoked", "撤销列入"
    CORRECTED = "corrected", "更正(撤销列入)"


class Entry(models.Model):
    """A case of the serious list from the notice to the end of its publication, one row for one stand in the list.

    An entry restored after fraud (S21 20) is another row that names the one it restores.
    """

    pk = models.CompositePrimaryKey("entity_id", "id")
    entity = models.ForeignKey(Entity, on_delete=models.PROTECT, db_index=False, related_name="serious_entries")
    id = models.UUIDField(default=uuid7, editable=False)
    state = models.CharField(max_length=10, choices=State)
    region = models.CharField(max_length=12, help_text="of the deciding office")
    authority = models.CharField(max_length=200)
    ground = models.CharField(max_length=20)
    penalty = models.CharField(max_length=20, help_text="kind of heavier penalty, S21 2")
    penalty_number = models.CharField(max_length=100)
    penalty_on = models.DateField()
    facts = models.TextField(help_text="what was found; public")
    weighed = ArrayField(models.CharField(max_length=400), help_text="the factors of S21 12 and what was found")
    restriction_until = models.DateField(null=True, help_text="last day of a statutory restriction")
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=80)
    heard_at = models.DateTimeField(null=True)
    heard = models.TextField(blank=True, help_text="statement or hearing, or that it was waived")
    consent_asked_at = models.DateTimeField(null=True)
    consent_from = models.CharField(max_length=200, blank=True, help_text="the authority of the level above")
    consent_region = models.CharField(max_length=12, blank=True)
    consent_at = models.DateTimeField(null=True)
    consent_by = models.CharField(max_length=80, blank=True)
    consent_given = models.BooleanField(null=True)
    consent_reason = models.TextField(blank=True)
    dropped_reason = models.TextField(blank=True)
    decision_id = models.UUIDField(null=True)
    listed_on = models.DateField(null=True)
    pushed_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField(null=True, help_text="when the office of registration got what was pushed")
    published_at = models.DateTimeField(null=True)
    performed_on = models.DateField(null=True, help_text="verified: the penalty was performed")
    harm_removed_on = models.DateField(null=True, help_text="verified: the harm was removed")
    new_penalty_on = models.DateField(null=True, help_text="another heavier penalty since")
    annulled_on = models.DateField(null=True, help_text="the office learnt that the penalty was annulled")
    ending = models.CharField(max_length=10, choices=Ending, blank=True)
    removal_id = models.UUIDField(null=True)
    ended_on = models.DateField(null=True, help_text="day of the decision that ends it")
    ended_at = models.DateTimeField(null=True)
    taken_down_at = models.DateTimeField(null=True)
    origin = models.UUIDField(null=True, help_text="the entry at the office of another province that pushed it here")
    restores = models.UUIDField(null=True, help_text="the entry whose removal was obtained by fraud")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["entity", "penalty_number", "ground"],
                condition=~Q(state__in=["dropped", "ended"]),
                name="serious_open_once",
            ),
            models.UniqueConstraint(
                fields=["entity", "origin"], condition=Q(origin__isnull=False), name="serious_pushed_once"
            ),
            models.CheckConstraint(
                condition=Q(origin=None) | Q(state__in=["published", "ended"]), name="serious_pushed_is_published"
            ),
            models.CheckConstraint(
                condition=Q(consent_given=None, consent_at=None, consent_by="")
                | (Q(consent_given__isnull=False, consent_at__isnull=False) & ~Q(consent_by="")),
                name="serious_consent_by_and_at",
            ),
            models.CheckConstraint(
                condition=Q(decision_id=None, listed_on=None, state__in=["notified", "consent", "consented", "dropped"])
                | Q(
                    decision_id__isnull=False,
                    listed_on__isnull=False,
                    state__in=["listed", "pushed", "published", "ending", "ended"],
                ),
                name="serious_listed_with_decision",
            ),
            models.CheckConstraint(
                condition=Q(removal_id=None, ended_on=None, ended_at=None, ending="")
                | (Q(removal_id__isnull=False, ended_on__isnull=False, ended_at__isnull=False) & ~Q(ending="")),
                name="serious_ended_with_decision",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["ending", "ended"], removal_id__isnull=False)
                | (~Q(state__in=["ending", "ended"]) & Q(removal_id=None)),
                name="serious_ended_in_its_state",
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=False) | ~Q(state="published"), name="serious_published_at"
            ),
            models.CheckConstraint(
                condition=Q(taken_down_at__isnull=False) | ~Q(state="ended"), name="serious_taken_down_at"
            ),
        ]
        indexes = [
            models.Index(fields=["-listed_on"], name="serious_newest", condition=Q(state__in=["published", "ending"])),
            models.Index(fields=["region", "state"], name="serious_office"),
            models.Index(fields=["published_at"], name="serious_shown"),
            models.Index(fields=["ended_at"], name="serious_ended", condition=Q(ended_at__isnull=False)),
        ]
