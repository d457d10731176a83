from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notices", "0002_outside")]

    operations = [
        migrations.AlterField(
            model_name="notice",
            name="party_kind",
            field=models.CharField(
                choices=[("entity", "经营主体"), ("organisation", "机构"), ("unit", "单位")], max_length=12
            ),
        ),
    ]
