"""For one person, every programme: concerned, not examined, reserved, or the step where they left it.

The same SQL as the night's, over the person's household loaded into memory.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Literal, Self

import duckdb

from planir.detection.absence import Absence, absence
from planir.detection.few_rows import FewRows
from planir.detection.household import STORE, household
from planir.detection.judgement import Judgement
from planir.detection.limits import DOUBLES, failure
from planir.detection.looks import log_look
from planir.detection.obstacle import obstacle
from planir.detection.opening import open_judged, reading
from planir.detection.steps import situations_asked, step_left
from planir.detection.supply import known_tables, not_known, readable_tables
from planir.engine.connection import connect
from planir.engine.errors import PlanirError
from planir.population.reading import keys_of, stores
from planir.population.relations import Relation, base_columns, tables_needed
from planir.population.supply import extracted
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
    `deadline_meaning`: what the deadlines of its situations are, as its sheet says. `not_known`: French sentences, what
    a programme, though examined, did not know.
    """

    code: str
    title: str
    risk: str
    outcome: Outcome
    reason: str | None
    deadline_meaning: str | None = None
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
    """One person, once. Raises PlanirError as `Desk` and `Desk.explain`."""
    with Desk(folder, catalogue, au=au, connu_au=connu_au, access=access) as desk:
        return desk.explain(person, logged=logged)


class Desk:
    """A population opened at two dates, to explain one person after another; used as a context.

    Raises PlanirError as `open_judged`.
    """

    def __init__(
        self,
        folder: Path,
        catalogue: Catalogue,
        *,
        au: date,
        connu_au: date | None = None,
        access: Collection[str] = (),
    ) -> None:
        self._folder = folder
        self._access = access
        self._population, self._dates = open_judged(folder, au, connu_au)
        self._tables = known_tables(self._population.tables, self._dates.connu_au)
        self._catalogue = catalogue
        self._open = ExitStack()

    def __enter__(self) -> Self:
        with ExitStack() as opened:
            population, relations = self._population, self._catalogue.relations
            keys = keys_of(population)
            opened.enter_context(held(population))
            version = self._folder / "versions" / population.version
            self._connection = opened.enter_context(connect(readable=[version], locked=False))
            self._known = readable_tables(self._tables, keys)
            self._files = stores(self._connection, population, keys)
            self._obstacles = {
                code: obstacle(programme, self._catalogue, self._tables, keys, self._access, self._dates.au)
                for code, programme in self._catalogue.programmes.items()
            }
            asked = [one for code, one in self._catalogue.programmes.items() if self._obstacles[code] is None]
            self._read = {
                name: columns for name, columns in _columns_read(relations, asked).items() if name in self._known
            }
            parameters = self._catalogue.parameters.values(self._dates.au)
            self._judgement = Judgement(
                self._dates, parameters, {name: f"{STORE}.{name}" for name in self._read}, extracted(self._tables)
            )
            self._rows = FewRows(self._connection, relations, self._judgement, self._files, self._read)
            self._open = opened.pop_all()
        return self

    def __exit__(self, *error: object) -> None:
        self._open.close()

    def explain(self, person: str, *, logged: bool = False) -> Explanation:
        """What every programme says of `person`.

        `logged`: write the look to the journal before the rows are read; without the name when nobody bears it.
        Raises PlanirError `personne_inconnue` when the population never held this person.
        """
        with reading(self._connection, self._files):
            members = household(self._connection, self._files, person) if _is_text(person) else frozenset[str]()
        if logged:
            self._log(person if members else None)
        if not members:
            raise PlanirError(
                "personne_inconnue",
                "Cette personne n'est pas dans la population. Donnez son identifiant PLANIR (colonne « assure »), "
                "jamais son numéro de sécurité sociale.",
            )
        self._rows.take(members)
        return Explanation(
            person=person,
            au=self._dates.au,
            connu_au=self._dates.connu_au,
            extracted=min((self._tables[name].extracted for name in self._read), default=self._population.known),
            absence=absence(self._rows.ask, person, self._dates),
            verdicts=tuple(self._verdict(code, person) for code in self._catalogue.programmes),
        )

    def _log(self, person: str | None) -> None:
        au, known = self._dates.au.isoformat(), self._dates.connu_au.isoformat()
        log_look(
            self._folder, "explain", {"assure": person, "au": au, "connu_au": known, "acces": sorted(self._access)}
        )

    def _verdict(self, code: str, person: str) -> Verdict:
        """One rule at fault never hides the others: it is said, in the words of the night."""
        programme, stopped = self._catalogue.programmes[code], self._obstacles[code]
        sheet = programme.sheet
        said = Verdict(code, sheet.titre, sheet.risque, "non_examine", None, sheet.sens_echeance)
        if stopped is not None and stopped.status != "examine":
            return replace(said, outcome=stopped.status, reason=stopped.reason)
        try:
            judged = self._judged(said, programme, person)
        except duckdb.Error as error:
            judged = replace(said, reason=failure(error).reason)
        return replace(judged, not_known=not_known(programme, self._known))

    def _judged(self, said: Verdict, programme: Programme, person: str) -> Verdict:
        left = step_left(self._rows.ask, programme, self._judgement, person)
        if left is not None:
            return replace(said, outcome="non_concerne", reason=left)
        rows = self._rows.ask(situations_asked(programme, self._judgement), [person])
        if len({subject for subject, *_ in rows}) < len(rows):
            return replace(said, reason=DOUBLES.reason)
        found = tuple(
            Situation(subject, deadline, sentence, json.loads(evidence))
            for subject, deadline, sentence, evidence in rows
        )
        return replace(said, outcome="concerne", situations=found)


def _is_text(person: str) -> bool:
    """Bytes typed that are no text cannot name anyone."""
    return not any("\ud800" <= character <= "\udfff" for character in person)


def _columns_read(
    relations: Mapping[str, Relation], programmes: Collection[Programme]
) -> Mapping[str, Collection[str]]:
    """For each table that these programmes open, the columns that can change what they say, or who is protected."""
    wanted = {PROTECTED, *(name for programme in programmes for name in programme.reads)}
    columns: dict[str, set[str]] = {name: set() for name in tables_needed(relations, wanted)}
    protected = base_columns(relations, [(PROTECTED, column) for column in relations[PROTECTED].columns])
    for name, column in protected.union(*(programme.base for programme in programmes)):
        columns[name].add(column)
    return columns
