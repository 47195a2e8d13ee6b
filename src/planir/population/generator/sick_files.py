"""Requests around sick leave: salary statements, therapeutic part-time, invalidity, and the pension that follows it."""

from __future__ import annotations

import numpy as np

from planir.population.generator.arrays import NEVER, NOBODY, happened, when
from planir.population.generator.block import Block
from planir.population.generator.course import Course, follow, waited
from planir.population.generator.filing import GIVERS, PAPERS, REMEDIES, Papers, decisions, papers, requests, simple
from planir.population.generator.leave import SICKNESS
from planir.population.generator.occupation import RETIRED
from planir.population.generator.pay import part_time
from planir.population.generator.randomness import chance, pick
from planir.population.generator.rows import Rows
from planir.population.generator.timeline import add_years


def written(block: Block) -> list[Rows]:
    kinds = (_invalidity, _sick_pay, _part_time, _retirement)
    return [part for kind in kinds for part in kind(block)]


def _invalidity(block: Block) -> list[Rows]:
    """Half of those whose sick pay is exhausted ask for a pension; some before, some months after."""
    rng, leaves = block.rng("invalidité"), block.leaves
    ended = leaves.exhausted & (leaves.risk == SICKNESS)
    asks = np.flatnonzero(ended & chance(rng, 0.5, ended.size))
    filed = leaves.last[asks] + rng.integers(-50, 160, asks.size)
    kept = filed <= block.at.au
    course = Course(slow=0.3, granted=0.68)
    files = follow(rng, "DI", "invalidite", leaves.person[asks][kept], filed[kept], course)
    medical = REMEDIES.index("commission_medicale_recours_amiable")
    return [
        requests(block, files),
        papers(
            block,
            files,
            waited(rng, "PI", files, {"certificat_medical": 3, "rib": 1}, {"certificat_medical": "medecin"}),
        ),
        decisions(block, "KI", "invalidite", files, medical),
    ]


def _sick_pay(block: Block) -> list[Rows]:
    """Stops whose salary statement had to be asked from the employer: most come, some late, some never."""
    rng, leaves = block.rng("indemnités"), block.leaves
    concerned = np.flatnonzero(
        (leaves.first >= block.at.start) & (leaves.days > 4) & chance(rng, 0.2, leaves.days.size)
    )
    count = concerned.size
    filed = leaves.first[concerned] + rng.integers(1, 6, count)
    way = pick(rng, count, (0.84, 0.12, 0.04))
    wait = np.choose(way, [rng.integers(3, 15, count), rng.integers(16, 130, count), np.full(count, NEVER)])
    complete = np.where(wait < NEVER, filed + wait, NEVER)
    decided = when(happened(complete), complete + rng.integers(2, 12, count))
    granted = chance(rng, 0.96, count)
    files = simple("DJ", "indemnites_journalieres", leaves.person[concerned], filed, complete, decided, granted)
    loose = np.flatnonzero((leaves.first >= block.at.start) & chance(rng, 0.01, leaves.days.size))
    asked = leaves.first[loose] + 8
    notices = Papers(
        letters="PV",
        person=leaves.person[loose],
        of=np.full(loose.size, NOBODY),
        kind=np.full(loose.size, PAPERS.index("avis_arret")),
        giver=np.full(loose.size, GIVERS.index("personne")),
        asked=asked,
        received=when(chance(rng, 0.75, loose.size), asked + rng.integers(4, 40, loose.size)),
        rejected=np.full(loose.size, NEVER),
        reason=np.full(loose.size, NOBODY),
    )
    return [
        requests(block, files),
        papers(
            block, files, waited(rng, "PJ", files, {"attestation_salaire": 1}, {"attestation_salaire": "employeur"})
        ),
        papers(block, None, notices),
        decisions(block, "KJ", "indemnites_journalieres", files),
    ]


def _part_time(block: Block) -> list[Rows]:
    """Therapeutic part-time: one statement of the employer in four is rejected, and not always done again."""
    rng, leaves = block.rng("temps partiel thérapeutique"), block.leaves
    concerned = np.flatnonzero(part_time(block) & (leaves.days > 45) & (leaves.last >= block.at.start))
    count = concerned.size
    person = leaves.person[concerned]
    filed = np.maximum(leaves.first[concerned] + 25, block.at.start)
    files = simple(
        "DT",
        "temps_partiel_therapeutique",
        person,
        filed,
        filed + 3,
        filed + rng.integers(6, 25, count),
        chance(rng, 0.93, count),
    )
    months = 3
    of = np.repeat(np.arange(count), months)
    asked = filed[of] + 30 * np.tile(np.arange(months), count) + 5
    received = asked + rng.integers(3, 28, of.size)
    rejected = when(chance(rng, 0.26, of.size), received + rng.integers(2, 12, of.size))
    again = np.flatnonzero(happened(rejected) & chance(rng, 0.55, of.size))
    statements = Papers(
        letters="PT",
        person=person[np.r_[of, of[again]]],
        of=np.r_[of, of[again]],
        kind=np.full(of.size + again.size, PAPERS.index("attestation_salaire_temps_partiel")),
        giver=np.full(of.size + again.size, GIVERS.index("employeur")),
        asked=np.r_[asked, rejected[again] + 2],
        received=np.r_[received, rejected[again] + rng.integers(8, 60, again.size)],
        rejected=np.r_[rejected, np.full(again.size, NEVER)],
        reason=pick(rng, of.size + again.size, (0.15, 0.55, 0.1, 0.2)),
    )
    return [
        requests(block, files),
        papers(block, files, statements),
        decisions(block, "KT", "indemnites_journalieres", files),
    ]


def _retirement(block: Block) -> list[Rows]:
    """Pensions asked from four to fourteen months before, by half of the disabled near 62 and by new retirees."""
    people, rng = block.people, block.rng("retraite")
    disabled = (block.allowances.category > 0) & (people.age >= 60)
    retired = (block.occupation == RETIRED) & (people.age < 66)
    asks = people.present & (disabled | retired) & chance(rng, np.where(disabled, 0.35, 0.85), people.count)
    persons = np.flatnonzero(asks)
    filed = add_years(people.birth[persons], 62) - rng.integers(40, 420, persons.size)
    kept = (filed <= block.at.au) & (filed >= block.at.start)
    files = follow(rng, "DE", "retraite", persons[kept], filed[kept], Course(slow=0.5, granted=0.97))
    return [
        requests(block, files),
        papers(block, files, waited(rng, "PE", files, {"avis_imposition": 1, "autre": 1}, {"autre": "organisme"})),
    ]
