"""Files of registrations that came through the screen: checked first, taken in when somebody says so."""

from django.db import models

from gongbao.foundation.events.ids import uuid7


class UploadState(models.TextChoices):
    CHECKING = "checking", "检查中"
    CHECKED = "checked", "已检查，待导入"
    TAKING = "taking", "导入中"
    DONE = "done", "已导入"
    FAILED = "failed", "读不出"


class Upload(models.Model):
    """One file: how far it is, and what became of its rows (of the check, then of the import)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    excel = models.BooleanField()
    state = models.CharField(max_length=10, choices=UploadState, default=UploadState.CHECKING)
    total = models.BigIntegerField(default=0, help_text="rows, known once it is checked")
    read = models.BigIntegerField(default=0)
    accepted = models.BigIntegerField(default=0)
    doubtful = models.BigIntegerField(default=0)
    rejected = models.BigIntegerField(default=0)
    problem_zh = models.CharField(max_length=300, blank=True)
    problem_en = models.CharField(max_length=300, blank=True)
    uploaded_at = models.DateTimeField()
    uploaded_by = models.CharField(max_length=80)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["-uploaded_at"], name="upload_newest")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(read=models.F("accepted") + models.F("doubtful") + models.F("rejected")),
                name="upload_adds_up",
            ),
            models.UniqueConstraint(
                fields=["sha256"],
                condition=models.Q(state__in=["checking", "checked", "taking"]),
                name="upload_one_at_work",
            ),
        ]

    @property
    def at_work(self) -> bool:
        """Whether the worker still has it."""
        return self.state in {UploadState.CHECKING, UploadState.TAKING}
