"""A damaged night stops no later one; asked for itself, it is computed anew or says what to do."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from planir.detection.keep import STAGING
from planir.detection.passage import FILES, Passage, read
from planir.detection.run import detect
from planir.engine.errors import PlanirError
from planir.programmes.catalogue import Catalogue

AU = date(2026, 11, 1)
CODE = "medecin_traitant"
FIRST = ("programmes", 0)


def night(fund: Path, catalogue: Catalogue, day: int = 1) -> Passage:
    return detect(fund, catalogue, au=date(2026, 11, day), connu_au=date(2026, 11, day), codes=[CODE])


def tamper(run: Passage, where: tuple[str | int, ...], value: Any) -> None:
    path = run.folder / "passage.json"
    raw = json.loads(path.read_text(encoding="utf-8"))
    place = raw
    for name in where[:-1]:
        place = place[name]
    place[where[-1]] = value
    path.write_text(json.dumps(raw), encoding="utf-8")


@pytest.fixture
def kept(fund: Path, catalogue: Catalogue) -> Passage:
    return night(fund, catalogue)


def test_each_value_that_planir_never_writes_is_refused(fund: Path, catalogue: Catalogue, kept: Passage) -> None:
    intact = (kept.folder / "passage.json").read_bytes()
    for where, value in (
        (("tables",), []),
        (("duree_s",), "x"),
        (("duree_s",), float("inf")),
        (("duree_s",), -1),
        (("cle",), "../ailleurs"),
        (("au",), 20261101),
        (("acces",), "medical"),
        (("acces",), ["tout"]),
        (("population",), "\ud800"),
        (("synthetique",), "non"),
        (("programmes",), {}),
        (("programmes",), ["medecin_traitant"]),
        ((*FIRST, "closes_par_motif"), [1]),
        ((*FIRST, "closes_par_motif"), {"echue": "x"}),
        ((*FIRST, "statut"), "peut-être"),
        ((*FIRST, "statut"), ["examine"]),
        ((*FIRST, "risque"), "autre"),
        ((*FIRST, "acces"), "autre"),
        ((*FIRST, "raison"), 3),
        ((*FIRST, "situations"), -1),
        ((*FIRST, "nouvelles"), 1.5),
        ((*FIRST, "attrition"), [{"etape": "x", "personnes": None}]),
        ((*FIRST, "compare_a"), 12),
        ((*FIRST, "compare_au"), "hier"),
    ):
        tamper(kept, where, value)
        with pytest.raises(PlanirError, match="supprimez son dossier") as error:
            night(fund, catalogue)
        assert error.value.code == "passage_illisible", where
        (kept.folder / "passage.json").write_bytes(intact)
    assert night(fund, catalogue).key == kept.key


@pytest.mark.parametrize("content", [b"", b"[]", b"[" * 100_000, b"\xff", b"{}".ljust(10_000_001)])
def test_a_file_that_is_no_record_is_refused(kept: Passage, content: bytes) -> None:
    (kept.folder / "passage.json").write_bytes(content)
    with pytest.raises(PlanirError) as error:
        read(kept.folder)
    assert error.value.code == "passage_illisible"


def break_record(run: Passage) -> None:
    (run.folder / "passage.json").write_bytes(b"[" * 100_000)


def lose_situations(run: Passage) -> None:
    (run.folder / "situations.parquet").unlink()


def empty_situations(run: Passage) -> None:
    (run.folder / "situations.parquet").write_bytes(b"")


def spoil_footer(run: Passage) -> None:
    path = run.folder / "situations.parquet"
    content = path.read_bytes()
    path.write_bytes(content[:-40] + b"\xff" * 32 + content[-8:])


def cipher_situations(run: Passage) -> None:
    path = run.folder / "situations.parquet"
    path.write_bytes(b"PARE" + path.read_bytes()[4:-4] + b"PARE")


@pytest.mark.parametrize("damage", [break_record, lose_situations, empty_situations, spoil_footer, cipher_situations])
def test_a_night_is_compared_with_the_nearest_sound_one(
    fund: Path, catalogue: Catalogue, kept: Passage, damage: Any
) -> None:
    damaged = night(fund, catalogue, 2)
    damage(damaged)

    later = night(fund, catalogue, 3)

    assert later.programmes[0].before == kept.key
    assert (later.programmes[0].situations, later.programmes[0].new) == (kept.situations, 0)


@pytest.mark.parametrize("name", FILES)
def test_a_night_that_lost_a_file_is_computed_anew(fund: Path, catalogue: Catalogue, kept: Passage, name: str) -> None:
    lost = kept.folder / f"{name}.parquet"
    before = lost.read_bytes()
    lost.write_bytes(before[: len(before) // 2])

    again = night(fund, catalogue)

    assert again.key == kept.key
    assert lost.read_bytes() == before
    assert [path.name for path in kept.folder.parent.iterdir()] == [kept.folder.name]


def test_a_file_in_the_place_of_the_nights_is_said_before_computing(fund: Path, catalogue: Catalogue) -> None:
    (fund / "passages").write_text("note", encoding="utf-8")
    begun: list[str] = []
    with pytest.raises(PlanirError, match="n'est pas un dossier") as error:
        detect(fund, catalogue, au=AU, codes=[CODE], told=begun.append)
    assert (error.value.code, begun) == ("passages_illisibles", [])


def test_of_two_computations_of_one_night_the_first_kept_stays(fund: Path, catalogue: Catalogue) -> None:
    first: list[Passage] = []

    def meanwhile(code: str) -> None:
        first.append(night(fund, catalogue))

    second = detect(fund, catalogue, au=AU, connu_au=AU, codes=[CODE], told=meanwhile)

    assert second == first[0]
    assert [path.name for path in second.folder.parent.iterdir()] == [second.folder.name]


def test_a_night_kept_at_the_very_last_moment_stays(
    fund: Path, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    first: list[Passage] = []
    rename = Path.replace

    def late(source: Path, target: Path) -> Path:
        if not first and source.name.startswith(STAGING) and target.parent == fund / "passages":
            monkeypatch.setattr(Path, "replace", rename)
            first.append(night(fund, catalogue))
        return rename(source, target)

    monkeypatch.setattr(Path, "replace", late)
    assert night(fund, catalogue) == first[0]
