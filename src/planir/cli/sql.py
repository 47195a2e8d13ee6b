"""`planir sql`: a statistician's question to the population, under the same guard and access as a rule."""

from __future__ import annotations

from typing import Annotated

import typer

from planir.cli.options import Access, ConnuAu, Folder, knowledge, read_access, read_date


def sql(
    folder: Folder,
    query: Annotated[str, typer.Argument(metavar="SELECT", help="Une seule requête SELECT, entre guillemets.")],
    au: Annotated[
        str | None, typer.Option("--au", metavar="DATE", help="Le jour jugé (à défaut, le jour du dernier import).")
    ] = None,
    connu_au: ConnuAu = None,
    acces: Access = [],  # noqa: B006 - Typer reads the default, and nothing changes it
    limit: Annotated[int, typer.Option("--lignes", min=1, help="Nombre de lignes montrées à l'écran.")] = 100,
    as_csv: Annotated[bool, typer.Option("--csv", help="Toutes les lignes, en CSV, sur la sortie standard.")] = False,
) -> None:
    """Pose une question en SQL à la population, en lecture seule ; la consultation est journalisée."""
    from planir.detection.query import ask
    from planir.population.store import open_population

    population = open_population(folder)
    judged = read_date(au) if au else population.known
    known = knowledge(folder, judged, connu_au)
    columns, rows = ask(folder, query, au=judged, connu_au=known, access=read_access(acces))
    if as_csv:
        import csv
        import sys

        from planir.engine.spreadsheet import harmless

        def written(value: object) -> object:
            return ("true" if value else "false") if isinstance(value, bool) else harmless(value)

        writer = csv.writer(sys.stdout, delimiter=";", lineterminator="\n")
        writer.writerow(columns)
        writer.writerows([written(value) for value in row] for row in rows)
        return
    from planir.cli.query_table import show

    show(columns, rows, limit)
