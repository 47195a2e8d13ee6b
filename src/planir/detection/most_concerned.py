"""The person of a run that the most programmes concern: a good first example to explain."""

from __future__ import annotations

from planir.detection.keep import situations_of
from planir.detection.passage import Passage
from planir.engine.connection import connect


def most_concerned(passage: Passage) -> str | None:
    """Their pseudonym, the first in alphabetical order on a tie; None when nobody is. Only what all may see counts."""
    with connect(readable=[passage.folder]) as connection:
        row = connection.execute(
            f"SELECT assure FROM {situations_of(connection, passage, {})} WHERE acces = 'courant' "
            "GROUP BY assure ORDER BY count(DISTINCT programme) DESC, count(DISTINCT risque) DESC, assure LIMIT 1"
        ).fetchone()
    return None if row is None else str(row[0])
