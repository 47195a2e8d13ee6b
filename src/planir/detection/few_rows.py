"""The relations of a judgement over the rows of a few people: each is made when a query first reads it.

Most people leave most rules at the first step: what the rest of a rule reads is then never loaded. For the next
person, tables are emptied and filled again, and what was planned is not planned again.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any

import duckdb

from planir.detection.household import STORE, quoted, rows_of
from planir.detection.judgement import Judgement, relation_sql, stored_as
from planir.detection.opening import reading
from planir.engine.connection import lock
from planir.population.contract import tables
from planir.population.relations import Relation

_NAME = re.compile(r'"(\w+)"')


class FewRows:
    """`connection`: not yet locked, able to read `files`, the DuckDB relation of the rows of each table.

    `columns`: for each table supplied, the columns that can change an answer. `judgement.stores` names the tables of
    the schema `magasin`, filled here.
    """

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        relations: Mapping[str, Relation],
        judgement: Judgement,
        files: Mapping[str, str],
        columns: Mapping[str, Collection[str]],
    ) -> None:
        self._reader = connection
        self._relations = relations
        self._judgement = judgement
        self._files = files
        self._columns = columns
        self._members: frozenset[str] = frozenset()
        self._there: set[str] = set()
        self._filled: set[str] = set()
        self._planned: dict[str, str] = {}
        connection.execute(f"CREATE SCHEMA {STORE}")
        connection.execute("SET parquet_metadata_cache = true")
        # Reading a file is worth planning well; a few rows are not: it would take longer than running badly.
        self._rules = connection.cursor()
        self._rules.execute("PRAGMA disable_optimizer")
        lock(connection)

    def take(self, members: frozenset[str]) -> None:
        """From now on the rows are those of `members`."""
        self._members = members
        self._filled.clear()

    def ask(self, sql: str, values: Collection[str]) -> list[tuple[Any, ...]]:
        """The answer to a query bound to the judgement, `values` in place of $1, $2…"""
        for name in dict.fromkeys(_NAME.findall(sql)):
            self._make(name)
        return self._run(sql, values).fetchall()

    def _make(self, name: str) -> None:
        relation = self._relations.get(name)
        if relation is None or name in self._filled:
            return
        for read in sorted(relation.reads):
            self._make(read)
        if relation.kind == "coupe" and name in self._columns:
            self._load(name)
        derived = relation.kind in {"vue", "regle"}
        if name not in self._there:
            kind = "TABLE" if derived else stored_as(relation)
            self._rules.execute(f"CREATE TEMP {kind} {name} AS {relation_sql(relation, self._judgement)}")
        elif derived:
            self._rules.execute(f"DELETE FROM {name}")
            self._run(f"INSERT INTO {name} {relation_sql(relation, self._judgement)}", ())
        self._there.add(name)
        self._filled.add(name)

    def _load(self, name: str) -> None:
        rows = rows_of(tables()[name], self._columns[name], self._files, quoted(self._members))
        with reading(self._reader, self._files):
            if name in self._there:
                self._reader.execute(f"DELETE FROM {STORE}.{name}")
                self._reader.execute(f"INSERT INTO {STORE}.{name} {rows}")
            else:
                self._reader.execute(f"CREATE TABLE {STORE}.{name} AS {rows}")

    def _run(self, sql: str, values: Collection[str]) -> duckdb.DuckDBPyConnection:
        if sql not in self._planned:
            name = f"question_{len(self._planned)}"
            self._rules.execute(f"PREPARE {name} AS {sql}")
            self._planned[sql] = name
        # EXECUTE takes literals only.
        given = ", ".join("'" + value.replace("'", "''") + "'" for value in values)
        return self._rules.execute(f"EXECUTE {self._planned[sql]}" + (f"({given})" if values else ""))
