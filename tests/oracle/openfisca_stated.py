"""What OpenFisca-France says of households whose every resource is stated: run by the Python of its own environment.

python openfisca_stated.py IN.npz OUT.npz

Nothing is left for it to simulate: what it would look for and the households do not have is stated as zero.
"""

from __future__ import annotations

import sys
from typing import Any

import numpy as np
from openfisca_core.errors import ParameterNotFoundError
from openfisca_core.simulation_builder import SimulationBuilder
from openfisca_france import FranceTaxBenefitSystem

PERSON_MONTHS = {
    "salaire": "salaire_net",
    "chomage": "chomage_net",
    "indemnites_journalieres": "indemnites_journalieres",
    "pension_invalidite": "pensions_invalidite",
    "pension_retraite": "retraite_nette",
    "rente_at_mp": "rente_accident_travail",
    "aah": "aah",
    "asi": "asi",
    "ass": "ass",
    "pension_alimentaire": "pensions_alimentaires_percues",
}
"""Nature of income → variable, a column for each of the twelve months."""

PERSON_ZERO = (
    "allocation_securisation_professionnelle",
    "bourse_recherche",
    "caah",
    "dedommagement_victime_amiante",
    "gains_exceptionnels",
    "indemnites_chomage_partiel",
    "indemnites_stage",
    "indemnites_compensatrices_conges_payes",
    "prestation_compensatoire",
    "prime_forfaitaire_mensuelle_reprise_activite",
    "retraite_combattant",
    "revenus_stage_formation_pro",
    "rsa_base_ressources_patrimoine_individu",
    "rpns_auto_entrepreneur_benefice",
    "bourse_enseignement_sup",
)
FAMILY_ZERO = ("asf", "cf", "paje_clca", "paje_prepare")
ROLES = {
    "famille": ["demandeur", "conjoint", "enfant"],
    "foyer_fiscal": ["declarant_principal", "conjoint", "personne_a_charge"],
    "menage": ["personne_de_reference", "conjoint", "enfant"],
}
"""Of the applicant, of the partner and of a child."""


def month(first: str, rank: int) -> str:
    """The month `rank` months after `first` (YYYY-MM)."""
    year, number = (int(part) for part in first.split("-"))
    ahead = year * 12 + number - 1 + rank
    return f"{ahead // 12}-{ahead % 12 + 1:02d}"


def simulation(given: Any, system: Any) -> Any:
    """A simulation of these households, everything stated."""
    persons, families = given["family"].size, int(given["family"].max()) + 1
    builder = SimulationBuilder()
    builder.create_entities(system)
    builder.declare_person_entity("individu", range(persons))
    for name, roles in ROLES.items():
        entity = builder.declare_entity(name, range(families))
        builder.join_with_persons(entity, given["family"], np.array(roles)[given["role"]])
    return builder.build(system)


def stated(given: Any, system: Any) -> dict[str, Any]:
    """The variables of `given["asked"]` for the month `given["month"]`; the twelve amounts are of the months before.

    A variable that cannot be computed gives its error's name.
    """
    sim, now = simulation(given, system), str(given["month"])
    months = [month(now, rank) for rank in range(-12, 0)]
    persons, families = given["family"].size, int(given["family"].max()) + 1
    none, no = np.zeros(persons), np.zeros(families)
    sim.set_input("date_naissance", now, given["birth"])
    for when in (*months, now):
        sim.set_input("garde_alternee", when, given["alternate"])
        for variable in PERSON_ZERO[:-1]:
            sim.set_input(variable, when, none)
        for variable in FAMILY_ZERO:
            sim.set_input(variable, when, no)
    for when in (*months, now):
        sim.set_input("bourse_enseignement_sup", when, none)
    sim.set_input("boursier", now, np.ones(persons, bool))
    for nature, variable in PERSON_MONTHS.items():
        for rank, when in enumerate(months):
            sim.set_input(variable, when, given[nature][:, rank])
    for rank, when in enumerate(months):
        sim.set_input("af", when, given["af"][:, rank])
        sim.set_input("aspa", when, given["aspa"][:, rank])
        sim.set_input("aspa_couple", when, given["aspa_couple"])
        sim.set_input("pensions_alimentaires_versees_individu", when, -given["alimony_paid"] / 12)
    year = int(now[:4]) - 1
    for variable in ("rpns_micro_entreprise_benefice", "rpns_benefice_exploitant_agricole"):
        sim.set_input(variable, str(year), none)
    sim.set_input("rpns_autres_revenus", str(year), given["self_employed"])
    sim.set_input("indemnites_journalieres_maladie", now, given["sick_pay_now"])
    sim.set_input("chomage_net", now, given["unemployed"] * 100.0)
    sim.set_input("activite", now, np.where(given["unemployed"], "chomeur", "actif"))
    sim.set_input("ass", now, given["ass_now"] * 100.0)
    sim.set_input("aide_logement", now, given["aid"])
    sim.set_input("statut_occupation_logement", now, given["housing"])
    for place in ("guadeloupe", "martinique", "guyane", "mayotte"):
        sim.set_input(f"residence_{place}", now, np.zeros(families, bool))
    sim.set_input("residence_reunion", now, given["overseas"])
    sim.set_input("rsa", now, given["rsa"] * 100.0)
    for variable in ("rsa_socle_majore", "rsa_forfait_logement", "rsa_base_ressources"):
        sim.set_input(variable, now, no)
    sim.set_input("rsa_socle", now, given["rsa"] * 100.0)
    sim.set_input("css_cmu_acs_eligibilite", now, np.ones(families, bool))
    return {str(name): _computed(sim, str(name), now) for name in given["asked"]}


def _computed(sim: Any, name: str, now: str) -> Any:
    try:
        return sim.calculate(name, now)
    except ParameterNotFoundError as error:
        return np.array(type(error).__name__)


def main() -> None:
    source, target = sys.argv[1:3]
    system = FranceTaxBenefitSystem()
    with np.load(source, allow_pickle=False) as given:
        np.savez(target, **stated(dict(given), system))


if __name__ == "__main__":
    main()
