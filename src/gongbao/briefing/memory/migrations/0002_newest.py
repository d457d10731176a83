from django.db import migrations, models


class Migration(migrations.Migration):
    """Search without words reads the newest documents by an index of their times."""

    dependencies = [("memory", "0001_initial")]

    operations = [
        migrations.AddIndex(
            model_name="document",
            index=models.Index(fields=["-at", "id"], name="document_newest"),
        ),
    ]
