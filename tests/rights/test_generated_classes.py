"""The classes that the synthetic département draws are those that the rule of the law gives to its hidden incomes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import duckdb
import pytest

from planir.detection.judgement import Dates, Judgement, create_relations
from planir.population.contract import tables
from planir.population.generator import Departement, generate
from planir.population.relations import tables_needed
from planir.population.store import open_population
from planir.programmes.catalogue import Catalogue

AU = date(2026, 11, 1)
VIEWS = ("c2s_plafond", "c2s_terme", "c2s_membre")


@pytest.fixture(scope="module")
def truth(tmp_path_factory: pytest.TempPathFactory, catalogue: Catalogue) -> Iterator[duckdb.DuckDBPyConnection]:
    """Every household and every income, as only the generator knows them, under the views of the law."""
    folder = tmp_path_factory.mktemp("departement")
    generate(folder, Departement(persons=4_000, seed=9, au=AU))
    population, hidden = open_population(folder), folder / ".verite"
    with duckdb.connect() as connection:
        connection.execute("CREATE SCHEMA magasin")
        given = {
            "assure": f"SELECT * FROM '{population.path('assure')}'",
            "foyer": (
                "SELECT menage AS foyer, assure, CASE role WHEN 'reference' THEN 'demandeur' ELSE role END AS role "
                f"FROM '{hidden}/personne.parquet' WHERE present"
            ),
            "ressource": (
                "SELECT assure, CAST(premier_mois + to_months(CAST(rang - 1 AS INTEGER)) AS DATE) AS mois, nature, "
                f"centimes / 100 AS montant FROM (SELECT assure, nature, premier_mois, unnest(centimes) AS centimes, "
                f"generate_subscripts(centimes, 1) AS rang FROM '{hidden}/revenu.parquet')"
            ),
            "allocation": (
                "SELECT assure, 'are' AS type, DATE '2020-01-01' AS debut "
                f"FROM '{hidden}/personne.parquet' WHERE gains_abattus"
            ),
        }
        names = tables_needed(catalogue.relations, VIEWS)
        for name in names:
            source = given.get(name, "SELECT NULL AS connu_le WHERE false")
            present = {row[0] for row in connection.execute(f"DESCRIBE {source}").fetchall()}
            columns = ", ".join(
                f"CAST({field.name if field.name in present else 'NULL'} AS {field.sql_type}) AS {field.name}"
                for field in tables()[name].fields
            )
            connection.execute(f"CREATE TABLE magasin.{name} AS SELECT {columns} FROM ({source})")
        judgement = Judgement(
            Dates(AU, AU), catalogue.parameters.values(AU), {name: f"magasin.{name}" for name in names}
        )
        create_relations(
            connection, catalogue.relations, judgement, VIEWS, dict.fromkeys(("c2s_membre", "c2s_terme"), ())
        )
        connection.execute(f"CREATE VIEW verite AS FROM '{hidden}/menage.parquet'")
        yield connection


def test_the_ceilings_are_those_of_the_law(truth: duckdb.DuckDBPyConnection) -> None:
    """But for children in alternating residence, of whom the truth does not say which they are: half a part less."""
    total, differ, higher = truth.execute(
        "SELECT count(*), count(*) FILTER (abs(p.plafond_gratuit - v.plafond) > 2), "
        "count(*) FILTER (v.plafond > p.plafond_gratuit + 2 OR v.plafond < p.plafond_gratuit - 2 AND v.personnes = 1) "
        "FROM verite AS v JOIN c2s_plafond AS p ON p.foyer = v.menage"
    ).fetchall()[0]

    assert total > 1_000
    assert higher == 0
    assert differ / total < 0.03


def test_the_incomes_counted_are_those_that_the_law_counts(truth: duckdb.DuckDBPyConnection) -> None:
    differ = truth.execute(
        "SELECT count(*), count(*) FILTER (abs(coalesce(t.montant, 0) + 12 * v.forfait_logement - v.ressources) > 1) "
        "FROM verite AS v JOIN c2s_plafond AS p ON p.foyer = v.menage "
        "LEFT JOIN (SELECT foyer, sum(montant) AS montant FROM c2s_terme GROUP BY foyer) AS t ON t.foyer = v.menage"
    ).fetchone()

    assert differ is not None
    assert differ[1] / differ[0] < 0.01


def test_the_class_drawn_is_the_verdict(truth: duckdb.DuckDBPyConnection) -> None:
    rows = truth.execute(
        "SELECT v.classe_c2s, CASE WHEN r.euros <= p.plafond_gratuit THEN 'gratuite' "
        "WHEN r.euros <= p.plafond_participation THEN 'participation' ELSE 'au-dessus' END AS verdict, count(*) "
        "FROM verite AS v JOIN c2s_plafond AS p ON p.foyer = v.menage "
        "JOIN (SELECT v.menage, 12 * v.forfait_logement + coalesce(sum(t.montant), 0) AS euros FROM verite AS v "
        "LEFT JOIN c2s_terme AS t ON t.foyer = v.menage GROUP BY v.menage, v.forfait_logement) AS r "
        "ON r.menage = v.menage "
        "GROUP BY ALL"
    ).fetchall()
    same = sum(
        count
        for drawn, verdict, count in rows
        if {drawn, verdict} <= {"proche", "non", "au-dessus"} or drawn == verdict
    )

    assert same / sum(count for *_, count in rows) > 0.99
