"""The first tables."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="User",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                ("email", models.EmailField(max_length=254, unique=True, verbose_name="adresse électronique")),
                ("name", models.CharField(max_length=200, verbose_name="nom")),
                ("is_active", models.BooleanField(default=True, verbose_name="actif")),
            ],
            options={
                "ordering": ("email",),
            },
        ),
        migrations.CreateModel(
            name="Organisation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=200, verbose_name="nom")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("caisse", "caisse"),
                            ("service", "service de la caisse"),
                            ("partenaire", "partenaire"),
                        ],
                        max_length=20,
                        verbose_name="nature",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="services",
                        to="accounts.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ("name", "pk"),
            },
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "role_code",
                    models.CharField(
                        choices=[
                            ("conseiller_accueil", "Conseiller ou conseillère à l'accueil"),
                            ("conseiller_telephone", "Conseiller ou conseillère au téléphone"),
                            ("gestionnaire", "Gestionnaire"),
                            ("service_social", "Service social"),
                            ("accompagnant_mas", "Accompagnant ou accompagnante de la Mission accompagnement santé"),
                            ("centre_examens_sante", "Centre d'examens de santé"),
                            ("medecin_conseil", "Médecin-conseil"),
                            ("service_medical", "Personnel placé sous l'autorité du médecin-conseil"),
                            ("statisticien", "Statisticien ou statisticienne"),
                            ("pilote", "Pilote du plan"),
                            ("direction", "Direction"),
                            ("agent_partenaire", "Agent d'un partenaire"),
                            ("responsable_partenaire", "Responsable chez un partenaire"),
                            ("administrateur", "Administrateur ou administratrice"),
                        ],
                        max_length=40,
                        verbose_name="rôle",
                    ),
                ),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="membership",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to="accounts.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ("organisation", "user"),
            },
        ),
    ]
