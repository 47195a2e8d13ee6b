"""The desk reads the household only: a rule that depends on other persons is told before it is put to work."""

from __future__ import annotations

from pathlib import Path

import pytest

from planir.detection.checking import check_all
from planir.programmes.skeleton import create

PATIENTS = "SELECT medecin, count(DISTINCT assure) AS patients FROM medecin_traitant_actif GROUP BY medecin"
RELATIVES = (
    "SELECT m.medecin, count(DISTINCT t.assure) AS patients FROM medecin_traitant_actif AS m "
    "JOIN assure_au_jour AS t ON t.rattache_a = m.assure GROUP BY m.medecin"
)

RULE = """WITH
-- étape : a 80 ans ou plus
ages AS (SELECT assure, age FROM assure_au_jour WHERE age >= 80),
patienteles AS ({counted})
-- étape : {step}
SELECT a.assure, m.medecin AS objet, a.age, p.patients, CAST(NULL AS DATE) AS echeance
FROM ages AS a
JOIN medecin_traitant_actif AS m ON m.assure = a.assure
JOIN patienteles AS p ON p.medecin = m.medecin
WHERE p.patients >= {least}
"""

EXAMPLES = """- nom: un médecin de trois patients
  au: 2026-11-01
  donnees:
    assure:
      - {{assure: ana, date_naissance: 1945-03-02}}
      - {{assure: bob, date_naissance: 1990-03-02{linked}}}
      - {{assure: cyr, date_naissance: 1990-03-02{linked}}}
    medecin_traitant:
      - {{assure: ana, medecin: m, debut: 2020-01-01}}
      - {{assure: bob, medecin: m, debut: 2020-01-01}}
      - {{assure: cyr, medecin: m, debut: 2020-01-01}}
  attendu:
    - {{assure: ana, objet: m, patients: {patients}}}
- nom: sans médecin
  comme: un médecin de trois patients
  retire: {{medecin_traitant: [ana, bob, cyr]}}
  attendu: []
- nom: trop jeune
  comme: un médecin de trois patients
  retire: {{assure: [ana]}}
  attendu: []
"""


@pytest.fixture
def programme(tmp_path: Path) -> Path:
    return create(tmp_path, "essai")


def faults(programme: Path, *, counted: str, least: int, patients: int, linked: str = "") -> tuple[str, ...]:
    step = f"son médecin traitant en suit au moins {least}"
    rule = RULE.format(counted=counted, step=step, least=least)
    (programme / "reperage.sql").write_text(rule, encoding="utf-8")
    examples = EXAMPLES.format(patients=patients, linked=linked)
    (programme / "exemples.yaml").write_text(examples, encoding="utf-8")
    (check,) = check_all(programme)
    return check.faults


def test_a_person_whom_the_desk_would_not_find_is_told(programme: Path) -> None:
    assert faults(programme, counted=PATIENTS, least=3, patients=3) == (
        "exemples.yaml, exemple « un médecin de trois patients », au 01/11/2026 : ana : au guichet, seul le foyer de "
        "la personne est lu ; la règle dépend d'autres personnes (la nuit, elle remplit toutes les étapes ; au "
        "guichet, elle quitte à « son médecin traitant en suit au moins 3 »).",
    )


def test_evidence_that_the_desk_would_show_otherwise_is_told(programme: Path) -> None:
    (fault,) = faults(programme, counted=PATIENTS, least=1, patients=3)

    assert "la règle dépend d'autres personnes (patients vaut 3 la nuit, 1 au guichet)" in fault


def test_a_rule_that_depends_on_the_household_passes(programme: Path) -> None:
    linked = ", rattache_a: ana"

    assert faults(programme, counted=RELATIVES, least=2, patients=2, linked=linked) == ()


def test_what_the_night_itself_misses_is_told_first(programme: Path) -> None:
    found = faults(programme, counted=PATIENTS, least=4, patients=3)

    assert found
    assert not any("au guichet" in fault for fault in found)
