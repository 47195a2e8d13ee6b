"""A statistician's question: the same guard, the same access, the same views as a programme; and logged."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from planir.detection.query import ask
from planir.engine.errors import PlanirError
from planir.population.relations_compiler import compile_relations

AU = date(2026, 11, 1)


def test_a_question_is_answered_at_the_day_judged(fund: Path) -> None:
    columns, rows = ask(
        fund,
        "SELECT statut_social, count(*) AS n FROM assure_au_jour GROUP BY statut_social",
        au=AU,
        connu_au=AU,
        access=(),
    )

    assert columns == ("statut_social", "n")
    assert sorted(rows) == [("etudiant", 1), ("mineur", 1), ("salarie", 2)]


@pytest.mark.parametrize(
    "question",
    [
        "SELECT nir FROM identite",
        "SELECT valeur FROM coordonnee",
        "SELECT * FROM read_parquet('x')",
        "SELECT a FROM 'x.csv'",
        "COPY assure TO 'x.csv'",
        "DROP TABLE assure",
        "SELECT assure FROM assure; SELECT 1",
        "INSTALL httpfs",
        "SET memory_limit = '1TB'",
        "",
    ],
)
def test_what_is_not_a_question_is_refused(fund: Path, question: str) -> None:
    with pytest.raises(PlanirError):
        ask(fund, question, au=AU, connu_au=AU, access=("medical",))


def test_the_speciality_of_who_gave_care_needs_the_access_and_the_rest_of_a_doctor_does_not(fund: Path) -> None:
    question = "SELECT s.assure FROM soin AS s JOIN medecin AS m ON m.medecin = s.medecin WHERE m.{} = '33'"

    with pytest.raises(PlanirError, match="réservées au service médical"):
        ask(fund, question.format("specialite"), au=AU, connu_au=AU, access=())
    assert ask(fund, question.format("specialite"), au=AU, connu_au=AU, access=("medical",))[1] == []
    assert ask(fund, question.format("commune"), au=AU, connu_au=AU, access=())[1] == []


def test_medical_data_need_the_access(fund: Path) -> None:
    question = "SELECT count(*) AS n FROM affection"

    with pytest.raises(PlanirError, match="service médical"):
        ask(fund, question, au=AU, connu_au=AU, access=())
    assert ask(fund, question, au=AU, connu_au=AU, access=("medical",))[1] == [(0,)]


def test_the_look_is_logged_without_the_values_typed(fund: Path) -> None:
    ask(fund, "SELECT count(*) AS n FROM assure WHERE assure = '295109912611193'", au=AU, connu_au=AU, access=())

    line = (fund / "journal" / "consultations.jsonl").read_text()
    assert json.loads(line)["colonnes"] == ["assure.assure"]
    assert "295109912611193" not in line


def test_a_question_that_cannot_be_computed_says_so_without_quoting_a_value(fund: Path) -> None:
    with pytest.raises(PlanirError) as refused:
        ask(fund, "SELECT CAST(assure AS INTEGER) AS n FROM assure", au=AU, connu_au=AU, access=())

    assert "ana" not in refused.value.sentence


def test_an_answer_is_in_the_order_asked_or_in_that_of_its_columns(fund: Path) -> None:
    question = "SELECT statut_social, count(*) AS n FROM assure_au_jour GROUP BY statut_social"

    def answer(order: str) -> list[tuple[str, int]]:
        return ask(fund, f"{question} {order}", au=AU, connu_au=AU, access=())[1]

    assert answer("") == [("etudiant", 1), ("mineur", 1), ("salarie", 2)]
    assert answer("ORDER BY n DESC, statut_social DESC") == [("salarie", 2), ("mineur", 1), ("etudiant", 1)]


@pytest.mark.parametrize(
    "order", ["ORDER BY 0", "ORDER BY 2", "ORDER BY random()", "ORDER BY age", "ORDER BY nir", "ORDER BY (SELECT 1)"]
)
def test_an_answer_is_ordered_by_its_own_columns_only(fund: Path, order: str) -> None:
    with pytest.raises(PlanirError):
        ask(fund, f"SELECT assure FROM assure_au_jour {order}", au=AU, connu_au=AU, access=())


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("SHOW TABLES", "planir relations"),
        ("DESCRIBE assure", "planir relations NOM"),
        ("SELECT assure FROM assure LIMIT 3", "--lignes"),
        ("SELECT nom FROM identite", "leur pseudonyme"),
        ("SELECT count(*) AS n FROM contact_entrant WHERE canal = 'sms'", "« sms » n'est pas une valeur de"),
        ("SELECT median(poids) AS m FROM assure", "utilisez avg, min ou max"),
        ("SELECT date_trunc('month', debut) AS m FROM arret", "« date_trunc » n'existe pas ici : utilisez premier_du_"),
        (
            "SELECT to_char(debut, 'YYYY') AS m FROM arret",
            "« to_char » n'existe pas ici : utilisez annee, mois ou jour",
        ),
        (
            "SELECT strftime(debut, '%Y') AS m FROM arret",
            "« strftime » n'existe pas ici : utilisez annee, mois ou jour",
        ),
        ("SELECT * FROM assure JOIN soin USING (assure)", "« * » ne s'emploie pas avec une jointure"),
        ("SELECT * EXCLUDE (sexe) FROM assure", "« * »"),
        (f"SELECT sexe, count(*) AS n FROM assure GROUP BY {'9' * 5000}", "elles ne se numérotent pas"),
        ("SELECT assure FROM assure WHERE EXISTS (SELECT * FROM soin)", "SELECT 1"),
        ("SELECT sexe, count(*) AS n FROM assure GROUP BY 3", "GROUP BY 3 ne désigne aucune colonne"),
        ("SELECT 2 AS deux, count(*) AS n FROM assure GROUP BY 1", "GROUP BY 1 ne désigne aucune colonne"),
        ("SELECT sexe, count(*) AS n FROM assure GROUP BY 2", "ne s'emploie pas dans GROUP BY"),
    ],
)
def test_a_question_of_another_tool_is_told_how_it_is_asked_here(fund: Path, question: str, said: str) -> None:
    with pytest.raises(PlanirError) as refused:
        ask(fund, question, au=AU, connu_au=AU, access=())
    assert said in refused.value.sentence
    assert "règle" not in refused.value.sentence
    assert "étape" not in refused.value.sentence or "GROUP BY" in question


@pytest.mark.parametrize(
    ("short", "whole"),
    [
        ("SELECT * FROM medecin_traitant_actif", None),
        ("SELECT a.* FROM assure_au_jour AS a WHERE a.age > 20", None),
        ("SELECT * FROM assure_au_jour ORDER BY 1 DESC", None),
        (
            "SELECT s.*, a.age FROM assure_au_jour AS a JOIN medecin_traitant_actif AS s ON s.assure = a.assure",
            "WITH t AS (SELECT * FROM medecin_traitant_actif) "
            "SELECT t.*, a.age FROM t JOIN assure_au_jour AS a ON t.assure = a.assure",
        ),
        (
            "SELECT statut_social, count(*) AS n FROM assure_au_jour GROUP BY 1 ORDER BY 2 DESC, 1",
            "SELECT statut_social, count(*) AS n FROM assure_au_jour GROUP BY statut_social "
            "ORDER BY n DESC, statut_social",
        ),
        (
            "SELECT annee(date_naissance) AS a, count(*) AS n FROM assure_au_jour GROUP BY 1",
            "SELECT annee(date_naissance) AS a, count(*) AS n FROM assure_au_jour GROUP BY annee(date_naissance)",
        ),
        (
            "WITH t AS (SELECT * FROM assure_au_jour) SELECT * FROM t",
            "SELECT * FROM assure_au_jour",
        ),
    ],
)
def test_a_question_may_be_written_short(fund: Path, short: str, whole: str | None) -> None:
    columns, rows = ask(fund, short, au=AU, connu_au=AU, access=())

    if whole is None:
        relation = short.split("FROM ")[1].split()[0]
        assert columns == tuple(compile_relations()[relation].columns)
    else:
        assert (columns, rows) == ask(fund, whole, au=AU, connu_au=AU, access=())


def test_a_star_asks_the_access_of_every_column(fund: Path) -> None:
    with pytest.raises(PlanirError, match="service médical"):
        ask(fund, "SELECT * FROM affection", au=AU, connu_au=AU, access=())


def test_a_question_does_not_see_a_table_that_was_not_supplied_yet(fund: Path) -> None:
    descriptor = json.loads((fund / "population.json").read_text(encoding="utf-8"))
    descriptor["tables"]["arret"]["known_from"] = "2026-10-20"
    (fund / "population.json").write_text(json.dumps(descriptor), encoding="utf-8")
    question = "SELECT count(*) AS n FROM arret"

    with pytest.raises(PlanirError, match="n'était pas encore fournie le 19/10/2026"):
        ask(fund, question, au=date(2026, 10, 19), connu_au=date(2026, 10, 19), access=())
    assert ask(fund, question, au=AU, connu_au=AU, access=())[0] == ("n",)
