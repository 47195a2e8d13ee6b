"""For one person, every programme: concerned, not examined, reserved, or the step where they left it.

The same SQL as the night's, over the person's household loaded into memory.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Literal

import duckdb

from planir.detection.absence import STANDING, Absence, absence
from planir.detection.examine import situations_sql
from planir.detection.household import household, load_household
from planir.detection.judgement import Judgement, create_relations
from planir.detection.limits import DOUBLES, failure
from planir.detection.looks import log_look
from planir.detection.obstacle import obstacle
from planir.detection.opening import open_judged, reading
from planir.detection.supply import known_tables, not_known
from planir.engine.connection import connect, lock
from planir.engine.errors import PlanirError
from planir.population.reading import keys_of, stores
from planir.population.relations import needed, tables_needed
from planir.population.versions import held
from planir.programmes.catalogue import Catalogue
from planir.programmes.programme import Programme

PROTECTED = "assure_au_jour"
"""Says who is alive and affiliated on the day judged, whatever the programmes read."""

Outcome = Literal["concerne", "non_concerne", "non_examine", "reserve"]


@dataclass(frozen=True)
class Situation:
    """What was found: its object, its deadline, the sentence, and the evidence behind it."""

    subject: str
    deadline: date | None
    sentence: str
    evidence: Mapping[str, Any]


@dataclass(frozen=True)
class Verdict:
    """What one programme says of the person.

    `reason`: for `non_concerne` the step that the person does not meet; for `non_examine` and `reserve` why.
    `not_known`: French sentences, what a programme, though examined, did not know.
    """

    code: str
    title: str
    risk: str
    outcome: Outcome
    reason: str | None
    situations: tuple[Situation, ...] = ()
    not_known: tuple[str, ...] = ()


@dataclass(frozen=True)
class Explanation:
    """What every programme says of one person at two dates. `extracted`: date of the oldest extract read.

    `absence`: why the person is not among those protected that day, and so leaves each programme; None when they are.
    """

    person: str
    au: date
    connu_au: date
    extracted: date
    absence: Absence | None
    verdicts: tuple[Verdict, ...]


def explain(
    folder: Path,
    catalogue: Catalogue,
    person: str,
    *,
    au: date,
    connu_au: date | None = None,
    access: Collection[str] = (),
    logged: bool = False,
) -> Explanation:
    """`logged`: write the look to the journal before the rows are read; without the name when nobody bears it.

    Raises PlanirError `personne_inconnue` when the population never held this person, and as `open_judged`.
    """
    population, dates = open_judged(folder, au, connu_au)
    keys = keys_of(population)
    programmes = catalogue.programmes
    tables = known_tables(population.tables, dates.connu_au)
    obstacles = {
        code: obstacle(programme, catalogue, tables, keys, access, au) for code, programme in programmes.items()
    }
    asked = {code: programme for code, programme in programmes.items() if obstacles[code] is None}
    wanted = {PROTECTED, *(name for programme in asked.values() for name in programme.reads)}
    reached = needed(catalogue.relations, wanted)
    read = {name: columns for name, columns in _columns_read(catalogue, asked.values()).items() if name in tables}
    version = folder / "versions" / population.version
    with held(population), connect(readable=[version], locked=False) as connection:
        files = stores(connection, population, keys)
        with reading(connection, files):
            members = household(connection, files, person)
        if logged:
            name, known = person if members else None, dates.connu_au.isoformat()
            look = {"assure": name, "au": au.isoformat(), "connu_au": known, "acces": sorted(access)}
            log_look(folder, "explain", look)
        if not members:
            raise PlanirError(
                "personne_inconnue",
                "Cette personne n'est pas dans la population. Donnez son identifiant PLANIR (colonne « assure »), "
                "jamais son numéro de sécurité sociale.",
            )
        with reading(connection, files):
            load_household(connection, files, members, read)
        # A few rows a table: planning a rule well would take longer than running it badly.
        connection.execute("PRAGMA disable_optimizer")
        lock(connection)
        judgement = Judgement(dates, catalogue.parameters.values(au), {name: f"magasin.{name}" for name in read})
        derived = {name: frozenset[str]() for name in reached if catalogue.relations[name].kind in {"vue", "regle"}}
        create_relations(connection, catalogue.relations, judgement, wanted, derived)
        absent = absence(connection, person, dates)
        verdicts = tuple(
            Verdict(code, programme.sheet.titre, programme.sheet.risque, stopped.status, stopped.reason)
            if (stopped := obstacles[code]) is not None and stopped.status != "examine"
            else replace(_verdict(connection, programme, judgement, person), not_known=not_known(programme, tables))
            for code, programme in programmes.items()
        )
    extracted = min((population.tables[name].extracted for name in read), default=population.known)
    return Explanation(person, au, dates.connu_au, extracted, absent, verdicts)


def step_left(
    connection: duckdb.DuckDBPyConnection, programme: Programme, judgement: Judgement, person: str
) -> str | None:
    """The sentence of the first step without the person; None when the person meets them all.

    One step after the other: most people leave at the first, and the rest of the rule is not even read.
    """
    for step in programme.steps:
        queries = with_queries(programme, judgement, until=step.name)
        here = connection.execute(
            f"{queries} SELECT 1 FROM {step.name} WHERE assure = $person LIMIT 1", {"person": person}
        )
        if not here.fetchall():
            return step.sentence
    return None


def _verdict(connection: duckdb.DuckDBPyConnection, programme: Programme, judgement: Judgement, person: str) -> Verdict:
    """One rule at fault never hides the others: it is said, in the words of the night."""
    try:
        return _judged(connection, programme, judgement, person)
    except duckdb.Error as error:
        stopped = failure(error)
        return Verdict(programme.code, programme.sheet.titre, programme.sheet.risque, "non_examine", stopped.reason)


def _judged(connection: duckdb.DuckDBPyConnection, programme: Programme, judgement: Judgement, person: str) -> Verdict:
    code, title, risk = programme.code, programme.sheet.titre, programme.sheet.risque
    left = step_left(connection, programme, judgement, person)
    if left is not None:
        return Verdict(code, title, risk, "non_concerne", left)
    last = programme.queries[-1].name
    rows = connection.execute(
        f"SELECT objet, echeance, phrase, preuves FROM ({with_queries(programme, judgement)} "
        f"{situations_sql(programme, last)}) "
        "AS s(programme, risque, acces, assure, objet, destinataire, foyer, echeance, poids, preuves, phrase) "
        "WHERE assure = $person ORDER BY echeance NULLS LAST, objet",
        {"person": person},
    ).fetchall()
    if len({subject for subject, *_ in rows}) < len(rows):
        return Verdict(code, title, risk, "non_examine", DOUBLES.reason)
    found = tuple(
        Situation(subject, deadline, sentence, json.loads(evidence)) for subject, deadline, sentence, evidence in rows
    )
    return Verdict(code, title, risk, "concerne", None, found)


def with_queries(programme: Programme, judgement: Judgement, *, until: str | None = None) -> str:
    """The WITH clause that names the queries of a rule, all of them or up to `until`, bound to the judgement."""
    names = [query.name for query in programme.queries]
    kept = programme.queries[: names.index(until) + 1] if until else programme.queries
    return "WITH " + ", ".join(f"{query.name} AS ({judgement.bind(query.sql)})" for query in kept)


def _columns_read(catalogue: Catalogue, programmes: Collection[Programme]) -> Mapping[str, Collection[str]]:
    """For each table of the contract that these programmes open, the columns that can change what they say; and,
    whatever they read, those that say whether the person is there.
    """
    wanted = {PROTECTED, *(name for programme in programmes for name in programme.reads)}
    columns: dict[str, set[str]] = {name: set() for name in tables_needed(catalogue.relations, wanted)}
    columns["assure"].update(STANDING)
    for programme in programmes:
        for name, column in programme.base:
            columns[name].add(column)
    return columns
