"""The right of one household to the C2S (before November 2019: CMU-C and ACS), with every term of it.

The views of the law, asked of the rows of one household: the same SQL as the screening of a whole fund.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from planir.detection.given import fill
from planir.detection.judgement import Dates, Judgement, computed_once, create_relations, parameters_needed
from planir.engine.connection import connect
from planir.law.calendar import months_after
from planir.law.parameters import Parameters
from planir.population.contract import tables
from planir.population.relations import Relation, tables_needed
from planir.rights.c2s_words import reference_of, words
from planir.rights.household_file import Household, read_household
from planir.rights.papers import papers, steps
from planir.rights.verdict import Right, Term, Verdict

_STORE = "magasin"
_POSSIBLE = (
    "SELECT t.assure, t.type, t.taux_plein, t.imposable FROM c2s_titulaire AS t "
    "JOIN c2s_membre AS m ON m.assure = t.assure "
    "WHERE t.possible AND m.role IN ('demandeur', 'conjoint') ORDER BY t.assure, t.type"
)
"""Allocations that make the right presumed, or would if a condition that is not known held."""
_WORK_UNKNOWN = (
    "SELECT DISTINCT a.assure FROM c2s_membre AS a JOIN c2s_membre AS t ON t.foyer = a.foyer "
    "JOIN c2s_titulaire AS l ON l.assure = t.assure AND l.possible AND l.type IN ('aspa', 'asi', 'aah') "
    "WHERE a.role IN ('demandeur', 'conjoint') AND t.role IN ('demandeur', 'conjoint') "
    "AND NOT EXISTS (SELECT 1 FROM c2s_activite_connue AS k WHERE k.assure = a.assure) "
    "AND NOT EXISTS (SELECT 1 FROM c2s_activite_recente AS r WHERE r.assure = a.assure) ORDER BY a.assure"
)
"""Adults whose work decides of a presumption, and is not known."""
_FEW = 4
"""Natures lacking that are named one by one."""
_VIEWS = (
    "c2s_verdict",
    "c2s_terme",
    "c2s_forfait_logement",
    "c2s_inconnue",
    "c2s_nature_connue",
    "c2s_activite_connue",
    "c2s_titulaire",
)


def judge_file(path: Path, au: date, relations: Mapping[str, Relation], parameters: Parameters) -> Verdict:
    """The verdict on the household of a YAML file, for a request filed on `au`.

    Raises PlanirError: `foyer_illisible`; `parametre_pas_encore`, `parametre_perime` when the law of `au` is not known.
    """
    _require_law(_VIEWS, au, relations, parameters)
    return judge(read_household(path, au, reference_months(au, parameters)), au, relations, parameters)


def reference_months(au: date, parameters: Parameters) -> tuple[date, ...]:
    """First days of the months whose incomes count for a request filed on `au` (CSS, R.861-8)."""
    first = int(parameters.value("c2s.fenetre_premier_mois", au))
    counted = int(parameters.value("c2s.mois_comptes", au))
    return tuple(months_after(au.replace(day=1), rank - first) for rank in range(counted))


def judge(household: Household, au: date, relations: Mapping[str, Relation], parameters: Parameters) -> Verdict:
    """The verdict on a household already read. Raises PlanirError as `judge_file`."""
    current = parameters.value("c2s.en_vigueur", au) == 1
    of_each = "c2s_participation" if current else "acs_aide"
    _require_law((*_VIEWS, of_each), au, relations, parameters)
    period = reference_months(au, parameters)
    with connect(memory="200MB", threads=1) as connection:
        _open(connection, household, au, relations, parameters, (*_VIEWS, of_each))
        (found,) = _rows(connection, "SELECT * FROM c2s_verdict")
        right: Right = found["verdict"]
        terms = (*_terms(connection, household, au, parameters), *_left_out(household, au, period, parameters))
        each = _each(connection, household, of_each) if right in {"participation", "aide_acs"} else {}
        lacking = _lacking(connection, household, au, found, parameters) if right == "inconnu" else ()
        return Verdict(
            right=right,
            au=au,
            scheme="C2S" if current else "CMU-C et ACS",
            period=(period[0], months_after(period[-1], 1) - timedelta(days=1)),
            persons=found["personnes"],
            presumed=found["presomption"],
            to_examine=found["a_examiner"],
            ceiling_free=found["plafond_gratuit"],
            ceiling_paid=found["plafond_participation"],
            resources=found["ressources"],
            resources_most=found["ressources_max"],
            terms=terms,
            each=each,
            lacking=tuple(lacking),
            steps=tuple(steps(right, found["presomption"], household.urgent, au, parameters)),
            papers=tuple(papers(right, terms, au, parameters)),
        )


def _require_law(views: Sequence[str], au: date, relations: Mapping[str, Relation], parameters: Parameters) -> None:
    """A parameter without a value that day says so itself: since when it is known, or when it was last checked."""
    for name in sorted(parameters_needed(relations, views)):
        parameters.value(name, au)


def _open(
    connection: duckdb.DuckDBPyConnection,
    household: Household,
    au: date,
    relations: Mapping[str, Relation],
    parameters: Parameters,
    views: Sequence[str],
) -> None:
    connection.execute(f"CREATE SCHEMA {_STORE}")
    names = tables_needed(relations, views)
    for name in names:
        fill(connection, _STORE, tables()[name], household.rows.get(name, ()))
    stores = {name: f"{_STORE}.{name}" for name in names}
    judgement = Judgement(Dates(au, au), parameters.values(au), stores)
    create_relations(connection, relations, judgement, views, computed_once(relations, views))


def _terms(
    connection: duckdb.DuckDBPyConnection, household: Household, au: date, parameters: Parameters
) -> Iterator[Term]:
    rank = {term: number for number, term in enumerate(words())}
    found = _rows(
        connection,
        "SELECT assure, terme, montant, montant AS montant_max FROM c2s_terme UNION ALL "
        "SELECT NULL, terme, montant, montant_max FROM c2s_forfait_logement WHERE montant_max > 0",
    )
    for row in sorted(found, key=lambda row: (row["assure"] is None, row["assure"] or "", rank[row["terme"]])):
        yield Term(
            code=row["terme"],
            label=words()[row["terme"]].label,
            person=household.names.get(row["assure"]),
            amount=row["montant"],
            most=row["montant_max"],
            reference=reference_of(row["terme"], au, parameters),
        )


def _left_out(household: Household, au: date, period: Sequence[date], parameters: Parameters) -> Iterator[Term]:
    """What was told and does not count: an adviser must see that it was heard."""
    sums: dict[tuple[str, str], Decimal] = {}
    for row in household.rows.get("ressource", ()):
        if row["mois"] in period and parameters.value(f"c2s_ressource.{row['nature']}", au) == 0:
            key = (row["assure"], row["nature"])
            sums[key] = sums.get(key, Decimal(0)) + row["montant"]
    for (person, nature), amount in sums.items():
        reference = reference_of(nature, au, parameters)
        yield Term(nature, words()[nature].label, household.names[person], amount, amount, reference, counted=False)


def _each(connection: duckdb.DuckDBPyConnection, household: Household, view: str) -> dict[str, Decimal | None]:
    column = "mensuelle" if view == "c2s_participation" else "annuelle"
    if household.alsace_moselle and view == "c2s_participation":
        column = "mensuelle_alsace_moselle"
    found = _rows(connection, f"SELECT assure, {column} AS montant FROM {view}")
    amounts = {row["assure"]: row["montant"] for row in found}
    return {name: amounts[who] for who, name in household.names.items() if who in amounts}


def _lacking(
    connection: duckdb.DuckDBPyConnection,
    household: Household,
    au: date,
    found: Mapping[str, Any],
    parameters: Parameters,
) -> Iterator[str]:
    if found["plafond_gratuit"] is None:
        yield "le plafond de Mayotte, que PLANIR ne connaît pas : demandez-le à la caisse"
    counted = [
        nature
        for nature, said in words().items()
        if said.parameter == f"c2s_ressource.{nature}" and said.reference is None
        if parameters.value(said.parameter, au) == 1
    ]
    for row in _rows(connection, _POSSIBLE):
        name = household.names[row["assure"]]
        if row["type"] == "aah" and row["taux_plein"] is None:
            yield f"si l'AAH de {name} est à taux plein (« taux_plein: true » ou « taux_plein: false »)"
        elif row["type"] == "cej" and row["imposable"] is None:
            yield f"si le foyer de {name} paie l'impôt sur le revenu (« imposable » de son avis d'imposition)"
    for row in _rows(connection, _WORK_UNKNOWN):
        name = household.names[row["assure"]]
        yield f"si {name} a travaillé ces trois derniers mois (sinon, écrire « travaille: false »)"
    known: dict[str, set[str]] = {}
    for row in _rows(connection, "SELECT assure, nature FROM c2s_nature_connue"):
        known.setdefault(row["assure"], set()).add(row["nature"])
    unknown = {row["assure"] for row in _rows(connection, "SELECT assure FROM c2s_inconnue")}
    for who, name in household.names.items():
        if who in unknown:
            wanted = [words()[nature].label for nature in counted if nature not in known.get(who, set())]
            yield _wanted(name, wanted, some_known=len(wanted) < len(counted))
    housing = _rows(connection, "SELECT 1 FROM c2s_forfait_logement WHERE montant <> montant_max")
    if housing:
        yield "le logement du foyer : son statut, et l'aide au logement qu'il reçoit"


def _wanted(name: str, labels: Sequence[str], *, some_known: bool) -> str:
    if not some_known:
        return f"les ressources de {name}"
    if len(labels) > _FEW:
        return f"les autres ressources de {name} (si elle n'en a pas, écrire « autres: aucune »)"
    return f"de {name} : {', '.join(labels)}"


def _rows(connection: duckdb.DuckDBPyConnection, sql: str) -> list[dict[str, Any]]:
    result = connection.execute(sql)
    names = [column[0] for column in result.description or ()]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]
