"""`planir detect`: one night, shown as a table, as JSON, or written to a file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from planir.cli.options import Access, Au, ConnuAu, Folder, Programmes, knowledge, read_access
from planir.cli.terminal import say_json


def detect(
    folder: Folder,
    au: Au,
    connu_au: ConnuAu = None,
    programme: Annotated[
        list[str], typer.Option("--programme", metavar="CODE", help="N'examiner que ce programme ; à répéter.")
    ] = [],  # noqa: B006 - Typer reads the default, and nothing changes it
    programmes: Programmes = [],  # noqa: B006
    acces: Access = [],  # noqa: B006
    output: Annotated[
        Path | None,
        typer.Option("--output", metavar="FILE", help="Fichier où écrire les situations : .parquet, .csv ou .xlsx."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Le passage en JSON, sur la sortie standard.")] = False,
) -> None:
    """Repère les personnes concernées par chaque programme, à une date."""
    from planir.detection.output import check_output, write_output
    from planir.detection.passage import to_json
    from planir.detection.run import detect as run
    from planir.programmes.cache import load_catalogue

    access = read_access(acces)
    if output is not None:
        check_output(output, folder)
    known = knowledge(folder, au, connu_au)
    catalogue = load_catalogue(programmes)
    if as_json:
        passage = run(folder, catalogue, au=au, connu_au=known, codes=programme, access=access)
    else:
        from planir.cli.progress import telling

        with telling(len(catalogue.selected(programme))) as told:
            passage = run(folder, catalogue, au=au, connu_au=known, codes=programme, access=access, told=told)
    if output is not None:
        write_output(passage, output)
    if as_json:
        say_json(to_json(passage))
        return
    from planir.cli.passage_table import show

    show(passage, output)
