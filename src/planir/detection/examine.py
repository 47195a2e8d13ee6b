"""Runs one programme in an open judgement: its situations, and how many people each step leaves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import duckdb

from planir.detection.judgement import Judgement
from planir.programmes.programme import Programme

Status = Literal["examine", "non_examine", "reserve"]

SITUATIONS = """
    CREATE TEMP TABLE IF NOT EXISTS situation (
        programme VARCHAR, risque VARCHAR, acces VARCHAR, assure VARCHAR, objet VARCHAR, destinataire VARCHAR,
        foyer VARCHAR, echeance DATE, poids INTEGER, preuves VARCHAR, phrase VARCHAR
    )
"""


@dataclass(frozen=True)
class Step:
    """A step of the rule and the number of distinct persons it leaves."""

    sentence: str
    persons: int


def examine(
    connection: duckdb.DuckDBPyConnection, programme: Programme, judgement: Judgement, *, few: int = 0
) -> tuple[Step, ...]:
    """Append the programme's situations to the table `situation`; its attrition.

    Steps, and what several queries read, are computed once and kept while the rule runs. After a step that leaves
    `few` persons or fewer, auxiliary queries read the rows of these persons only.
    """
    connection.execute(SITUATIONS)
    steps: list[Step] = []
    try:
        for query in programme.queries:
            kind = "TABLE" if query.kept else "VIEW"
            among = query.among_sql if steps and steps[-1].persons <= few else None
            connection.execute(f"CREATE OR REPLACE TEMP {kind} {query.name} AS {judgement.bind(among or query.sql)}")
            if query.sentence is not None:
                persons = count(connection, query.name, "assure" if query.single else "DISTINCT assure")
                steps.append(Step(query.sentence, persons))
        last = programme.queries[-1].name
        connection.execute(f"INSERT INTO situation {situations_sql(programme, last)}")
        return tuple(steps)
    finally:
        for query in reversed(programme.queries):
            kind = "TABLE" if query.kept else "VIEW"
            connection.execute(f"DROP {kind} IF EXISTS {query.name}")


def situations_sql(programme: Programme, rows: str) -> str:
    """The SELECT that gives a programme's rows the shape of the table `situation`."""
    evidence = ", ".join(f'"{column}" := "{column}"' for column in programme.evidence)
    packed = f"CAST(to_json(struct_pack({evidence})) AS VARCHAR)" if evidence else "'{}'"
    return (
        f"SELECT '{programme.code}', '{programme.sheet.risque}', '{programme.access}', assure, "
        f"coalesce(objet, ''), {'destinataire' if 'destinataire' in programme.columns else 'assure'}, "
        f"{'foyer' if 'foyer' in programme.columns else 'NULL'}, CAST(echeance AS DATE), "
        f"{programme.sheet.poids}, {packed}, {programme.sentence_sql} FROM {rows}"
    )


def count(connection: duckdb.DuckDBPyConnection, relation: str, what: str = "*") -> int:
    """How many rows, or distinct values of `what`, a relation has."""
    row = connection.execute(f"SELECT count({what}) FROM {relation}").fetchone()
    assert row is not None
    return int(row[0])
