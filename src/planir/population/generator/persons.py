"""The table `assure`: the persons as the fund knew them, version after version."""

from __future__ import annotations

import numpy as np

from planir.population.generator.arrays import NOBODY, Floats, Ints
from planir.population.generator.block import BLOCK, Block
from planir.population.generator.columns import day, flag, word
from planir.population.generator.households import CHILD
from planir.population.generator.knowledge import Reveal, told
from planir.population.generator.occupation import OCCUPATIONS, seen
from planir.population.generator.places import communes, home, organism
from planir.population.generator.randomness import chance, days_between, pick
from planir.population.generator.rows import Rows, rows
from planir.population.generator.timeline import add_years, first_of_month

SEXES = ("F", "M")
PRECISIONS = ("jour", "mois", "annee")
LANGUAGES = ("ar", "en", "pt", "tr", "uk", "es", "fa")


def written(block: Block) -> list[Rows]:
    people, at, rng = block.people, block.at, block.rng("assure")
    count = people.count
    autonomy = autonomous_from(block)
    own_number = block.person(np.full(count, NOBODY))
    columns = {
        "assure": block.person(np.arange(count)),
        "sexe": word(people.sex, SEXES),
        "date_naissance": day(known_birth(block)),
        "precision_naissance": word(people.known_birth, PRECISIONS),
        "commune": communes(home(people.household, block.number * BLOCK)),
        "organisme": organism(count),
        "regime": word(pick(rng, count, (0.955, 0.045)), ("01", "02")),
        "statut_social": word(seen(rng, block.occupation), OCCUPATIONS),
        "rattache_a": own_number,
        "affilie_depuis": day(people.arrived),
        "affilie_jusqu": day(people.left),
        "date_deces": day(people.death),
        "surdite": flag(chance(rng, np.interp(people.age, (0, 60, 90), (0.002, 0.005, 0.02)), count)),
        "langue": word(np.where(chance(rng, 0.035, count), pick(rng, count, [1] * len(LANGUAGES)), NOBODY), LANGUAGES),
        "lecture_difficile": flag((people.age >= 16) & chance(rng, 0.018, count)),
        "mobilite_reduite": flag(chance(rng, np.interp(people.age, (20, 65, 90), (0.003, 0.02, 0.25)), count)),
        "compte_ameli": flag((people.age >= 16) & chance(rng, _online(block), count)),
        "dossier_protege": flag(chance(rng, 0.003, count)),
    }
    known = np.maximum(at.start, people.arrived + days_between(rng, 1, 20, count))
    reveals = [
        Reveal(autonomy, ("rattache_a",), {"rattache_a": block.person(people.parent)}),
        Reveal(people.left + days_between(rng, 0, 30, count), ("affilie_jusqu",)),
        Reveal(people.death + days_between(rng, 2, 40, count), ("date_deces",)),
    ]
    return [rows("assure", told(columns, known, at.au, reveals))]


def autonomous_from(block: Block) -> Ints:
    """The day each person gets a number of his own: from 16 on request, at 18, or months after for some. Adults who
    never had a parent's number in the history have it since ever."""
    people, rng = block.people, block.rng("autonomie")
    count = people.count
    sixteen, eighteen = add_years(people.birth, 16), add_years(people.birth, 18)
    way = pick(rng, count, (0.16, 0.66, 0.18))
    on_request = days_between(rng, sixteen, eighteen, count)
    at_majority = eighteen + days_between(rng, 0, 15, count)
    late = eighteen + days_between(rng, 30, 420, count)
    own = np.choose(way, [on_request, at_majority, late])
    return np.where((people.role == CHILD) & (people.parent != NOBODY), own, 0)


def known_birth(block: Block) -> Ints:
    """The first day possible, where only the month or the year of birth is known."""
    people = block.people
    month = first_of_month(people.birth)
    year = people.birth.astype("datetime64[D]").astype("datetime64[Y]").astype("datetime64[D]").astype(np.int64)
    first: Ints = np.choose(people.known_birth, [people.birth, month, year])
    return first


def _online(block: Block) -> Floats:
    share = np.interp(block.people.age, (16, 25, 60, 75, 90), (0.45, 0.72, 0.68, 0.5, 0.15))
    return np.asarray(share)
