"""Requests other than the C2S: invalidity, sick pay, therapeutic part-time, affiliation, death, help, cards."""

from __future__ import annotations

import numpy as np

from planir.population.generator.arrays import NEVER, NOBODY, Ints, happened, when
from planir.population.generator.block import Block
from planir.population.generator.filing import (
    GIVERS,
    PAPERS,
    REMEDIES,
    Files,
    Papers,
    decisions,
    papers,
    requests,
    simple,
)
from planir.population.generator.leave import SICKNESS
from planir.population.generator.pay import part_time
from planir.population.generator.randomness import chance, days_between, pick
from planir.population.generator.rows import Rows


def written(block: Block) -> list[Rows]:
    kinds = (_invalidity, _sick_pay, _part_time, _affiliation, _help, _cards)
    return [part for kind in kinds for part in kind(block)]


def _life(
    rng: np.random.Generator,
    letters: str,
    kind: str,
    person: Ints,
    filed: Ints,
    slow: float = 0.1,
    granted: float = 0.8,
) -> Files:
    """Requests that follow the ordinary course: a few never complete, some slow, some refused."""
    count = person.size
    late = np.where(chance(rng, 0.35, count), rng.integers(4, 45, count), 0)
    complete = np.where(chance(rng, 0.06, count), NEVER, filed + late)
    delay = np.where(chance(rng, slow, count), rng.integers(60, 150, count), rng.integers(6, 58, count))
    decided = when(happened(complete), complete + delay)
    return simple(letters, kind, person, filed, complete, decided, chance(rng, granted, count))


def _asked(
    rng: np.random.Generator, letters: str, files: Files, kinds: tuple[str, ...], giver: str, share: float = 1.0
) -> Papers:
    """The paper that a file which was not complete at once waits for."""
    late = np.flatnonzero((files.complete > files.filed) & chance(rng, share, files.person.size))
    count = late.size
    asked = files.filed[late] + rng.integers(1, 9, count)
    return Papers(
        letters=letters,
        person=files.person[late],
        of=late,
        kind=np.array([PAPERS.index(kind) for kind in kinds])[pick(rng, count, [1] * len(kinds))],
        giver=np.full(count, GIVERS.index(giver)),
        asked=asked,
        received=np.where(happened(files.complete[late]), np.maximum(files.complete[late], asked), NEVER),
        rejected=np.full(count, NEVER),
        reason=np.full(count, NOBODY),
    )


def _invalidity(block: Block) -> list[Rows]:
    """Half of those whose sick pay is exhausted ask for a pension; some before, some months after."""
    rng, leaves = block.rng("invalidité"), block.leaves
    ended = leaves.exhausted & (leaves.risk == SICKNESS)
    asks = np.flatnonzero(ended & chance(rng, 0.5, ended.size))
    filed = leaves.last[asks] + rng.integers(-50, 160, asks.size)
    kept = filed <= block.at.au
    files = _life(rng, "DI", "invalidite", leaves.person[asks][kept], filed[kept], slow=0.3, granted=0.68)
    medical = REMEDIES.index("commission_medicale_recours_amiable")
    return [
        requests(block, files),
        papers(block, files, _asked(rng, "PI", files, ("certificat_medical", "rib"), "personne")),
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
        papers(block, files, _asked(rng, "PJ", files, ("attestation_salaire",), "employeur")),
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


def _affiliation(block: Block) -> list[Rows]:
    people, at, rng = block.people, block.at, block.rng("affiliation")
    came = (people.arrived > at.start) & (people.age >= 16) & (people.birth < people.arrived - 30)
    persons = np.flatnonzero(came & chance(rng, 0.8, people.count))
    filed = people.arrived[persons] + rng.integers(0, 40, persons.size)
    kept = filed <= at.au
    files = _life(rng, "DA", "affiliation", persons[kept], filed[kept], slow=0.2, granted=0.94)
    kinds = ("identite", "justificatif_domicile", "rib")
    return [
        requests(block, files),
        papers(block, files, _asked(rng, "PA", files, kinds, "personne")),
        decisions(block, "KA", "affiliation", files),
    ]


def _help(block: Block) -> list[Rows]:
    files = help_requests(block)
    rng = block.rng("pièces aides")
    return [
        requests(block, files),
        papers(block, files, _asked(rng, "PF", files, ("justificatif_ressources",), "personne")),
        decisions(block, "KF", "aide_financiere", files),
    ]


def help_requests(block: Block) -> Files:
    """Requests for financial help (glasses, teeth, a device), mostly from modest households."""
    people, at, rng = block.people, block.at, block.rng("aides")
    modest = block.means.kind_of_means[people.household] < 3
    asks = people.present & (people.age >= 18) & chance(rng, np.where(modest, 0.045, 0.006), people.count)
    persons = np.flatnonzero(asks)
    filed = days_between(rng, at.start, at.au, persons.size)
    return _life(rng, "DF", "aide_financiere", persons, filed, slow=0.12, granted=0.66)


def _cards(block: Block) -> list[Rows]:
    people, at, rng = block.people, block.at, block.rng("cartes")
    persons = np.flatnonzero(people.present & (people.age >= 16) & chance(rng, 0.07, people.count))
    filed = days_between(rng, at.start, at.au, persons.size)
    files = _life(rng, "DV", "carte_vitale", persons, filed, slow=0.05, granted=0.99)
    return [requests(block, files), papers(block, files, _asked(rng, "PR", files, ("identite",), "personne"))]
