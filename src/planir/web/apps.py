"""The Django application of the screens."""

from __future__ import annotations

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Screens, without models."""

    name = "planir.web"
    label = "web"
    verbose_name = "Écrans"
