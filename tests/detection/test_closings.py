"""Found one night, the right is granted and begins later: the next night closes the situation as obtained."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from planir.detection.passage import ProgrammeResult
from planir.detection.run import detect
from planir.programmes.catalogue import Catalogue
from small_fund import Rows, write_fund

FOUND, GRANTED, NEXT = date(2026, 10, 1), date(2026, 10, 10), date(2026, 10, 20)

PERSON = {"assure": "eve", "date_naissance": date(1972, 7, 21)}
C2S = {"type": "c2s_gratuite", "debut": date(2026, 11, 1), "fin": date(2027, 10, 31)}
INSURER = {"type": "mutuelle", "debut": date(2026, 11, 1)}


@dataclass(frozen=True)
class Case:
    """A person found by a programme, and the row that is learnt on `GRANTED` for a right to come."""

    code: str
    given: Rows
    granted: Mapping[str, Any]
    table: str = "complementaire"
    person: Mapping[str, Any] = field(default_factory=lambda: PERSON)
    name: str = ""

    def fund(self, *more: Mapping[str, Any]) -> Rows:
        rows = {name: [{"assure": "eve", **row} for row in table] for name, table in self.given.items()}
        added = [{"assure": "eve", **row} for row in more]
        return {"assure": [self.person], **rows, self.table: [*rows.get(self.table, []), *added]}


def allowance(kind: str, start: date) -> Rows:
    return {"allocation": [{"type": kind, "debut": start}]}


def incomes(salary: str) -> Rows:
    """Everything that the household earned over the year that counts for a request of October 2026."""
    return {
        "foyer": [{"foyer": "f1", "role": "demandeur"}],
        "ressource_connue": [{"nature": "toutes", "debut": date(2025, 9, 1), "fin": date(2026, 8, 31)}],
        "ressource": [{"mois": date(2026, 1, 1), "nature": "salaire", "montant": Decimal(salary)}],
        "logement": [{"foyer": "f1", "statut": "locataire", "aide_mensuelle": 0}],
    }


CASES = (
    Case("rsa_sans_c2s", allowance("rsa", date(2026, 7, 1)), C2S),
    Case("minimum_sans_c2s", allowance("aspa", date(2024, 2, 1)), C2S),
    Case("c2s_gratuite_non_demandee", incomes("9000.00"), C2S),
    Case("c2s_participation_non_demandee", incomes("12000.00"), {**C2S, "type": "c2s_participation"}),
    Case("c2s_proche", incomes("14500.00"), C2S),
    Case(
        "beneficiaires_ass",
        {
            "evenement": [
                {
                    "type": "inscription_ass",
                    "date_evenement": date(2026, 9, 5),
                    "provenance": "echange_L114_8",
                }
            ]
        },
        C2S,
    ),
    Case(
        "sans_complementaire", {"contact_entrant": [{"date_contact": date(2026, 9, 28), "canal": "accueil"}]}, INSURER
    ),
    Case(
        "revenu_assurance_maladie",
        {
            "allocation": [
                {"type": "pension_invalidite", "debut": date(2023, 2, 1), "montant_mensuel": 780, "categorie": 2}
            ]
        },
        INSURER,
    ),
    Case(
        "renouvellement_c2s",
        {"complementaire": [{"type": "c2s_gratuite", "debut": date(2025, 11, 1), "fin": date(2026, 10, 31)}]},
        C2S,
    ),
    Case(
        "jeunes_16_25",
        {"medecin_traitant": [{"medecin": "dr_roux", "debut": date(2025, 1, 6)}]},
        INSURER,
        person={"assure": "eve", "date_naissance": date(2004, 3, 15), "affilie_depuis": date(2022, 3, 15)},
    ),
    Case(
        "fin_indemnites_journalieres",
        {
            "arret": [
                {
                    "debut": date(2025, 11, 2),
                    "fin": date(2026, 9, 30),
                    "jours": 333,
                    "risque": "maladie",
                    "ald": False,
                }
            ]
        },
        {"type": "reprise_travail", "date_evenement": date(2026, 10, 25)},
        table="evenement",
    ),
    Case(
        "fin_ald_trois_ans",
        {
            "arret": [
                {
                    "debut": date(2024, 2, 1),
                    "fin": date(2026, 9, 30),
                    "jours": 973,
                    "risque": "maladie",
                    "ald": True,
                }
            ]
        },
        {"type": "reprise_travail", "date_evenement": date(2026, 11, 1)},
        table="evenement",
    ),
    Case(
        "ame_renouvellement",
        {"aide_medicale_etat": [{"debut": date(2025, 11, 16), "fin": date(2026, 11, 15)}]},
        {"debut": date(2026, 11, 16), "fin": date(2027, 11, 15)},
        table="aide_medicale_etat",
    ),
    Case(
        "titre_de_sejour",
        {"titre_sejour": [{"debut": date(2025, 11, 16), "fin": date(2026, 11, 15)}]},
        {"debut": date(2026, 11, 16), "fin": date(2027, 11, 15)},
        table="titre_sejour",
    ),
    Case(
        "titre_de_sejour",
        {"titre_sejour": [{"debut": date(2025, 11, 16), "fin": date(2026, 11, 15)}]},
        {"fin": date(2027, 11, 15)},
        table="titre_sejour",
        name="titre_de_sejour_sans_debut",
    ),
    Case(
        "invalidite_retraite",
        allowance("pension_invalidite", date(2020, 1, 1)),
        {"type": "pension_retraite", "debut": date(2026, 12, 1)},
        table="allocation",
        person={"assure": "eve", "date_naissance": date(1964, 11, 20)},
    ),
    Case(
        "demande_invalidite",
        {
            "arret": [
                {"debut": date(2025, 8, 1), "fin": date(2026, 7, 26), "jours": 360, "risque": "maladie", "ald": False}
            ]
        },
        {"type": "pension_invalidite", "debut": date(2026, 11, 1)},
        table="allocation",
    ),
    Case(
        "seniors",
        allowance("rsa", date(2020, 1, 1)),
        {"type": "pension_retraite", "debut": date(2026, 12, 1)},
        table="allocation",
        person={"assure": "eve", "date_naissance": date(1963, 9, 20), "statut_social": "sans_activite"},
    ),
    Case(
        "sophia",
        {
            "affection": [{"ald": 8, "debut": date(2020, 1, 1)}],
            "medecin_traitant": [{"medecin": "dr_roux", "debut": date(2020, 1, 1)}],
            "delivrance": [
                {"atc": "A10BA02", "date_delivrance": date(2026, month, 1), "quantite": 1} for month in (3, 5, 7, 9)
            ],
        },
        {"service": "sophia", "debut": date(2026, 11, 1)},
        table="adhesion",
    ),
    Case(
        "c2s_non_adhesion",
        {
            "demande": [
                {
                    "demande": "d",
                    "type": "c2s",
                    "deposee_le": date(2026, 6, 1),
                    "decidee_le": date(2026, 7, 20),
                    "notifiee_le": date(2026, 7, 25),
                    "resultat": "c2s_participation",
                }
            ]
        },
        {**C2S, "type": "c2s_participation"},
    ),
    Case(
        "demande_c2s_en_retard",
        {
            "demande": [
                {
                    "demande": "d",
                    "type": "c2s",
                    "deposee_le": date(2026, 6, 1),
                    "complete_le": date(2026, 6, 1),
                }
            ]
        },
        C2S,
    ),
)


def night(folder: Path, catalogue: Catalogue, code: str, au: date) -> ProgrammeResult:
    return detect(folder, catalogue, au=au, codes=[code], access=("medical",)).programmes[0]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name or case.code)
def test_a_right_granted_and_coming_closes_as_obtained(tmp_path: Path, catalogue: Catalogue, case: Case) -> None:
    folder = tmp_path / "caisse"
    write_fund(folder, case.fund(), known=FOUND)
    assert night(folder, catalogue, case.code, FOUND).situations == 1

    write_fund(folder, case.fund({**case.granted, "connu_le": GRANTED}), known=NEXT)

    after = night(folder, catalogue, case.code, NEXT)
    assert (after.situations, after.closed) == (0, {"obtenue": 1})
