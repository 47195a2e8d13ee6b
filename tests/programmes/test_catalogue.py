"""The catalogue holds what the plan asks for, and every example of every programme is true."""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from planir.detection.checking import Check, check_all
from planir.programmes.cache import load_catalogue
from planir.programmes.catalogue import SHIPPED

HEART = """
    medecin_traitant medecin_traitant_parti sans_complementaire rsa_sans_c2s minimum_sans_c2s renouvellement_c2s
    c2s_non_adhesion demande_c2s_en_retard fin_indemnites_journalieres sixieme_mois_arret fin_ald_trois_ans
    demande_invalidite invalidite_retraite jeunes_16_25 sophia depistage_femmes_c2s c2s_gratuite_non_demandee
    c2s_participation_non_demandee c2s_proche
"""
OTHERS = """
    revenu_assurance_maladie capital_deces proches_deces_at_mp majorite sortie_detention aide_sociale_enfance
    titre_de_sejour droit_a_justifier saisonniers aide_non_utilisee personnes_sourdes beneficiaires_ass seniors
    adresse_perdue maternite ame_renouvellement
"""
PROCEDURES = """
    demande_incomplete contacts_repetes decision_defavorable indu_notifie ij_en_attente_de_piece attestation_rejetee
    c2s_participation_impayee courrier_sans_effet
"""
MEDICAL = {"sophia", "depistage_femmes_c2s", "maternite"}


@cache
def check(folder: Path) -> Check:
    return next(iter(check_all(folder)))


@pytest.mark.parametrize(
    "folder", sorted(path for path in SHIPPED.iterdir() if path.is_dir()), ids=lambda path: path.name
)
def test_every_example_of_the_programme_holds(folder: Path) -> None:
    found = check(folder)

    assert found.faults == ()
    assert found.examples >= 5


def test_every_programme_of_the_plan_is_in_the_catalogue() -> None:
    wanted = {*HEART.split(), *OTHERS.split(), *PROCEDURES.split()}

    assert wanted - set(load_catalogue().programmes) == set()


def test_each_of_the_three_risks_has_at_least_five_programmes() -> None:
    risks = Counter(programme.sheet.risque for programme in load_catalogue().programmes.values())

    assert min(risks[risk] for risk in ("rupture", "non_recours", "incomprehension")) >= 5


def test_access_is_computed_from_what_a_rule_reads() -> None:
    medical = {code for code, one in load_catalogue().programmes.items() if one.access == "medical"}

    assert medical == MEDICAL


def test_the_meaning_of_a_deadline_is_read_aloud_after_its_day() -> None:
    """« Échéance : 10/11/2026, dernier jour pour contester. » : a short noun phrase, and no sentence of its own."""
    first_words = {"Dernier jour", "Premier jour", "Jour", "Fin", "Terme"}
    for code, programme in load_catalogue().programmes.items():
        meaning = programme.sheet.sens_echeance
        if meaning is not None:
            assert meaning.startswith(tuple(f"{words} " for words in first_words)), code
            assert len(meaning) <= 90, code
            assert not set(meaning) & set(".;:()"), code


def test_no_sentence_speaks_to_the_person_on_the_screen_of_an_adviser() -> None:
    for code, programme in load_catalogue().programmes.items():
        assert not {"vous", "votre", "vos"} & set(programme.sheet.motif.lower().split()), code


def test_a_duty_to_inform_allows_no_control_group() -> None:
    """Domain, § 11.5: holders of ASI and AAH, automatic renewal, end of sick pay."""
    programmes = load_catalogue().programmes

    for code in ("fin_indemnites_journalieres", "minimum_sans_c2s"):
        assert programmes[code].sheet.temoin == "interdit"
