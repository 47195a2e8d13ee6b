"""The dated amounts against the tables that were published, and against one another.

Tables: DREES, EFL and Previssima for the ceilings; the Code de la sécurité sociale for the rules between amounts.
"""

from __future__ import annotations

from datetime import date
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal

import pytest

from planir.law.parameters import Parameters, load
from planir.population.contract import tables

LAW = load()
TABLE_2025 = date(2025, 4, 1)
CENT = Decimal("0.01")


def number(name: str, on: date) -> Decimal:
    return Decimal(LAW.value(name, on))


def euros(amount: Decimal) -> int:
    """Nearest euro, half up (CSS, L.861-1)."""
    return int(amount.quantize(Decimal(1), ROUND_HALF_UP))


def ceiling(persons: int, on: date, overseas: bool = False) -> Decimal:
    """Annual ceiling of a household without participation, not rounded (CSS, R.861-3 and D.861-1)."""
    parts = [
        Decimal(1),
        number("c2s.part_deuxieme", on),
        *[number("c2s.part_troisieme_quatrieme", on)] * 2,
        *[number("c2s.part_suivante", on)] * max(0, persons - 4),
    ]
    raised = 1 + (number("c2s.majoration_outre_mer", on) if overseas else 0)
    return number("c2s.plafond", on) * sum(parts[:persons]) * raised


@pytest.mark.parametrize(
    ("on", "published"),
    [
        ("2011-07-01", 7771),
        ("2012-06-30", 7771),
        ("2012-07-01", 7934),
        ("2013-07-01", 8593),
        ("2014-07-01", 8645),
        ("2016-03-31", 8645),
        ("2016-04-01", 8653),
        ("2017-04-01", 8723),
        ("2018-04-01", 8810),
        ("2019-04-01", 8951),
        ("2020-04-01", 9032),
        ("2021-04-01", 9041),
        ("2022-04-01", 9203),
        ("2022-07-01", 9571),
        ("2023-04-01", 9719),
        ("2024-04-01", 10166),
        ("2025-04-01", 10339),
        ("2026-04-01", 10422),
    ],
)
def test_the_ceiling_of_one_person_is_the_published_one(on: str, published: int) -> None:
    assert LAW.value("c2s.plafond", date.fromisoformat(on)) == published


@pytest.mark.parametrize(
    ("before", "after", "rate"),
    [
        ("2019-04-01", "2020-04-01", "1.009"),
        ("2022-04-01", "2022-07-01", "1.04"),
        ("2024-04-01", "2025-04-01", "1.017"),
        ("2025-04-01", "2026-04-01", "1.008"),
    ],
)
def test_a_rise_of_the_ceiling_is_the_rise_said_rounded_half_up(before: str, after: str, rate: str) -> None:
    """The two computed values (2020, 2026) follow the rule that gives back the published ones."""
    old, new = (number("c2s.plafond", date.fromisoformat(day)) for day in (before, after))
    assert euros(old * Decimal(rate)) == new


@pytest.mark.parametrize("persons", [2, 3, 4, 5, 7])
def test_the_published_table_of_2025_is_within_the_margin_of_the_computed_one(persons: int) -> None:
    """Published tables carry an unrounded base: that is why two euros around a ceiling call for a look."""
    margin = number("c2s.marge_examen", TABLE_2025)
    free, paying = ceiling(persons, TABLE_2025), number("c2s.coefficient_participation", TABLE_2025)
    beyond = max(0, persons - 4)
    for kind, computed in (("gratuite", free), ("participation", free * paying)):
        published = number(f"plafond_publie.{kind}_{min(persons, 4)}", TABLE_2025)
        added = number(f"plafond_publie.{kind}_suivante", TABLE_2025)
        # Each addition of the table is rounded too: the margin holds for the household and for each addition.
        assert abs(euros(computed) - published - beyond * added) <= margin + beyond
    assert abs(euros(ceiling(1, TABLE_2025) * paying) - number("plafond_publie.participation_1", TABLE_2025)) <= margin


@pytest.mark.parametrize(
    ("persons", "free", "paying"),
    [(1, 10422, 14070), (2, 15633, 21105), (3, 18760, 25325), (4, 21886, 29546)],
)
def test_the_table_of_2026(persons: int, free: int, paying: int) -> None:
    on = date(2026, 4, 1)
    computed = ceiling(persons, on)
    assert euros(computed) == free
    assert abs(euros(computed * number("c2s.coefficient_participation", on)) - paying) <= 1


def test_a_couple_of_2019_is_rounded_half_up_and_overseas_it_has_more() -> None:
    """8,951 × 1.5 = 13,426.50: the law says 13,427; half to even would say 13,426."""
    on = date(2019, 6, 1)
    assert euros(ceiling(2, on)) == 13427
    assert euros(ceiling(1, on, overseas=True)) == 9962  # 8,951 × 1.113 = 9,962.46


@pytest.mark.parametrize(
    ("on", "kind", "persons", "monthly"),
    [
        ("2022-04-01", "proprietaire", 1, "69.06"),
        ("2025-04-01", "proprietaire", 1, "77.58"),
        ("2025-04-01", "aide", 1, "77.58"),
        ("2025-04-01", "proprietaire", 2, "135.77"),
        ("2025-04-01", "aide", 2, "155.16"),
        ("2025-04-01", "proprietaire", 3, "162.92"),
        ("2025-04-01", "aide", 3, "192.02"),
        ("2026-04-01", "proprietaire", 1, "78.20"),
        ("2026-04-01", "proprietaire", 2, "136.85"),
        ("2026-04-01", "aide", 2, "156.41"),
        ("2026-04-01", "proprietaire", 3, "164.23"),
        ("2026-04-01", "aide", 3, "193.55"),
    ],
)
def test_the_housing_lump_sum_of_a_month(on: str, kind: str, persons: int, monthly: str) -> None:
    day = date.fromisoformat(on)
    size = number(f"forfait_logement.rsa_part_{persons}", day) if persons > 1 else 1
    amount = number("rsa.montant", day) * size * number(f"forfait_logement.{kind}_{persons}", day)
    assert amount.quantize(CENT, ROUND_HALF_UP) == Decimal(monthly)


def amount_at(age: int, on: date, group: str, bands: tuple[str, ...]) -> Decimal:
    """The amount of the last band whose first age is reached; bands are given from the youngest."""
    reached = sum(age >= number(f"{group}.age_{rank}", on) for rank in range(2, len(bands) + 1))
    return number(f"{group}.{bands[reached]}", on)


PARTICIPATION = ("moins_30", "de_30_a_49", "de_50_a_59", "de_60_a_69", "des_70")
ACS = ("moins_16", "de_16_a_49", "de_50_a_59", "des_60")


@pytest.mark.parametrize(
    ("age", "general", "alsace_moselle"),
    [
        (0, "8", "2.80"),
        (29, "8", "2.80"),
        (30, "14", "4.90"),
        (49, "14", "4.90"),
        (50, "21", "7.30"),
        (59, "21", "7.30"),
        (60, "25", "8.70"),
        (69, "25", "8.70"),
        (70, "30", "10.50"),
        (101, "30", "10.50"),
    ],
)
def test_the_monthly_participation_by_age(age: int, general: str, alsace_moselle: str) -> None:
    on = date(2026, 11, 1)
    assert amount_at(age, on, "c2s_participation", PARTICIPATION) == Decimal(general)
    local = tuple(f"{band}_alsace_moselle" for band in PARTICIPATION)
    assert amount_at(age, on, "c2s_participation", local) == Decimal(alsace_moselle)


@pytest.mark.parametrize(
    ("on", "age", "amount"),
    [
        ("2006-01-01", 24, 100),
        ("2006-01-01", 25, 200),
        ("2006-01-01", 59, 200),
        ("2006-01-01", 60, 400),
        ("2009-08-01", 60, 500),
        ("2012-01-01", 15, 100),
        ("2012-01-01", 16, 200),
        ("2012-01-01", 49, 200),
        ("2012-01-01", 50, 350),
        ("2012-01-01", 59, 350),
        ("2013-12-31", 60, 500),
        ("2014-01-01", 60, 550),
        ("2019-10-31", 15, 100),
        ("2019-10-31", 49, 200),
        ("2019-10-31", 59, 350),
        ("2019-10-31", 90, 550),
    ],
)
def test_the_yearly_help_to_buy_a_contract_by_age(on: str, age: int, amount: int) -> None:
    assert amount_at(age, date.fromisoformat(on), "acs", ACS) == amount


def named(parameters: Parameters, group: str, on: date) -> set[str]:
    return {name for name in parameters.values(on) if name.startswith(f"{group}.")}


def test_the_help_to_buy_a_contract_ends_the_day_the_participation_begins() -> None:
    last, first = date(2019, 10, 31), date(2019, 11, 1)
    assert named(LAW, "acs", last)
    assert not named(LAW, "c2s_participation", last)
    assert not named(LAW, "acs", first)
    assert named(LAW, "c2s_participation", first) == {n for n in LAW.names() if n.startswith("c2s_participation.")}


def test_every_month_since_2012_has_what_a_verdict_on_resources_needs() -> None:
    needed = {
        name
        for name in LAW.names()
        if name.startswith(("c2s_ressource.", "forfait_logement.", "c2s.part_", "c2s.fenetre_", "c2s.abattement_"))
    } | {
        "c2s.plafond",
        "c2s.coefficient_participation",
        "c2s.majoration_outre_mer",
        "c2s.presomption_rsa",
        "rsa.montant",
    }
    for year in range(2012, 2027):
        for month in range(1, 13):
            on = min(date(year, month, 1), date(2026, 11, 1))
            assert needed <= set(LAW.values(on)), on


def test_each_kind_of_income_is_said_to_count_or_not() -> None:
    (nature,) = (field for field in tables()["ressource"].fields if field.name == "nature")
    known = {name.partition(".")[2] for name in LAW.names() if name.startswith("c2s_ressource.")}
    assert known == set(nature.enum)


def test_what_does_not_count_and_since_when() -> None:
    def excluded(on: date) -> set[str]:
        values = LAW.values(on)
        return {name.partition(".")[2] for name in named(LAW, "c2s_ressource", on) if values[name] == 0}

    always = {"rsa", "prime_activite", "bourse", "cej", "aide_logement"}
    assert excluded(date(2025, 6, 30)) == always
    assert excluded(date(2025, 7, 1)) == always | {"aide_famille"}


@pytest.mark.parametrize(("asked", "first", "last"), [("2021-12-31", 12, 1), ("2022-01-01", 13, 2)])
def test_the_twelve_months_of_resources(asked: str, first: int, last: int) -> None:
    on = date.fromisoformat(asked)
    assert LAW.value("c2s.fenetre_premier_mois", on) == first
    assert LAW.value("c2s.fenetre_dernier_mois", on) == last


CAPITAL = {
    "2016-04-01": "1.001",
    "2017-04-01": "1.003",
    "2018-04-01": "1.01",
    "2019-04-01": "1.003",
    "2020-04-01": "1.003",
    "2021-04-01": "1.001",
    "2022-04-01": "1.018",
    "2022-07-01": "1.04",
    "2024-04-01": "1.046",
    "2025-04-01": "1.017",
    "2026-04-01": "1.008",
}


def test_the_death_grant_rises_by_the_rate_of_the_year_rounded_up() -> None:
    """CSS, D.361-1; the rise of April 2023 (5.6 %) is that of April 2022's amount: July 2022 was an advance."""
    values = LAW.parameter("deces.capital").values
    amounts = {str(dated.start): Decimal(dated.value or 0) for dated in values}
    assert amounts["2015-01-01"] == 3400
    previous = dict(zip(list(amounts)[1:], amounts.values(), strict=False))
    for start, rate in CAPITAL.items():
        assert (previous[start] * Decimal(rate)).quantize(Decimal(1), ROUND_CEILING) == amounts[start], start
    assert (amounts["2022-04-01"] * Decimal("1.056")).quantize(Decimal(1), ROUND_CEILING) == amounts["2023-04-01"]
    assert set(amounts) - set(CAPITAL) == {"2015-01-01", "2023-04-01"}


def test_the_reduced_rate_is_the_rate_of_the_pathway_less_the_increase() -> None:
    for on in (date(2006, 1, 1), date(2007, 9, 2), date(2009, 1, 31), date(2026, 11, 1)):
        lost = number("medecin_traitant.majoration_points", on)
        left = number("medecin_traitant.taux_hors_parcours", on)
        assert number("medecin_traitant.taux_parcours", on) - lost == left
    assert left == 30
