"""`planir law` as it is typed: verdicts, scores, numbers of the law, a screening, and one sentence for every fault."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from planir.cli.app import run
from planir.population.generator import Departement, generate

Typed = Callable[..., tuple[int, str, str]]
FOLDER = Path(__file__).parents[2] / "docs" / "exemples" / "foyers"
MOTHER, COUPLE = FOLDER / "01-mere-seule-un-enfant.yaml", FOLDER / "02-couple-au-chomage.yaml"


@pytest.fixture
def typed(capsys: pytest.CaptureFixture[str]) -> Typed:
    """Run one command line; its exit code, what it printed, what it complained of."""

    def execute(*arguments: object) -> tuple[int, str, str]:
        code = run([str(argument) for argument in arguments])
        said = capsys.readouterr()
        return code, " ".join(said.out.split()), " ".join(said.err.split())

    return execute


@pytest.fixture(scope="module")
def departement(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("departement")
    generate(folder, Departement(persons=3_000, seed=4, au=date(2026, 11, 1)))
    return folder


def test_a_verdict_says_the_right_the_terms_and_what_to_do(typed: Typed) -> None:
    code, out, _ = typed("law", "c2s", COUPLE, "--au", "01/11/2026")

    assert code == 0
    assert "Ce foyer aurait droit à la complémentaire santé solidaire, avec une participation." in out
    assert "7 000,00 €" in out.replace("\u202f", " ")
    assert "Paul : 25,00 €" in out
    assert "Soit 46,00 € pour le foyer." in out
    assert out.endswith(
        "Simulation : seule la caisse décide, après dépôt d'une demande. "
        "La demande peut être déposée dans tous les cas."
    )


def test_the_json_has_the_keys_that_are_documented_and_money_as_text(typed: Typed) -> None:
    code, out, _ = typed("law", "c2s", COUPLE, "--au", "2026-11-01", "--json")

    said = json.loads(out)
    assert code == 0
    assert (said["verdict"], said["a_examiner"], said["dispositif"]) == ("participation", False, "C2S")
    assert (said["plafond_gratuit"], said["plafond_participation"]) == ("15633.00", "21105.00")
    assert (said["ressources"], said["ressources_max"], said["participation_mensuelle"]) == (
        "17822.26",
        "17822.26",
        "46.00",
    )
    assert said["manque"] == []
    assert {tuple(term) for term in said["termes"]} == {("libelle", "personne", "montant", "montant_max", "reference")}
    page = (Path(__file__).parents[2] / "docs" / "droit-c2s.md").read_text(encoding="utf-8")
    assert all(f'"{key}"' in page for key in said)


@pytest.mark.parametrize("au", ["1999-01-01", "2010-11-01"])
def test_a_date_before_the_law_is_known_names_the_parameter(typed: Typed, au: str) -> None:
    code, out, err = typed("law", "c2s", MOTHER, "--au", au)

    assert (code, out) == (2, "")
    assert "Le paramètre «" in err
    assert "sa première valeur connue est du" in err


def test_a_date_after_the_last_check_names_the_parameter_and_its_last_value(typed: Typed) -> None:
    code, _, err = typed("law", "parameters", "c2s.plafond", "--au", "2029-01-01")

    assert code == 2
    assert "« c2s.plafond » n'est plus sûre au 01/01/2029 : la dernière connue, 10422, vaut depuis le 01/04/2026" in err


def test_a_file_that_is_no_household_is_refused(typed: Typed, tmp_path: Path) -> None:
    (tmp_path / "foyer.yaml").write_text("personnes:\n- {role: enfant, naissance: 2020-01-01}\n", encoding="utf-8")

    assert typed("law", "c2s", tmp_path / "foyer.yaml", "--au", "2026-11-01") == (
        2,
        "",
        "Erreur : personnes : il faut un demandeur, et un seul, celui qui fait la demande.",
    )
    assert typed("law", "c2s", tmp_path / "absent.yaml", "--au", "2026-11-01")[0] == 2


def test_the_parameters_say_their_source(typed: Typed) -> None:
    code, out, _ = typed("law", "parameters", "smic", "--au", "2026-11-01", "--json")

    (smic, *_) = json.loads(out)["parametres"]
    assert code == 0
    assert smic["etat"] == "sur"
    assert smic["reference"]
    assert smic["verifie_le"]
    shown = typed("law", "parameters", "acs", "--au", "2026-11-01")[1]
    assert shown.count("n'existe plus") == shown.count("acs.")


def test_an_epices_file_filled_in_gives_the_score(typed: Typed, tmp_path: Path) -> None:
    path = tmp_path / "reponses.yaml"
    code, template, _ = typed("law", "epices", "--modele")
    assert code == 0
    assert template.count("~") == 12

    path.write_text(run_template().replace(": ~", ": non"), encoding="utf-8")
    said = json.loads(typed("law", "epices", path, "--age", "20", "--json")[1])
    assert said == {
        "score": "75.14",
        "quintile": 5,
        "precaire": True,
        "seuil": "30.17",
        "variante_16_25": {"precaire": True, "seuil": "37.27"},
        "manque": [],
    }


def test_a_missing_answer_gives_no_score(typed: Typed, tmp_path: Path) -> None:
    path = tmp_path / "reponses.yaml"
    path.write_text(run_template().replace(": ~", ": oui", 10), encoding="utf-8")

    code, out, _ = typed("law", "epices", path)

    assert code == 0
    assert out.startswith("Pas de score : une réponse manque. • En cas de difficultés")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("sport: souvent", "n'est ni oui ni non"),
        ("tennis: oui", "n'est pas une question"),
        ("- 1", "une réponse par ligne"),
    ],
)
def test_answers_that_are_none_are_refused(typed: Typed, tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "reponses.yaml"
    path.write_text(text, encoding="utf-8")

    code, out, err = typed("law", "epices", path)

    assert (code, out) == (2, "")
    assert said in err


def run_template() -> str:
    from planir.cli.epices_text import model

    return model()


def test_a_screening_says_what_is_known_before_any_rate(typed: Typed, departement: Path) -> None:
    code, out, _ = typed("law", "screen", departement, "--au", "2026-11-01")

    assert code == 0
    assert out.startswith("Population synthétique : aucune de ces personnes n'existe.")
    assert (
        out.index("D'où viennent les ressources")
        < out.index("Verdicts :")
        < out.index("Non-recours, C2S gratuite : entre ")
    )
    assert "seule la caisse décide" in out
    assert "Les ressources mensuelles (DRM) ne sont pas lues" in out


def test_a_published_screening_hides_small_counts(typed: Typed, departement: Path) -> None:
    said = json.loads(typed("law", "screen", departement, "--au", "2026-11-01", "--json")[1])

    told = [one for by in said["par"].values() for cover in by.values() for one in cover.values()]
    assert None in told
    assert all(one is None or min(one["couverts"], one["sans_certains"], one["sans_possibles"]) >= 11 for one in told)
    assert said["foyers"] == sum(said["verdicts"].values())


def test_a_screening_of_what_is_no_population_is_refused(typed: Typed, tmp_path: Path) -> None:
    assert typed("law", "screen", tmp_path, "--au", "2026-11-01")[0] == 2
