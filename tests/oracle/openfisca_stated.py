"""What OpenFisca-France says of households whose every resource is stated: run by the Python of its own environment.

It reads lines « IN.npz<TAB>OUT.npz » and answers each with a line « done »: its law is loaded once for all of them.
Nothing is left for it to simulate: what it would look for and the households do not have is stated as zero.
"""

from __future__ import annotations

import sys
import time
from typing import Any

import numpy as np
from openfisca_core.errors import ParameterNotFoundError
from openfisca_core.simulation_builder import SimulationBuilder
from openfisca_france import FranceTaxBenefitSystem

PERSON_MONTHS = {
    "salaire": "salaire_net",
    "independant": "rpns_auto_entrepreneur_benefice",
    "chomage": "chomage_net",
    "indemnites_journalieres": "indemnites_journalieres",
    "pension_invalidite": "pensions_invalidite",
    "pension_retraite": "retraite_nette",
    "rente_at_mp": "rente_accident_travail",
    "aah": "aah",
    "asi": "asi",
    "ass": "ass",
    "aide_famille": "gains_exceptionnels",
    "autre": "indemnites_stage",
    "bourse": "bourse_enseignement_sup",
}
"""Nature of income → variable, a column for each of the twelve months."""
PERSON_ZERO = (
    "allocation_securisation_professionnelle",
    "bourse_recherche",
    "caah",
    "dedommagement_victime_amiante",
    "indemnites_chomage_partiel",
    "indemnites_compensatrices_conges_payes",
    "prestation_compensatoire",
    "prime_forfaitaire_mensuelle_reprise_activite",
    "retraite_combattant",
    "revenus_stage_formation_pro",
)
FAMILY_ZERO = ("asf", "paje_clca", "paje_prepare")
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


class Stated:
    """A simulation of these households, filled with what they have; amounts are given in cents."""

    def __init__(self, given: Any, system: Any) -> None:
        self.given, self.now = given, str(given["month"])
        self.persons, self.families = given["family"].size, int(given["family"].max()) + 1
        self.unstated = set(given["unstated"].tolist())
        builder = SimulationBuilder()
        builder.create_entities(system)
        builder.declare_person_entity("individu", range(self.persons))
        for name, roles in ROLES.items():
            entity = builder.declare_entity(name, range(self.families))
            builder.join_with_persons(entity, given["family"], np.array(roles)[given["role"]])
        self.simulation = builder.build(system)

    def put(self, variable: str, when: str, values: Any) -> None:
        if variable not in self.unstated:
            self.simulation.set_input(variable, when, values)

    def of_each_month(self) -> None:
        """The twelve months before: amounts that the households have, and zeros for what they have not."""
        given, none, no = self.given, np.zeros(self.persons), np.zeros(self.families)
        months = [month(self.now, rank) for rank in range(-12, 0)]
        for when in (*months, self.now):
            for variable in PERSON_ZERO:
                self.put(variable, when, none)
            for variable in FAMILY_ZERO:
                self.put(variable, when, no)
        for rank, when in enumerate(months):
            for nature, variable in PERSON_MONTHS.items():
                self.put(variable, when, given[nature][:, rank] / 100)
            alimony = given["pension_alimentaire"][:, rank] / 100 + given["notice_alimony"] / 1200
            self.put("pensions_alimentaires_percues", when, alimony)
            assets = given["patrimoine"][:, rank] / 100 + given["notice_assets"] / 1200
            self.put("rsa_base_ressources_patrimoine_individu", when, assets)
            self.put("pensions_alimentaires_versees_individu", when, -given["alimony_paid"] / 1200)
            for variable in ("af", "cf", "aspa"):
                self.put(variable, when, given[variable][:, rank] / 100)
            self.put("aspa_couple", when, given["couple"])

    def of_the_day(self) -> None:
        """What is true on the day of the request, and in the year before it."""
        given, none, no = self.given, np.zeros(self.persons), np.zeros(self.families)
        self.put("date_naissance", self.now, given["birth"])
        self.put("garde_alternee", self.now, given["alternate"])
        self.put("boursier", self.now, np.ones(self.persons, bool))
        self.put("bourse_enseignement_sup", self.now, given["bourse"][:, -1] / 100)
        self.put("indemnites_journalieres_maladie", self.now, (given["leave_months"] > 0) * 30.0)
        self.put("chomage_net", self.now, given["unemployed"] * 100.0)
        self.put("activite", self.now, np.where(given["unemployed"], "chomeur", "actif"))
        self.put("ass", self.now, given["ass_now"] * 100.0)
        self.put("salarie_regime_alsace_moselle", self.now, np.zeros(self.persons, bool))
        year = str(int(self.now[:4]) - 1)
        for variable in ("rpns_micro_entreprise_benefice", "rpns_benefice_exploitant_agricole"):
            self.put(variable, year, none)
        self.put("rpns_autres_revenus", year, given["notice_self_employed"] / 100)
        self.put("aide_logement", self.now, given["aid"] / 100)
        self.put("statut_occupation_logement", self.now, given["housing"])
        for place in ("guadeloupe", "martinique", "guyane", "mayotte"):
            self.put(f"residence_{place}", self.now, np.zeros(self.families, bool))
        self.put("residence_reunion", self.now, given["overseas"])
        self.put("rsa", self.now, given["rsa"] * 100.0)
        self.put("rsa_socle", self.now, given["rsa"] * 100.0)
        for variable in ("rsa_socle_majore", "rsa_forfait_logement", "rsa_base_ressources"):
            self.put(variable, self.now, no)
        self.put("css_cmu_acs_eligibilite", self.now, np.ones(self.families, bool))

    def computed(self, name: str) -> Any:
        """The value of a variable; the name of the error for one that cannot be computed."""
        try:
            return self.simulation.calculate(name, self.now)
        except ParameterNotFoundError as error:
            return np.array(type(error).__name__)

    def touched(self) -> int:
        """How many variables have a value, stated or computed."""
        populations = self.simulation.populations.values()
        return sum(bool(one.get_known_periods()) for each in populations for one in each._holders.values())


def answer(given: Any, system: Any) -> dict[str, Any]:
    """The variables asked, and `plafond_base`, `touched`, `cpu` (seconds that this took)."""
    before = time.process_time()
    stated = Stated(given, system)
    stated.of_each_month()
    stated.of_the_day()
    found = {str(name): stated.computed(str(name)) for name in given["asked"]}
    cpu = np.array(time.process_time() - before)
    law = system.parameters(stated.now).prestations_sociales.solidarite_insertion.minima_sociaux
    plafond_base, touched = np.array(law.cs.cmu.plafond_base), np.array(stated.touched())
    return {**found, "plafond_base": plafond_base, "touched": touched, "cpu": cpu}


def main() -> None:
    system = FranceTaxBenefitSystem()
    for line in sys.stdin:
        source, target = line.rstrip("\n").split("\t")
        with np.load(source, allow_pickle=False) as given:
            np.savez(target, **answer(dict(given), system))
        print("done", flush=True)


if __name__ == "__main__":
    main()
