"""Starts the service in this process: its settings, its tables, the fund whose files it holds."""

from __future__ import annotations

import os
from pathlib import Path


def set_up(*, service: Path | None = None, population: Path | None = None, https: bool | None = None) -> None:
    """Prepare Django and bring the database up to date. What is given stands before the environment."""
    given = {
        "PLANIR_DONNEES": service,
        "PLANIR_POPULATION": population,
        "PLANIR_HTTPS": None if https is None else "oui" if https else "non",
    }
    os.environ.update({name: str(value) for name, value in given.items() if value is not None})
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "planir.web.settings")
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", interactive=False, verbosity=0)


def serve(host: str, port: int) -> None:
    """Serve until interrupted."""
    from waitress import serve as listen

    from planir.web.wsgi import application

    listen(application, host=host, port=port, threads=8, ident=None)
