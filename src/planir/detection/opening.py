"""Opens a population to judge it: a night, a person or a question are refused for the same reasons."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import duckdb

from planir.detection.judgement import Dates
from planir.engine.errors import PlanirError
from planir.population.store import Population, open_population


def open_judged(folder: Path, au: date, connu_au: date | None) -> tuple[Population, Dates]:
    """The population and the two dates.

    Raises PlanirError: as `open_population`; `assure_absente`; `rien_de_connu` before the first import.
    """
    population = open_population(folder)
    dates = Dates(au, connu_au or au)
    if "assure" not in population.tables:
        raise PlanirError("assure_absente", "Cette population n'a pas la table assure : importez-la d'abord.")
    if dates.connu_au < population.known_from:
        raise PlanirError(
            "rien_de_connu",
            f"Rien n'était connu le {dates.connu_au:%d/%m/%Y} : le premier import de cette population date du "
            f"{population.known_from:%d/%m/%Y}. Donnez une date à partir de ce jour avec --connu-au.",
        )
    return population, dates


@contextmanager
def reading(connection: duckdb.DuckDBPyConnection, files: Mapping[str, str]) -> Iterator[None]:
    """Turns a failure to read the tables into a PlanirError `population_illisible` that names the file at fault.

    `files`: for each table, the DuckDB relation of its rows. The text of DuckDB's error may quote a value.
    """
    try:
        yield
    except duckdb.OutOfMemoryException as error:
        raise PlanirError(
            "memoire_insuffisante", "Les tables demandent plus de mémoire que permis : fermez d'autres programmes."
        ) from error
    except duckdb.Error as error:
        damaged = next((name for name, rows in files.items() if not _reads(connection, rows)), None)
        said = "Un fichier" if damaged is None else f"Le fichier {damaged}.parquet"
        raise PlanirError(
            "population_illisible",
            f"{said} de la population ne se lit pas : il est abîmé ou a été remplacé. "
            "« planir population check » dit l'état de chaque fichier.",
        ) from error


def _reads(connection: duckdb.DuckDBPyConnection, rows: str) -> bool:
    """Whether every page can be read; slow, and only asked once something has failed."""
    try:
        connection.execute(f"SELECT bit_xor(hash(t)) FROM {rows} AS t").fetchall()
    except duckdb.Error:
        return False
    return True
