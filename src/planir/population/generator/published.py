"""Published levels, and what the generated files give: measured on the files, never on what was intended."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

from planir.engine.errors import PlanirError
from planir.population.generator.measures import MEASURES, PREPARATION, Measure
from planir.population.generator.truth import FOLDER
from planir.population.store import Population, open_population


@dataclass(frozen=True)
class Level:
    """One published level, in percent. `low`, `high`: what was published (equal for a single figure).

    `margin`: points that the generator allows itself beside chance; `numerator`, `denominator`: what was counted in
    the files.
    """

    label: str
    source: str
    low: float
    high: float
    margin: float
    numerator: int
    denominator: int

    @property
    def generated(self) -> float:
        """Percent; 0 when nobody is concerned."""
        return 100 * self.numerator / self.denominator if self.denominator else 0.0

    @property
    def chance(self) -> float:
        """Points that chance alone explains in a département of this size: two standard errors."""
        share = self.generated / 100
        return 200 * math.sqrt(share * (1 - share) / self.denominator) if self.denominator else 100.0

    @property
    def holds(self) -> bool:
        allowed = self.margin + self.chance
        return self.low - allowed <= self.generated <= self.high + allowed


def published_levels(folder: Path) -> list[Level]:
    """Measure every published level on the files of a synthetic population.

    Raises PlanirError when the folder is not a population, or has no truth (`verite_absente`).
    """
    import duckdb

    population = open_population(folder)
    if not (folder / FOLDER / "menage.parquet").is_file():
        raise PlanirError(
            "verite_absente",
            f"« {folder} » n'a pas de vérité cachée : seule une population faite par « planir population generate » "
            "se compare aux niveaux publiés.",
        )
    with duckdb.connect() as connection:
        for statement in (*_files(population), *PREPARATION.split(";\n")):
            if statement.strip():
                connection.execute(statement)
        return [_level(connection.execute(measure.query).fetchone(), measure) for measure in MEASURES]


def _files(population: Population) -> list[str]:
    statements = [f"CREATE TEMP TABLE jour AS SELECT DATE '{population.known.isoformat()}' AS au"]
    for name in ("assure", "medecin_traitant", "complementaire", "allocation", "acte", "soin", "contact_entrant"):
        statements.append(f"CREATE TEMP VIEW {name} AS FROM read_parquet('{_quoted(population.path(name))}')")
    for name in ("personne", "menage"):
        path = population.folder / FOLDER / f"{name}.parquet"
        statements.append(f"CREATE TEMP VIEW {name} AS FROM read_parquet('{_quoted(path)}')")
    return statements


def _quoted(path: Path) -> str:
    return str(path.resolve()).replace("'", "''")


def _level(counts: tuple[int, int] | None, measure: Measure) -> Level:
    numerator, denominator = counts or (0, 0)
    return Level(
        measure.label, measure.source, measure.low, measure.high, measure.margin, int(numerator), int(denominator)
    )
