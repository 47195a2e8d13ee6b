"""The register lists every column that can change what a programme says: the others may hold anything.

A synthetic département, and the same one where every column that the register does not list for this programme (or
that the lineage does not give for this column of a view) is taken from another row.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import duckdb
import pytest

from planir.detection.judgement import Dates, Judgement, create_relations, stored_as
from planir.detection.steps import with_queries
from planir.engine.columns import ColumnsRead
from planir.population.contract import tables
from planir.population.generator import Departement, generate
from planir.population.relations import UNREADABLE, base_columns, needed, tables_needed
from planir.programmes.cache import load_catalogue
from planir.programmes.catalogue import Catalogue

AU = date(2026, 11, 1)
PERSONS = 4_000
KNOWLEDGE = frozenset({"connu_le", "connu_jusqu"})
"""Read everywhere, as the register says once and for all."""

CATALOGUE = load_catalogue()
LAST = {
    name: [one.value for one in known.values if one.value is not None][-1]
    for name, known in CATALOGUE.parameters.by_name.items()
}
VALUES = {**LAST, **CATALOGUE.parameters.values(AU)}
"""Those of the day; of a law that is no more, the last ones."""
VIEWS = sorted(name for name, one in CATALOGUE.relations.items() if one.kind in {"vue", "regle"})


NOBODY = frozenset({"c2s_activite_connue", "decompte_incomplet"})
"""Views that say nothing of this département: incomes are told when a request is filed, of older months; each slip
counts all its days."""


@dataclass(frozen=True)
class Departements:
    """In one connection, `vrai.<table>` as generated and `melange.<table>`: each column, rows displaced."""

    connection: duckdb.DuckDBPyConnection
    catalogue: Catalogue

    def answers(self, wanted: Iterable[str], asked: Iterable[str], counted: ColumnsRead | None) -> list[list[Any]]:
        """The rows of these queries, sorted; only the columns `counted` are the true ones (None: all of them)."""
        opened = tables_needed(self.catalogue.relations, wanted)
        for name in opened:
            self.connection.execute(f"CREATE OR REPLACE TEMP VIEW lu_{name} AS {_mixed(name, counted)}")
        judgement = Judgement(Dates(AU, AU), VALUES, {name: f"lu_{name}" for name in opened})
        # Each view once: one that reads others would be planned again inside every one of its readers.
        reached = needed(self.catalogue.relations, wanted)
        derived = [name for name in reached if self.catalogue.relations[name].kind in {"vue", "regle"}]
        create_relations(self.connection, self.catalogue.relations, judgement, wanted, dict.fromkeys(derived, ()))
        try:
            return [sorted(self.connection.execute(judgement.bind(sql)).fetchall(), key=repr) for sql in asked]
        finally:
            for name in reversed(reached):
                self.connection.execute(
                    f"DROP {'TABLE' if name in derived else stored_as(self.catalogue.relations[name])} {name}"
                )


def _mixed(table: str, counted: ColumnsRead | None) -> str:
    names = tables()[table].names
    kept = {name for name in names if counted is None or (table, name) in counted or name in KNOWLEDGE}
    chosen = ", ".join(f"{'v' if name in kept else 'm'}.{name}" for name in names)
    return f"SELECT {chosen} FROM vrai.{table} AS v POSITIONAL JOIN melange.{table} AS m"


@pytest.fixture(scope="module")
def departements(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Departements]:
    folder = tmp_path_factory.mktemp("departement")
    population = generate(folder, Departement(PERSONS, seed=3, au=AU))
    with duckdb.connect() as connection:
        connection.execute("CREATE SCHEMA vrai; CREATE SCHEMA melange")
        for name, table in tables().items():
            if table.sensitivity not in UNREADABLE:
                connection.execute(f"CREATE TABLE vrai.{name} AS FROM read_parquet('{population.path(name)}')")
                moved = ", ".join(
                    f"lag({column}, {rank}) OVER (ORDER BY rowid) AS {column}"
                    for rank, column in enumerate(table.names, 1)
                )
                connection.execute(f"CREATE TABLE melange.{name} AS SELECT {moved} FROM vrai.{name} ORDER BY rowid")
        yield Departements(connection, CATALOGUE)


@pytest.mark.parametrize("view", VIEWS)
def test_a_column_of_a_view_depends_on_nothing_else(departements: Departements, view: str) -> None:
    asked = {column: f"SELECT {column} FROM {view}" for column in CATALOGUE.relations[view].columns}

    true = departements.answers([view], asked.values(), None)

    assert (true[0] == []) == (view in NOBODY)
    for (column, question), expected in zip(asked.items(), true, strict=True):
        counted = base_columns(CATALOGUE.relations, [(view, column)])
        assert departements.answers([view], [question], counted) == [expected], column


@pytest.mark.parametrize("code", CATALOGUE.programmes)
def test_a_programme_depends_on_nothing_that_the_register_does_not_list(departements: Departements, code: str) -> None:
    programme = CATALOGUE.programmes[code]
    judgement = Judgement(Dates(AU, AU), CATALOGUE.parameters.values(AU), {})
    queries = with_queries(programme, judgement)
    steps = [f"{queries} SELECT assure FROM {step.name}" for step in programme.steps]
    asked = [*steps, f"{queries} SELECT * FROM {programme.queries[-1].name}", programme.outcome_sql]

    true = departements.answers(programme.reads, asked, None)

    assert true[0]
    assert departements.answers(programme.reads, asked, programme.base) == true


REGISTERED: Mapping[str, str] = {
    "medecin_traitant": """
        aide_medicale_etat.assure aide_medicale_etat.debut aide_medicale_etat.fin
        assure.affilie_depuis assure.affilie_jusqu assure.assure assure.date_deces assure.date_naissance
        assure.precision_naissance
        coordonnee.appartient_a coordonnee.assure coordonnee.canal coordonnee.debut coordonnee.fin coordonnee.qualite
        medecin_traitant.assure medecin_traitant.debut medecin_traitant.fin
        representant.assure representant.debut representant.fin representant.organisme representant.representant
        representant.type
        soin.assure soin.date_soin soin.hors_parcours soin.majoration soin.montant_base
    """,
    "medecin_traitant_parti": """
        aide_medicale_etat.assure aide_medicale_etat.debut aide_medicale_etat.fin
        assure.affilie_depuis assure.affilie_jusqu assure.assure assure.date_deces assure.date_naissance
        assure.precision_naissance
        medecin.fin_exercice medecin.medecin medecin.motif_fin
        medecin_traitant.assure medecin_traitant.debut medecin_traitant.fin medecin_traitant.medecin
        representant.assure representant.debut representant.fin representant.organisme representant.representant
        representant.type
    """,
    "aide_sociale_enfance": """
        assure.affilie_depuis assure.affilie_jusqu assure.assure assure.date_deces assure.date_naissance
        assure.precision_naissance
        evenement_restreint.assure evenement_restreint.date_evenement evenement_restreint.objet
        evenement_restreint.type
    """,
    "sophia": """
        adhesion.assure adhesion.connu_le adhesion.debut adhesion.fin adhesion.refus adhesion.service
        affection.ald affection.assure affection.debut affection.exoneration affection.fin
        assure.affilie_depuis assure.affilie_jusqu assure.assure assure.date_deces assure.date_naissance
        assure.precision_naissance assure.regime
        delivrance.assure delivrance.atc delivrance.date_delivrance delivrance.quantite
        medecin_traitant.assure medecin_traitant.debut medecin_traitant.fin
    """,
}  # fmt: skip


@pytest.mark.parametrize("code", REGISTERED)
def test_the_register_lists_the_columns_that_the_rule_needs_and_no_other(code: str) -> None:
    assert {".".join(pair) for pair in CATALOGUE.programmes[code].base} == set(REGISTERED[code].split())
