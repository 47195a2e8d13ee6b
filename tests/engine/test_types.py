"""Every function of the dialect has its types, and what the engines would change in silence is refused."""

from __future__ import annotations

import pytest

from planir.engine import dialect
from planir.engine.errors import PlanirError
from planir.engine.functions import FUNCTIONS
from planir.engine.signatures import SIGNATURES, Type
from planir.engine.types import column_types

RELATIONS: dict[str, dict[str, Type]] = {
    "personne": {"assure": "texte", "age": "nombre", "ne_le": "date", "compte": "booleen"},
}


def types(columns: str) -> tuple[Type, ...]:
    return column_types(dialect.parse(f"SELECT {columns} FROM personne"), RELATIONS)


def test_every_function_has_a_signature() -> None:
    assert set(SIGNATURES) == set(FUNCTIONS)


@pytest.mark.parametrize(
    ("expression", "type_"),
    [
        ("age + 1", "nombre"),
        ("coalesce(NULL, ne_le)", "date"),
        ("coalesce(ne_le, '2026-11-01')", "date"),
        ("ne_le > '1950-01-01'", "booleen"),
        ("CASE WHEN compte THEN NULL ELSE 'a' END", "texte"),
        ("max(ne_le) OVER (PARTITION BY age ORDER BY assure)", "date"),
        ("lag(age) OVER (ORDER BY ne_le)", "nombre"),
        ("count(DISTINCT assure) FILTER (WHERE compte)", "nombre"),
        ("CAST(age AS VARCHAR) || ne_le", "texte"),
        ("age IS NOT NULL AND compte IS NOT TRUE", "booleen"),
        ("age IS DISTINCT FROM NULL", "booleen"),
        ("(SELECT max(p.ne_le) FROM personne AS p)", "date"),
        ("NULL", "absent"),
        ("coalesce(:au, NULL)", "date"),
    ],
)
def test_the_type_of_an_expression(expression: str, type_: Type) -> None:
    assert types(f"{expression} AS x") == (type_,)


def test_a_column_is_followed_through_steps_stars_and_unions() -> None:
    tree = dialect.parse(
        "WITH a AS (SELECT * FROM personne), b AS (SELECT NULL AS x, age FROM a UNION ALL SELECT a.ne_le, age FROM a) "
        "SELECT b.*, c.y FROM b JOIN (SELECT age, compte AS y FROM personne) AS c USING (age)"
    )

    assert column_types(tree, RELATIONS) == ("date", "nombre", "booleen")


@pytest.mark.parametrize("unused", ["sum(assure) AS s", "ne_le + 1 AS s", "coalesce(age, '') AS s"])
def test_a_step_that_nothing_reads_is_looked_at_too(unused: str) -> None:
    tree = dialect.parse(f"WITH a AS (SELECT {unused} FROM personne) SELECT assure FROM personne")

    with pytest.raises(PlanirError) as error:
        column_types(tree, RELATIONS)

    assert error.value.code == "types_incompatibles"
