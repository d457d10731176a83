from django.db import models

from gongbao.foundation.accounts.models import Organisation
from gongbao.foundation.events.ids import uuid7


class BatchState(models.TextChoices):
    CHECKING = "checking", "正在检查"
    UNREADABLE = "unread", "读不出"
    CHECKED = "checked", "已检查，待提交"
    RUNNING = "running", "正在提交"
    DONE = "done", "已完成"
    DROPPED = "dropped", "已放弃"


class RowState(models.TextChoices):
    READY = "ready", "可以提交"
    WRONG = "wrong", "有误"
    FILED = "filed", "已提交"
    REFUSED = "refused", "未能提交"


class FilingBatch(models.Model):
    """Many reports of one year and category in one file, uploaded by an organisation that acts for these entities.

    It is a job of its own: checked and filed in the background, line by line, taken up again where it stopped.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT)
    year = models.PositiveSmallIntegerField()
    category = models.CharField(max_length=12)
    name = models.CharField(max_length=200, help_text="of the file, as uploaded")
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=8, choices=BatchState, default=BatchState.CHECKED)
    refused = models.JSONField(default=dict, help_text='when the file cannot be read: {"zh": …, "en": …}')
    entries = models.PositiveIntegerField(default=0, help_text="lines to check; 0 until the file was opened")
    rows_total = models.PositiveIntegerField(default=0, help_text="lines checked so far; all of them once checked")
    rows_filed = models.PositiveIntegerField(default=0)
    rows_wrong = models.PositiveIntegerField(default=0)
    uploaded_at = models.DateTimeField()
    uploaded_by = models.CharField(max_length=80)
    begun_at = models.DateTimeField(null=True, help_text="when somebody let the good lines be filed")
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["organisation", "-uploaded_at"], name="filing_batch_newest")]


class FilingBatchFile(models.Model):
    """The uploaded bytes, kept only until they are checked: what was typed in wrong lines must not stay behind."""

    batch = models.OneToOneField(FilingBatch, on_delete=models.CASCADE, primary_key=True, related_name="file")
    data = models.BinaryField()


class FilingBatchRow(models.Model):
    """One entity's report in a batch. What was typed is emptied once it is filed."""

    pk = models.CompositePrimaryKey("batch_id", "number")
    batch = models.ForeignKey(FilingBatch, on_delete=models.CASCADE, db_index=False, related_name="rows")
    number = models.PositiveIntegerField(help_text="the line in the file's first sheet")
    code = models.CharField(max_length=20)
    name = models.CharField(max_length=300, blank=True)
    content = models.JSONField(default=dict, help_text='{"values": …, "shown": …}')
    findings = models.JSONField(default=list, help_text="[{line, column, column_en, sheet, zh, en, error}]")
    state = models.CharField(max_length=8, choices=RowState)
    receipt = models.CharField(max_length=30, blank=True)
    filed_at = models.DateTimeField(null=True)
    late = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["batch", "state", "number"], name="filing_batch_row_state")]
