"""From the sources of a reader to a new version: rows checked, compared with the version before, sorted, published."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from planir.engine.errors import PlanirError
from planir.population.contract import tables
from planir.population.importing.failures import UNCHANGED, told
from planir.population.importing.progress import Progress, Silent
from planir.population.importing.rejects import RejectFolder, settle
from planir.population.importing.report import Report, TableReport
from planir.population.importing.source import Remark, Source
from planir.population.importing.table import TableImport
from planir.population.importing.writing import same_file
from planir.population.keys import create_key, load_key
from planir.population.store import Population, VersionWriter, open_population
from planir.population.supply import StoredTable
from planir.population.versions import remove_old

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def run_import(
    con_of: Callable[[str], DuckDBPyConnection],
    sources: Sequence[Source],
    target: Path,
    before: Population | None,
    *,
    format: str,  # noqa: A002 - the word of the command line
    known: date,
    remarks: Sequence[Remark] = (),
    progress: Progress | None = None,
) -> Report:
    """Make the version of `target` that these sources give, and make it current.

    `con_of`: the connection for a table, asked for the tables that have a key first. `before`: what the folder holds;
    `known`: the day from which what the sources say is known. Whatever stops it, the version before stays whole.
    Raises PlanirError: `cle_absente`, `personnes_perdues`, those of the sources, and those of a full disk or a
    forbidden folder (`failures`).
    """
    with told(f"« {target} »"):
        settle(target, before)
        keys = _keys(sources, before)
        order = sorted(sources, key=lambda source: (tables()[source.table].key is None, source.table))
        folder = RejectFolder(target, before)
        try:
            with VersionWriter(target) as writer:
                stored: dict[str, StoredTable] = {}
                reports: list[TableReport] = []
                for table, group in groupby(order, key=lambda source: source.table):
                    supplied = TableImport(con_of(table), table, list(group), before, known)
                    with told(f"la table {table}"):
                        result = supplied.run(
                            writer.path(table), folder.path(table), keys.get(table), progress or Silent()
                        )
                    _refuse_to_lose_everybody(result.report)
                    stored[table] = result.stored
                    reports.append(result.report)
                carried = _carry(before, stored, writer)
                population = writer.publish(
                    {**carried, **stored},
                    source=format,
                    synthetic=False,
                    known=known,
                    known_from=before.known_from if before else known,
                )
            rejects = folder.publish(population.version)
            removed = remove_old(population)
        except BaseException:
            folder.discard()
            raise
    reports.sort(key=lambda report: report.table)
    return Report(population, known, tuple(reports), tuple(sorted(carried)), tuple(remarks), rejects, removed)


def _refuse_to_lose_everybody(report: TableReport) -> None:
    """An empty, cut or unreadable list of persons would close them all, and no later import could undo it."""
    known = report.kept - report.added + report.closed
    if report.table == "assure" and report.closed and report.kept * 2 < known:
        reasons = "".join(f" Premier motif de refus : {reason}." for reason in list(report.reasons)[:1])
        kept = f"{report.kept} personne{'s' * (report.kept > 1)}"
        raise PlanirError(
            "personnes_perdues",
            f"L'extrait de la table assure ne garde que {kept}, et {known} sont connues : plus de la moitié "
            f"disparaîtraient.{reasons} Vérifiez cet extrait ; si c'est voulu, importez dans un dossier neuf. "
            f"{UNCHANGED}",
        )


def population_before(target: Path) -> Population | None:
    """What the folder holds already. Raises PlanirError: `population_synthetique`, and those of `open_population`."""
    if not (target / "population.json").exists():
        return None
    before = open_population(target)
    if before.synthetic:
        raise PlanirError(
            "population_synthetique",
            f"« {target} » contient une population synthétique : importez dans un autre dossier, "
            "pour ne jamais mêler des personnes inventées à de vraies.",
        )
    return before


def _keys(sources: Sequence[Source], before: Population | None) -> Mapping[str, bytes | None]:
    """The key of each table supplied; drawn the first time, never a second one for files that have one."""
    names = {source.table: tables()[source.table].key for source in sources}
    used = {stored.key for stored in before.tables.values() if stored.key} if before else set()
    for name in sorted({name for name in names.values() if name} & used):
        if load_key(name) is None:
            raise PlanirError(
                "cle_absente",
                f"La clé « {name} » des fichiers de cette population n'est pas ici : remettez-la (PLANIR_CLES dit "
                "dans quel dossier), puis recommencez.",
            )
    return {table: create_key(name) if name else None for table, name in names.items()}


def _carry(
    before: Population | None, stored: Mapping[str, StoredTable], writer: VersionWriter
) -> Mapping[str, StoredTable]:
    """Tables not supplied this time: the same files, under the new version."""
    if before is None:
        return {}
    carried = {name: table for name, table in before.tables.items() if name not in stored}
    for name in carried:
        same_file(before.path(name), writer.path(name))
    return carried
