from django.db import models

from gongbao.foundation.accounts.models import Organisation
from gongbao.foundation.events.ids import uuid7
from gongbao.register.screening.models.listed import ListVersion


class JobState(models.TextChoices):
    WAITING = "waiting", "排队中"
    RUNNING = "running", "正在核验"
    DONE = "done", "已完成"
    UNREADABLE = "unread", "读不出"


class Job(models.Model):
    """A list of names somebody had screened. Private to the organisation; the questions go when it is deleted."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT)
    name = models.CharField(max_length=200, help_text="of the file, as uploaded; or that it was pasted")
    state = models.CharField(max_length=8, choices=JobState, default=JobState.WAITING)
    purpose = models.CharField(max_length=200, blank=True, help_text="why it was asked, in the asker's words")
    refused = models.JSONField(default=dict, help_text='when the file cannot be read: {"zh": …, "en": …}')
    lines = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict, help_text="how many lines came out how")
    listed = models.ForeignKey(ListVersion, null=True, on_delete=models.PROTECT)
    salt = models.BinaryField(help_text="opens the questions of the receipt")
    statement = models.JSONField(null=True, help_text="what was signed")
    signature = models.TextField(blank=True)
    vkey = models.CharField(max_length=300, blank=True)
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=80)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["organisation", "-asked_at"], name="screening_job_newest"),
            models.Index(
                fields=["asked_at"], name="screening_job_open", condition=models.Q(state__in=["waiting", "running"])
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state="done") | models.Q(statement__isnull=False),
                name="screening_job_done_is_signed",
            ),
            models.CheckConstraint(condition=models.Q(done__lte=models.F("lines")), name="screening_job_done_of_lines"),
        ]


class JobFile(models.Model):
    """What was uploaded or pasted, kept only until it is answered."""

    job = models.OneToOneField(Job, on_delete=models.CASCADE, primary_key=True, related_name="file")
    data = models.BinaryField()


class JobPart(models.Model):
    """Some hundreds of answered lines: zlib over lines of JSON, each [line, name, code, row of the receipt]."""

    pk = models.CompositePrimaryKey("job_id", "number")
    job = models.ForeignKey(Job, on_delete=models.CASCADE, db_index=False, related_name="parts")
    number = models.PositiveIntegerField()
    lines = models.PositiveIntegerField()
    hits = models.PositiveIntegerField(help_text="lines of this part with something to look at")
    rows = models.BinaryField()
