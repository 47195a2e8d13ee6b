"""The sentence for one person: amounts, dates and plurals as they are written in French."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planir.engine.connection import connect
from planir.engine.errors import PlanirError
from planir.programmes.sentence import parse, to_sql

TYPES = {int: "BIGINT", Decimal: "DECIMAL(12, 2)", date: "DATE", bool: "BOOLEAN", str: "VARCHAR"}


def said(template: str, **values: Any) -> str:
    """The sentence for one row, with ordinary spaces."""
    columns = ", ".join(
        f'CAST(NULL AS {"DATE" if name == "jour" else "DECIMAL(12, 2)"}) AS "{name}"'
        if value is None
        else f'CAST(? AS {TYPES[type(value)]}) AS "{name}"'
        for name, value in values.items()
    )
    with connect(memory="100MB", threads=1) as connection:
        row = connection.execute(
            f"SELECT {to_sql(parse(template))} FROM (SELECT {columns})",
            [value for value in values.values() if value is not None],
        ).fetchone()
    assert row is not None
    return str(row[0]).replace("\u202f", " ").replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("template", "values", "expected"),
    [
        ("{perte:euros}", {"perte": Decimal("22.40")}, "22,40 €"),
        ("{perte:euros}", {"perte": Decimal("1234567.50")}, "1 234 567,50 €"),
        ("{perte:euros}", {"perte": Decimal("-3.05")}, "−3,05 €"),
        ("{perte:euros}", {"perte": 0}, "0,00 €"),
        ("le {jour:date}", {"jour": date(2026, 3, 1)}, "le 1er mars 2026"),
        ("le {jour:date}", {"jour": date(2024, 2, 29)}, "le 29 février 2024"),
        ("{n:soin|soins}", {"n": 0}, "0 soin"),
        ("{n:soin|soins}", {"n": 1}, "1 soin"),
        ("{n:soin|soins}", {"n": 2}, "2 soins"),
        ("{n:nombre} jours", {"n": 1095}, "1 095 jours"),
        ("{n:soin}{, soit {perte:euros}}.", {"n": 2, "perte": None}, None),
        ("{n:nombre}{, soit {perte:euros}}.", {"n": 2, "perte": None}, "2."),
        ("{n:nombre}{, soit {perte:euros}}.", {"n": 2, "perte": Decimal("5.00")}, "2, soit 5,00 €."),
        ("fin{p? présumée|} le {jour:date}", {"p": True, "jour": date(2026, 1, 2)}, "fin présumée le 2 janvier 2026"),
        ("fin{p? présumée|} le {jour:date}", {"p": False, "jour": date(2026, 1, 2)}, "fin le 2 janvier 2026"),
        ("{nom}", {"nom": "l'aide d'août"}, "l'aide d'août"),
        ("depuis le {jour:date}", {"jour": None}, "depuis le non connu"),
    ],
)
def test_a_value_is_written_as_a_person_would(template: str, values: dict[str, Any], expected: str | None) -> None:
    if expected is None:
        with pytest.raises(PlanirError, match="la forme « soin » n'existe pas"):
            parse(template)
    else:
        assert said(template, **values) == expected


@pytest.mark.parametrize("template", ["{perte", "perte}", "{a{b{c}}}", "{}", "{perte:dollars}", "{deux mots}"])
def test_a_template_that_cannot_be_read_is_refused(template: str) -> None:
    with pytest.raises(PlanirError) as refused:
        parse(template)
    assert refused.value.code == "motif_illisible"


@given(st.decimals(min_value=-999999, max_value=999999, places=2))
def test_an_amount_read_back_is_the_amount(amount: Decimal) -> None:
    written = said("{perte:euros}", perte=amount)

    assert Decimal(written.removesuffix(" €").replace(" ", "").replace("−", "-").replace(",", ".")) == amount


@given(st.text())
def test_a_template_is_read_or_refused_never_anything_else(template: str) -> None:
    with suppress(PlanirError):
        to_sql(parse(template))
