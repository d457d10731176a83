from django.db import migrations, models


class Migration(migrations.Migration):
    """What was lodged in a month is found by its time: an assessment reads no other year's steps."""

    dependencies = [("items", "0005_newest")]

    operations = [
        migrations.AddIndex(
            model_name="move",
            index=models.Index(condition=models.Q(("action", "lodge")), fields=["at"], name="move_lodged"),
        ),
    ]
