from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """A bulk act publishes a million records at one instant: the newest are paged by instant and entity."""

    atomic = False
    dependencies = [("records", "0002_record_by_uuid")]

    operations = [
        AddIndexConcurrently(
            model_name="record", index=models.Index(fields=["-published_at", "-entity"], name="record_news")
        ),
        RemoveIndexConcurrently(model_name="record", name="record_newest"),
    ]
