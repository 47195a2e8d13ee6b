"""The seals, append-only as the rows are."""

from django.db import migrations, models

from planir.journal.triggers import protect


class Migration(migrations.Migration):
    dependencies = [
        ("journal", "0002_append_only"),
    ]

    operations = [
        migrations.CreateModel(
            name="Seal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(verbose_name="scellé le")),
                ("last_id", models.BigIntegerField(unique=True, verbose_name="dernière ligne")),
                ("rows", models.BigIntegerField(verbose_name="lignes")),
                ("digest", models.CharField(max_length=64, verbose_name="empreinte")),
            ],
            options={
                "ordering": ("last_id",),
            },
        ),
        protect("journal_seal"),
    ]
