"""What the fund supplied, as a programme sees it: the tables that a night knew, what is unknown without others."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from planir.population.supply import StoredTable
from planir.programmes.programme import Programme


def known_tables(tables: Mapping[str, StoredTable], connu_au: date) -> Mapping[str, StoredTable]:
    """The tables supplied by that day, as they were: the night of a day did without what came after it."""
    known = {name: table.at(connu_au) for name, table in tables.items()}
    return {name: table for name, table in known.items() if table is not None}


def readable_tables(tables: Mapping[str, StoredTable], keys: Collection[str]) -> Mapping[str, StoredTable]:
    """Those of the tables that can be read with these keys."""
    return {name: table for name, table in tables.items() if table.key in {None, *keys}}


def values_lacking(programme: Programme, tables: Mapping[str, StoredTable], table: str) -> tuple[str, ...]:
    """Values of a table's `partial` column that the programme looks for and that its source does not know."""
    covered = tables[table].covered if table in tables else None
    if covered is None:
        return ()
    return tuple(sorted(value for name, value in programme.values if name == table and value not in covered))


def not_known(programme: Programme, tables: Mapping[str, StoredTable]) -> tuple[str, ...]:
    """What an examined programme does not know, a French sentence for each table that would have refined it."""
    said = []
    for table, phrase in programme.sheet.facultatif.items():
        if table not in tables:
            said.append(f"sans la table {table} : {phrase}")
        elif values_lacking(programme, tables, table):
            said.append(f"la table {table} n'est connue qu'en partie : {phrase}")
    return tuple(said)
