"""`planir relations`: what a rule or a question may read, and the columns of each."""

from __future__ import annotations

from typing import Annotated

import typer


def relations(
    name: Annotated[
        str | None, typer.Argument(metavar="[NOM]", help="Une table ou une vue, dont voir les colonnes.")
    ] = None,
) -> None:
    """Liste les tables et les vues qu'une règle ou une question peut lire, ou les colonnes de l'une d'elles."""
    from planir.cli.query_table import show_columns, show_relations
    from planir.population.relations_compiler import compile_relations

    known = compile_relations()
    if name is None:
        show_relations(known)
    else:
        show_columns(known, name)
