"""The table `contact_entrant`: visits, calls, messages; some people come back again and again for the same matter."""

from __future__ import annotations

import numpy as np

from planir.population.generator.arrays import Ints
from planir.population.generator.block import Block
from planir.population.generator.columns import day, word
from planir.population.generator.knowledge import told
from planir.population.generator.randomness import chance, days_between, pick_by
from planir.population.generator.rows import Rows, rows

CHANNELS = ("accueil", "telephone", "courriel", "courrier", "ameli")
CHANNEL_WEIGHTS = ((0.20, 0.42, 0.08, 0.06, 0.24), (0.26, 0.54, 0.07, 0.13, 0.0))
"""With an ameli account, without."""
SUBJECTS = (
    "c2s", "indemnites_journalieres", "remboursement", "medecin_traitant", "carte_vitale", "affiliation",
    "invalidite", "at_mp", "maternite", "indu", "reclamation", "autre",
)  # fmt: skip
SUBJECT_WEIGHTS = (
    (0.03, 0.02, 0.38, 0.05, 0.14, 0.08, 0.01, 0.01, 0.03, 0.02, 0.05, 0.18),
    (0.03, 0.34, 0.22, 0.03, 0.08, 0.05, 0.03, 0.05, 0.02, 0.03, 0.05, 0.07),
    (0.40, 0.03, 0.20, 0.03, 0.10, 0.08, 0.01, 0.01, 0.02, 0.03, 0.03, 0.06),
)
"""Ordinary persons, those who were paid for a stop, those who ask for the C2S."""
OUTCOMES = ("resolu", "a_suivre", "sans_reponse")
YEARLY = 0.85
INSISTENT = 0.055
"""Share who, once in three years, come back three to five times within two months."""


def written(block: Block) -> list[Rows]:
    people, at, rng = block.people, block.at, block.rng("contacts")
    count = people.count
    regular = block.means.regular[people.household]
    able = (people.age >= 17) & regular & (people.death > at.start)
    rate = np.where(able, YEARLY * np.interp(people.age, (17, 30, 60, 90), (0.8, 1.15, 1.0, 0.7)), 0.0)
    first = np.maximum(at.start, people.arrived)
    last = np.minimum(np.minimum(at.au, people.death - 1), people.left)
    span = np.maximum(last - first + 1, 0)
    ordinary = np.repeat(np.arange(count), rng.poisson(rate * span / 365.25))
    days = first[ordinary] + np.floor(rng.random(ordinary.size) * span[ordinary]).astype(np.int64)
    group = _group(block)
    subject = pick_by(rng, group[ordinary], SUBJECT_WEIGHTS)
    insistent = np.flatnonzero(able & people.present & chance(rng, INSISTENT, count))
    times = rng.integers(3, 6, insistent.size)
    back = np.repeat(insistent, times)
    opening = np.repeat(days_between(rng, at.start, at.au, insistent.size), times)
    matter = np.repeat(pick_by(rng, group[insistent], [row[:-1] for row in SUBJECT_WEIGHTS]), times)
    person = np.r_[ordinary, back]
    when_ = np.r_[days, opening + rng.integers(0, 56, back.size)]
    what = np.r_[subject, matter]
    unhappy = np.r_[np.zeros(ordinary.size, dtype=np.int64), np.ones(back.size, dtype=np.int64)]
    online = chance(rng, 0.62, count).astype(np.int64)
    columns = {
        "assure": block.person(person),
        "date_contact": day(when_),
        "canal": word(pick_by(rng, 1 - online[person], CHANNEL_WEIGHTS), CHANNELS),
        "motif": word(what, SUBJECTS),
        "issue": word(pick_by(rng, unhappy, ((0.80, 0.15, 0.05), (0.35, 0.45, 0.20))), OUTCOMES),
    }
    return [rows("contact_entrant", told(columns, when_, at.au))]


def _group(block: Block) -> Ints:
    """0 ordinary, 1 had a stop of work paid, 2 the household asked for the C2S."""
    group = np.zeros(block.people.count, dtype=np.int64)
    stopped = np.unique(block.leaves.person[block.leaves.days > 20])
    group[stopped] = 1
    asked = np.zeros(block.households.count, dtype=np.bool_)
    asked[block.solidarity.requests.household] = True
    group[asked[block.people.household] & (block.people.age >= 18)] = 2
    return group
