"""`planir demo`: a synthetic département, two nights, one person explained, and what to try next."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from planir.cli.options import Folder
from planir.cli.service import HOST, PORT, Port
from planir.cli.terminal import open_console

NIGHTS = (date(2026, 10, 1), date(2026, 11, 1))


def demo(
    folder: Folder,
    persons: Annotated[int, typer.Option("--persons", min=100, help="Taille du département synthétique.")] = 50_000,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Graine du tirage.")] = 1,
    serve: Annotated[
        bool, typer.Option("--serve/--no-serve", help="Servir ensuite les pages des conseillers.")
    ] = False,
    port: Port = PORT,
) -> None:
    """Montre PLANIR sur un département synthétique : aucune de ces personnes n'existe."""
    from planir.cli import explanation_text, passage_table
    from planir.cli.generate import generate
    from planir.cli.progress import telling
    from planir.detection.explain import explain
    from planir.detection.most_concerned import most_concerned
    from planir.detection.run import detect
    from planir.engine.errors import PlanirError
    from planir.population.store import open_population
    from planir.programmes.cache import load_catalogue

    console = open_console()
    if not (folder / "population.json").is_file():
        folder.parent.mkdir(parents=True, exist_ok=True)
        generate(folder, persons=persons, seed=seed, au=NIGHTS[-1])
    if not open_population(folder).synthetic:
        raise PlanirError(
            "population_reelle",
            f"« {folder} » contient une vraie population : la démonstration demande un dossier à part.",
        )
    catalogue = load_catalogue()
    for au in NIGHTS:
        with telling(len(catalogue.programmes)) as told:
            passage = detect(folder, catalogue, au=au, access=("medical",), told=told)
    console.rule(style="dim")
    passage_table.show(passage, None)
    person = most_concerned(passage)
    if person is not None:
        console.rule("Une personne, et pourquoi", style="dim")
        explanation_text.show(explain(folder, catalogue, person, au=NIGHTS[-1]))
    console.rule("Et maintenant", style="dim")
    for said, command in _next(folder, person or "PERSON", passage.folder):
        console.print(f"{said}\n   {command}", soft_wrap=True)
    _service(folder, person, serve=serve, port=port)


def _service(folder: Path, person: str | None, *, serve: bool, port: int) -> None:
    """Fill the service with the last night, say how to log in, and serve it if asked."""
    from planir.programmes.cache import load_catalogue
    from planir.web import start

    start.set_up(service=folder.parent / "service", population=folder, https=False)
    from planir.people.models import Person
    from planir.situations.load import load
    from planir.web import demo_accounts

    console = open_console()
    fund, accounts = demo_accounts.create()
    load(folder, fund, load_catalogue())
    console.rule("Les pages des conseillers", style="dim")
    console.print(f"Adresse : http://{HOST}:{port}/", soft_wrap=True)
    console.print(f"Mot de passe de tous les comptes : {demo_accounts.PASSWORD}", soft_wrap=True)
    for title, address in accounts:
        console.print(f"   {address}   {title}", soft_wrap=True)
    known = Person.objects.filter(fund=fund, assure=person or "").first()
    if known is not None and known.birth_date is not None:
        console.print(f"Une personne à chercher : {known.full_name} {known.birth_date:%d/%m/%Y}", soft_wrap=True)
    if not serve:
        console.print(f"Pour les servir : make demo, ou .venv/bin/planir demo {folder} --serve", soft_wrap=True)
        return
    console.print("Ctrl-C pour arrêter.")
    start.serve(HOST, port)


def _next(folder: Path, person: str, passage: Path) -> list[tuple[str, str]]:
    planir, night = ".venv/bin/planir", NIGHTS[-1].isoformat()
    return [
        ("Les fichiers de la population et du passage :", f"{folder}/versions   {passage}"),
        ("Les situations dans un classeur :", f"{planir} detect {folder} --au {night} --output situations.xlsx"),
        ("Rejouer une nuit passée :", f"{planir} detect {folder} --au 2026-09-01"),
        ("Expliquer une personne :", f"{planir} explain {folder} {person} --au {night}"),
        ("Lire une fiche :", f"{planir} programmes show fin_indemnites_journalieres"),
        (
            "Poser une question en SQL :",
            f'{planir} sql {folder} "SELECT statut_social, count(*) AS n FROM assure_au_jour GROUP BY statut_social"',
        ),
        ("Écrire son propre programme :", f"{planir} programmes new mon_programme --dans mes_programmes"),
    ]
