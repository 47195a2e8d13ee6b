"""Files and folders that are not what they claim: one clear sentence, exit code 2, and nothing half-written."""

from __future__ import annotations

import gzip
import io
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from planir.cli.app import run as typed
from population.extracts import Files, stored, write_extracts

GOOD = "assure;sexe\nA1;F\nA2;M\n"


def _parquet(columns: dict[str, list[object]]) -> bytes:
    sink = io.BytesIO()
    pq.write_table(pa.table(columns), sink)
    return sink.getvalue()


def _zip(name: str) -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as archive:
        archive.writestr(name, "x")
    return sink.getvalue()


PARQUET = _parquet({"assure": [f"A{i}" for i in range(1000)], "sexe": ["F"] * 1000})
LONG = GOOD + "".join(f"B{i};F\n" for i in range(1000))


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({"assure.csv": "sexe;commune\nF;73001"}, "n'a pas la colonne assure"),
        ({"assure.csv": "assures;sexe\nA1;F"}, "« assures » a-t-elle ce sens ?"),
        ({"assure.csv": "nom;prenom\nA;B"}, "aucune colonne de la table assure"),
        ({"assure.csv": "A1;F\nA2;M"}, "les noms de colonnes manquent"),
        ({"assure.csv": "assure;sexe;Assure\nA1;F;A1"}, "deux colonnes « assure »"),
        ({"assure.csv": b""}, "est vide"),
        ({"assure.csv": b"\xef\xbb\xbf \n\n"}, "est vide"),
        ({"assure.csv": _zip("xl/workbook.xml")}, "un classeur ou une archive zip"),
        ({"assure.csv": GOOD.encode("utf-16")}, "en UTF-16"),
        ({"assure.csv": GOOD.encode("utf-16-le")}, "en UTF-16"),
        ({"assure.csv": PARQUET}, "un fichier Parquet : donnez-lui l'extension"),
        ({"assure.csv": b"%PDF-1.7"}, "un document PDF"),
        ({"assure.csv": b"<!DOCTYPE html><html>"}, "une page web"),
        ({"assure.csv": gzip.compress(GOOD.encode())}, "nommez-le en .csv.gz"),
        ({"assure.csv.gz": gzip.compress(LONG.encode())[:-20]}, "n'est pas un fichier gzip entier"),
        ({"assure.csv.gz": GOOD.encode()}, "n'est pas un fichier gzip entier"),
        ({"assure.csv": f'{GOOD}A3;"F\nA4;F\nA5;M\n'.encode()}, "un guillemet ouvert à la ligne 4"),
        ({"assure.csv": f'{GOOD}A3;"F\n'.encode() + b"A4;F\n" * 1_000_000}, "un guillemet ouvert à la ligne 4"),
        ({"assure.csv": b'assure;a;b;c\nA1;x"y;"z\nA2;;;\nt";u"v\nA3;;;\n'}, "4 lignes dans le fichier"),
        ({"assure.csv": b"assure;se\x1bxe\nA1;F"}, "la première ligne ne donne pas les noms"),
        ({"assure.csv": b"\n\nassure;sexe\nA1;F"}, "la première ligne est vide"),
        ({"assure.csv": b"assure;sexe\n" + b"A1;\0\nA2;F\n" * 100_001}, "n'est pas un texte lisible"),
        ({"assure.csv": GOOD, "assure.parquet": PARQUET}, "donnent tous deux la table assure"),
        ({"assure.csv": GOOD, "ASSURE.txt": GOOD}, "donnent tous deux la table assure"),
        ({"assure.parquet": PARQUET[:-30]}, "n'est pas un fichier Parquet entier"),
        ({"assure.parquet": PARQUET[: len(PARQUET) // 2] + PARQUET[-8:]}, "n'est pas un fichier Parquet entier"),
        ({"assure.parquet": PARQUET[:4] + b"\xff" * 400 + PARQUET[404:]}, "le fichier est abîmé"),
        ({"assure.parquet": GOOD.encode()}, "n'est pas un fichier Parquet"),
        ({"assure.parquet": b""}, "est vide"),
        ({"assure.parquet": _parquet({"couleur": ["bleu"]})}, "aucune colonne de la table assure"),
        ({"assure.parquet": _parquet({"assure": ["A"], "sexe": ["F"], "SEXE": ["M"]})}, "deux colonnes « sexe »"),
        ({"assure.parquet": _parquet({"assure": [["A1"]]})}, "n'est pas d'un type lisible"),
        ({"assure.xlsx": _zip("xl/workbook.xml")}, "ce format ne se lit pas"),
        ({"assures.csv": GOOD}, "aucun fichier au nom d'une table"),
        ({}, "aucun fichier au nom d'une table"),
        ({"assure.csv": GOOD, "extraction.yaml": "assure: demain"}, "la date de assure s'écrit"),
        ({"assure.csv": GOOD, "extraction.yaml": "- assure"}, "une ligne par table"),
        ({"assure.csv": GOOD, "extraction.csv": "assures;2026-11-01"}, "« assures » n'est pas une table"),
        (
            {"assure.csv": GOOD, "extraction.csv": "assure;2026-11-01\nAssure;2026-11-02"},
            "la table assure y est deux fois",
        ),
        ({"assure.csv": GOOD, "extraction.yaml": "assure: 0001-01-01"}, "la date de assure n'est pas de 1990 à 2100"),
        ({"assure.csv": GOOD, "extraction.yaml": "assure: 2101-01-01"}, "n'est pas de 1990 à 2100"),
        ({"assure.csv": GOOD, "extraction.yaml": "assure: 2026-11-13"}, "après le jour où il serait connu"),
    ],
)
def test_a_file_that_is_not_what_it_claims_stops_the_import_with_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], files: Files, words: str
) -> None:
    source = write_extracts(tmp_path / "extraits", files)
    _refused(source, tmp_path / "caisse", capsys, words)
    assert not (tmp_path / "caisse").exists()


@pytest.mark.parametrize("name", ["assure.csv", "assure.parquet"])
def test_a_folder_where_a_file_is_expected_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    (tmp_path / "extraits" / name).mkdir(parents=True)
    _refused(tmp_path / "extraits", tmp_path / "caisse", capsys, "est un dossier")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="ce système n'a pas de tubes nommés")
def test_what_is_neither_a_file_nor_a_folder_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "extraits").mkdir()
    os.mkfifo(tmp_path / "extraits" / "assure.csv")
    _refused(tmp_path / "extraits", tmp_path / "caisse", capsys, "n'est pas un fichier ordinaire")


def _source_absent(place: Path) -> tuple[Path, Path]:
    return place / "ailleurs", place / "caisse"


def _source_is_a_file(place: Path) -> tuple[Path, Path]:
    return place / "extraits" / "assure.csv", place / "caisse"


def _target_inside_source(place: Path) -> tuple[Path, Path]:
    return place / "extraits", place / "extraits" / "caisse"


def _target_is_source(place: Path) -> tuple[Path, Path]:
    return place / "extraits", place / "autre" / ".." / "extraits"


def _target_is_a_file(place: Path) -> tuple[Path, Path]:
    (place / "caisse").write_text("")
    return place / "extraits", place / "caisse"


def _target_under_a_file(place: Path) -> tuple[Path, Path]:
    (place / "fichier").write_text("")
    return place / "extraits", place / "fichier" / "caisse"


def _target_cannot_be_written(place: Path) -> tuple[Path, Path]:
    return place / "extraits", Path("/proc/caisse")


def _versions_is_a_file(place: Path) -> tuple[Path, Path]:
    write_extracts(place / "caisse", {"versions": ""})
    return place / "extraits", place / "caisse"


def _target_loops(place: Path) -> tuple[Path, Path]:
    (place / "boucle").symlink_to(place / "boucle")
    return place / "extraits", place / "boucle" / "caisse"


def _source_loops(place: Path) -> tuple[Path, Path]:
    (place / "boucle").symlink_to(place / "boucle")
    return place / "boucle", place / "caisse"


def _target_is_not_utf8(place: Path) -> tuple[Path, Path]:
    return place / "extraits", place / os.fsdecode(b"p\xff")


def _an_extract_is_not_utf8(place: Path) -> tuple[Path, Path]:
    (place / "extraits" / os.fsdecode(b"p\xff.csv")).write_text("")
    return place / "extraits", place / "caisse"


def _an_extract_has_a_control_character(place: Path) -> tuple[Path, Path]:
    (place / "extraits" / "notes\x1b[31m.csv").write_text("")
    return place / "extraits", place / "caisse"


@pytest.mark.parametrize(
    ("places", "words"),
    [
        (_source_absent, "n'existe pas"),
        (_source_is_a_file, "n'est pas un dossier"),
        (_target_inside_source, "est dans le dossier des extraits"),
        (_target_is_source, "est dans le dossier des extraits"),
        (_target_is_a_file, "n'est pas un dossier"),
        (_target_under_a_file, "n'est pas un dossier"),
        (_target_cannot_be_written, "Le système refuse"),
        (_versions_is_a_file, "Le système refuse"),
        (_target_loops, "un lien tourne en rond"),
        (_source_loops, "un lien tourne en rond"),
        (_target_is_not_utf8, "des caractères qui ne s'écrivent pas"),
        (_an_extract_is_not_utf8, "des caractères qui ne s'écrivent pas"),
        (_an_extract_has_a_control_character, "des caractères qui ne s'écrivent pas"),
    ],
)
def test_folders_that_cannot_be_read_or_written_are_refused(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    places: Callable[[Path], tuple[Path, Path]],
    words: str,
) -> None:
    write_extracts(tmp_path / "extraits", {"assure.csv": GOOD})
    before = sorted(tmp_path.rglob("*"))
    source, target = places(tmp_path)
    made = sorted(tmp_path.rglob("*"))
    _refused(source, target, capsys, words)
    assert sorted(tmp_path.rglob("*")) == made
    assert set(before) <= set(made)


@pytest.mark.parametrize(
    ("option", "words"),
    [
        (["--format", "sas"], "Le format « sas » n'existe pas"),
        (["--format", "planir", "--connu-le", "hier"], "n'est pas une date"),
    ],
)
def test_an_option_that_means_nothing_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], option: list[str], words: str
) -> None:
    source = write_extracts(tmp_path / "extraits", {"assure.csv": GOOD})
    assert typed(["population", "import", str(source), str(tmp_path / "caisse"), *option]) == 2
    assert words in capsys.readouterr().err


def test_a_bad_file_leaves_the_version_before_as_it_was(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, target = write_extracts(tmp_path / "extraits", {"assure.csv": GOOD}), tmp_path / "caisse"
    assert _import(source, target) == 0
    before = sorted(target.rglob("*"))
    write_extracts(source, {"soin.csv": "assure\nA1", "assure.csv": "assure\nA9"})
    _refused(source, target, capsys, "n'a pas la colonne date_soin")
    assert (sorted(target.rglob("*")), stored(target, "assure", "assure")) == (before, [("A1",), ("A2",)])


def test_folders_and_files_may_have_any_name(tmp_path: Path) -> None:
    source = write_extracts(tmp_path / "l'été [2026] *" / "extraits ; ?", {"assure.csv": GOOD.encode("cp1252")})
    target = tmp_path / "caisse d'assurance [73] *"
    assert _import(source, target) == 0
    assert stored(target, "assure", "assure") == [("A1",), ("A2",)]


def _import(source: Path, target: Path) -> int:
    return typed(["population", "import", str(source), str(target), "--format", "planir", "--connu-le", "2026-11-12"])


def _refused(source: Path, target: Path, capsys: pytest.CaptureFixture[str], words: str) -> None:
    """The command ends with code 2 and one French sentence on standard error, after lines of progress."""
    capsys.readouterr()
    assert _import(source, target) == 2
    shown = capsys.readouterr()
    said = [line for line in shown.err.splitlines() if line.startswith("Erreur : ")]
    assert len(said) == 1
    assert words in said[0]
    assert said[0].endswith((".", "?"))
    assert "Traceback" not in shown.err
    assert shown.out == ""
