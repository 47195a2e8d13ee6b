"""What an adviser may write wrong: one sentence, which names the place."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from planir.engine.errors import PlanirError
from planir.rights.household_file import household, read_household

AU = date(2026, 11, 1)
PERIOD = tuple(date(2025 + (9 + rank) // 12, (9 + rank) % 12 + 1, 1) for rank in range(12))
ADA: dict[str, Any] = {"nom": "Ada", "role": "demandeur", "naissance": date(1990, 5, 2)}


def one(**changes: Any) -> dict[str, Any]:
    return {"personnes": [{**ADA, **changes}]}


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (None, "Le fichier : on attend des clés et leurs valeurs (foyer, personnes)."),
        ([1], "Le fichier : on attend des clés et leurs valeurs (foyer, personnes)."),
        ({}, "Le fichier : il manque « personnes »."),
        ({"personnes": []}, "personnes : il faut un demandeur, et un seul, celui qui fait la demande."),
        (
            {"personnes": [ADA], "enfants": 2},
            "Le fichier : la clé « enfants » n'existe pas ; on attend foyer, personnes.",
        ),
        ({"personnes": [ADA, ADA]}, "personnes[2] : deux personnes s'appellent « Ada » : distinguez-les."),
        ({"personnes": [{"role": "demandeur"}]}, "personnes[1] : il manque « naissance »."),
        (
            one(role="père"),
            "personnes[1].role : « père » n'est pas admis ; on attend demandeur, conjoint, enfant, autre.",
        ),
        (one(naissance="2 mai"), "personnes[1].naissance : « 2 mai » n'est pas une date ; on attend 1990-05-02."),
        (one(naissance=date(2027, 1, 1)), "personnes[1].naissance : le 01/01/2027 est après le jour de la demande."),
        (one(naissance=date(1850, 1, 1)), "personnes[1].naissance : le 01/01/1850 est avant 1900."),
        (one(garde_alternee="oui"), "personnes[1].garde_alternee : « oui » : on attend true (oui) ou false (non)."),
        (
            one(allocations={"type": "rsa"}),
            "personnes[1].allocations : on attend une liste (chaque ligne commence par un tiret).",
        ),
        (
            one(ressources="peu"),
            "personnes[1].ressources : on attend « aucune », « inconnues » ou des natures et leurs montants.",
        ),
        (
            one(ressources={"salaire": -5}),
            "personnes[1].ressources.salaire : « -5 » : un montant ne peut pas être négatif.",
        ),
        (
            one(ressources={"salaire": 10.555}),
            "personnes[1].ressources.salaire : « 10.555 » : un montant a deux décimales au plus.",
        ),
        (
            one(ressources={"salaire": float("nan")}),
            "personnes[1].ressources.salaire : « nan » : un montant ne peut pas être négatif.",
        ),
        (
            one(ressources={"salaire": "mille"}),
            "personnes[1].ressources.salaire : « mille » n'est pas un montant ; on attend des euros, comme 812.50.",
        ),
        (
            one(ressources={"salaire": {"2024-01": 100}}),
            "personnes[1].ressources.salaire : « 2024-01 » n'est pas un mois de la période de référence ; "
            "on attend de 2025-10 à 2026-09, ou « total ».",
        ),
        (
            one(avis_imposition={"annee": 2026}),
            "personnes[1].avis_imposition.annee : « 2026 » : on attend un nombre entier de 1990 à 2025.",
        ),
        (
            {**one(), "foyer": {"logement": {"statut": "tente"}}},
            "foyer.logement.statut : « tente » n'est pas admis ; on attend locataire, proprietaire, heberge_gratuit, "
            "hebergement_collectif, sans_domicile.",
        ),
        (
            {**one(), "foyer": {"commune": 1004}},
            "foyer.commune : « 1004 » n'est pas un code Insee de commune, comme 73065 (entre guillemets).",
        ),
    ],
)
def test_a_fault_is_told_with_its_place(raw: object, sentence: str) -> None:
    with pytest.raises(PlanirError) as refused:
        household(raw, AU, PERIOD)
    assert refused.value.sentence == sentence
    assert refused.value.code == "foyer_illisible"


def test_a_nature_that_does_not_exist_lists_those_that_do() -> None:
    with pytest.raises(
        PlanirError, match=r"personnes\[1\]\.ressources : la clé « loto » n'existe pas ; on attend aah, "
    ):
        household(one(ressources={"loto": 5}), AU, PERIOD)


@pytest.mark.parametrize("text", ["a: b: c", "{", "personnes: &a [*a]", "\x00", "- - -"])
def test_a_file_that_is_no_household_is_one_sentence(tmp_path: Path, text: str) -> None:
    (tmp_path / "foyer.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(PlanirError) as refused:
        read_household(tmp_path / "foyer.yaml", AU, PERIOD)
    assert "\n" not in refused.value.sentence


def test_a_total_is_spread_to_the_cent() -> None:
    rows = household(one(ressources={"salaire": {"total": 1000}}), AU, PERIOD).rows["ressource"]

    assert [row["mois"] for row in rows] == list(PERIOD)
    assert sum(row["montant"] for row in rows) == Decimal(1000)
    assert {row["montant"] for row in rows} == {Decimal("83.33"), Decimal("83.37")}


def test_what_is_not_written_is_not_known() -> None:
    def known(ressources: Any) -> list[str]:
        return [
            row["nature"] for row in household(one(ressources=ressources), AU, PERIOD).rows.get("ressource_connue", [])
        ]

    assert known("inconnues") == []
    assert known("aucune") == ["toutes"]
    assert known({"salaire": 900}) == ["salaire"]
    assert known({"salaire": 900, "autres": "aucune"}) == ["toutes"]


def test_the_documented_examples_are_yaml_that_anyone_can_read() -> None:
    for path in (Path(__file__).parents[2] / "docs" / "exemples" / "foyers").glob("*.yaml"):
        assert isinstance(yaml.safe_load(path.read_text(encoding="utf-8")), dict)
