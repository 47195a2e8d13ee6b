"""What a reader hands to the pipeline: one `Source` a table, and the remarks that the user must see.

A reader is a function `(con, folder, known) -> (sources, remarks)`. `known` is the day to take for a file that
does not say when it was extracted. The pipeline runs the SQL of the sources on the same connection, once, and
a second time with `_ligne` only where rows are refused: a source must give the same rows each time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from planir.population.importing.lines import TextFile
from planir.population.nir import MASK as MASK
from planir.population.nir import without_nir

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@dataclass(frozen=True)
class Source:
    """One file (or one query over several) that gives rows of one table of the contract.

    Two sources may give the same table: their rows are put together.
    """

    table: str
    """Table of the contract."""
    file: str
    """Name shown in rejects and progress, without its folder."""
    sql: str
    """SELECT giving `_ligne` BIGINT (line in the file, 1 = header) and columns of the contract.

    A column is VARCHAR (the raw text) or already typed, and may be absent. Optionally `_rejet` VARCHAR (the reason
    to refuse the row, in French; null to keep it) with `_colonne` and `_valeur` VARCHAR: `_valeur` is shown as it
    is, so give MASK for what is not open to all.
    """
    rows: int | None
    """Number of rows, if known: for the progress bar."""
    extracted: date
    """When this table was extracted."""
    structure: str | None = None
    """DuckDB table where `read_csv(…, store_rejects)` keeps the lines that it cannot cut into columns."""
    covered: tuple[str, ...] | None = None
    """Values of the table's `partial` column that this source knows; None: all of them."""
    expected: int | None = None
    """Rows that it must give or refuse, by a count of its lines; None when they were not counted."""
    text: TextFile | None = None
    """Text file behind the rows, when `_ligne` only counts them: the line is then found by reading it again."""


@dataclass(frozen=True)
class Remark:
    """Something recognised, absent or ignored, told to the user in one sentence.

    Names of files and columns are anyone's: what is shaped like a NIR is masked.
    """

    file: str
    sentence: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "file", without_nir(self.file))
        object.__setattr__(self, "sentence", without_nir(self.sentence))


Reader = Callable[["DuckDBPyConnection", Path, date], tuple[list[Source], list[Remark]]]
