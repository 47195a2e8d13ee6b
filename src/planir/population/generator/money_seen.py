"""What the fund sees of incomes: those of C2S applicants, those it pays itself, and those of exchange lists.

Each comes with its `ressource_connue`: a month covered without a row is zero, a month not covered is unknown.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from planir.population.generator.arrays import NEVER, Floats, Ints, happened
from planir.population.generator.block import Block
from planir.population.generator.columns import always, day, flag, integer, money, word
from planir.population.generator.knowledge import told
from planir.population.generator.rows import Columns, Rows, rows, stacked
from planir.population.generator.timeline import HISTORY_MONTHS, day_number, month_of, month_start

NATURES = (
    "salaire", "independant", "chomage", "indemnites_journalieres", "pension_invalidite", "pension_retraite",
    "rente_at_mp", "rsa", "prime_activite", "aspa", "asi", "aah", "ass", "cej", "allocations_familiales",
    "aide_logement", "bourse", "pension_alimentaire", "toutes",
)  # fmt: skip
SOURCES = ("declare", "drm", "caisse", "echange_L114_8")
DECLARED, MONTHLY_FILE, OWN, EXCHANGE = range(4)
MONTHLY_FILE_NATURES = ("salaire", "chomage", "indemnites_journalieres", "pension_invalidite", "pension_retraite")
"""Natures that the dispositif ressources mensuelles gives (decree of 22 December 2025)."""
MONTHLY_FILE_START = day_number(date(2026, 2, 1))
PAID_BY_THE_FUND = ("indemnites_journalieres", "pension_invalidite", "rente_at_mp", "asi")
EXCHANGED = ("rsa", "aah", "ass")
CHUNKS = ((0, 11), (11, 23), (23, HISTORY_MONTHS - 1))
"""Months of each yearly coverage written; the last complete month is not known yet at `au`."""


@dataclass(frozen=True)
class Asked:
    """Requests that made a household say its incomes: `known` the day the file was complete."""

    household: Ints
    month: Ints
    known: Ints


def written(block: Block) -> list[Rows]:
    asked = _asked(block)
    first_known = _first_known(block, asked)
    listed = [nature for nature in (*PAID_BY_THE_FUND, *EXCHANGED) if nature in block.incomes.persons]
    declared = [_declared(block, nature, first_known) for nature in block.incomes.persons]
    return [
        rows("ressource", stacked([*declared, *(_listed(block, nature, first_known) for nature in listed)])),
        rows(
            "ressource_connue", stacked([*_declarations(block, asked), *(_lists(block, nature) for nature in listed)])
        ),
        _notices(block, asked),
    ]


def _asked(block: Block) -> Asked:
    requests = block.solidarity.requests
    known = np.where(happened(requests.complete), requests.complete, NEVER)
    month = month_of(requests.filed) - block.at.first_month
    kept = np.flatnonzero((known <= block.at.au) & (month >= 13))
    return Asked(requests.household[kept], month[kept], known[kept])


def _first_known(block: Block, asked: Asked) -> Ints:
    """For each household and month, the day its incomes were first told; never for most."""
    first = np.full((block.households.count, HISTORY_MONTHS), NEVER)
    months = asked.month[:, None] + np.arange(-13, -1)[None, :]
    np.minimum.at(first, (np.repeat(asked.household, 12), months.ravel()), np.repeat(asked.known, 12))
    return first


def _amounts(block: Block, nature: str, cells: tuple[Ints, Ints], known: Ints, source: Ints) -> Columns:
    """Rows of `ressource` for some (person, month) cells of a nature."""
    persons, months = cells
    count = persons.size
    columns = {
        "assure": block.person(block.incomes.persons[nature][persons]),
        "mois": day(month_start(block.at.first_month + months)),
        "nature": word(np.full(count, NATURES.index(nature)), NATURES),
        "montant": money(block.incomes.euros[nature][persons, months]),
        "provenance": word(source, SOURCES),
    }
    return told(columns, known, block.at.au)


def _declared(block: Block, nature: str, first_known: Ints) -> Columns:
    known = first_known[block.people.household[block.incomes.persons[nature]]]
    persons, months = np.nonzero((block.incomes.euros[nature] > 0) & happened(known))
    day_known = known[persons, months]
    monthly = (day_known >= MONTHLY_FILE_START) & (nature in MONTHLY_FILE_NATURES)
    return _amounts(block, nature, (persons, months), day_known, np.where(monthly, MONTHLY_FILE, DECLARED))


def _listed(block: Block, nature: str, first_known: Ints) -> Columns:
    """Months that the fund pays, or that another body sends, where the household has not told them itself."""
    told_before = happened(first_known[block.people.household[block.incomes.persons[nature]]])
    persons, months = np.nonzero((block.incomes.euros[nature] > 0) & ~told_before)
    known = month_start(block.at.first_month + months + 1) + (9 if nature in PAID_BY_THE_FUND else 20)
    source = np.full(known.size, OWN if nature in PAID_BY_THE_FUND else EXCHANGE)
    return _amounts(block, nature, (persons, months), known, source)


def _declarations(block: Block, asked: Asked) -> list[Columns]:
    """For each adult of a household that applied, all its incomes over the reference period; and, since the monthly
    file exists, the natures that it gives."""
    request, persons = block.members(asked.household)
    grown = (block.people.present & (block.people.age >= 16))[persons]
    request, persons = request[grown], persons[grown]
    begin, known = block.at.first_month + asked.month[request] - 13, asked.known[request]
    filed = np.flatnonzero(known >= MONTHLY_FILE_START)
    parts = [_coverage(block, persons, "toutes", begin, begin + 11, known, DECLARED)]
    for nature in MONTHLY_FILE_NATURES:
        first = begin[filed]
        parts.append(_coverage(block, persons[filed], nature, first, first + 11, known[filed], MONTHLY_FILE))
    return parts


def _lists(block: Block, nature: str) -> Columns:
    persons = block.incomes.persons[nature]
    source = OWN if nature in PAID_BY_THE_FUND else EXCHANGE
    parts = []
    for first, end in CHUNKS:
        begin = np.full(persons.size, block.at.first_month + first)
        last = np.full(persons.size, block.at.first_month + end - 1)
        parts.append(_coverage(block, persons, nature, begin, last, month_start(last + 1) + 20, source))
    return stacked(parts)


def _coverage(block: Block, persons: Ints, nature: str, first: Ints, last: Ints, known: Ints, source: int) -> Columns:
    columns = {
        "assure": block.person(persons),
        "nature": word(np.full(persons.size, NATURES.index(nature)), NATURES),
        "debut": day(month_start(first)),
        "fin": day(month_start(last + 1) - 1),
        "provenance": word(np.full(persons.size, source), SOURCES),
    }
    return told(columns, known, block.at.au)


def _notices(block: Block, asked: Asked) -> Rows:
    """The last tax notice known on the day of the file: from August, that of the year before."""
    people, at = block.people, block.at
    calendar = 1970 + (at.first_month + asked.month) // 12
    year = calendar - np.where((at.first_month + asked.month) % 12 >= 8, 1, 2)
    pairs, first = np.unique(asked.household * 10_000 + year, return_index=True)
    household, year = pairs // 10_000, pairs % 10_000
    holder = block.households.reference[household]
    taxable = _yearly(block, ("salaire", "chomage", "pension_retraite", "pension_invalidite", "independant"))
    income = np.bincount(people.household, weights=taxable, minlength=block.households.count)[household] * 0.9
    shares = np.maximum(block.means.adults + 0.5 * block.means.children, 1)[household]
    columns = {
        "assure": block.person(holder),
        "annee": integer(year),
        "revenu_fiscal": money(np.rint(income)),
        "imposable": flag(income / shares > 15_500),
        "revenus_patrimoine": money(np.zeros(household.size)),
        "revenus_independant": money(_yearly(block, ("independant",))[holder]),
        "pensions_recues": money(_yearly(block, ("pension_alimentaire",))[holder]),
        "pensions_versees": money(np.zeros(household.size)),
        "provenance": always("declare", household.size),
    }
    return rows("avis_imposition", told(columns, asked.known[first], at.au))


def _yearly(block: Block, natures: tuple[str, ...]) -> Floats:
    total = np.zeros(block.people.count)
    for nature in natures:
        if nature in block.incomes.persons:
            total[block.incomes.persons[nature]] += block.incomes.euros[nature][:, 12:24].sum(axis=1)
    return total
