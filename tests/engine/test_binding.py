"""Dates and parameters come into a rule as literals, without the parser."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from decimal import Decimal

import pytest

from planir.engine import dialect
from planir.engine.binding import Number, bind, parameters_used
from planir.engine.errors import PlanirError

AU, CONNU_AU = date(2026, 11, 1), date(2026, 10, 15)


def test_dates_and_parameters_take_the_place_of_their_tokens() -> None:
    sql = dialect.to_duckdb(
        dialect.parse("SELECT a FROM t WHERE d < :au AND e < :connu_au AND n >= parametre('groupe.age_minimum')")
    )
    assert parameters_used(sql) == {"groupe.age_minimum"}
    assert bind(sql, AU, CONNU_AU, {"groupe.age_minimum": 16, "autre.nom": 1}) == (
        """SELECT "a" FROM "t" WHERE ("d" < DATE '2026-11-01') AND ("e" < DATE '2026-10-15') AND ("n" >= 16)"""
    )


@pytest.mark.parametrize(
    ("value", "literal"),
    [
        (16, "16"),
        (Decimal("22.40"), "22.40"),
        (0.1, "0.1"),
        (1e-07, "0.0000001"),
        (1e20, "100000000000000000000"),
        (-3, "(-3)"),
        (Decimal("-0.5"), "(-0.5)"),
    ],
)
def test_a_number_keeps_its_digits_and_a_whole_number_stays_whole(value: Number, literal: str) -> None:
    sql = dialect.to_spark(dialect.parse("SELECT parametre('a.b') - parametre('a.b') AS x FROM t"))
    assert bind(sql, AU, AU, {"a.b": value}) == f"SELECT (+{literal} - +{literal}) AS `x` FROM `t`"


@pytest.mark.parametrize("value", [float("nan"), float("inf"), True])
def test_what_is_not_a_number_is_refused(value: Number) -> None:
    with pytest.raises(PlanirError, match=r"a\.b") as error:
        bind("SELECT __planir_parametre__a__b__", AU, AU, {"a.b": value})
    assert error.value.code == "parametre_illisible"


def test_a_parameter_without_a_value_is_named() -> None:
    with pytest.raises(PlanirError) as error:
        bind("SELECT __planir_parametre__a__b__", AU, AU, {"a.c": 1})
    assert error.value.code == "parametre_inconnu"
    assert error.value.sentence == "le paramètre « a.b » n'a pas de valeur à cette date."


def test_binding_needs_no_parser() -> None:
    loaded = subprocess.run(
        [sys.executable, "-c", "import sys, planir.engine.binding; print('sqlglot' in sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert loaded.stdout.strip() == "False"
