"""A protected file and a child in care: who is written to, and what is hidden, whatever the programme says."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from planir.detection.run import detect
from planir.programmes.catalogue import Catalogue
from small_fund import write_fund

AU = date(2026, 11, 1)
ADULT, CHILD = date(1985, 1, 1), date(2015, 1, 1)


def household(**of_the_person: Any) -> dict[str, list[dict[str, Any]]]:
    """`auteur` and `victime` with a child: each has a C2S that ends soon."""
    members = ("auteur", "victime", "enfant")
    persons = [
        {"assure": name, "date_naissance": CHILD if name == "enfant" else ADULT, **of_the_person.get(name, {})}
        for name in members
    ]
    roles = dict(zip(members, ("demandeur", "conjoint", "enfant"), strict=True))
    return {
        "assure": persons,
        "foyer": [{"foyer": "f1", "assure": name, "role": roles[name]} for name in members],
        "complementaire": [
            {"assure": name, "type": "c2s_participation", "debut": date(2026, 1, 1), "fin": date(2026, 12, 31)}
            for name in members
        ],
    }


def situations(folder: Path, catalogue: Catalogue) -> dict[str, tuple[str | None, str | None, str]]:
    """Recipient, household and access of the renewal of each person."""
    night = detect(folder, catalogue, au=AU, codes=["renouvellement_c2s"])
    rows = pq.read_table(night.folder / "situations.parquet").to_pylist()
    return {row["assure"]: (row["destinataire"], row["foyer"], row["acces"]) for row in rows}


def test_the_household_is_written_to_once_when_nobody_is_protected(tmp_path: Path, catalogue: Catalogue) -> None:
    write_fund(tmp_path, household(enfant={"rattache_a": "auteur"}))

    assert {row[0] for row in situations(tmp_path, catalogue).values()} == {"auteur"}


def test_a_protected_adult_is_written_to_alone_without_their_household(tmp_path: Path, catalogue: Catalogue) -> None:
    write_fund(tmp_path, household(victime={"dossier_protege": True}))

    found = situations(tmp_path, catalogue)

    assert found["victime"] == ("victime", None, "restreint")
    assert found["auteur"] == ("auteur", "f1", "courant")


def test_a_protected_child_is_written_to_by_nobody_that_could_be_the_danger(
    tmp_path: Path, catalogue: Catalogue
) -> None:
    write_fund(tmp_path, household(enfant={"dossier_protege": True, "rattache_a": "auteur"}))

    assert situations(tmp_path, catalogue)["enfant"] == (None, None, "restreint")


def test_the_guardian_of_a_protected_adult_is_written_to(tmp_path: Path, catalogue: Catalogue) -> None:
    rows = household(victime={"dossier_protege": True})
    write_fund(tmp_path, {**rows, "representant": [{"assure": "victime", "type": "tuteur", "representant": "udaf"}]})

    assert situations(tmp_path, catalogue)["victime"] == ("udaf", None, "restreint")


def test_a_protected_adult_whose_guardian_is_dead_is_written_to_alone(tmp_path: Path, catalogue: Catalogue) -> None:
    rows = household(victime={"dossier_protege": True})
    dead = {"assure": "tutrice", "date_naissance": ADULT, "date_deces": date(2026, 5, 1)}
    write_fund(
        tmp_path,
        {
            **rows,
            "assure": [*rows["assure"], dead],
            "representant": [{"assure": "victime", "type": "tuteur", "representant": "tutrice"}],
        },
    )

    assert situations(tmp_path, catalogue)["victime"] == ("victime", None, "restreint")


@pytest.mark.parametrize("protected", [True, False])
def test_a_guardian_that_is_an_organisation_is_written_to_and_never_the_ward(
    tmp_path: Path, catalogue: Catalogue, protected: bool
) -> None:
    alone = {"assure": "ada", "date_naissance": ADULT, "dossier_protege": protected}
    c2s = {"assure": "ada", "type": "c2s_participation", "debut": date(2026, 1, 1), "fin": date(2026, 12, 31)}
    guardian = {"assure": "ada", "type": "tuteur", "organisme": "UDAF 73"}
    write_fund(tmp_path, {"assure": [alone], "complementaire": [c2s], "representant": [guardian]})

    assert situations(tmp_path, catalogue)["ada"][0] == "UDAF 73"


@pytest.mark.parametrize(("service", "said"), [("ase-73", "ase-73"), (None, "ase")])
def test_a_child_in_care_is_the_placement_service_s_matter(
    tmp_path: Path, catalogue: Catalogue, service: str | None, said: str
) -> None:
    placed = {"assure": "enfant", "type": "placement_ase", "date_evenement": date(2025, 1, 1), "objet": service}
    write_fund(tmp_path, {**household(enfant={"rattache_a": "auteur"}), "evenement_restreint": [placed]})

    assert situations(tmp_path, catalogue)["enfant"] == (said, "f1", "restreint")
