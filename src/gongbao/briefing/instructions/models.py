from django.db import models

from gongbao.briefing.bulletins.models import Entry
from gongbao.briefing.units.models import Unit
from gongbao.foundation.accounts.models import User
from gongbao.foundation.events.ids import uuid7


class Medium(models.TextChoices):
    SCREEN = "screen", "屏幕"
    PAPER = "paper", "纸面"
    PHONE = "phone", "口头、电话"


class InstructionState(models.TextChoices):
    GIVEN = "given", "待交办"
    OPEN = "open", "办理中"
    ANSWERED = "answered", "已反馈"
    CLOSED = "closed", "已办结"


class Instruction(models.Model):
    """A leader's direction on something printed, or on what another slice has open (`subject_kind`, `subject_id`: an
    incident at night). Once it has an owner and a time it is a duty of that unit.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    entry = models.ForeignKey(Entry, null=True, on_delete=models.PROTECT, related_name="instructions")
    subject_kind = models.CharField(
        max_length=12, blank=True, help_text="a name of `subjects`; blank for what is printed"
    )
    subject_id = models.UUIDField(null=True)
    subject_title = models.CharField(max_length=120, blank=True)
    desk = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="instructions")
    leader = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    words = models.TextField()
    medium = models.CharField(max_length=8, choices=Medium)
    given_at = models.DateTimeField()
    entered_by = models.CharField(max_length=80)
    state = models.CharField(max_length=10, choices=InstructionState, default=InstructionState.GIVEN)
    owner = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="instructed")
    helpers = models.ManyToManyField(Unit, related_name="helping")
    due_on = models.DateField(null=True)
    due_at = models.DateTimeField(null=True, help_text="the hour, where a day is too coarse")
    turn = models.PositiveIntegerField(default=1)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(words=""), name="instruction_has_words"),
            models.CheckConstraint(
                condition=models.Q(entry__isnull=False, subject_kind="", subject_id=None, subject_title="")
                | models.Q(entry=None, subject_id__isnull=False)
                & ~models.Q(subject_kind="")
                & ~models.Q(subject_title=""),
                name="instruction_on_one_thing",
            ),
            models.CheckConstraint(
                condition=models.Q(state="given") | models.Q(owner__isnull=False, due_on__isnull=False),
                name="instruction_owned_and_due",
            ),
            models.CheckConstraint(
                condition=models.Q(state="closed", closed_at__isnull=False)
                | (~models.Q(state="closed") & models.Q(closed_at=None)),
                name="instruction_closed_at",
            ),
        ]
        indexes = [
            models.Index(fields=["desk", "state", "given_at"], name="instruction_board"),
            models.Index(fields=["owner", "state"], name="instruction_owner"),
            models.Index(fields=["leader", "-given_at"], name="instruction_leader"),
            models.Index(
                fields=["subject_id"], name="instruction_subject", condition=models.Q(subject_id__isnull=False)
            ),
        ]

    @property
    def about(self) -> str:
        """The title of what it is on."""
        return self.entry.title if self.entry is not None else self.subject_title


class StepKind(models.TextChoices):
    ASSIGNED = "assigned", "交办"
    INTERIM = "interim", "阶段反馈"
    FINAL = "final", "办结反馈"
    ASK_MORE = "ask-more", "要求补充"
    EXTENSION_ASKED = "extension-asked", "申请延期"
    EXTENSION_GRANTED = "extension-granted", "同意延期"
    EXTENSION_REFUSED = "extension-refused", "不同意延期"
    REMINDED = "reminded", "催办"
    CLOSED = "closed", "办结"


class Step(models.Model):
    """What happened to an instruction, in order. Append-only; a reminder of one kind is sent once (`key`)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    instruction = models.ForeignKey(Instruction, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=20, choices=StepKind)
    at = models.DateTimeField()
    by = models.CharField(max_length=80)
    words = models.TextField(blank=True)
    due_on = models.DateField(null=True)
    key = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["instruction", "key"], condition=~models.Q(key=""), name="instruction_reminded_once"
            )
        ]
        indexes = [models.Index(fields=["instruction", "at"], name="instruction_step")]
