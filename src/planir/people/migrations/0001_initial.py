"""The first tables."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Person",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reference", models.CharField(max_length=12, unique=True, verbose_name="référence")),
                ("assure", models.CharField(max_length=40)),
                ("sex", models.CharField(blank=True, max_length=10, verbose_name="sexe")),
                ("birth_date", models.DateField(null=True, verbose_name="date de naissance")),
                ("birth_precision", models.CharField(blank=True, max_length=10)),
                ("commune", models.CharField(blank=True, max_length=10)),
                ("birth_name", models.CharField(blank=True, max_length=200, verbose_name="nom de naissance")),
                ("usage_name", models.CharField(blank=True, max_length=200, verbose_name="nom d'usage")),
                ("first_names", models.CharField(blank=True, max_length=200, verbose_name="prénoms")),
                ("birth_name_key", models.CharField(blank=True, max_length=200)),
                ("usage_name_key", models.CharField(blank=True, max_length=200)),
                ("first_names_key", models.CharField(blank=True, max_length=200)),
                ("nir_kept", models.BinaryField(default=bytes)),
                ("nir_index", models.CharField(blank=True, max_length=64)),
                ("deaf", models.BooleanField(default=False, verbose_name="surdité")),
                ("reading_difficulty", models.BooleanField(default=False, verbose_name="lecture difficile")),
                ("language", models.CharField(blank=True, max_length=40, verbose_name="langue")),
                ("protected", models.BooleanField(default=False, verbose_name="dossier protégé")),
                (
                    "fund",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="persons", to="accounts.organisation"
                    ),
                ),
            ],
            options={
                "ordering": ("pk",),
                "indexes": [
                    models.Index(fields=["nir_index"], name="person_nir"),
                    models.Index(fields=["birth_date"], name="person_birth"),
                ],
                "constraints": [models.UniqueConstraint(fields=("fund", "assure"), name="person_once_a_fund")],
            },
        ),
    ]
