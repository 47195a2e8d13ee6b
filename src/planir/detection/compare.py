"""Holds a run against the nearest earlier one: new, continuing, closed, and why it closed (first true wins)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import duckdb
import pyarrow as pa

from planir.detection.judgement import Dates, Judgement
from planir.detection.passage import Passage
from planir.engine.errors import PlanirError
from planir.programmes.programme import Programme

REASONS = ("deces_ou_depart", "obtenue", "echue", "regle_changee", "plus_concernee")
"""Died or left; obtained; deadline passed; the rule changed; no longer concerned."""

LATE_DAYS = 180
"""An outcome dated this long before the earlier run, but learnt since, still closes a situation as obtained."""


@dataclass(frozen=True)
class Before:
    """The run to which a programme is compared; the version that its rule had, and whether it was medical."""

    passage: Passage
    version: str
    medical: bool

    @property
    def dates(self) -> Dates:
        return Dates(self.passage.au, self.passage.connu_au)


def nights_before(runs: Sequence[Passage], judgement: Judgement, code: str) -> Iterator[Before]:
    """The runs of an earlier `au` that examined this programme, the nearest first; the best informed on a tie.

    A run that knew more than this one is no night before it: it would close what this one cannot know of.
    """
    for run in sorted(runs, key=lambda run: (run.au, run.connu_au), reverse=True):
        if run.au < judgement.dates.au and run.connu_au <= judgement.dates.connu_au:
            for result in run.programmes:
                if result.code == code and result.status == "examine":
                    yield Before(run, result.version, result.access == "medical")


def load_before(
    connection: duckdb.DuckDBPyConnection, earlier: Mapping[str, Iterable[Before]], reader: Callable[[Before], str]
) -> Mapping[str, Before]:
    """Fill the table `avant` with the earlier situations of each programme; the run that each is compared to.

    `earlier`: for each programme, the runs before, the nearest first: the first whose situations can be read is taken.
    `reader` gives the DuckDB relation of the situations of a run. It may raise PlanirError.
    """
    connection.execute(
        "CREATE TEMP TABLE avant (programme VARCHAR, assure VARCHAR, objet VARCHAR, depuis DATE, echeance DATE, "
        "acces VARCHAR, passage_au DATE, version VARCHAR)"
    )
    taken = {}
    for code, nights in earlier.items():
        for before in nights:
            try:
                _load(connection, reader(before), code, before)
            except (duckdb.Error, PlanirError, OSError, pa.ArrowException):
                continue
            taken[code] = before
            break
    return taken


def _load(connection: duckdb.DuckDBPyConnection, rows: str, code: str, before: Before) -> None:
    connection.execute(
        f"INSERT INTO avant SELECT programme, assure, objet, depuis, echeance, acces, ?, ? "
        f"FROM {rows} WHERE programme = ?",
        [before.passage.au, before.version, code],
    )


def compare(
    connection: duckdb.DuckDBPyConnection,
    programmes: Mapping[str, Programme],
    versions: Mapping[str, str],
    judgement: Judgement,
) -> None:
    """Fill `suivi` (each situation with `etat` and `depuis`) and `close` (each closed one with its reason).

    `disparue` and `obtenue` are filled: see `outcomes`. Only an outcome that was not already there closes a situation
    as obtained. A closed situation keeps the stricter of the access it had and the one its programme has now.
    """
    au = judgement.dates.au.isoformat()
    connection.execute(
        "CREATE TEMP TABLE suivi AS "
        "SELECT s.*, CASE WHEN a.assure IS NULL THEN 'nouvelle' ELSE 'continue' END AS etat, "
        f"coalesce(a.depuis, DATE '{au}') AS depuis "
        "FROM situation AS s LEFT JOIN avant AS a USING (programme, assure, objet)"
    )
    connection.execute("CREATE TEMP TABLE version_actuelle (programme VARCHAR, version VARCHAR, acces VARCHAR)")
    for code, version in versions.items():
        connection.execute("INSERT INTO version_actuelle VALUES (?, ?, ?)", [code, version, programmes[code].access])
    connection.execute(
        f"""
        CREATE TEMP TABLE close AS
        SELECT
            d.programme,
            CASE
                WHEN 'medical' IN (d.acces, v.acces) THEN 'medical'
                WHEN 'restreint' IN (d.acces, v.acces) THEN 'restreint'
                ELSE 'courant'
            END AS acces,
            d.assure, d.objet, d.depuis, d.echeance, o.obtenu_le,
            CASE
                WHEN p.assure IS NULL THEN 'deces_ou_depart'
                WHEN o.obtenu_le > d.passage_au - {LATE_DAYS} AND o.obtenu_le IS DISTINCT FROM o.obtenu_avant
                    THEN 'obtenue'
                WHEN d.echeance < DATE '{au}' THEN 'echue'
                WHEN d.version <> v.version THEN 'regle_changee'
                ELSE 'plus_concernee'
            END AS motif
        FROM disparue AS d
        LEFT JOIN (SELECT DISTINCT assure FROM assure_au_jour SEMI JOIN disparue USING (assure)) AS p USING (assure)
        LEFT JOIN obtenue AS o USING (programme, assure, objet)
        LEFT JOIN version_actuelle AS v USING (programme)
        """
    )
