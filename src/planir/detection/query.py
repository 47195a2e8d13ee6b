"""One question in SQL to the population, at two dates: same guard, same access, same views as a programme."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from planir.detection.asked import refuse_beyond_the_dialect, refuse_commands
from planir.detection.judgement import Judgement, create_relations
from planir.detection.limits import time_limit
from planir.detection.looks import log_look
from planir.detection.opening import open_judged, reading
from planir.detection.ordering import take_order
from planir.detection.shorthand import spell_out
from planir.detection.supply import known_tables
from planir.engine import dialect, guard, lineage
from planir.engine.connection import connect
from planir.engine.errors import PlanirError
from planir.engine.types import column_types
from planir.law.parameters import load
from planir.population.reading import keys_of, stores
from planir.population.relations import base_columns, missing_tables, tables_needed
from planir.population.relations_compiler import compile_relations
from planir.population.store import Population
from planir.population.supply import extracted
from planir.population.versions import held
from planir.programmes.access import access_of
from planir.programmes.codes import wrong_codes

ROWS = 1_000_000
"""An answer of more rows is refused: an extraction is not a question."""

SECONDS = 60.0
"""A question that lasts longer is interrupted."""


def ask(
    folder: Path, text: str, *, au: date, connu_au: date, access: Collection[str], seconds: float = SECONDS
) -> tuple[tuple[str, ...], list[tuple[Any, ...]]]:
    """The columns and the rows of the answer, in the order asked or in that of its columns.

    The look is logged first, without the values typed in the query.

    Raises PlanirError: what the guard refuses, a value that its column never holds, a table not supplied, medical data
    without the access, a table whose key is not here, a question too long (`seconds`); and as `open_judged`.
    """
    population, dates = open_judged(folder, au, connu_au)
    relations, parameters = compile_relations(), load()
    refuse_commands(text)
    tree = dialect.parse(text)
    refuse_beyond_the_dialect(tree)
    columns = {name: relation.columns for name, relation in relations.items()}
    spell_out(tree, columns)
    order = take_order(tree)
    guard.check(tree, columns, parameters.by_name)
    column_types(tree, {name: relation.types for name, relation in relations.items()})
    wrong = next(wrong_codes(tree, relations), None)
    if wrong is not None:
        raise PlanirError("code_inconnu", wrong)
    uses = lineage.columns_read(tree, columns)
    base = base_columns(relations, uses)
    if access_of(base) == "medical" and "medical" not in access:
        raise PlanirError(
            "acces_reserve", "Cette requête lit des données réservées au service médical (--acces medical)."
        )
    wanted = {name for name, _ in uses}
    tables = known_tables(population.tables, dates.connu_au)
    missing = missing_tables(relations, wanted, tables)
    if missing:
        raise PlanirError("table_absente", _missing(missing, population, dates.connu_au))
    keys = keys_of(population)
    opened = tables_needed(relations, wanted)
    locked = [table for table in opened if tables[table].key not in {None, *keys}]
    if locked:
        raise PlanirError(
            "cle_absente",
            f"La clé qui ouvre la table {', '.join(locked)} n'est pas sur ce poste : demandez-la à qui la garde.",
        )
    read = sorted(f"{table}.{column}" for table, column in base)
    look = {"au": au.isoformat(), "connu_au": dates.connu_au.isoformat(), "colonnes": read, "acces": sorted(access)}
    log_look(folder, "sql", look)
    with held(population), connect(readable=[folder / "versions" / population.version]) as connection:
        files = {name: rows for name, rows in stores(connection, population, keys).items() if name in tables}
        judgement = Judgement(dates, parameters.values(au), files, extracted(tables))
        with reading(connection, files):
            create_relations(connection, relations, judgement, wanted, {})
        try:
            with time_limit(connection, seconds):
                answer = connection.execute(f"{judgement.bind(dialect.to_duckdb(tree))} {order}")
                rows = answer.fetchmany(ROWS + 1)
        except duckdb.Error as error:
            raise PlanirError("requete_impossible", f"La requête s'arrête : {_first_line(error)}") from error
        if len(rows) > ROWS:
            raise PlanirError(
                "reponse_trop_longue", f"La réponse dépasse {ROWS} lignes : regroupez (GROUP BY) ou filtrez (WHERE)."
            )
        return tuple(column[0] for column in answer.description or ()), rows


def _missing(names: Collection[str], population: Population, connu_au: date) -> str:
    later = [name for name in names if name in population.tables]
    if later:
        return (
            f"La table {', '.join(later)} n'était pas encore fournie le {connu_au:%d/%m/%Y} : choisissez un autre jour."
        )
    return f"Cette population n'a pas la table {', '.join(names)}."


def _first_line(error: duckdb.Error) -> str:
    """The kind of error only: its text may quote a value of a person."""
    kind = type(error).__name__.removesuffix("Exception")
    return {
        "ConversionError": "une valeur ne se convertit pas dans le type demandé.",
        "Conversion": "une valeur ne se convertit pas dans le type demandé.",
        "Interrupt": "elle dure plus d'une minute.",
        "OutOfMemory": "elle demande plus de mémoire que permis.",
        "OutOfRange": "un nombre ou une date sort des bornes.",
    }.get(kind, "les types de ses colonnes ne vont pas ensemble.")
