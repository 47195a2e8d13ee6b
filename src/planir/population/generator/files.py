"""Other requests: affiliation of newcomers, financial help, cards, various matters."""

from __future__ import annotations

import numpy as np

from planir.population.generator.block import Block
from planir.population.generator.course import Course, follow, waited
from planir.population.generator.filing import Files, decisions, papers, requests
from planir.population.generator.randomness import chance, days_between
from planir.population.generator.rows import Rows


def written(block: Block) -> list[Rows]:
    kinds = (_affiliation, _help, _cards, _various)
    return [part for kind in kinds for part in kind(block)]


def _affiliation(block: Block) -> list[Rows]:
    people, at, rng = block.people, block.at, block.rng("affiliation")
    came = (people.arrived > at.start) & (people.age >= 16) & (people.birth < people.arrived - 30)
    persons = np.flatnonzero(came & chance(rng, 0.8, people.count))
    filed = people.arrived[persons] + rng.integers(0, 40, persons.size)
    kept = filed <= at.au
    files = follow(rng, "DA", "affiliation", persons[kept], filed[kept], Course(slow=0.2, granted=0.94))
    kinds = {"identite": 4.0, "justificatif_domicile": 3.0, "rib": 2.0, "titre_sejour": 1.0}
    return [
        requests(block, files),
        papers(block, files, waited(rng, "PA", files, kinds)),
        decisions(block, "KA", "affiliation", files),
    ]


def _help(block: Block) -> list[Rows]:
    files = help_requests(block)
    rng = block.rng("pièces aides")
    return [
        requests(block, files),
        papers(block, files, waited(rng, "PF", files, {"justificatif_ressources": 3, "autre": 1})),
        decisions(block, "KF", "aide_financiere", files),
    ]


def help_requests(block: Block) -> Files:
    """Requests for financial help (glasses, teeth, a device), mostly from modest households."""
    people, at, rng = block.people, block.at, block.rng("aides")
    modest = block.means.kind_of_means[people.household] < 3
    asks = people.present & (people.age >= 18) & chance(rng, np.where(modest, 0.045, 0.006), people.count)
    persons = np.flatnonzero(asks)
    filed = days_between(rng, at.start, at.au, persons.size)
    return follow(rng, "DF", "aide_financiere", persons, filed, Course(slow=0.12, granted=0.66))


def _cards(block: Block) -> list[Rows]:
    people, at, rng = block.people, block.at, block.rng("cartes")
    persons = np.flatnonzero(people.present & (people.age >= 16) & chance(rng, 0.07, people.count))
    filed = days_between(rng, at.start, at.au, persons.size)
    files = follow(rng, "DV", "carte_vitale", persons, filed, Course(slow=0.05, granted=0.99))
    return [requests(block, files), papers(block, files, waited(rng, "PR", files, {"identite": 1}))]


def _various(block: Block) -> list[Rows]:
    people, at, rng = block.people, block.at, block.rng("autres demandes")
    persons = np.flatnonzero(people.present & (people.age >= 18) & chance(rng, 0.012, people.count))
    filed = days_between(rng, at.start, at.au, persons.size)
    files = follow(rng, "DX", "autre", persons, filed, Course())
    return [requests(block, files), decisions(block, "KX", "autre", files)]
