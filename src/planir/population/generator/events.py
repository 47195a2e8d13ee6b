"""The table `evenement`: letters, returned mail, helps granted and used, changes of fund, births, work resumed."""

from __future__ import annotations

import numpy as np

from planir.population.generator.arrays import NEVER, Floats, Ints, happened, when
from planir.population.generator.block import SERIALS, Block
from planir.population.generator.c2s import COVERED
from planir.population.generator.columns import Column, day, money, named, reference, word
from planir.population.generator.files import help_requests
from planir.population.generator.filing import GRANTED
from planir.population.generator.identity import returned_mail
from planir.population.generator.knowledge import told
from planir.population.generator.occupation import SEASONAL
from planir.population.generator.pay import resumed
from planir.population.generator.places import OTHER_ORGANISMS
from planir.population.generator.randomness import chance, days_between, logistic, pick
from planir.population.generator.rows import Rows, merged, rows
from planir.population.generator.timeline import add_months

TYPES = (
    "changement_caisse", "courrier_envoye", "courrier_retourne", "opposition_c2s", "aide_accordee", "aide_facturee",
    "droit_a_justifier", "droit_justifie", "naissance", "inscription_ass", "reprise_travail", "reponse_recue",
)  # fmt: skip
LETTERS = ("c2s", "indemnites_journalieres", "medecin_traitant", "carte_vitale", "affiliation", "piece", "prevention")
LETTER_WEIGHTS = (0.16, 0.10, 0.14, 0.12, 0.10, 0.16, 0.22)


def written(block: Block) -> list[Rows]:
    kinds = (_moves, _letters, _returns, _oppositions, _helps, _to_justify, _births, _unemployment, _back_to_work)
    return [merged([part for kind in kinds for part in kind(block)])]


def _rows(
    block: Block,
    kind: str,
    persons: Ints,
    days: Ints,
    about: Column | None = None,
    delay: int = 1,
    euros: Floats | None = None,
) -> Rows:
    columns = {
        "assure": block.person(persons),
        "type": word(np.full(persons.size, TYPES.index(kind)), TYPES),
        "date_evenement": day(days),
    }
    if about is not None:
        columns["objet"] = about
    if euros is not None:
        columns["montant"] = money(euros)
    known = np.where(happened(days), np.maximum(days + delay, block.at.start), NEVER)
    return rows("evenement", told(columns, known, block.at.au))


def _moves(block: Block) -> list[Rows]:
    """Arrivals from other funds, and seasonal workers who change fund twice a year or more."""
    people, at, rng = block.people, block.at, block.rng("changements")
    came = np.flatnonzero((people.arrived > at.start) & (people.birth < people.arrived - 60))
    organisms = word(pick(rng, came.size, (0.5, 0.4, 0.1)), OTHER_ORGANISMS)
    travels = (block.occupation == SEASONAL) & people.present & chance(rng, 0.45, people.count)
    persons = np.repeat(np.flatnonzero(travels), 6)
    season = np.tile(np.arange(6), persons.size // 6)
    shift = np.repeat(rng.integers(0, 150, persons.size // 6), 6)
    days = add_months(np.full(persons.size, at.month_starts[0]), 6 * season) + shift + rng.integers(0, 25, persons.size)
    days = when(days <= at.au, days)
    return [
        _rows(block, "changement_caisse", came, people.arrived[came], organisms, 9),
        _rows(block, "changement_caisse", persons, days, word(pick(rng, persons.size, (1, 1, 1)), OTHER_ORGANISMS), 9),
    ]


def _letters(block: Block) -> list[Rows]:
    """Letters on one subject, some twice or three times; those who act by themselves answer more."""
    people, at, rng = block.people, block.at, block.rng("courriers")
    adults = np.flatnonzero((people.age >= 18) & people.present)
    person = np.repeat(adults, rng.poisson(0.28, adults.size))
    subject = pick(rng, person.size, LETTER_WEIGHTS)
    first = days_between(rng, np.maximum(at.start, people.arrived[person]), at.au, person.size)
    answers = rng.random(person.size) < logistic(0.1 + 0.8 * block.reactions.propensity[person])
    answered = when(answers, first + 3 + rng.exponential(16, person.size).astype(np.int64))
    parts = []
    for number, share in enumerate((1.0, 0.55, 0.3)):
        sent = first + 40 * number + rng.integers(0, 12, person.size)
        kept = np.flatnonzero((sent < answered) & (sent <= at.au) & chance(rng, share, person.size))
        parts.append(_rows(block, "courrier_envoye", person[kept], sent[kept], word(subject[kept], LETTERS)))
    back = np.flatnonzero(answered <= at.au)
    parts.append(_rows(block, "reponse_recue", person[back], answered[back], word(subject[back], LETTERS)))
    return parts


def _returns(block: Block) -> list[Rows]:
    """Mail that came back, for the person who signs for the household."""
    lost = returned_mail(block)
    holders = np.flatnonzero(block.holder)
    days = lost[block.people.household[holders]]
    kept = days <= block.at.au
    persons, days = holders[kept], days[kept]
    subject = pick(block.rng("objets retournés"), persons.size, LETTER_WEIGHTS)
    return [_rows(block, "courrier_retourne", persons, days, word(subject, LETTERS), 0)]


def _oppositions(block: Block) -> list[Rows]:
    rng, people = block.rng("oppositions"), block.people
    uncovered = block.solidarity.standing[people.household] != COVERED
    persons = np.flatnonzero(block.allowances.rsa & uncovered & chance(rng, 0.3, people.count))
    return [_rows(block, "opposition_c2s", persons, days_between(rng, block.at.start, block.at.au, persons.size))]


def _helps(block: Block) -> list[Rows]:
    """Helps granted; one in four is never used."""
    rng, files = block.rng("aides utilisées"), help_requests(block)
    kept = np.flatnonzero(happened(files.decided) & (files.result == GRANTED) & (files.decided <= block.at.au))
    persons, granted = files.person[kept], files.decided[kept]
    names = reference(block.number * SERIALS + kept, "AIDE", 9)
    used = when(chance(rng, 0.74, kept.size), granted + 8 + rng.exponential(45, kept.size).astype(np.int64))
    amount = np.rint(rng.uniform(60, 900, kept.size))
    billed = np.flatnonzero(used <= block.at.au)
    return [
        _rows(block, "aide_accordee", persons, granted, names, euros=amount),
        _rows(block, "aide_facturee", persons[billed], used[billed], names.take(billed), euros=amount[billed]),
    ]


def _to_justify(block: Block) -> list[Rows]:
    """Rights open in an emergency that a paper must confirm."""
    people, at, rng = block.people, block.at, block.rng("droits à justifier")
    persons = np.flatnonzero(people.present & (people.age >= 18) & chance(rng, 0.012, people.count))
    days = days_between(rng, at.start, at.au, persons.size)
    names = reference(block.number * SERIALS + np.arange(persons.size), "SIG", 9)
    proved = when(chance(rng, 0.72, persons.size), days + 4 + rng.exponential(18, persons.size).astype(np.int64))
    done = np.flatnonzero(proved <= at.au)
    return [
        _rows(block, "droit_a_justifier", persons, days, names, 0),
        _rows(block, "droit_justifie", persons[done], proved[done], names.take(done), 0),
    ]


def _births(block: Block) -> list[Rows]:
    children, mothers = block.newborns
    born = block.people.birth[children]
    kept = (born >= block.at.start) & block.people.present[mothers]
    return [_rows(block, "naissance", mothers[kept], born[kept], named(children[kept], block.names), 12)]


def _unemployment(block: Block) -> list[Rows]:
    """The list of holders of the ASS that France Travail sends (L.114-12)."""
    rng = block.rng("liste ass")
    persons = np.flatnonzero(block.allowances.ass & chance(rng, 0.9, block.people.count))
    return [_rows(block, "inscription_ass", persons, days_between(rng, block.at.start, block.at.au - 5, persons.size))]


def _back_to_work(block: Block) -> list[Rows]:
    days = resumed(block)
    kept = np.flatnonzero((days <= block.at.au) & (days >= block.at.start))
    return [_rows(block, "reprise_travail", block.leaves.person[kept], days[kept], None, 6)]
