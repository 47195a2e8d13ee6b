"""Every page of documentation that comes from the code, by file name."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from planir.engine.functions_page import functions_markdown
from planir.law.page import parameters_markdown
from planir.population.pages import HEADER, contract_markdown, views_markdown
from planir.programmes.author_page import author_markdown
from planir.programmes.loading import compile_catalogue
from planir.programmes.pages import catalogue_markdown, register_markdown

AS_OF = date(2026, 11, 1)
"""The parameters page shows the values of this day, so that it changes with the files and not with the clock."""


def pages() -> Mapping[str, str]:
    """Text of each generated page, for the folder `docs`."""
    catalogue = compile_catalogue()
    return {
        "contrat.md": contract_markdown(),
        "vues.md": views_markdown(catalogue.relations),
        "programmes.md": catalogue_markdown(catalogue),
        "registre.md": register_markdown(catalogue),
        "parametres.md": HEADER + parameters_markdown(catalogue.parameters, AS_OF),
        "ecrire-un-programme.md": HEADER + author_markdown(),
        "dialecte.md": HEADER + functions_markdown(),
    }
