"""The medical key may be here one night and not the next: no night spoils another, and no count is left in clear."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from detection.conftest import PEOPLE
from detection.locked_fund import lock_up
from planir.detection.output import write_output
from planir.detection.passage import Passage, ProgrammeResult, to_json
from planir.detection.run import detect
from planir.engine.errors import PlanirError
from planir.programmes.catalogue import Catalogue
from small_fund import write_fund

PAUL = {
    **PEOPLE,
    "assure": [*PEOPLE["assure"], {"assure": "paul", "date_naissance": date(1961, 4, 3), "regime": "01"}],
    "affection": [{"assure": "paul", "ald": 8, "cim10": "E11", "exoneration": 41, "debut": date(2015, 6, 1)}],
    "medecin_traitant": [{"assure": "paul", "debut": date(2010, 3, 1)}],
    "delivrance": [
        {"assure": "paul", "date_delivrance": day, "atc": "A10BA02", "quantite": 3}
        for day in (date(2026, 2, 10), date(2026, 5, 12), date(2026, 8, 14))
    ],
}
PLAIN, MEDICAL = "medecin_traitant", "sophia"

Night = Callable[[int], dict[str, ProgrammeResult]]


@pytest.fixture
def key(fund: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The medical key of a fund, now ciphered, in which paul has a medical situation."""
    monkeypatch.setenv("PLANIR_CLES", str(tmp_path / "cles"))
    write_fund(fund, PAUL)
    lock_up(fund)
    return tmp_path / "cles" / "medical.cle"


def run(fund: Path, catalogue: Catalogue, day: int, codes: tuple[str, ...] = (PLAIN, MEDICAL)) -> Passage:
    return detect(fund, catalogue, au=date(2026, 11, day), codes=codes, access=["medical"])


@pytest.fixture
def night(fund: Path, catalogue: Catalogue, key: Path) -> Night:
    return lambda day: {one.code: one for one in run(fund, catalogue, day).programmes}


def folder_of(fund: Path, day: int) -> Path:
    (found,) = (fund / "passages").glob(f"2026-11-{day:02}_*")
    return found


def without_key(key: Path, night: Night, day: int) -> dict[str, ProgrammeResult]:
    kept = key.read_text()
    key.unlink()
    try:
        return night(day)
    finally:
        key.write_text(kept)


def test_a_night_without_the_key_stops_no_later_one_and_precedes_no_medical_programme(
    fund: Path, key: Path, night: Night
) -> None:
    night(1)
    assert without_key(key, night, 2)[MEDICAL].status == "non_examine"

    third = night(3)

    first_key, second_key = (folder_of(fund, day).name[11:] for day in (1, 2))
    assert (third[PLAIN].before, third[PLAIN].new) == (second_key, 0)
    assert (third[MEDICAL].before, third[MEDICAL].situations, third[MEDICAL].new) == (first_key, 1, 0)


def test_a_night_without_the_key_is_written_out(fund: Path, catalogue: Catalogue, key: Path, tmp_path: Path) -> None:
    kept = key.read_text()
    key.unlink()
    passage = run(fund, catalogue, 2)
    key.write_text(kept)

    write_output(passage, tmp_path / "situations.csv")

    assert PLAIN in (tmp_path / "situations.csv").read_text(encoding="utf-8-sig")


def under_another_key(path: Path) -> None:
    from pyarrow import table
    from pyarrow.parquet import write_table
    from pyarrow.parquet.encryption import create_encryption_properties

    write_table(table({"a": [1]}), path, encryption_properties=create_encryption_properties(footer_key=b"x" * 32))


def spoilt_inside(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[4:200] = b"\xff" * 196
    path.write_bytes(content)


def cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:50])


@pytest.mark.parametrize("damage", [under_another_key, spoilt_inside, cut_short, Path.unlink])
@pytest.mark.parametrize(("code", "name"), [(MEDICAL, "situations_medical"), (PLAIN, "situations")])
def test_a_damaged_night_is_passed_over_for_the_nearest_sound_one(
    fund: Path, night: Night, damage: Callable[[Path], None], code: str, name: str
) -> None:
    night(1)
    night(2)
    damage(folder_of(fund, 2) / f"{name}.parquet")

    third = night(3)

    assert third[code].before == folder_of(fund, 1).name[11:]
    assert third[code].situations > 0
    assert third[code].new == 0
    other = PLAIN if code == MEDICAL else MEDICAL
    assert third[other].before == folder_of(fund, 2).name[11:]


def test_a_damaged_night_is_said_when_it_is_written_out(fund: Path, catalogue: Catalogue, night: Night) -> None:
    night(1)
    passage = run(fund, catalogue, 1)
    spoilt_inside(passage.folder / "situations.parquet")

    with pytest.raises(PlanirError, match="supprimez son dossier"):
        write_output(passage, fund.parent / "situations.csv")


def test_the_counts_of_medical_programmes_are_not_left_in_clear(fund: Path, catalogue: Catalogue, key: Path) -> None:
    passage = run(fund, catalogue, 1)

    raw = json.loads((passage.folder / "passage.json").read_text(encoding="utf-8"))
    kept = {one["code"]: one for one in raw["programmes"]}
    assert kept[PLAIN]["attrition"]
    assert kept[MEDICAL]["statut"] == "examine"
    assert not {"situations", "nouvelles", "closes", "closes_par_motif", "attrition"} & set(kept[MEDICAL])


def test_who_has_the_key_reads_the_record_whole_again(fund: Path, catalogue: Catalogue, key: Path) -> None:
    first = run(fund, catalogue, 1)
    again = run(fund, catalogue, 1)

    assert to_json(again) == to_json(first)
    counted = {one["code"]: one for one in to_json(again)["programmes"]}[MEDICAL]
    assert (counted["situations"], counted["attrition"][-1]["personnes"]) == (1, 1)


@pytest.mark.parametrize("damage", [under_another_key, spoilt_inside, cut_short, Path.unlink])
def test_a_record_whose_medical_counts_are_damaged_is_computed_anew(
    fund: Path, catalogue: Catalogue, key: Path, damage: Callable[[Path], None]
) -> None:
    first = run(fund, catalogue, 1)
    damage(first.folder / "comptes_medicaux.parquet")

    again = run(fund, catalogue, 1)
    next_one = run(fund, catalogue, 2)

    for passage in (again, next_one):
        assert [one.situations for one in passage.programmes] == [one.situations for one in first.programmes]
