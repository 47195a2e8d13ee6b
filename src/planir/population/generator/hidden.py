"""Draw one block of the hidden state, in the order that makes it coherent: households, classes, then what fits them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from planir.population.generator import (
    allowances,
    c2s,
    households,
    incomes,
    insurance,
    leave,
    means,
    occupation,
    reaction,
)
from planir.population.generator.block import Block, mothers
from planir.population.generator.doctors import Doctors
from planir.population.generator.randomness import stream
from planir.population.generator.timeline import Timeline


def draw(seed: int, number: int, persons: int, at: Timeline, doctors: Doctors) -> Block:
    """Draw one block: households, then the class of each, then what fits it."""

    def rng(topic: str) -> np.random.Generator:
        return stream(seed, number, topic)

    homes, people = households.draw(rng("foyers"), at, persons)
    resources = means.draw(rng("classes"), homes, people)
    work = occupation.draw(rng("occupations"), homes, people, resources)
    aid = allowances.draw(rng("allocations"), homes, people, resources, work)
    children, bearing = mothers(homes, people)
    stops = leave.draw(rng("arrets"), people, work, bearing, people.birth[children])
    money = incomes.draw(rng("revenus"), homes, people, resources, work, aid, stops)
    # A capped sick pay can leave a household under the class it was drawn in: its incomes decide.
    resources = replace(resources, kind_of_means=money.class_of(people, resources))
    reactions = reaction.draw(rng("reactions"), persons)
    signer = homes.reference
    propensity = reaction.household_propensity(reactions, signer)
    able = people.present[signer]
    score = 0.8 * propensity + 3.4 * aid.rsa[signer] + 0.9 * aid.aspa[signer] + 0.4 * aid.aah[signer]
    signers = c2s.Signers(able, aid.rsa[signer] | aid.aspa[signer], aid.rsa_since[signer], score)
    solidarity = c2s.draw(rng("c2s"), at, resources, signers)
    employed = np.zeros(homes.count, dtype=np.bool_)
    employed[people.household[(work == occupation.EMPLOYEE) & people.present]] = True
    cover = insurance.draw(rng("complementaires"), people, resources, solidarity, employed, propensity)
    return Block(
        seed=seed,
        number=number,
        at=at,
        doctors=doctors,
        households=homes,
        people=people,
        means=resources,
        occupation=work,
        allowances=aid,
        leaves=stops,
        incomes=money,
        reactions=reactions,
        solidarity=solidarity,
        insurance=cover,
    )
