from django.contrib.postgres.fields import ArrayField
from django.db import models

from gongbao.foundation.accounts.models import Organisation
from gongbao.foundation.events.ids import uuid7


class Watch(models.Model):
    """A firm an organisation wants to hear of. Nobody else sees what is watched, the listed firm least of all."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    name = models.CharField(max_length=300, blank=True)
    code = models.CharField(max_length=20, blank=True)
    outcome = models.CharField(max_length=12, default="none", help_text="what the latest version of the list says")
    entries = ArrayField(models.CharField(max_length=80), default=list, help_text="the entries told of last")
    since = models.DateTimeField()
    by = models.CharField(max_length=80)
    looked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "name", "code"], name="screening_watch_once"),
            models.CheckConstraint(
                condition=~(models.Q(name="") & models.Q(code="")), name="screening_watch_of_something"
            ),
        ]
