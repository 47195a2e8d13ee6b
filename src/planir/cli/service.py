"""`planir serve`, `planir situations load`, `planir journal`: the service, what fills it, what proves it."""

from __future__ import annotations

from typing import Annotated

import typer

from planir.cli.options import Folder
from planir.cli.terminal import open_console

HOST, PORT = "127.0.0.1", 8000
Port = Annotated[int, typer.Option("--port", min=1, max=65535, help="Port où le service répond.")]
Host = Annotated[str, typer.Option("--host", help="Adresse où le service répond ; par défaut, ce poste seulement.")]


def serve(folder: Folder, host: Host = HOST, port: Port = PORT) -> None:
    """Sert les pages des conseillers sur la population de DIR, jusqu'à Ctrl-C. Réglages : docs/service.md."""
    from planir.population.store import open_population
    from planir.web import start

    open_population(folder)
    start.set_up(population=folder)
    open_console().print(f"PLANIR répond à l'adresse http://{host}:{port}/ (Ctrl-C pour arrêter).")
    start.serve(host, port)


def load(
    folder: Folder,
    fund: Annotated[str, typer.Option("--caisse", help="Nom de la caisse dont ce sont les personnes.")],
) -> None:
    """Charge dans le service le dernier passage de DIR : seules y entrent les personnes repérées."""
    from planir.web import start

    start.set_up(population=folder)
    from planir.accounts.models import Organisation
    from planir.programmes.cache import load_catalogue
    from planir.situations.load import load as load_run

    organisation, _ = Organisation.objects.get_or_create(name=fund, kind="caisse")
    loaded = load_run(folder, organisation, load_catalogue())
    console = open_console()
    if loaded.again:
        console.print(f"Ce passage (au {loaded.run.au:%d/%m/%Y}) est déjà chargé : rien n'a changé.")
        return
    closed = sum((loaded.closed or {}).values())
    console.print(
        f"Passage au {loaded.run.au:%d/%m/%Y} chargé : {loaded.new} situations nouvelles, "
        f"{loaded.continuing} qui continuent, {closed} closes."
    )


def seal() -> None:
    """Scelle le journal : une ligne changée ensuite se verra. À lancer chaque nuit ; gardez l'empreinte ailleurs."""
    from datetime import UTC, datetime

    from planir.web import start

    start.set_up()
    from planir.journal import seal as seals

    made = seals.seal(datetime.now(UTC))
    if made is None:
        open_console().print("Rien de nouveau à sceller.")
    else:
        open_console().print(f"{made.rows} lignes scellées. Empreinte : {made.digest}", soft_wrap=True)


def verify() -> int:
    """Vérifie que rien de ce qui est scellé n'a changé. Code de sortie 1 si une ligne a été changée ou ôtée."""
    from planir.web import start

    start.set_up()
    from planir.journal import seal as seals

    found = seals.verify()
    if found.broken is not None:
        day = f"{found.broken.at:%d/%m/%Y %H:%M}"
        said = (
            f"Le journal a été changé : le sceau du {day} ne correspond plus aux lignes {found.rows + 1} et suivantes."
        )
        open_console().print(said, soft_wrap=True)
        return 1
    said = f"Lignes scellées et intactes : {found.rows} ({found.seals} sceaux). Pas encore scellées : {found.unsealed}."
    open_console().print(said, soft_wrap=True)
    return 0
