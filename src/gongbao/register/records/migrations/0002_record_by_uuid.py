from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """Mirrors ask for the documents behind the log's entries, which name records by their UUID."""

    atomic = False
    dependencies = [("records", "0001_initial")]

    operations = [
        AddIndexConcurrently(model_name="record", index=models.Index(fields=["record"], name="record_by_uuid")),
    ]
