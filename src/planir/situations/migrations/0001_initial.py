"""The first tables."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("people", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Run",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=64)),
                ("au", models.DateField(verbose_name="jour jugé")),
                ("connu_au", models.DateField(verbose_name="connu au")),
                ("synthetic", models.BooleanField(default=False, verbose_name="données de démonstration")),
                ("loaded_at", models.DateTimeField(auto_now_add=True, verbose_name="chargé le")),
                (
                    "fund",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="runs", to="accounts.organisation"
                    ),
                ),
            ],
            options={
                "ordering": ("-au", "-pk"),
            },
        ),
        migrations.CreateModel(
            name="Situation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("programme", models.CharField(max_length=40)),
                ("title", models.CharField(max_length=200, verbose_name="programme")),
                ("risk", models.CharField(max_length=20, verbose_name="risque")),
                ("access", models.CharField(max_length=20)),
                ("objet", models.CharField(blank=True, max_length=200)),
                ("sentence", models.TextField(verbose_name="pourquoi")),
                ("evidence", models.JSONField(default=dict)),
                ("deadline", models.DateField(null=True, verbose_name="échéance")),
                ("deadline_meaning", models.CharField(blank=True, max_length=300)),
                ("weight", models.PositiveSmallIntegerField(default=0, verbose_name="poids")),
                ("since", models.DateField(verbose_name="repérée depuis le")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("ouverte", "à faire"),
                            ("proposee", "proposée à la personne"),
                            ("en_cours", "en cours"),
                            ("obtenue", "obtenue"),
                            ("sans_suite", "sans suite"),
                            ("renonce", "la personne y renonce"),
                            ("deja_fait", "déjà fait, pas encore dans les extraits"),
                            ("expiree", "délai passé"),
                            ("close", "n'est plus repérée"),
                        ],
                        default="ouverte",
                        max_length=20,
                        verbose_name="état",
                    ),
                ),
                (
                    "obstacle",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "rien à dire"),
                            ("pas_compris", "n'a pas compris ce qui était demandé"),
                            ("papiers", "ne peut pas réunir les papiers"),
                            ("numerique", "ne peut pas le faire en ligne"),
                            ("deplacement", "ne peut pas se déplacer"),
                            ("crainte", "craint les conséquences, ou de devoir rembourser"),
                            ("cout", "craint le coût"),
                            ("trop_long", "trouve la démarche trop longue"),
                            ("pas_besoin", "dit ne pas en avoir besoin"),
                            ("mauvaise_experience", "a déjà essuyé un refus ou un mauvais accueil"),
                        ],
                        max_length=40,
                    ),
                ),
                ("closed_because", models.CharField(blank=True, max_length=40)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="situations", to="people.person"
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="situations", to="situations.run"
                    ),
                ),
            ],
            options={
                "ordering": ("pk",),
            },
        ),
        migrations.AddConstraint(
            model_name="run",
            constraint=models.UniqueConstraint(fields=("fund", "key"), name="run_once_a_fund"),
        ),
        migrations.AddIndex(
            model_name="situation",
            index=models.Index(fields=["state", "deadline"], name="situation_state_deadline"),
        ),
        migrations.AddConstraint(
            model_name="situation",
            constraint=models.UniqueConstraint(fields=("person", "programme", "objet"), name="situation_once_a_person"),
        ),
    ]
