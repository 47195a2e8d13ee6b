"""The verdicts for every household that a fund knows: how many it can decide, and what take-up this leaves possible."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

import duckdb

from planir.detection.judgement import Judgement, computed_once, create_relations, parameters_needed
from planir.detection.opening import open_judged, reading
from planir.detection.supply import known_tables
from planir.engine.connection import connect
from planir.engine.errors import PlanirError
from planir.law.parameters import Parameters
from planir.population.drm import drm_ground
from planir.population.reading import keys_of, stores
from planir.population.relations import Relation, missing_tables
from planir.population.supply import extracted
from planir.population.versions import held

Cover = Literal["gratuite", "participation"]
COVERS: tuple[Cover, ...] = ("gratuite", "participation")
BY = ("commune", "age", "statut_social")
"""What the take-up is told by."""
SOURCES = ("declare", "drm", "echange_L114_8", "caisse", "aucune")
"""Where the incomes of a household come from, the fullest source first."""
VERDICTS = ("gratuite", "participation", "aide_acs", "proche", "non", "inconnu")

_VIEWS = ("c2s_verdict", "c2s_membre", "assure_au_jour", "c2s_au_jour", "ressource_connue")
_MEMORY = "1600MB"

_PERSONS = """
CREATE TEMP TABLE planir__personne AS
WITH couverts AS (
    SELECT assure, CASE WHEN bool_or(type = 'c2s_gratuite') THEN 'gratuite' ELSE 'participation' END AS couverture
    FROM c2s_au_jour GROUP BY assure
)
SELECT
    m.foyer,
    a.commune,
    CASE WHEN a.age IS NULL THEN 'inconnu' WHEN a.age < 25 THEN 'moins de 25 ans' WHEN a.age < 60 THEN '25 à 59 ans'
        ELSE '60 ans et plus' END AS age,
    coalesce(a.statut_social, 'inconnu') AS statut_social,
    v.verdict,
    coalesce(v.verdict = 'inconnu' AND v.ressources <= v.plafond_gratuit, FALSE) AS peut_etre_gratuite,
    coalesce(v.verdict = 'inconnu' AND v.ressources <= v.plafond_participation
        AND (v.ressources_max IS NULL OR v.ressources_max > v.plafond_gratuit), FALSE) AS peut_etre_participation,
    c.couverture
FROM c2s_membre AS m
JOIN assure_au_jour AS a ON a.assure = m.assure
JOIN c2s_verdict AS v ON v.foyer = m.foyer
LEFT JOIN couverts AS c ON c.assure = m.assure
"""

_HOUSEHOLDS = """
WITH sources AS (
    SELECT m.foyer, CASE
        WHEN bool_or(k.provenance = 'declare') THEN 'declare'
        WHEN bool_or(k.provenance = 'drm') THEN 'drm'
        WHEN bool_or(k.provenance = 'echange_L114_8') THEN 'echange_L114_8'
        ELSE 'caisse' END AS source
    FROM c2s_membre AS m JOIN ressource_connue AS k ON k.assure = m.assure
    GROUP BY m.foyer
)
SELECT
    coalesce(s.source, 'aucune'), v.verdict, v.ressources_max IS NOT NULL, v.presomption IS NOT NULL, v.a_examiner,
    count(*)
FROM c2s_verdict AS v LEFT JOIN sources AS s ON s.foyer = v.foyer
GROUP BY ALL
"""


@dataclass(frozen=True)
class Known:
    """Households: `decided`; `bounded`, by two bounds that disagree; `unknown`, without an upper one."""

    decided: int = 0
    bounded: int = 0
    unknown: int = 0

    @property
    def total(self) -> int:
        return self.decided + self.bounded + self.unknown


@dataclass(frozen=True)
class TakeUp:
    """Persons of known households: `covered` by the C2S; without it, `certain` to have the right and `possible`."""

    covered: int
    certain: int
    possible: int

    @property
    def least(self) -> float | None:
        """Smallest share of those with the right who do not have it: no unknown household has it."""
        return _share(self.certain, self.covered)

    @property
    def most(self) -> float | None:
        """Largest share: every household that may have the right has it."""
        return _share(self.certain + self.possible, self.covered)


@dataclass(frozen=True)
class Screening:
    """`persons`: protected that day; `in_households`: of whom the household is known. `take_up`: by cover.

    `by`: for each of `BY`, each category's take-up by cover: not to be shown but through `disclosure`.
    """

    au: date
    connu_au: date
    extracted: date
    synthetic: bool
    drm: str | None
    persons: int
    in_households: int
    households: int
    presumed: int
    to_examine: int
    verdicts: Mapping[str, int]
    sources: Mapping[str, Known]
    take_up: Mapping[Cover, TakeUp]
    by: Mapping[str, Mapping[str, Mapping[Cover, TakeUp]]]


def screen(
    folder: Path,
    relations: Mapping[str, Relation],
    parameters: Parameters,
    *,
    au: date,
    connu_au: date | None = None,
) -> Screening:
    """The verdicts of the fund of `folder`, for requests filed on `au` with what `connu_au` knew.

    Raises PlanirError: as `open_judged`; `table_absente`; `cle_absente`; that of a parameter without a value that day.
    """
    population, dates = open_judged(folder, au, connu_au)
    for name in sorted(parameters_needed(relations, _VIEWS)):
        parameters.value(name, au)
    tables, keys = known_tables(population.tables, dates.connu_au), keys_of(population)
    lacking = missing_tables(relations, _VIEWS, tables)
    if lacking:
        raise PlanirError(
            "table_absente",
            f"Cette population n'a pas, ce jour-là, la table {', '.join(lacking)} : le droit à la C2S ne se calcule "
            "pas sans elle. Importez-la d'abord.",
        )
    version = folder / "versions" / population.version
    with held(population), connect(readable=[version], memory=_MEMORY) as connection:
        files = {name: rows for name, rows in stores(connection, population, keys).items() if name in tables}
        with reading(connection, files):
            judgement = Judgement(dates, parameters.values(au), files, extracted(tables))
            create_relations(connection, relations, judgement, _VIEWS, computed_once(relations, _VIEWS))
            connection.execute(_PERSONS)
            found = connection.execute(_HOUSEHOLDS).fetchall()
            return Screening(
                au=dates.au,
                connu_au=dates.connu_au,
                extracted=min(stored.extracted for stored in tables.values()),
                synthetic=population.synthetic,
                drm=drm_ground(folder),
                persons=_count(connection, "assure_au_jour"),
                in_households=_count(connection, "planir__personne"),
                households=sum(count for *_, count in found),
                presumed=sum(count for *_, presumed, _, count in found if presumed),
                to_examine=sum(count for *_, examined, count in found if examined),
                verdicts={word: sum(count for _, verdict, *_, count in found if verdict == word) for word in VERDICTS},
                sources={source: _known(found, source) for source in SOURCES},
                take_up=_take_up(connection),
                by={column: _take_up_by(connection, column) for column in BY},
            )


def _known(found: list[tuple[str, str, bool, bool, bool, int]], source: str) -> Known:
    counts = {"decided": 0, "bounded": 0, "unknown": 0}
    for origin, verdict, bounded, _, _, count in found:
        if origin == source:
            counts["decided" if verdict != "inconnu" else "bounded" if bounded else "unknown"] += count
    return Known(**counts)


def _take_up(connection: duckdb.DuckDBPyConnection) -> Mapping[Cover, TakeUp]:
    return _take_up_by(connection, "'tous'").get("tous", {cover: TakeUp(0, 0, 0) for cover in COVERS})


def _take_up_by(connection: duckdb.DuckDBPyConnection, column: str) -> Mapping[str, Mapping[Cover, TakeUp]]:
    counts = ", ".join(
        f"count(*) FILTER (couverture = '{cover}'), "
        f"count(*) FILTER (couverture IS NULL AND verdict = '{cover}'), "
        f"count(*) FILTER (couverture IS NULL AND peut_etre_{cover})"
        for cover in COVERS
    )
    rows = connection.execute(
        f"SELECT coalesce({column}, 'inconnu') AS categorie, {counts} FROM planir__personne GROUP BY 1 ORDER BY 1"
    ).fetchall()
    return {
        category: {cover: TakeUp(*numbers[3 * rank : 3 * rank + 3]) for rank, cover in enumerate(COVERS)}
        for category, *numbers in rows
    }


def _count(connection: duckdb.DuckDBPyConnection, relation: str) -> int:
    row = connection.execute(f"SELECT count(*) FROM {relation}").fetchone()
    assert row is not None, "a count gives one row"
    return int(row[0])


def _share(without: int, covered: int) -> float | None:
    return without / (without + covered) if without + covered else None
