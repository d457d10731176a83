from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations


class Migration(migrations.Migration):
    """Initials anywhere in a name, not only at its beginning; small waiting lists, so that searches stay even."""

    dependencies = [("entities", "0002_import_resume")]

    operations = [
        TrigramExtension(),
        migrations.RemoveIndex("entityname", "entity_name_initials"),
        migrations.AddIndex(
            "entityname",
            GinIndex(
                fields=["initials"], name="entity_name_sounds", opclasses=["gin_trgm_ops"], gin_pending_list_limit=256
            ),
        ),
        migrations.RemoveIndex("entityname", "entity_name_grams"),
        migrations.AddIndex(
            "entityname", GinIndex(fields=["grams"], name="entity_name_grams", gin_pending_list_limit=256)
        ),
    ]
