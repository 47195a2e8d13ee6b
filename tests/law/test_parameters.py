"""A number of the law at a date: what is given, and everything that is refused."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planir.engine.connection import connect
from planir.engine.errors import PlanirError
from planir.law.calendar import months_after
from planir.law.page import parameters_markdown
from planir.law.parameter_relation import parameters_sql, rows
from planir.law.parameters import Parameters, load, load_local
from planir.programmes.catalogue import folders
from planir.programmes.loading import with_local

HOURS = """\
description: Heures demandées
values:
  1985-12-21: {value: 800}
  2015-02-01: {value: 600.50}
metadata:
  unit: heures
  reference:
    1985-12-21: "CSS, R.313-3"
    2015-02-01: "décret 2015-86"
  last_value_still_valid_on: 2026-03-14
  confidence: {1985-12-21: S, 2015-02-01: L+S}
"""


def written(folder: Path, text: str, name: str = "groupe/heures") -> Path:
    path = folder / f"{name}.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return folder


def loaded(folder: Path, text: str) -> Parameters:
    return load([written(folder, text)])


@pytest.mark.parametrize(
    ("on", "value"),
    [("1985-12-21", 800), ("2015-01-31", 800), ("2015-02-01", Decimal("600.50")), ("2027-04-14", Decimal("600.50"))],
)
def test_the_value_of_a_day(tmp_path: Path, on: str, value: Decimal | int) -> None:
    found = loaded(tmp_path, HOURS).value("groupe.heures", date.fromisoformat(on))
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("on", "code", "said"),
    [
        ("1985-12-20", "parametre_pas_encore", "première valeur connue est du 21/12/1985"),
        # Thirteen months after the last check, to the day, the value still serves; not the day after.
        ("2027-04-15", "parametre_perime", "sa dernière vérification est du 14/03/2026"),
    ],
)
def test_a_day_without_a_reliable_value_is_an_error_that_names_it(
    tmp_path: Path, on: str, code: str, said: str
) -> None:
    parameters, day = loaded(tmp_path, HOURS), date.fromisoformat(on)
    with pytest.raises(PlanirError, match=said) as error:
        parameters.value("groupe.heures", day)
    assert error.value.code == code
    assert "groupe.heures" in error.value.sentence
    assert "groupe.heures" not in parameters.values(day)


def test_only_the_last_value_can_go_stale(tmp_path: Path) -> None:
    old = HOURS.replace("2026-03-14", "2015-02-01")
    assert loaded(tmp_path, old).value("groupe.heures", date(2014, 1, 1)) == 800


def test_an_explicit_end_closes_a_parameter(tmp_path: Path) -> None:
    closed = HOURS.replace("{value: 600.50}", "{value: null}").replace("  last_value_still_valid_on: 2026-03-14\n", "")
    parameters = loaded(tmp_path, closed)
    assert parameters.value("groupe.heures", date(2015, 1, 31)) == 800
    with pytest.raises(PlanirError, match=r"a pris fin le 01/02/2015 \(décret 2015-86\)") as error:
        parameters.value("groupe.heures", date(2040, 1, 1))
    assert error.value.code == "parametre_clos"


def test_an_unknown_name_is_met_with_the_names_that_look_like_it(tmp_path: Path) -> None:
    with pytest.raises(PlanirError, match=r"groupe\.heure ».*groupe\.heures"):
        loaded(tmp_path, HOURS).value("groupe.heure", date(2020, 1, 1))


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("description", "descripton", "clé « descripton » : clé inconnue"),
        ("  unit: heures\n", "", "clé « metadata.unit » : clé manquante"),
        ("unit: heures", "unit: ~", "clé « metadata.unit » : un texte est attendu"),
        ("{value: 800}", "{value: huit cents}", "clé « values.1985-12-21 » : « huit cents » n'est pas un nombre"),
        ("{value: 800}", "{value: 0800}", "n'est pas un nombre"),
        ("{value: 800}", "{value: 1_000}", "n'est pas un nombre"),
        ("{value: 800}", "{value: 13:20}", "n'est pas un nombre"),
        ("{value: 800}", "{value: 8e2}", "n'est pas un nombre"),
        ("{value: 800}", "{value: true}", "n'est pas un nombre"),
        ("{value: 800}", "800", "clé « values.1985-12-21 » : on attend des clés et des valeurs"),
        ("{value: 800}", "{value: 800, jusqu: 2015}", "clé « values.1985-12-21.jusqu » : clé inconnue"),
        ("{value: 800}", "{value: null}", "un trou"),
        ("  2015-02-01: {value: 600.50}", "  1985-12-21: {value: 600.50}", "1985-12-21 » est donné deux fois"),
        ("  1985-12-21: {value", "  2016-12-21: {value", "les dates doivent se suivre"),
        ("  1985-12-21: {value", "  21/12/1985: {value", "n'est pas une date"),
        ("  1985-12-21: {value", "  1985-02-30: {value", "n'est pas une date"),
        (
            '    2015-02-01: "décret 2015-86"\n',
            "",
            "clé « metadata.reference » : il manque celle de la valeur du 2015-02-01",
        ),
        ('2015-02-01: "décret', '2015-02-02: "décret', "clé « metadata.reference »"),
        ("confidence: {1985-12-21: S,", "confidence: {1985-12-22: S,", "clé « metadata.confidence »"),
        ("2015-02-01: L+S}", "2015-02-01: sûr}", "« sûr »"),
        ("  last_value_still_valid_on: 2026-03-14\n", "", "la date de la dernière vérification manque"),
        ("2026-03-14", "9999-12-31", "une vérification après 2100"),
        ("2026-03-14", "2014-03-14", "la vérification est antérieure à la dernière valeur"),
        ("{value: 600.50}", "{value: null}", "il n'y a plus rien à vérifier"),
        ("values:", "values: [", "un crochet ou une accolade n'est pas refermé"),
        (
            "unit: heures",
            "unit: !!python/object/apply:os.mkdir [jamais]",
            "clé « metadata.unit » : un texte est attendu",
        ),
    ],
)
def test_a_badly_written_file_is_refused_with_its_name_and_the_key(
    tmp_path: Path, before: str, after: str, said: str
) -> None:
    assert before in HOURS
    with pytest.raises(PlanirError) as error:
        loaded(tmp_path, HOURS.replace(before, after))
    assert error.value.code == "parametre_invalide"
    assert "heures.yaml" in error.value.sentence
    assert said in error.value.sentence


@pytest.mark.parametrize("content", [b"", b"- 1\n", b"\xff\xfe\x00", b"42"])
def test_a_file_that_is_no_mapping_is_refused(tmp_path: Path, content: bytes) -> None:
    (written(tmp_path, "") / "groupe/heures.yaml").write_bytes(content)
    with pytest.raises(PlanirError, match=r"heures\.yaml"):
        load([tmp_path])


def test_a_name_defined_twice_is_refused(tmp_path: Path) -> None:
    first, second = written(tmp_path / "a", HOURS), written(tmp_path / "b", HOURS)
    with pytest.raises(PlanirError, match=r"groupe\.heures » est défini deux fois"):
        load([first, second])


def test_a_programme_has_its_own_thresholds(tmp_path: Path) -> None:
    path = tmp_path / "parametres.yaml"
    path.write_text("seuil:\n" + "".join(f"  {line}\n" for line in HOURS.splitlines()), encoding="utf-8")
    local = load_local(path, "mon_programme")
    assert local.value("mon_programme.seuil", date(2016, 1, 1)) == Decimal("600.50")
    assert loaded(tmp_path / "loi", HOURS).merged(local).names() == ("groupe.heures", "mon_programme.seuil")
    path.write_text("seuil:\n  description: x\n", encoding="utf-8")
    with pytest.raises(PlanirError, match=r"parametres\.yaml », clé « seuil\.metadata » : clé manquante"):
        load_local(path, "mon_programme")


def test_every_parameter_of_the_law_serves_today_or_was_closed_and_says_where_it_is_written() -> None:
    parameters, today = load(), date(2026, 11, 1)
    closed = {name for name in parameters.names() if parameters.parameter(name).closed}
    assert set(parameters.values(today)) == set(parameters.names()) - closed
    for name in closed:
        with pytest.raises(PlanirError, match="a pris fin le"):
            parameters.value(name, today)
    assert parameters.value("medecin_traitant.majoration_points", date(2008, 1, 1)) == 20
    page = parameters_markdown(parameters, today)
    for name in parameters.names():
        assert f"| `{name}`<br>" in page


def test_every_parameter_covers_its_period_without_hole_or_overlap() -> None:
    """What a rule joins and what it asks by name are the same number, on every day where a value begins or ends."""
    parameters = with_local(load(), folders())
    periods: dict[str, list[tuple[date, date, Decimal | int]]] = {}
    for name, start, end, value in rows(parameters):
        assert start <= end, name
        periods.setdefault(name, []).append((start, end, value))
    assert set(periods) == set(parameters.names())
    for name, one in periods.items():
        parameter = parameters.parameter(name)
        assert one[0][0] == parameter.values[0].start
        for (_, end, _), (start, _, _) in pairwise(one):
            assert start == end + timedelta(days=1), name
        after = one[-1][1] + timedelta(days=1)
        if parameter.closed:
            assert after == parameter.values[-1].start
        else:
            assert after - timedelta(days=1) == parameter.reliable_until
        for start, end, value in one:
            assert parameters.value(name, start) == parameters.value(name, end) == value
        for outside in (one[0][0] - timedelta(days=1), after):
            with pytest.raises(PlanirError):
                parameters.value(name, outside)


def test_the_relation_joins_the_value_that_held_on_a_day(tmp_path: Path) -> None:
    with connect() as connection:
        connection.execute(f"CREATE VIEW parametre AS {parameters_sql(loaded(tmp_path, HOURS))}")
        found = {
            day: connection.execute(
                "SELECT valeur FROM parametre WHERE nom = 'groupe.heures' AND ? BETWEEN debut AND fin", [day]
            ).fetchall()
            for day in ("1985-12-20", "2015-01-31", "2015-02-01", "2027-04-14", "2027-04-15")
        }
    assert found == {
        "1985-12-20": [],
        "2015-01-31": [(Decimal(800),)],
        "2015-02-01": [(Decimal("600.50"),)],
        "2027-04-14": [(Decimal("600.50"),)],
        "2027-04-15": [],  # nobody checked it in time: a join finds nothing
    }


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.integers(-600, 600))
def test_months_are_counted_from_date_to_date(day: date, months: int) -> None:
    moved = months_after(day, months)
    assert (moved.year * 12 + moved.month) - (day.year * 12 + day.month) == months
    assert moved.day == day.day or (moved.day < day.day and (moved + timedelta(days=1)).day == 1)
