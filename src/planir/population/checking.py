"""Checks a population as it is stored: what `planir population check` reports.

A fault is something that no import would have written: the population is not to be used. A gap is a fact of the
extracts that a reader should know.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb

from planir.engine.connection import connect
from planir.engine.errors import PlanirError
from planir.population.contract import Table, tables
from planir.population.importing.checks import Check, between_columns, constraints
from planir.population.reading import keys_of, read_file
from planir.population.store import Population, _hash, open_population
from planir.population.supply import StoredTable
from planir.population.versions import held

_COUNTED = ("ligne", "personne")


@dataclass(frozen=True)
class CheckedTable:
    """One table of the contract: its rows and the days that bound them, its faults and its gaps (French)."""

    name: str
    stored: StoredTable | None
    """None: the table was not supplied."""
    faults: tuple[str, ...] = ()
    gaps: tuple[str, ...] = ()

    @property
    def months(self) -> int | None:
        """Months of history that the table covers; None without dates."""
        if self.stored is None or self.stored.first is None or self.stored.last is None:
            return None
        first, last = self.stored.first, self.stored.last
        return (last.year - first.year) * 12 + last.month - first.month


@dataclass(frozen=True)
class Checked:
    """What the check found; `faults` are those of the version as a whole."""

    population: Population
    tables: tuple[CheckedTable, ...]
    faults: tuple[str, ...]

    @property
    def sound(self) -> bool:
        return not self.faults and not any(table.faults for table in self.tables)


def check_population(folder: Path) -> Checked:
    """Read every file of the current version against the contract.

    Raises PlanirError when there is no population to check: `population_absente`, `population_illisible`…
    """
    population = open_population(folder)
    keys = keys_of(population)
    with held(population), connect(readable=[folder]) as con:
        checked = tuple(_check_table(con, population, table, keys) for table in tables().values())
        return Checked(population, checked, tuple(_of_version(population)))


def _of_version(population: Population) -> Iterator[str]:
    paths = {name: population.path(name) for name in sorted(population.tables)}
    if _hash(paths) != population.version:
        yield (
            "Un fichier de cette version a changé depuis l'import : remettez la sauvegarde de ce dossier, ou importez "
            "dans un dossier neuf."
        )


def _check_table(
    con: duckdb.DuckDBPyConnection, population: Population, table: Table, keys: Mapping[str, bytes]
) -> CheckedTable:
    stored = population.tables.get(table.name)
    if stored is None:
        return CheckedTable(table.name, None)
    if stored.key is not None and stored.key not in keys:
        fault = f"la clé « {stored.key} » n'est pas ici : le fichier ne s'ouvre pas (PLANIR_CLES dit où sont les clés)"
        return CheckedTable(table.name, stored, (fault,))
    try:
        relation = read_file(con, population.path(table.name), keys.get(stored.key or ""))
        persons = read_file(con, population.path("assure"), None) if "assure" in population.tables else None
        faults = tuple(_faults(con, population, table, stored, relation))
        gaps = (*_of_extract(con, population, stored, table), *_gaps(con, table, relation, persons))
    except (duckdb.Error, PlanirError):
        return CheckedTable(
            table.name, stored, ("le fichier ne se lit pas : il est abîmé, ou sa clé n'est pas la sienne",)
        )
    return CheckedTable(table.name, stored, faults, gaps if not faults else ())


def _faults(
    con: duckdb.DuckDBPyConnection, population: Population, table: Table, stored: StoredTable, relation: str
) -> Iterator[str]:
    found = {str(row[0]): str(row[1]) for row in con.execute(f"DESCRIBE SELECT * FROM {relation}").fetchall()}
    expected = {field.name: field.sql_type.replace(" ", "") for field in table.fields}
    if found != expected:
        wrong = sorted(name for name in {*found, *expected} if found.get(name) != expected.get(name))
        yield f"colonnes absentes, en trop ou d'un autre type que celui du contrat : {', '.join(wrong)}"
        return
    tests = tuple(_tests(table, population))
    counted = ", ".join(f"count_if({test.bad})" for test in tests)
    row = con.execute(f"SELECT count(*), {counted} FROM {relation}").fetchone()
    assert row is not None, "counts give one row"
    if row[0] != stored.rows:
        yield f"{row[0]} lignes dans le fichier, {stored.rows} annoncées"
    yield from (f"{test.column} : {test.reason} ({count})" for test, count in zip(tests, row[1:], strict=True) if count)
    yield from _repeated(con, table, relation)


def _tests(table: Table, population: Population) -> Iterator[Check]:
    for field in table.fields:
        yield from constraints(field)
    yield from between_columns(table)
    day = f"DATE '{population.known}'"
    yield Check(
        "connu_le", "connaissance sans date, ou après le dernier import", f"connu_le IS NULL OR connu_le > {day}"
    )
    if table.nature == "fait":
        yield Check("connu_jusqu", "fin de connaissance avant son début", "connu_jusqu < connu_le")


def _repeated(con: duckdb.DuckDBPyConnection, table: Table, relation: str) -> Iterator[str]:
    """Primary keys held true twice, and lines of a `flux` twice in the file."""
    if table.primary_key:
        listed = ", ".join(f'"{name}"' for name in table.primary_key)
        where, reason = "connu_jusqu IS NULL", "clé tenue pour vraie deux fois"
    elif table.nature == "flux" and "ligne" in table.names:
        listed, where, reason = "ligne", "ligne IS NOT NULL", "ligne présente deux fois"
    else:
        return
    count = _number(
        con, f"SELECT count(*) FROM (SELECT 1 FROM {relation} WHERE {where} GROUP BY {listed} HAVING count(*) > 1)"
    )
    if count:
        yield f"{reason} ({count})"


def _of_extract(
    con: duckdb.DuckDBPyConnection, population: Population, stored: StoredTable, table: Table
) -> Iterator[str]:
    """What the extract gave that is not here, or that it gave nothing."""
    rejects = population.folder / "rejets" / population.version / f"{table.name}.csv"
    if rejects.is_file():
        path = str(rejects).replace("'", "''")
        count = _number(
            con,
            "SELECT count(*) FROM (SELECT DISTINCT fichier, ligne FROM "
            f"read_csv('{path}', delim = ';', header = true, all_varchar = true))",
        )
        some, held = "s" * (count > 1), "s" * (stored.rows > 1)
        yield f"{count} ligne{some} de l'extrait refusée{some}, {stored.rows} tenue{held}"
    if not stored.rows:
        yield "fournie sans aucune ligne"


def _gaps(con: duckdb.DuckDBPyConnection, table: Table, relation: str, persons: str | None) -> Iterator[str]:
    if table.name == "assure" or table.person is None or persons is None:
        return
    absent = f"FROM {relation} AS r ANTI JOIN {persons} AS p ON p.assure = r.assure"
    row = con.execute(f"SELECT count(*), count(DISTINCT r.assure) {absent}").fetchone()
    if row and row[0]:
        lines, people = (f"{count} {word}{'s' if count > 1 else ''}" for count, word in zip(row, _COUNTED, strict=True))
        yield f"{lines} de {people} absente{'s' if row[1] > 1 else ''} de la table assure"


def _number(con: duckdb.DuckDBPyConnection, sql: str) -> int:
    row = con.execute(sql).fetchone()
    assert row is not None, "a count gives one row"
    return int(row[0])
