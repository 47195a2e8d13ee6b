"""The first tables."""

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="le")),
                ("actor_id", models.BigIntegerField(blank=True, null=True)),
                ("actor", models.CharField(max_length=200, verbose_name="agent")),
                ("organisation", models.CharField(blank=True, max_length=200, verbose_name="organisme")),
                (
                    "verb",
                    models.CharField(
                        choices=[
                            ("connexion", "s'est connecté"),
                            ("recherche", "a cherché une personne"),
                            ("consultation", "a ouvert le dossier"),
                            ("identite_levee", "a levé le masque de l'identité"),
                            ("verification", "a lancé la vérification complète"),
                            ("situation_reglee", "a dit ce qui a été fait d'une situation"),
                            ("chargement", "a chargé un passage"),
                        ],
                        max_length=40,
                        verbose_name="opération",
                    ),
                ),
                ("subject", models.CharField(blank=True, max_length=80, verbose_name="objet")),
                ("reason", models.CharField(blank=True, max_length=80, verbose_name="motif")),
                ("details", models.JSONField(default=dict, verbose_name="précisions")),
            ],
            options={
                "ordering": ("-pk",),
                "indexes": [models.Index(fields=["subject", "-id"], name="journal_subject")],
            },
        ),
    ]
