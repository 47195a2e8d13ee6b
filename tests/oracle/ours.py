"""The same households as tables of a fund, and what the views of the law say of them, by family."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from oracle.households import HOUSING, NATURES, Array, Households
from planir.detection.judgement import Dates, Judgement, create_relations
from planir.law.calendar import months_after
from planir.law.parameters import Parameters, load
from planir.population.contract import tables
from planir.population.relations import Relation, tables_needed
from planir.population.relations_compiler import compile_relations

OUR_HOUSING = dict(zip(HOUSING, ("locataire", "proprietaire", "heberge_gratuit", "sans_domicile"), strict=True))


@cache
def relations() -> Mapping[str, Relation]:
    return compile_relations()


@cache
def parameters() -> Parameters:
    return load()


def judged(households: Households) -> dict[str, Array]:
    """By family: `verdict`, `resources`, `free` and `paid` (floats, exact to the cent)."""
    return _asked(
        households,
        ("c2s_verdict", "c2s_plafond"),
        "SELECT verdict, CAST(ressources AS DOUBLE) AS resources, CAST(plafond_gratuit AS DOUBLE) AS free, "
        "CAST(plafond_participation AS DOUBLE) AS paid FROM c2s_verdict ORDER BY foyer",
    )


def yearly_amounts(households: Households) -> Array:
    """By person: what the ACS gave a year, in euros."""
    return _asked(households, ("acs_aide",), "SELECT CAST(annuelle AS DOUBLE) AS amount FROM acs_aide ORDER BY assure")[
        "amount"
    ]


def _asked(households: Households, views: tuple[str, ...], question: str) -> dict[str, Array]:
    au = households.au
    with duckdb.connect(config={"threads": 2}) as connection:
        connection.execute("CREATE SCHEMA magasin")
        given = tables_of(households)
        names = tables_needed(relations(), views)
        for name in names:
            _store(connection, name, given.get(name, {}))
        judgement = Judgement(Dates(au, au), parameters().values(au), {name: f"magasin.{name}" for name in names})
        shared: dict[str, tuple[str, ...]] = dict.fromkeys(
            ("c2s_membre", "c2s_plafond", "dernier_avis", "c2s_terme"), ()
        )
        create_relations(connection, relations(), judgement, views, shared)
        found = connection.execute(question).fetchnumpy()
    return {name: np.asarray(column) for name, column in found.items()}


def _store(connection: duckdb.DuckDBPyConnection, name: str, columns: Mapping[str, Any]) -> None:
    """A table of the contract with these columns, everything else null."""
    fields = tables()[name].fields
    shown = pa.table(dict(columns)) if columns else None
    chosen = ", ".join(
        f"CAST({field.name if field.name in columns else 'NULL'} AS {field.sql_type}) AS {field.name}"
        for field in fields
    )
    if shown is None:
        connection.execute(f"CREATE TABLE magasin.{name} AS SELECT {chosen} WHERE false")
        return
    connection.register("shown", shown)
    connection.execute(f"CREATE TABLE magasin.{name} AS SELECT {chosen} FROM shown")
    connection.unregister("shown")


def tables_of(households: Households) -> dict[str, dict[str, Any]]:
    """By table of the contract, the columns that these households fill."""
    person, family, au = households.person, households.family, households.au
    who = np.char.add("P", np.char.zfill(np.arange(person["family"].size).astype(str), 7))
    home = np.char.add("F", np.char.zfill(np.arange(households.count).astype(str), 7))
    head = np.flatnonzero(person["role"] == 0)
    commune = np.where(family["overseas"], "97411", "73065")[person["family"]]
    ever = np.full(who.size, np.datetime64("1990-01-01"))
    amounts = _amounts(households, who, head)
    noticed = (person["self_employed"] > 0) | (person["alimony_paid"] > 0)
    allowances = _allowances(households, who, head)
    return {
        "assure": {
            "assure": who,
            "date_naissance": person["birth"],
            "precision_naissance": ["jour"] * who.size,
            "commune": commune,
        },
        "foyer": {
            "foyer": home[person["family"]],
            "assure": who,
            "role": np.array(["demandeur", "conjoint", "enfant"])[person["role"]],
            "garde_alternee": person["alternate"],
        },
        "ressource": amounts,
        "ressource_connue": {
            "assure": who,
            "nature": ["toutes"] * who.size,
            "debut": ever,
            "fin": np.full(who.size, np.datetime64(au)),
        },
        "avis_imposition": {
            "assure": who[noticed],
            "annee": np.full(int(noticed.sum()), au.year - 1),
            "revenus_independant": pa.array(
                [_cents(value) if value else None for value in person["self_employed"][noticed]], pa.decimal128(12, 2)
            ),
            "pensions_versees": pa.array(
                [_cents(value) for value in person["alimony_paid"][noticed]], pa.decimal128(12, 2)
            ),
        },
        "logement": {
            "foyer": home,
            "statut": [OUR_HOUSING[word] for word in family["housing"]],
            "aide_mensuelle": pa.array([_cents(value) for value in family["aid"]], pa.decimal128(12, 2)),
        },
        "allocation": allowances,
    }


def _amounts(households: Households, who: Array, head: Array) -> dict[str, Any]:
    """One row an income: the month, the nature, exact cents."""
    person, family = households.person, households.family
    period = period_of(households.au)
    found: list[tuple[Array, Array, str, Array]] = []
    for nature in NATURES:
        rows, months = np.nonzero(person[nature])
        found.append((who[rows], months, nature, person[nature][rows, months]))
    rows, months = np.nonzero(family["af"])
    found.append((who[head[rows]], months, "allocations_familiales", family["af"][rows, months]))
    rows, months = np.nonzero(family["aspa"])
    both = family["aspa_couple"][rows]
    found.append(
        (
            who[head[rows]],
            months,
            "aspa",
            np.where(both, family["aspa"][rows, months] / 2, family["aspa"][rows, months]),
        )
    )
    found.append((who[head[rows][both] + 1], months[both], "aspa", family["aspa"][rows, months][both] / 2))
    cents = np.concatenate([np.rint(amount * 100).astype(np.int64) for *_, amount in found])
    return {
        "assure": np.concatenate([one for one, *_ in found]),
        "mois": np.array(period, "datetime64[D]")[np.concatenate([months for _, months, *_ in found])],
        "nature": [nature for one, _, nature, _ in found for _ in range(one.size)],
        "montant": pa.array([Decimal(int(cent)).scaleb(-2) for cent in cents], pa.decimal128(12, 2)),
    }


def _allowances(households: Households, who: Array, head: Array) -> dict[str, Any]:
    person, family = households.person, households.family
    chosen = [
        (who[person["unemployed"]], "are"),
        (who[person["ass_now"]], "ass"),
        (who[head[family["rsa"]]], "rsa"),
    ]
    names = np.concatenate([one for one, _ in chosen])
    return {
        "assure": names,
        "type": [word for one, word in chosen for _ in range(one.size)],
        "debut": np.full(names.size, np.datetime64(households.au)),
    }


def period_of(au: date) -> tuple[date, ...]:
    first = int(parameters().value("c2s.fenetre_premier_mois", au))
    return tuple(months_after(au, rank - first) for rank in range(12))


def _cents(value: float) -> Decimal:
    return Decimal(round(value * 100)).scaleb(-2)
