"""The synthetic département hangs together: lives, families, sick pay, incomes; and it hides what a fund cannot see."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pytest

from planir.population.store import open_population

CEILING_2026 = 10_422
"""Euros a year, one person, C2S without participation, since 1 April 2026."""


@pytest.fixture(scope="module")
def sql(departement: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Every table of the département and of its truth, as a view of the same name."""
    population = open_population(departement)
    with duckdb.connect() as connection:
        for name in population.tables:
            connection.execute(f"CREATE VIEW {name} AS FROM read_parquet('{population.path(name)}')")
        for path in sorted((departement / ".verite").glob("*.parquet")):
            connection.execute(f"CREATE VIEW vrai_{path.stem} AS FROM read_parquet('{path}')")
        connection.execute("CREATE VIEW assure_actuel AS FROM assure WHERE connu_jusqu IS NULL")
        yield connection


def number(sql: duckdb.DuckDBPyConnection, query: str) -> int:
    row = sql.execute(query).fetchone()
    assert row is not None
    return int(row[0])


@pytest.mark.parametrize(
    "impossible",
    [
        # lives
        "FROM assure_actuel WHERE date_deces < date_naissance OR affilie_jusqu < affilie_depuis",
        "FROM soin JOIN assure_actuel USING (assure) WHERE date_soin > date_deces OR date_soin < date_naissance",
        "FROM arret JOIN assure_actuel USING (assure) WHERE fin > date_deces",
        "FROM contact_entrant JOIN assure_actuel USING (assure) WHERE date_contact > date_deces",
        "FROM complementaire WHERE connu_jusqu IS NULL AND fin < debut",
        "FROM medecin_traitant WHERE connu_jusqu IS NULL AND fin < debut",
        "FROM allocation WHERE connu_jusqu IS NULL AND fin < debut",
        "FROM activite WHERE connu_jusqu IS NULL AND fin < debut",
        # families
        "FROM assure_actuel AS e JOIN assure_actuel AS p ON p.assure = e.rattache_a "
        "WHERE p.date_naissance > e.date_naissance - INTERVAL 15 YEAR",
        "FROM assure_actuel WHERE rattache_a = assure",
        "FROM assure_actuel WHERE rattache_a IS NOT NULL AND date_naissance < DATE '2026-11-01' - INTERVAL 20 YEAR",
        # a request takes its steps in order
        "FROM demande WHERE complete_le < deposee_le OR decidee_le < complete_le OR notifiee_le < decidee_le",
        "FROM demande WHERE adhesion_le < notifiee_le OR (resultat IS NULL) <> (decidee_le IS NULL)",
        "FROM piece WHERE recue_le < demandee_le OR rejetee_le < recue_le",
        "FROM piece WHERE demande IS NOT NULL AND demande NOT IN (SELECT demande FROM demande)",
        "FROM decision WHERE demande IS NOT NULL AND demande NOT IN (SELECT demande FROM demande)",
        # one act, one line, in its medical part as in the other
        "FROM (SELECT ligne FROM soin GROUP BY ligne HAVING count(*) > 1)",
        "FROM acte WHERE ligne NOT IN (SELECT ligne FROM soin)",
        "FROM delivrance WHERE ligne NOT IN (SELECT ligne FROM soin WHERE famille = 'pharmacie')",
        # two C2S never run together
        "FROM complementaire AS a JOIN complementaire AS b USING (assure) WHERE a.connu_jusqu IS NULL "
        "AND b.connu_jusqu IS NULL AND starts_with(a.type, 'c2s') AND starts_with(b.type, 'c2s') "
        "AND a.debut < b.debut AND b.debut <= a.fin",
    ],
)
def test_what_cannot_happen_does_not(impossible: str, sql: duckdb.DuckDBPyConnection) -> None:
    assert number(sql, f"SELECT count(*) {impossible}") == 0


def test_a_past_night_does_not_see_what_came_after(sql: duckdb.DuckDBPyConnection) -> None:
    night = "connu_le <= DATE '2026-03-15' AND (connu_jusqu IS NULL OR connu_jusqu > DATE '2026-03-15')"
    assert number(sql, f"SELECT count(*) FROM demande WHERE {night}") > 100
    assert number(sql, f"SELECT count(*) FROM demande WHERE {night} AND decidee_le > DATE '2026-03-15'") == 0
    assert number(sql, f"SELECT count(*) FROM piece WHERE {night} AND recue_le > DATE '2026-03-15'") == 0
    assert number(sql, f"SELECT count(*) FROM assure WHERE {night} AND date_deces > DATE '2026-03-15'") == 0
    assert number(sql, f"SELECT count(*) FROM creance WHERE {night} AND reglee_le > DATE '2026-03-15'") == 0


def test_nobody_is_paid_more_than_the_law_allows(sql: duckdb.DuckDBPyConnection) -> None:
    """360 days in any three years outside the procedure of long illness, counted day by day; corrections netted."""
    statements = sql.execute(
        """
        SELECT assure, debut, fin FROM arret WHERE risque = 'maladie' AND NOT ald
        GROUP BY assure, debut, fin HAVING sum(sign(jours)) > 0
        """
    ).fetchall()
    days: dict[str, set[date]] = {}
    for person, first, last in statements:
        paid = days.setdefault(person, set())
        paid.update(first + timedelta(days=rank) for rank in range((last - first).days + 1))
    longest = max(_most_in_three_years(sorted(paid)) for paid in days.values())
    assert 330 < longest <= 360


def _most_in_three_years(days: list[date]) -> int:
    most, start = 0, 0
    for position, day in enumerate(days):
        while days[start] <= day - timedelta(days=1096):
            start += 1
        most = max(most, position - start + 1)
    return most


def test_the_true_incomes_fit_the_class_that_was_drawn(sql: duckdb.DuckDBPyConnection) -> None:
    """From the 13th to the 2nd month before November 2026: months 24 to 35 of the 36 written."""
    sql.execute(
        """
        CREATE OR REPLACE TEMP VIEW recalcul AS
        WITH compte AS (
            SELECT p.menage,
                list_sum(list_transform(list_slice(r.centimes, 24, 35), lambda cents: greatest(0, cents - 100 *
                    CASE r.nature WHEN 'aah' THEN 68 WHEN 'asi' THEN 49 WHEN 'aspa' THEN 71 ELSE 0 END)))
                / CASE WHEN p.gains_abattus AND r.nature IN ('salaire', 'independant') THEN 100 / 0.7 ELSE 100 END
                AS euros
            FROM vrai_revenu AS r JOIN vrai_personne AS p USING (assure)
            WHERE r.compte_pour_c2s
        )
        SELECT menage, any_value(classe_c2s) AS classe, any_value(ressources) AS ressources,
            (coalesce(sum(euros), 0) + 12 * any_value(forfait_logement)) AS total, any_value(plafond) AS plafond
        FROM vrai_menage LEFT JOIN compte USING (menage) WHERE personnes > 0 GROUP BY menage
        """
    )
    assert number(sql, "SELECT count(*) FROM recalcul") > 2_000
    assert number(sql, "SELECT count(*) FROM recalcul WHERE abs(total - ressources) > 1") == 0
    wrong = """
        SELECT count(*) FROM recalcul WHERE classe <> CASE
            WHEN total <= plafond THEN 'gratuite' WHEN total <= plafond * 1.35 THEN 'participation'
            WHEN total <= plafond * 1.5 THEN 'proche' ELSE 'non' END
    """
    assert number(sql, wrong) == 0


@pytest.mark.parametrize(("persons", "ratio"), [(1, 1.0), (2, 1.5), (3, 1.8), (4, 2.1), (5, 2.5)])
def test_the_ceiling_follows_the_household(persons: int, ratio: float, sql: duckdb.DuckDBPyConnection) -> None:
    """Without a child in alternate residence, who counts for half."""
    full = CEILING_2026 * ratio
    of_this_size = f"SELECT count(*) FROM vrai_menage WHERE personnes = {persons}"
    usual = number(sql, f"{of_this_size} AND abs(plafond - {full}) < 1")
    assert usual > 0.8 * number(sql, of_this_size) > 0
    assert number(sql, f"{of_this_size} AND plafond > {full} + 1") == 0


def test_a_fund_sees_only_the_households_it_has_met(sql: duckdb.DuckDBPyConnection) -> None:
    met = """
        SELECT menage FROM vrai_personne JOIN demande USING (assure) WHERE type = 'c2s'
        UNION SELECT menage FROM vrai_personne JOIN complementaire USING (assure) WHERE starts_with(type, 'c2s')
        UNION SELECT menage FROM vrai_menage WHERE rsa_percu
    """
    assert number(sql, f"SELECT count(*) FROM foyer WHERE foyer NOT IN ({met})") == 0
    assert number(sql, f"SELECT count(*) FROM logement WHERE foyer NOT IN ({met})") == 0
    seen = number(sql, "SELECT count(DISTINCT foyer) FROM foyer")
    assert 0.05 < seen / number(sql, "SELECT count(*) FROM vrai_menage") < 0.30


def test_each_income_seen_is_covered_by_a_source_that_says_so(sql: duckdb.DuckDBPyConnection) -> None:
    orphans = """
        SELECT count(*) FROM ressource AS r WHERE NOT EXISTS (
            SELECT 1 FROM ressource_connue AS k WHERE k.assure = r.assure AND k.nature IN (r.nature, 'toutes')
                AND r.mois BETWEEN k.debut AND k.fin
        )
    """
    assert number(sql, "SELECT count(*) FROM ressource") > 1_000
    assert number(sql, orphans) == 0


def test_nobody_could_be_real(sql: duckdb.DuckDBPyConnection) -> None:
    assert number(sql, "SELECT count(*) FROM identite WHERE NOT starts_with(nom_naissance, 'EXEMPLE-')") == 0
    assert number(sql, "SELECT count(*) FROM identite WHERE nir[6:7] <> '00'") == 0
    key = "97 - CAST(nir[1:13] AS BIGINT) % 97"
    assert number(sql, f"SELECT count(*) FROM identite WHERE CAST(nir[14:15] AS BIGINT) <> {key}") == 0
    assert number(sql, "SELECT count(*) FROM assure WHERE NOT starts_with(commune, '00')") == 0
    fiction = "left(valeur, 6) NOT IN ('019900', '026191', '035301', '046571', '053649', '063998')"
    assert number(sql, f"SELECT count(*) FROM coordonnee WHERE canal IN ('mobile', 'fixe') AND {fiction}") == 0
    assert number(sql, "SELECT count(*) FROM coordonnee WHERE canal = 'courriel' AND valeur NOT LIKE '%.invalid'") == 0


def test_renewals_fall_due_every_month(sql: duckdb.DuckDBPyConnection) -> None:
    months = number(
        sql,
        """
        SELECT count(DISTINCT date_trunc('month', fin)) FROM complementaire
        WHERE connu_jusqu IS NULL AND starts_with(type, 'c2s') AND fin BETWEEN DATE '2026-11-01' AND DATE '2027-10-31'
        """,
    )
    assert months == 12
