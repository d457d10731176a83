from django.contrib.postgres.fields import ArrayField
from django.db import models

from gongbao.foundation.events.ids import uuid7


class ImportRun(models.Model):
    """One file taken in: a stopped import goes on where it was, a repeated one does nothing twice."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    what = models.CharField(max_length=40)
    file_sha256 = models.CharField(max_length=64)
    file_name = models.CharField(max_length=200)
    rows_done = models.BigIntegerField(default=0)
    accepted = models.BigIntegerField(default=0)
    doubtful = models.BigIntegerField(default=0)
    rejected = models.BigIntegerField(default=0)
    report_path = models.TextField(blank=True)
    report_size = models.BigIntegerField(default=0, help_text="bytes of the report that belong to rows_done")
    first_entity_id = models.BigIntegerField(
        null=True, help_text="entities made by this file have this id or a later one"
    )
    to_build = ArrayField(models.TextField(), default=list, help_text="indexes taken off for the load, as SQL")
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    by = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["what", "file_sha256"], name="import_run_once"),
            models.CheckConstraint(
                condition=models.Q(rows_done=models.F("accepted") + models.F("doubtful") + models.F("rejected")),
                name="import_run_adds_up",
            ),
        ]
