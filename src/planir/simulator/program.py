"""What the simulator's own Python runs: one line of JSON asks about a household, one line answers.

It imports OpenFisca-France and nothing of PLANIR. Every resource is stated, zeros included: what is left unstated,
OpenFisca invents at full take-up. It says « ready » once its law is loaded and a first household is computed.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from openfisca_core.simulation_builder import SimulationBuilder
from openfisca_france import FranceTaxBenefitSystem

INCOMES: Mapping[str, Sequence[str]] = {
    "salaire": ("salaire_net", "salaire_de_base"),
    "independant": ("rpns_auto_entrepreneur_benefice",),
    "chomage": ("chomage_net",),
    "indemnites_journalieres": ("indemnites_journalieres", "rsa_indemnites_journalieres_hors_activite"),
    "pension_invalidite": ("pensions_invalidite",),
    "pension_retraite": ("retraite_nette", "retraite_brute"),
    "rente_at_mp": ("rente_accident_travail",),
    "pension_alimentaire": ("pensions_alimentaires_percues",),
    "patrimoine": ("rsa_base_ressources_patrimoine_individu",),
    "aah": ("aah",),
    "asi": ("asi",),
    "ass": ("ass",),
    "autre": ("gains_exceptionnels",),
}
"""Nature of the contract → monthly variables of a person; the others (RSA, grants, family help) count nowhere here."""
GROSS = ("salaire_de_base", "retraite_brute")
"""Before social contributions: a net amount is divided by `net_share`."""
PERSON_ZERO = (
    "allocation_securisation_professionnelle",
    "bourse_recherche",
    "caah",
    "dedommagement_victime_amiante",
    "etr",
    "hsup",
    "indemnites_chomage_partiel",
    "indemnites_volontariat",
    "prestation_compensatoire",
    "prime_forfaitaire_mensuelle_reprise_activite",
    "remuneration_apprenti",
    "revenus_stage_formation_pro",
    "rsa_indemnites_journalieres_activite",
    "traitement_indiciaire_brut",
)
FAMILY_ZERO = ("asf", "cf", "cf_non_majore_avant_cumul", "paje_base", "paje_clca", "paje_prepare", "rsa_forfait_asf")
HOUSING = {
    "locataire": "locataire_vide",
    "proprietaire": "proprietaire",
    "heberge_gratuit": "loge_gratuitement",
    "hebergement_collectif": "locataire_foyer",
    "sans_domicile": "sans_domicile",
}
RIGHTS = ("rsa", "ppa", "aspa")
ROLES = {
    "familles": ("parents", "parents", "enfants"),
    "foyers_fiscaux": ("declarants", "declarants", "personnes_a_charge"),
    "menages": ("personne_de_reference", "conjoint", "enfants"),
}
RANKS = {"demandeur": 0, "conjoint": 1}


def situation(asked: Mapping[str, Any], right: str) -> dict[str, Any]:
    """The household as OpenFisca reads it; the right asked for is the only benefit left to compute."""
    months = asked["months"]
    persons = {str(rank): _person(person, months, asked["net_share"]) for rank, person in enumerate(asked["persons"])}
    built: dict[str, Any] = {"individus": persons}
    for entity, roles in ROLES.items():
        members: dict[str, Any] = {}
        for rank, person in enumerate(asked["persons"]):
            members.setdefault(roles[RANKS.get(person["role"], 2)], []).append(str(rank))
        built[entity] = {"un": members}
    family, home = built["familles"]["un"], built["menages"]["un"]
    family.update({name: dict.fromkeys(months, 0) for name in FAMILY_ZERO})
    for name in ("af", "af_base"):
        family[name] = {month: asked["family"].get(month, 0) for month in months}
    family["aide_logement"] = dict.fromkeys(months, asked["housing_aid"])
    if right != "aspa":
        family["aspa"] = {month: asked["aspa"].get(month, 0) for month in months}
    home["statut_occupation_logement"] = dict.fromkeys(months, HOUSING[asked["housing"]])
    home["loyer"] = dict.fromkeys(months, asked["rent"])
    return built


def _person(person: Mapping[str, Any], months: Sequence[str], net_share: float) -> dict[str, Any]:
    years = sorted({month[:4] for month in months} | {str(int(months[0][:4]) - 1)})
    stated: dict[str, Any] = {"date_naissance": {months[-1]: person["birth"]}, "activite": {}}
    for nature, variables in INCOMES.items():
        received = person["incomes"].get(nature, {})
        for variable in variables:
            share = net_share if variable in GROSS else 1
            stated[variable] = {month: received.get(month, 0) / share for month in months}
    stated.update({name: dict.fromkeys(months, 0) for name in PERSON_ZERO})
    works = any(person["incomes"].get(nature) for nature in ("salaire", "independant"))
    stated["activite"] = dict.fromkeys(months, "actif" if works else "inactif")
    stated["boursier"] = dict.fromkeys(months, False)
    for name in ("rpns_autres_revenus", "rpns_benefice_exploitant_agricole", "rpns_micro_entreprise_benefice"):
        stated[name] = dict.fromkeys(years, 0)
    return stated


def answer(system: Any, asked: Mapping[str, Any]) -> dict[str, float]:
    """Euros a month for the whole household, by right; read for their sign only."""
    found = {}
    for right in RIGHTS:
        simulation = SimulationBuilder().build_from_entities(system, situation(asked, right))
        found[right] = float(simulation.calculate(right, asked["months"][-1]).sum())
    return found


def serve() -> None:
    """Answer until the input ends; an error is answered by its kind alone, for its text may quote the household."""
    system = FranceTaxBenefitSystem()
    first = json.loads(sys.stdin.readline())
    answer(system, first)
    print("ready", flush=True)
    for line in sys.stdin:
        try:
            said: dict[str, Any] = answer(system, json.loads(line))
        except Exception as error:  # noqa: BLE001 - whatever it is, the next household is to be answered
            said = {"error": type(error).__name__}
        print(json.dumps(said), flush=True)


if __name__ == "__main__":
    serve()
