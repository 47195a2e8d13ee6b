"""The same households as tables of a fund, and what the views of the law say of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from functools import cache
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from oracle.households import HOUSING, SHARES, Array, Households
from planir.detection.judgement import Dates, Judgement, create_relations
from planir.engine.connection import connect
from planir.law.calendar import months_after
from planir.law.parameters import Parameters, load
from planir.population.contract import tables
from planir.population.relations import Relation, tables_needed
from planir.population.relations_compiler import compile_relations

OUR_HOUSING = dict(zip(HOUSING, ("locataire", "proprietaire", "heberge_gratuit", "sans_domicile"), strict=True))
SHARED = ("c2s_membre", "c2s_plafond", "c2s_terme", "c2s_forfait_logement", "dernier_avis")
"""Views that several others read: computed once."""
_EVER = np.datetime64("1990-01-01")


@cache
def relations() -> Mapping[str, Relation]:
    return compile_relations()


@cache
def parameters() -> Parameters:
    return load()


def judged(households: Households) -> dict[str, Array]:
    """By family: `verdict`, `presumption` (or ''), and in cents `resources`, `lump` (housing), `free`, `paid`."""
    with _asked(households, ("c2s_verdict", "c2s_plafond", "c2s_forfait_logement")) as connection:
        found = connection.execute(
            "SELECT v.verdict, coalesce(v.presomption, '') AS presumption, v.a_examiner AS to_examine, "
            "CAST(v.ressources * 100 AS BIGINT) AS resources, CAST(l.montant * 100 AS BIGINT) AS lump, "
            "CAST(v.plafond_gratuit * 100 AS BIGINT) AS free, CAST(v.plafond_participation * 100 AS BIGINT) AS paid "
            "FROM c2s_verdict AS v JOIN c2s_forfait_logement AS l ON l.foyer = v.foyer ORDER BY v.foyer"
        ).fetchnumpy()
    return {name: np.asarray(column) for name, column in found.items()}


def of_each(households: Households, view: str, column: str) -> Array:
    """By person: an amount in euros, NaN for who is not of the household by the rule."""
    with _asked(households, (view,)) as connection:
        found = connection.execute(f"SELECT assure, CAST({column} AS DOUBLE) AS amount FROM {view}").fetchnumpy()
    amounts = np.full(households.person["family"].size, np.nan)
    amounts[[int(who[1:]) for who in found["assure"]]] = found["amount"]
    return amounts


def reference_months(au: date) -> tuple[date, ...]:
    """First days of the twelve months that the law counts for a request of `au`."""
    first = int(parameters().value("c2s.fenetre_premier_mois", au))
    return tuple(months_after(au, rank - first) for rank in range(12))


@contextmanager
def _asked(households: Households, views: tuple[str, ...]) -> Iterator[duckdb.DuckDBPyConnection]:
    au = households.au
    with connect(memory="1GB", threads=2) as connection:
        connection.execute("CREATE SCHEMA magasin")
        given = _tables(households)
        names = tables_needed(relations(), views)
        for name in names:
            _store(connection, name, given.get(name))
        judgement = Judgement(Dates(au, au), parameters().values(au), {name: f"magasin.{name}" for name in names})
        create_relations(connection, relations(), judgement, views, dict.fromkeys(SHARED, ()))
        yield connection


def _store(connection: duckdb.DuckDBPyConnection, name: str, columns: Mapping[str, Any] | None) -> None:
    """A table of the contract with these columns, everything else null; amounts are given in cents."""
    fields = {field.name: field for field in tables()[name].fields}
    declared = ", ".join(f"{field.name} {field.sql_type}" for field in fields.values())
    connection.execute(f"CREATE TABLE magasin.{name} ({declared})")
    if columns is None:
        return
    # Nothing to give: the table stays empty, as a fund's would.
    chosen = ", ".join(
        f"CAST({column} AS DECIMAL(15, 0)) * CAST(0.01 AS DECIMAL(3, 2))" if _is_money(fields[column]) else column
        for column in columns
    )
    connection.register("shown", pa.table(dict(columns)))
    connection.execute(f"INSERT INTO magasin.{name} ({', '.join(columns)}) SELECT {chosen} FROM shown")
    connection.unregister("shown")


def _is_money(field: Any) -> bool:
    return str(field.sql_type).startswith("DECIMAL")


def _tables(households: Households) -> dict[str, dict[str, Any]]:
    person, family, au = households.person, households.family, households.au
    who = np.char.add("P", np.char.zfill(np.arange(person["family"].size).astype(str), 7))
    home = np.char.add("F", np.char.zfill(np.arange(households.count).astype(str), 7))
    noticed = np.zeros(who.size, bool)
    for name in ("notice_self_employed", "notice_assets", "notice_alimony", "alimony_paid"):
        noticed |= person[name] > 0
    return {
        "assure": {
            "assure": who,
            "date_naissance": person["birth"],
            "precision_naissance": np.full(who.size, "jour"),
            "commune": np.where(family["overseas"], "97411", "73065")[person["family"]],
        },
        "foyer": {
            "foyer": home[person["family"]],
            "assure": who,
            "role": np.array(["demandeur", "conjoint", "enfant"])[person["role"]],
            "garde_alternee": person["alternate"],
        },
        "ressource": _incomes(households, who),
        "ressource_connue": {
            "assure": who,
            "nature": np.full(who.size, "toutes"),
            "debut": np.full(who.size, _EVER),
            "fin": np.full(who.size, np.datetime64(au)),
        },
        "avis_imposition": {
            "assure": who[noticed],
            "annee": np.full(int(noticed.sum()), au.year - 1),
            **{
                column: pa.array(person[name][noticed], mask=person[name][noticed] == 0)
                for column, name in (
                    ("revenus_independant", "notice_self_employed"),
                    ("revenus_patrimoine", "notice_assets"),
                    ("pensions_recues", "notice_alimony"),
                    ("pensions_versees", "alimony_paid"),
                )
            },
        },
        "logement": {
            "foyer": home,
            "statut": np.array([OUR_HOUSING[word] for word in family["housing"]]),
            "aide_mensuelle": family["aid"],
        },
        "allocation": _allowances(households, who),
        "arret": _leaves(households, who),
    }


def _incomes(households: Households, who: Array) -> dict[str, Any]:
    """One row an income of a month; what is the family's is paid to the applicant, an ASPA of both by halves."""
    person, family = households.person, households.family
    head = np.flatnonzero(person["role"] == 0)
    both = family["aspa_both"][:, None]
    given = [(who, nature, person[nature]) for nature in SHARES]
    given += [(who[head], "allocations_familiales", family[name]) for name in ("af", "cf")]
    given.append((who[head], "aspa", np.where(both, family["aspa"] // 2, family["aspa"])))
    # The partner's row follows the applicant's.
    partner = who[np.minimum(head + 1, who.size - 1)]
    given.append((partner, "aspa", np.where(both, family["aspa"] // 2, 0)))
    months = np.array(reference_months(households.au), "datetime64[D]")
    found = [(names, nature, amounts, *np.nonzero(amounts)) for names, nature, amounts in given]
    return {
        "assure": np.concatenate([names[rows] for names, _, _, rows, _ in found]),
        "mois": months[np.concatenate([columns for *_, columns in found])],
        "nature": np.concatenate([np.full(rows.size, nature, dtype="<U30") for _, nature, _, rows, _ in found]),
        "montant": np.concatenate([amounts[rows, columns] for _, _, amounts, rows, columns in found]),
    }


def _allowances(households: Households, who: Array) -> dict[str, Any]:
    """Who has an allowance on the day: it may let a right be presumed."""
    person, family = households.person, households.family
    head = np.flatnonzero(person["role"] == 0)
    given = [
        (who[person["unemployed"]], "are"),
        (who[person["ass_now"]], "ass"),
        (who[person["aah"][:, -1] > 0], "aah"),
        (who[person["asi"][:, -1] > 0], "asi"),
        (who[head[family["aspa"][:, -1] > 0]], "aspa"),
        (who[head[family["rsa"]]], "rsa"),
    ]
    names = np.concatenate([one for one, _ in given])
    return {
        "assure": names,
        "type": np.concatenate([np.full(one.size, word, dtype="<U4") for one, word in given]),
        "taux_plein": np.full(names.size, True),
        "debut": np.full(names.size, np.datetime64(households.au)),
    }


def _leaves(households: Households, who: Array) -> dict[str, Any]:
    """One sick leave, paid until the day before the request."""
    ill = np.flatnonzero(households.person["leave_months"])
    begun = [months_after(households.au, -int(months)) for months in households.person["leave_months"][ill]]
    first, last = np.array(begun, "datetime64[D]"), np.datetime64(households.au) - 1
    return {
        "assure": who[ill],
        "debut": first,
        "fin": np.full(ill.size, last),
        "jours": (last - first).astype(int) + 1,
        "ald": np.full(ill.size, False),
        "risque": np.full(ill.size, "maladie"),
    }
