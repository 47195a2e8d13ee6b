"""What the fund sees of households (`foyer`, `logement`): those who asked for the C2S, and those of exchange lists.

Since adults are insured one by one, a couple that never asked for anything is not known as a couple.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from planir.population.generator.arrays import NEVER, Bools, Ints, happened
from planir.population.generator.block import Block
from planir.population.generator.columns import day, flag, money, word
from planir.population.generator.households import CHILD, PARTNER
from planir.population.generator.knowledge import Reveal, told
from planir.population.generator.means import HOUSING
from planir.population.generator.rows import Rows, rows

ROLES = ("demandeur", "conjoint", "enfant", "autre")
SOURCES = ("declare", "echange_L114_8")


@dataclass(frozen=True)
class Sight:
    """By household: the day the fund first saw it (never for most), and how: 0 it applied, 1 an exchange."""

    since: Ints
    source: Ints

    @property
    def seen(self) -> Bools:
        return happened(self.since)


def sight(block: Block) -> Sight:
    """A household is seen when it files its first request, or when it is in the list of RSA holders."""
    count, at = block.households.count, block.at
    applied = np.full(count, NEVER)
    np.minimum.at(applied, block.solidarity.requests.household, block.solidarity.requests.filed)
    np.minimum.at(applied, block.solidarity.rights.household, block.solidarity.rights.known)
    listed = np.full(count, NEVER)
    holders = np.flatnonzero(block.allowances.rsa)
    listed[block.people.household[holders]] = at.start + block.rng("listes").integers(0, 700, holders.size)
    since = np.minimum(applied, listed)
    return Sight(np.where(since <= at.au, np.maximum(since, at.start), NEVER), (listed < applied).astype(np.int64))


def written(block: Block) -> list[Rows]:
    seen = sight(block)
    return [_members(block, seen), _housing(block, seen)]


def _members(block: Block, seen: Sight) -> Rows:
    people, at = block.people, block.at
    # Whoever was gone before the fund first heard of the household is in no list of it.
    begun = np.maximum(seen.since[people.household] - 400, people.birth)
    gone = np.minimum(people.death, people.left)
    persons = np.flatnonzero(seen.seen[people.household] & (people.death > at.start) & (gone >= begun))
    household, begun, gone = people.household[persons], begun[persons], gone[persons]
    role = np.where(people.role[persons] == CHILD, 2, np.where(people.role[persons] == PARTNER, 1, 0))
    columns = {
        "foyer": block.household(household),
        "assure": block.person(persons),
        "role": word(np.where((role == 2) & (people.age[persons] >= 25), 3, role), ROLES),
        "garde_alternee": flag(people.alternate[persons]),
        "debut": day(begun),
        "fin": day(gone),
        "provenance": word(seen.source[household], SOURCES),
    }
    known = np.maximum(seen.since[household], people.birth[persons] + 20)
    return rows("foyer", told(columns, known, at.au, [Reveal(gone + 30, ("fin",))]))


def _housing(block: Block, seen: Sight) -> Rows:
    household = np.flatnonzero(seen.seen)
    aid = block.means.housing_aid[household]
    told_aid = block.rng("logement").random(household.size) < 0.9
    columns = {
        "foyer": block.household(household),
        "statut": word(block.means.housing[household], HOUSING),
        "aide_mensuelle": money(np.where(told_aid | (aid > 0), aid, np.nan)),
        "debut": day(seen.since[household] - 400),
        "fin": day(np.full(household.size, NEVER)),
        "provenance": word(seen.source[household], SOURCES),
    }
    return rows("logement", told(columns, seen.since[household], block.at.au))
