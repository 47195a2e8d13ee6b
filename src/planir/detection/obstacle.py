"""Why a programme cannot be examined: access, a table not supplied, too short a history, a parameter out of date."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import chain

from planir.detection.examine import Status
from planir.detection.judgement import parameters_needed
from planir.detection.supply import values_lacking
from planir.engine.errors import PlanirError
from planir.law.calendar import months_after
from planir.population.relations import missing_tables, tables_needed
from planir.population.supply import StoredTable
from planir.programmes.catalogue import Catalogue
from planir.programmes.programme import Programme

RESERVED = "réservé au service médical"

FRESHNESS = "donnees.fraicheur_jours"
"""Parameter: how many days before `au` an extract may have been taken, or its newest row be dated."""


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
) -> Obstacle | None:
    """The first obstacle, or None when the programme can be examined.

    `tables`: those that the night knew (`known_tables`); `keys`: names of the keys at hand. A table that the sheet
    says `facultatif` may lack: `not_known` then says what is not known.
    """
    if programme.access == "medical" and "medical" not in access:
        return Obstacle("reserve", RESERVED)
    missing = list(_missing(programme, catalogue, tables))
    if missing:
        return Obstacle("non_examine", ", ".join(missing))
    read = sorted({table for table, _ in programme.base} & set(tables))
    locked = [
        f"{table} (clé « {tables[table].key} » absente)"
        for table in sorted(set(tables_needed(catalogue.relations, programme.reads)) & set(tables))
        if tables[table].key not in {None, *keys} and table not in programme.sheet.facultatif
    ]
    if locked:
        return Obstacle("non_examine", ", ".join(locked))
    names = {*programme.parameters, *parameters_needed(catalogue.relations, programme.reads)}
    try:
        for name in sorted(names):
            catalogue.parameters.value(name, au)
        days = int(catalogue.parameters.value(FRESHNESS, au))
    except PlanirError as error:
        return Obstacle("non_examine", error.sentence)
    found = chain(_stale(read, programme.sheet.fraicheur, tables, au, days), _short(programme, tables, au, days))
    return next((Obstacle("non_examine", said) for said in found), None)


def _missing(programme: Programme, catalogue: Catalogue, tables: Mapping[str, StoredTable]) -> Iterator[str]:
    """Tables, or parts of one, that the programme cannot do without."""
    for table in missing_tables(catalogue.relations, programme.reads, tables):
        if table not in programme.sheet.facultatif:
            yield table
    for table in sorted({table for table, _ in programme.values} - set(programme.sheet.facultatif)):
        lacking = values_lacking(programme, tables, table)
        if lacking:
            yield f"{table} ({', '.join(lacking)})"


def _short(programme: Programme, tables: Mapping[str, StoredTable], au: date, days: int) -> Iterator[str]:
    """Tables where a lack of rows decides, and that say nothing of the months looked at, or of their end."""
    for table, months in programme.sheet.historique.items():
        stored = tables[table]
        if stored.rows == 0:
            yield f"{table} (aucune ligne : rien ne dit quelle période elle couvre)"
        elif stored.first is not None and stored.first > months_after(au, -months):
            yield f"{table} ({months} mois d'historique demandés, données depuis le {stored.first:%d/%m/%Y})"
        elif stored.last is not None and (au - stored.last).days > days:
            yield f"{table} (dernière ligne du {stored.last:%d/%m/%Y}, trop ancienne pour le {au:%d/%m/%Y})"


def _stale(
    read: Collection[str], wanted: Mapping[str, int], tables: Mapping[str, StoredTable], au: date, days: int
) -> Iterator[str]:
    """Tables extracted too long before `au`, or longer than the sheet wants: what has happened since is not there."""
    for table in read:
        extracted = tables[table].extracted
        if (au - extracted).days > min(days, wanted.get(table, days)):
            yield f"{table} (extrait du {extracted:%d/%m/%Y}, trop ancien pour le {au:%d/%m/%Y})"
