from django.db import migrations, models

KINDS = ("instruction", "commission", "incident.report", "incident.next-report", "signals.check", "target-lag")


class Migration(migrations.Migration):
    """What units of the reporting line owe is told apart from what offices of the register owe."""

    dependencies = [("duties", "0001_initial")]

    operations = [
        migrations.AlterField(
            model_name="duty",
            name="party_kind",
            field=models.CharField(
                choices=[("entity", "经营主体"), ("organisation", "机构"), ("unit", "单位")], max_length=12
            ),
        ),
        migrations.RunSQL(
            [
                (
                    "UPDATE duties_duty SET party_kind = 'unit' WHERE party_kind = 'organisation' AND kind = ANY(%s)",
                    [[*KINDS, "target-problem"]],
                )
            ],
            migrations.RunSQL.noop,
        ),
    ]
