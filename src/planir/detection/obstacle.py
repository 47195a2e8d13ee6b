"""Why a programme cannot be examined: access, a table not supplied, too short a history, a parameter out of date."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from planir.detection.examine import Status
from planir.detection.judgement import parameters_needed
from planir.engine.errors import PlanirError
from planir.law.calendar import months_after
from planir.population.relations import missing_tables, tables_needed
from planir.population.store import StoredTable
from planir.programmes.catalogue import Catalogue
from planir.programmes.programme import Programme

RESERVED = "réservé au service médical"

FRESHNESS = "donnees.fraicheur_jours"
"""Parameter: how many days before `au` an extract may have been taken."""


@dataclass(frozen=True)
class Obstacle:
    """A status other than `examine`, and the French phrase that says why."""

    status: Status
    reason: str


def obstacle(
    programme: Programme,
    catalogue: Catalogue,
    tables: Mapping[str, StoredTable],
    keys: Collection[str],
    access: Collection[str],
    au: date,
    connu_au: date,
) -> Obstacle | None:
    """The first obstacle, or None when the programme can be examined. `keys`: names of the keys at hand.

    A table first supplied after `connu_au` is not supplied: the night of that day did without it.
    """
    if programme.access == "medical" and "medical" not in access:
        return Obstacle("reserve", RESERVED)
    supplied = {name for name, table in tables.items() if table.known_from is None or table.known_from <= connu_au}
    missing = missing_tables(catalogue.relations, programme.reads, supplied)
    if missing:
        return Obstacle("non_examine", ", ".join(missing))
    locked = [
        f"{table} (clé « {tables[table].key} » absente)"
        for table in tables_needed(catalogue.relations, programme.reads)
        if tables[table].key not in {None, *keys}
    ]
    if locked:
        return Obstacle("non_examine", ", ".join(locked))
    for table, months in programme.sheet.historique.items():
        first = tables[table].first
        if first is not None and first > months_after(au, -months):
            return Obstacle(
                "non_examine", f"{table} ({months} mois d'historique demandés, données depuis le {first:%d/%m/%Y})"
            )
    names = {*programme.parameters, *parameters_needed(catalogue.relations, programme.reads)}
    try:
        for name in sorted(names):
            catalogue.parameters.value(name, au)
        return _stale(programme, catalogue, tables, au)
    except PlanirError as error:
        return Obstacle("non_examine", error.sentence)


def _stale(programme: Programme, catalogue: Catalogue, tables: Mapping[str, StoredTable], au: date) -> Obstacle | None:
    """A table extracted too long before `au`: what has happened since is not in it."""
    days = int(catalogue.parameters.value(FRESHNESS, au))
    for table in sorted({table for table, _ in programme.base}):
        extracted = tables[table].extracted
        if (au - extracted).days > days:
            return Obstacle(
                "non_examine", f"{table} (extrait du {extracted:%d/%m/%Y}, trop ancien pour le {au:%d/%m/%Y})"
            )
    return None
