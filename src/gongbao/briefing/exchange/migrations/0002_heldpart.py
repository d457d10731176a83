import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('exchange', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='HeldPart',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('about', models.UUIDField(help_text='the item the file will be attached to')),
                ('sha256', models.CharField(help_text='of the whole file', max_length=64)),
                ('part', models.PositiveSmallIntegerField()),
                ('data', models.BinaryField()),
                ('at', models.DateTimeField()),
                ('peer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='held_parts', to='exchange.peer')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('peer', 'about', 'sha256', 'part'), name='held_part_once'), models.CheckConstraint(condition=models.Q(('part__gte', 1)), name='held_part_from_one')],
            },
        ),
    ]
