"""Names, numbers, addresses: all evidently invented. Nobody can be found, called or written to.

Surnames begin with EXEMPLE; the NIR names the département 00, which never existed (its key is right, so that checks
of keys can be tried); telephones are in the ranges that Arcep keeps for fiction; e-mails end in `.invalid`.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from planir.population.generator.arrays import NEVER, NOBODY, Bools, Ints, when
from planir.population.generator.block import BLOCK, Block
from planir.population.generator.columns import Column, day, flag, integer, named, spelt, word
from planir.population.generator.households import CHILD, FEMALE
from planir.population.generator.knowledge import Reveal, told
from planir.population.generator.means import HOMELESS
from planir.population.generator.persons import autonomous_from
from planir.population.generator.places import COMMUNES, home
from planir.population.generator.randomness import chance, days_between, pick, pick_by
from planir.population.generator.rows import Rows, rows, stacked

SURNAMES = tuple(
    f"EXEMPLE-{end}"
    for end in (
        "ALVORINE", "BARQUESOL", "BRUMELLE", "CANDERAL", "CORVESTE", "DAMBRUNEL", "DORLIMONT", "ESPARELLE",
        "FARGONDE", "FLORIVAUX", "GALTERIN", "GRAVELOUR", "HARBOSSIN", "ISOLMERE", "JARVONNET", "LAMBRESOL",
        "LORVENTIN", "MARQUESAL", "MONDRELUX", "NARVOLINE", "ORSEBRUNE", "PALVERON", "PERLINGAL", "QUERVANEL",
        "RAMBOSTEL", "ROSQUEVAL", "SAVRILLON", "SOLMARQUE", "TALVERNOIS", "TORQUELIN", "ULMERVAUX", "VARLESQUE",
        "VERNISOL", "WARDELIN", "YLVEROUX", "ZANDRIVAL",
    )
)  # fmt: skip
WOMEN = ("Alba", "Brune", "Céleste", "Dalia", "Elvire", "Flore", "Garance", "Hilda", "Iris", "Jade", "Lison", "Maya")
MEN = ("Abel", "Basile", "Côme", "Darius", "Élie", "Félix", "Gaspard", "Hector", "Isaac", "Jonas", "Léon", "Milo")
FICTION_MOBILE = "063998"
FICTION_LANDLINE = ("019900", "026191", "035301", "046571", "053649")
CHANNELS = ("adresse", "mobile", "fixe", "courriel")
ADDRESS, MOBILE, LANDLINE, EMAIL = range(4)
QUALITIES = ("valide", "npai", "douteux", "inconnue")
OWNERS = ("personne", "parent", "tiers")


def written(block: Block) -> list[Rows]:
    return [_identities(block), _ways_to_reach(block)]


def returned_mail(block: Block) -> Ints:
    """The day a letter came back from a household's address; never for most."""
    rng, count = block.rng("courriers retournés"), block.households.count
    lost = chance(rng, np.where(block.means.housing == HOMELESS, 0.15, 0.022), count)
    return when(lost, days_between(rng, block.at.start + 30, block.at.au, count))


def numbers(birth: Ints, sex: Ints, serial: Ints) -> pa.Array:
    """NIR of fifteen characters in the département 00, with their key (97 − N mod 97)."""
    months = birth.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    year, month = (1970 + months // 12) % 100, months % 12 + 1
    body = np.where(sex == FEMALE, 2, 1) * 10**12 + year * 10**10 + month * 10**8
    body = body + serial % 1_000_000
    return spelt(body * 100 + 97 - body % 97, "", 15)


def _identities(block: Block) -> Rows:
    people, rng = block.people, block.rng("identité")
    count = people.count
    everyone = np.arange(count)
    own = numbers(people.birth, people.sex, block.number * BLOCK + everyone)
    dependent = (people.parent != NOBODY) & (autonomous_from(block) > block.at.au)
    holder = np.where(dependent, people.parent, everyone)
    surname = pick(rng, block.households.count, [1] * len(SURNAMES))[people.household]
    birth_name = np.where(
        chance(rng, 0.35, count) & (people.role != CHILD), pick(rng, count, [1] * len(SURNAMES)), surname
    )
    first, second = pick(rng, count, [1] * 12), pick(rng, count, [1] * 12)
    given = np.where(people.sex == FEMALE, 0, 12)
    columns = {
        "assure": block.person(everyone),
        "nir": named(holder, own),
        "rang": integer(np.where(dependent, 1 + everyone % 8, 0)),
        "nom_naissance": word(birth_name, SURNAMES),
        "nom_usage": word(np.where(birth_name != surname, surname, NOBODY), SURNAMES),
        "prenoms": word((given + first) * 12 + second, _GIVEN),
    }
    known = np.maximum(block.at.start, people.arrived + 1)
    return rows("identite", told(columns, known, block.at.au))


_GIVEN = tuple(f"{first} {second}" for names in (WOMEN, MEN) for first in names for second in names)


def _ways_to_reach(block: Block) -> Rows:
    people, at, rng = block.people, block.at, block.rng("coordonnées")
    grown = people.age >= 16
    has = (
        people.age >= 18,
        grown & chance(rng, np.interp(people.age, (16, 70, 95), (0.88, 0.72, 0.2)), people.count),
        grown & chance(rng, np.interp(people.age, (18, 45, 75), (0.03, 0.2, 0.75)), people.count),
        grown & chance(rng, np.interp(people.age, (16, 60, 90), (0.7, 0.65, 0.12)), people.count),
    )
    back = returned_mail(block)[people.household]
    parts = []
    for channel, owners in enumerate(has):
        persons = np.flatnonzero(owners)
        quality = pick_by(rng, np.full(persons.size, min(channel, 1)), ((0.95, 0, 0.03, 0.02), (0.78, 0, 0.06, 0.16)))
        lost = when(np.full(persons.size, channel == ADDRESS), back[persons])
        columns = {
            "assure": block.person(persons),
            "canal": word(np.full(persons.size, channel), CHANNELS),
            "valeur": named(np.arange(persons.size), _values(block, persons, channel)),
            "qualite": word(np.where(lost <= at.au, 1, quality), QUALITIES),
            "domiciliation": flag(_domiciled(block, persons, channel)),
            "appartient_a": word(_owner(rng, block, persons, channel), OWNERS),
            "debut": day(np.maximum(people.arrived[persons], at.start - 2000)),
            "fin": day(np.full(persons.size, NEVER)),
        }
        known = np.maximum(at.start, people.arrived[persons] + 1)
        reveal = Reveal(lost, ("qualite",), {"qualite": word(quality, QUALITIES)})
        parts.append(told(columns, known, at.au, [reveal]))
    parts.append(_new_addresses(block, rng, back))
    return rows("coordonnee", stacked(_respelt(parts)))


def _new_addresses(block: Block, rng: np.random.Generator, back: Ints) -> dict[str, Column]:
    """Four households in ten whose mail came back gave a new address, weeks or months later."""
    gives = chance(rng, 0.4, block.households.count)
    found = back + 10 + rng.integers(0, 200, block.households.count)[block.people.household]
    persons = np.flatnonzero(gives[block.people.household] & (found <= block.at.au) & (block.people.age >= 18))
    nothing = np.zeros(persons.size, dtype=np.int64)
    columns = {
        "assure": block.person(persons),
        "canal": word(nothing, CHANNELS),
        "valeur": named(np.arange(persons.size), _values(block, persons, ADDRESS)),
        "qualite": word(nothing, QUALITIES),
        "domiciliation": flag(nothing == 1),
        "appartient_a": word(nothing, OWNERS),
        "debut": day(found[persons]),
        "fin": day(np.full(persons.size, NEVER)),
    }
    return told(columns, found[persons], block.at.au)


def _respelt(parts: list[dict[str, Column]]) -> list[dict[str, Column]]:
    """The values of all channels in one list of names, so that the parts can follow one another."""
    values = pa.concat_arrays([part["valeur"].arrow() for part in parts])
    starts = np.cumsum([0, *(len(part["valeur"]) for part in parts)])
    return [
        {**part, "valeur": named(np.arange(first, first + len(part["valeur"])), values)}
        for part, first in zip(parts, starts, strict=False)
    ]


def _domiciled(block: Block, persons: Ints, channel: int) -> Bools:
    household = block.people.household[persons]
    homeless: Bools = block.means.housing[household] == HOMELESS
    return homeless & (channel == ADDRESS)


def _owner(rng: np.random.Generator, block: Block, persons: Ints, channel: int) -> Ints:
    """Under 18 most channels are a parent's."""
    young = (block.people.age[persons] < 18) & (channel != ADDRESS)
    return np.where(young & chance(rng, 0.7, persons.size), 1, np.where(chance(rng, 0.01, persons.size), 2, 0))


def _values(block: Block, persons: Ints, channel: int) -> pa.Array:
    household = block.people.household[persons]
    serial = block.number * BLOCK + persons
    if channel == MOBILE:
        return spelt(serial * 7919 % 10_000, FICTION_MOBILE, 4)
    if channel == LANDLINE:
        tails = spelt((serial * 31 + 17) % 10_000, "", 4)
        heads = pa.array(FICTION_LANDLINE).take(pa.array(serial % len(FICTION_LANDLINE)))
        return pc.binary_join_element_wise(heads, tails, "")
    if channel == EMAIL:
        return pc.binary_join_element_wise(spelt(serial, "syn", 9), pa.scalar("@exemple.invalid"), "")
    streets = pc.cast(pa.array(household % 180 + 1), pa.string())
    towns = pa.array([f" rue de l’Exemple, 00{n:03d} COMMUNE-FICTIVE-{n}" for n in range(1, COMMUNES + 1)])
    return pc.binary_join_element_wise(streets, towns.take(pa.array(home(household, block.number * BLOCK))), "")
