from django.db import migrations, models


class Migration(migrations.Migration):
    """What waits at a desk is counted and put in order by an index alone; what was lodged last at a desk is found by its time; long texts by what they are."""

    dependencies = [("items", "0004_saved_by")]

    operations = [
        migrations.AddIndex(
            model_name="item",
            index=models.Index(
                condition=models.Q(("state__in", ["lodged", "claimed", "asked", "held"])),
                fields=["desk", "hand_since", "id"],
                include=("state", "claimed_by"),
                name="item_waiting",
            ),
        ),
        migrations.AddIndex(
            model_name="item",
            index=models.Index(fields=["desk", "-lodged_at"], name="item_newest"),
        ),
        migrations.AddIndex(
            model_name="item",
            index=models.Index(condition=models.Q(("grams__len__gte", 400)), fields=["desk"], name="item_long"),
        ),
    ]
