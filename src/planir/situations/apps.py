"""The Django application of situations."""

from __future__ import annotations

from django.apps import AppConfig


class SituationsConfig(AppConfig):
    """Runs and situations."""

    name = "planir.situations"
    label = "situations"
    verbose_name = "Situations"
    default_auto_field = "django.db.models.BigAutoField"
