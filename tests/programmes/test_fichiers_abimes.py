"""A file of a programme may hold anything: what comes out is one sentence that names it, never anything else."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from planir.engine.errors import PlanirError
from planir.engine.yaml_file import LARGEST_FILE, read_yaml
from planir.law.parameters import load_local
from planir.population.importing.extraction import extraction_dates
from planir.programmes.catalogue import folders
from planir.programmes.examples import read_examples
from planir.programmes.sheet import read_sheet

SHEET = (Path(folders(())[0]) / "fiche.yaml").read_text(encoding="utf-8")
BOMB = "a: &a [x, x]\n" + "".join(
    f"{name}: &{name} [*{before}, *{before}]\n" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)
PARAMETER = """\
seuil:
  description: Un seuil
  values:
    2026-01-01: {value: VALEUR}
  metadata:
    unit: jours
    reference: {2026-01-01: choix}
    last_value_still_valid_on: 2026-03-14
    confidence: choix
"""


def refused(read: Callable[[Path], object], path: Path, content: str | bytes) -> PlanirError:
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(PlanirError) as error:
        read(path)
    assert len(error.value.sentence) < 700
    assert error.value.sentence.endswith(".")
    return error.value


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("[" * 5000, "plus de 50 niveaux imbriqués"),
        ("- " * 5000, "plus de 50 niveaux imbriqués"),
        ("{a: " * 5000, "plus de 50 niveaux imbriqués"),
        (BOMB, "ligne 2 : le renvoi « *a » n'est pas admis"),
        ("a: &a [*a]", "le renvoi « *a » n'est pas admis"),
        ("a: 2026-02-31", "ligne 1 : « 2026-02-31 » n'est ni une date ni un nombre possible"),
        ("a: 2026-11-01T25:00:00Z", "ni une date"),
        ("a: !!int abc", "« abc » n'est ni une date ni un nombre possible"),
        ("a: !!int ''", "ni un nombre possible"),
        ("a: !!bool zz", "« zz »"),
        ("a: !!float zz", "« zz »"),
        ("a: !!timestamp zz", "« zz »"),
        ("a: " + "9" * 6000, "ni un nombre possible"),
        ("a: 0x" + "f" * 6000, "ni un nombre possible"),
        ("a: " + ":".join(["1"] * 4000), "ni un nombre possible"),
        ("a: " + ":".join(["1"] * 4000) + ".5", "ni un nombre possible"),
        ("a: " + ":".join(["1"] * 90_000), "une valeur dépasse 10000 caractères"),
        ("a: !!python/object/apply:os.getcwd []", "n'est pas du YAML"),
        ("? [1]\n: 2", "n'est pas du YAML"),
        ("a: [", "n'est pas du YAML"),
        ("a: \x00", "n'est pas du YAML"),
        ("a: 1\n---\nb: 2", "n'est pas du YAML"),
        (b"a: \xe9", "UTF-8"),
        ("# " + "x" * LARGEST_FILE, "dépasse 200 ko"),
    ],
)
def test_what_no_file_may_hold(tmp_path: Path, content: str | bytes, said: str) -> None:
    error = refused(lambda path: read_yaml(path, "essai"), tmp_path / "dossier" / "fiche.yaml", content)
    assert error.code == "essai"
    assert error.sentence.startswith("« dossier/fiche.yaml »")
    assert said in error.sentence


def test_an_absent_file_and_a_folder_in_its_place(tmp_path: Path) -> None:
    for path in (tmp_path / "absent.yaml", tmp_path):
        with pytest.raises(PlanirError, match="absent ou illisible"):
            read_yaml(path, "essai")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("validee_le", "2026-02-31"),
        ("validee_le", "2026-02-03 10:00:00"),
        ("validee_le", "!!timestamp zz"),
        ("poids", "!!int abc"),
        ("poids", "9" * 6000),
        ("poids", ".nan"),
        ("horizon", "9" * 5000 + " jours"),
        ("horizon", "9" * 5000),
        ("repos", "[1]"),
        ("titre", "[" * 5000),
        ("risque", "{a: 1}"),
        ("accueil", "[true]"),
        ("historique", "{arret: 999999999}"),
        ("historique", "[1]"),
        ("1", "z"),
        ("z" * 5000, "1"),
    ],
)
def test_a_sheet_with_one_key_spoilt(tmp_path: Path, key: str, value: str) -> None:
    kept = re.sub(rf"(?m)^{key}:.*(\n +.*)*\n", "", SHEET)
    path = tmp_path / "essai" / "fiche.yaml"
    error = refused(read_sheet, path, f"{kept}{'? ' if len(key) > 128 else ''}{key}\n: {value}\n")
    assert error.code in {"fiche_illisible", "fiche_incorrecte"}
    assert "essai/fiche.yaml" in error.sentence


@pytest.mark.parametrize("content", ["", "5", "- a", "abc"])
def test_a_sheet_that_is_no_mapping(tmp_path: Path, content: str) -> None:
    assert refused(read_sheet, tmp_path / "essai" / "fiche.yaml", content).code == "fiche_illisible"


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("donnees: {assure: [{assure: a, date_naissance: 1945-02-31}]}", "« 1945-02-31 »"),
        ("donnees: {assure: [{assure: a, date_naissance: hier}]}", "assure.date_naissance attend une date"),
        ("donnees: {assure: [{date_naissance: 1945-02-03 10:00:00}]}", "assure.date_naissance attend une date"),
        ("donnees: {assure: [{assure: [a]}]}", "assure.assure attend un texte"),
        ("donnees: {assure: [{assure: 5}]}", "assure.assure attend un texte"),
        ("donnees: {assure: [{sexe: [1]}]}", "assure.sexe attend un texte"),
        ("donnees: {assure: [{sexe: zz}]}", "assure.sexe ne peut pas valoir « zz »"),
        ("donnees: {assure: [{lecture_difficile: 5}]}", "assure.lecture_difficile attend oui (true) ou non"),
        ("donnees: {allocation: [{montant_mensuel: 99999999999}]}", "allocation.montant_mensuel attend un nombre"),
        ("donnees: {allocation: [{montant_mensuel: .nan}]}", "allocation.montant_mensuel attend un nombre"),
        ("donnees: {allocation: [{montant_mensuel: true}]}", "allocation.montant_mensuel attend un nombre"),
        ("donnees: {assure: [{1: a, z: b}]}", "la colonne « 1 » n'est pas dans la table assure"),
        ("donnees: {inconnue: [{a: 1}]}", "la table « inconnue » n'est pas au contrat"),
        ("donnees: {1: []}", "la table « 1 » n'est pas au contrat"),
        ("donnees: [1]", "« donnees »"),
        ("donnees: {assure: [[1]]}", "« donnees », assure : une liste de lignes"),
        ("donnees: {assure: 5}", "« donnees », assure : une liste de lignes"),
        ("ajoute: 5", "« ajoute »"),
        ("ajoute: {assure: {a: 1}}", "« ajoute », assure : une liste de lignes"),
        ("retire: 5", "« retire »"),
        ("retire: {assure: 5}", "« retire », assure : une liste de personnes"),
        ("retire: {assure: [[1]]}", "« retire », assure : une liste de personnes"),
        ("sans: 5", "« sans » : une liste de tables"),
        ("sans: [[1]]", "la table « [1] » n'est pas au contrat"),
        ("comme: [1]", "« comme » attend un texte"),
        ("attendu: abc", "« attendu » : une liste de lignes"),
        ("attendu: [1]", "« attendu » : une liste de lignes"),
        ("attendu: [{assure: [a]}]", "« attendu », assure"),
        ("attendu: [{montant: .inf}]", "« attendu », montant"),
        ("attendu: [{1: a}]", "« attendu », 1"),
        ("resultat: 5", "« resultat » : une liste de lignes"),
        ("attendu_le: [1]", "« attendu_le »"),
        ("attendu_le: {abc: []}", "« attendu_le » attend une date"),
        ("attendu_le: {2026-11-01: [], abc: []}", "« attendu_le » attend une date"),
        ("attendu_le: {2026-11-01: 5}", "« attendu_le » : une liste de lignes"),
        ("quitte_a: [1]", "« quitte_a »"),
        ("quitte_a: {a: [1]}", "« quitte_a » : une étape par personne"),
        ("motif: [1]", "« motif » attend un texte"),
        ("non_examine: [1]", "« non_examine » attend un texte"),
        ("connu_au: zz", "« connu_au » attend une date"),
        ("connu_au: 0001-01-01", "« connu_au » attend une date"),
        ("au: 2026-11-01 10:00:00", "« au » attend une date"),
        ("au: 5", "« au » attend une date"),
        ("1: a\n  z: b", "la clé « 1 » n'existe pas"),
    ],
)
def test_an_example_with_one_key_spoilt(tmp_path: Path, lines: str, said: str) -> None:
    day = "" if lines.startswith("au:") else "  au: 2026-11-01\n"
    asked = "" if lines.startswith("attendu:") else "  attendu: []\n"
    content = f"- nom: Le cas\n{day}{asked}  {lines}\n"
    error = refused(read_examples, tmp_path / "essai" / "exemples.yaml", content)
    assert error.code == "exemples_illisibles"
    assert "essai/exemples.yaml" in error.sentence
    assert said in error.sentence
    assert "« Le cas »" in error.sentence or "ligne" in error.sentence


@pytest.mark.parametrize(
    "content", ["", "5", "a: 1", "- 5", "- nom: [1]", "- nom: !!int zz", "- nom: ' '", BOMB, "[" * 5000]
)
def test_examples_that_are_no_list_of_named_examples(tmp_path: Path, content: str) -> None:
    error = refused(read_examples, tmp_path / "essai" / "exemples.yaml", content)
    assert error.code == "exemples_illisibles"
    assert "essai/exemples.yaml" in error.sentence


@pytest.mark.parametrize("value", ["9" * 6000, "0." + "9" * 6000, "[" * 5000, "[1]", "{a: 1}", "!!int abc", "*a"])
def test_a_parameter_with_a_spoilt_value(tmp_path: Path, value: str) -> None:
    path = tmp_path / "essai" / "parametres.yaml"
    error = refused(lambda path: load_local(path, "essai"), path, PARAMETER.replace("VALEUR", value))
    assert error.code == "parametre_invalide"
    assert "essai/parametres.yaml" in error.sentence


@pytest.mark.parametrize(
    "content", ["assure: 2026-02-31", "assure: [1]", "assure: !!int z", "[" * 5000, BOMB, "5", "1: z"]
)
def test_days_of_extraction_spoilt(tmp_path: Path, content: str) -> None:
    path = tmp_path / "essai" / "extraction.yaml"
    error = refused(lambda path: extraction_dates(path.parent), path, content)
    assert error.code == "extraction_illisible"
    assert "extraction.yaml" in error.sentence
