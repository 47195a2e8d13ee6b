"""The functions of the PLANIR dialect: what a rule may call, and how each is written for DuckDB and for Spark.

The engines disagree in silence on dates, rounding, division and nulls. Each writing below was chosen so that both
give the same values; `tests/engine/test_engines_agree.py` compares them over nasty ones. Nothing else may be called.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Kind = Literal["date", "nombre", "texte", "valeur", "agregat", "fenetre", "parametre"]

KINDS: Mapping[Kind, str] = {
    "date": "Dates",
    "nombre": "Nombres",
    "texte": "Textes",
    "valeur": "Choix d'une valeur",
    "agregat": "Agrégats",
    "fenetre": "Fenêtres (suivies de OVER)",
    "parametre": "Paramètres",
}


@dataclass(frozen=True)
class Writing:
    """How one engine writes a call.

    `text` receives the arguments as {0}, {1}… or all of them, each dressed by `each`, as {args}.
    `around` dresses the whole, FILTER and OVER included: an aggregate cannot carry a cast inside them.
    `fill` completes the arguments that were left out.
    """

    text: str
    each: str = "{}"
    around: str = "{}"
    fill: tuple[str, ...] = ()

    @property
    def shown(self) -> str:
        """The writing on one line, for the documentation."""
        return self.around.format(self.text.replace("{args}", f"{self.each.format('{0}')}, …"))


@dataclass(frozen=True)
class Function:
    """One function a rule may call. `most` is None when any number of arguments will do.

    `whole` are the arguments (from 0) that must be written as whole numbers, with their smallest and largest value.
    """

    name: str
    signature: str
    description: str
    kind: Kind
    duckdb: Writing
    spark: Writing
    least: int
    most: int | None
    whole: Mapping[int, tuple[int, int]]


def _function(
    kind: Kind,
    signature: str,
    description: str,
    duckdb: str | Writing,
    spark: str | Writing | None = None,
    *,
    arity: tuple[int, int | None] | None = None,
    whole: Mapping[int, tuple[int, int]] | None = None,
) -> Function:
    """An entry of the table; `spark` defaults to the writing of DuckDB, the arity to that of the signature."""
    written = duckdb if isinstance(duckdb, Writing) else Writing(duckdb)
    elsewhere = spark if isinstance(spark, Writing) else Writing(spark) if spark else written
    arguments = [part for part in signature.partition("(")[2].rstrip(")").split(", ") if part]
    least, most = arity or (len(arguments), len(arguments))
    name = signature.partition("(")[0]
    return Function(name, signature, description, kind, written, elsewhere, least, most, whole or {})


# A number of days, months or years may come from a column, a count or a parameter. It is rounded before the cast,
# half away from zero: of a decimal, DuckDB's own cast rounds and Spark's cuts.
INTEGER = "CAST(round(CAST({} AS DECIMAL(38, 9)), 0) AS INTEGER)"
_N = INTEGER.format("{1}")

# Months are counted from one first of the month to another, then a day is borrowed. With `e` the day after {1}:
# 32 × months + days, floored, is the largest n such that mois_apres({0}, n) <= {1}. `date_diff` and
# `months_between` each have their own idea of the ends of months, and they differ.
_DUCKDB_MONTHS = (
    "32 * date_diff('month', CAST({0} AS DATE), CAST({1} AS DATE) + 1)"
    " + day(CAST({1} AS DATE) + 1) - day(CAST({0} AS DATE)) - 1"
)
_SPARK_MONTHS = (
    "32 * CAST(months_between(trunc(date_add(CAST({1} AS DATE), 1), 'MM'), trunc(CAST({0} AS DATE), 'MM')) AS INT)"
    " + day(date_add(CAST({1} AS DATE), 1)) - day(CAST({0} AS DATE)) - 1"
)

_TABLE = (
    _function(
        "date",
        "jours_avant(d, n)",
        "La date n jours avant d.",
        f"(CAST({{0}} AS DATE) - {_N})",
        f"date_sub(CAST({{0}} AS DATE), {_N})",
    ),
    _function(
        "date",
        "jours_apres(d, n)",
        "La date n jours après d.",
        f"(CAST({{0}} AS DATE) + {_N})",
        f"date_add(CAST({{0}} AS DATE), {_N})",
    ),
    _function(
        "date",
        "mois_avant(d, n)",
        "La date n mois avant d, ramenée à la fin du mois s'il est plus court (31 mars moins un mois : 28 février).",
        f"CAST(CAST({{0}} AS DATE) - to_months({_N}) AS DATE)",
        f"add_months(CAST({{0}} AS DATE), -{_N})",
    ),
    _function(
        "date",
        "mois_apres(d, n)",
        "La date n mois après d, ramenée à la fin du mois s'il est plus court.",
        f"CAST(CAST({{0}} AS DATE) + to_months({_N}) AS DATE)",
        f"add_months(CAST({{0}} AS DATE), {_N})",
    ),
    _function(
        "date",
        "ans_avant(d, n)",
        "La date n ans avant d ; le 29 février devient le 28 les années communes.",
        f"CAST(CAST({{0}} AS DATE) - to_years({_N}) AS DATE)",
        f"add_months(CAST({{0}} AS DATE), -12 * {_N})",
    ),
    _function(
        "date",
        "ans_apres(d, n)",
        "La date n ans après d ; le 29 février devient le 28 les années communes.",
        f"CAST(CAST({{0}} AS DATE) + to_years({_N}) AS DATE)",
        f"add_months(CAST({{0}} AS DATE), 12 * {_N})",
    ),
    _function(
        "date",
        "age_au(naissance, d)",
        "L'âge en années entières au jour d, de date à date : né le 29 février 2008, on a 18 ans le 28 février 2026. "
        "Négatif avant la naissance.",
        f"CAST(floor(({_DUCKDB_MONTHS}) / 384) AS INTEGER)",
        f"CAST(floor(({_SPARK_MONTHS}) / 384) AS INT)",
    ),
    _function(
        "date",
        "jours_entre(d1, d2)",
        "Le nombre de jours de d1 à d2 (d2 − d1) ; négatif si d2 précède d1.",
        "CAST(CAST({1} AS DATE) - CAST({0} AS DATE) AS INTEGER)",
        "datediff(CAST({1} AS DATE), CAST({0} AS DATE))",
    ),
    _function(
        "date",
        "mois_entre(d1, d2)",
        "Le nombre de mois entiers de d1 à d2 : le plus grand n tel que mois_apres(d1, n) ne dépasse pas d2.",
        f"CAST(floor(({_DUCKDB_MONTHS}) / 32) AS INTEGER)",
        f"CAST(floor(({_SPARK_MONTHS}) / 32) AS INT)",
    ),
    _function("date", "annee(d)", "L'année de la date.", "CAST(year(CAST({0} AS DATE)) AS INTEGER)"),
    _function("date", "mois(d)", "Le mois de la date, de 1 à 12.", "CAST(month(CAST({0} AS DATE)) AS INTEGER)"),
    _function("date", "jour(d)", "Le jour du mois de la date, de 1 à 31.", "CAST(day(CAST({0} AS DATE)) AS INTEGER)"),
    _function(
        "date",
        "premier_du_mois(d)",
        "Le premier jour du mois de la date.",
        "CAST(date_trunc('month', CAST({0} AS DATE)) AS DATE)",
        "trunc(CAST({0} AS DATE), 'MM')",
    ),
    _function("date", "fin_du_mois(d)", "Le dernier jour du mois de la date.", "last_day(CAST({0} AS DATE))"),
    _function("nombre", "abs(x)", "La valeur absolue.", "abs({0})"),
    _function(
        "nombre",
        "round(x, n)",
        "L'arrondi à n décimales (0 si n est omis ; de 0 à 6), le demi s'éloignant de zéro : 2,5 donne 3, −2,5 "
        "donne −3. Le résultat est un nombre décimal exact.",
        Writing("round(CAST({0} AS DECIMAL(38, 9)), {1})", fill=("0", "0")),
        arity=(1, 2),
        whole={1: (0, 6)},
    ),
    _function("texte", "lower(t)", "Le texte en minuscules.", "lower({0})"),
    _function("texte", "upper(t)", "Le texte en majuscules.", "upper({0})"),
    _function("texte", "trim(t)", "Le texte sans espaces au début ni à la fin.", "trim({0})"),
    _function(
        "texte",
        "concat(a, b, …)",
        "Les textes mis bout à bout ; ce qui est absent est sauté. (L'opérateur || rend absent le tout.)",
        Writing("concat_ws('', {args})", "CAST({} AS VARCHAR)"),
        Writing("concat_ws('', {args})", "CAST({} AS STRING)"),
        arity=(1, None),
    ),
    _function(
        "texte",
        "starts_with(t, debut)",
        "Vrai si le texte commence par ce début.",
        "starts_with({0}, {1})",
        "startswith({0}, {1})",
    ),
    _function("texte", "left(t, n)", "Les n premiers caractères.", "left({0}, {1})", whole={1: (0, 1000)}),
    _function(
        "texte",
        "substr(t, debut, n)",
        "n caractères à partir du rang debut (1 pour le premier) ; jusqu'à la fin si n est omis.",
        "substr({args})",
        arity=(2, 3),
        whole={1: (1, 1000), 2: (0, 1000)},
    ),
    _function("texte", "length(t)", "Le nombre de caractères.", "CAST(length({0}) AS INTEGER)"),
    _function(
        "valeur",
        "coalesce(a, b, …)",
        "La première valeur qui n'est pas absente.",
        "coalesce({args})",
        arity=(2, None),
    ),
    _function("valeur", "nullif(a, b)", "a, ou rien si a égale b.", "nullif({0}, {1})"),
    _function(
        "valeur",
        "least(a, b, …)",
        "La plus petite valeur ; ce qui est absent est sauté.",
        "least({args})",
        arity=(2, None),
    ),
    _function(
        "valeur",
        "greatest(a, b, …)",
        "La plus grande valeur ; ce qui est absent est sauté.",
        "greatest({args})",
        arity=(2, None),
    ),
    _function(
        "agregat",
        "count(x)",
        "Le nombre de lignes où x n'est pas absent ; count(*) compte toutes les lignes, count(DISTINCT x) les valeurs "
        "différentes. Jamais absent : zéro s'il n'y a rien.",
        "count({0})",
    ),
    _function("agregat", "sum(x)", "La somme ; absente s'il n'y a aucune valeur.", "sum({0})"),
    _function("agregat", "min(x)", "La plus petite valeur ; absente s'il n'y en a aucune.", "min({0})"),
    _function("agregat", "max(x)", "La plus grande valeur ; absente s'il n'y en a aucune.", "max({0})"),
    _function(
        "agregat",
        "avg(x)",
        "La moyenne, à six décimales ; absente s'il n'y a aucune valeur.",
        Writing("avg(CAST({0} AS DECIMAL(28, 9)))", around="CAST({} AS DECIMAL(18, 6))"),
    ),
    _function("agregat", "bool_or(x)", "Vrai si x est vrai au moins une fois.", "bool_or({0})"),
    _function("agregat", "bool_and(x)", "Vrai si x est vrai partout où il est connu.", "bool_and({0})"),
    _function(
        "fenetre",
        "row_number()",
        "Le rang de la ligne dans sa fenêtre. Triez sur assez de colonnes pour qu'il n'y ait pas d'ex aequo.",
        "row_number()",
    ),
    _function(
        "fenetre",
        "lag(x, n)",
        "La valeur n lignes plus haut dans la fenêtre (1 si n est omis).",
        "lag({args})",
        arity=(1, 2),
        whole={1: (0, 1000)},
    ),
    _function(
        "fenetre",
        "lead(x, n)",
        "La valeur n lignes plus bas dans la fenêtre (1 si n est omis).",
        "lead({args})",
        arity=(1, 2),
        whole={1: (0, 1000)},
    ),
    _function(
        "parametre",
        "parametre('groupe.nom')",
        "La valeur du paramètre au jour jugé (:au).",
        "un nombre",
    ),
)

FUNCTIONS: Mapping[str, Function] = {function.name: function for function in _TABLE}
"""Every function a rule may call, by its name in lower case."""

INSTEAD: Mapping[str, str] = {
    "year": "annee",
    "month": "mois",
    "day": "jour",
    "extract": "annee, mois ou jour",
    "age": "age_au",
    "date_diff": "jours_entre ou mois_entre",
    "datediff": "jours_entre ou mois_entre",
    "date_sub": "jours_avant, mois_avant ou ans_avant",
    "datesub": "jours_avant, mois_avant ou ans_avant",
    "date_add": "jours_apres, mois_apres ou ans_apres",
    "dateadd": "jours_apres, mois_apres ou ans_apres",
    "add_months": "mois_apres",
    "median": "avg, min ou max",
    "quantile": "avg, min ou max",
    "percentile_cont": "avg, min ou max",
    "date_trunc": "premier_du_mois, ou annee",
    "date_part": "annee, mois ou jour",
    "to_char": "annee, mois ou jour",
    "strftime": "annee, mois ou jour",
    "date_format": "annee, mois ou jour",
    "strptime": "CAST(x AS DATE)",
    "last_day": "fin_du_mois",
    "now": ":au, le jour jugé",
    "today": ":au, le jour jugé",
    "to_date": "CAST(x AS DATE)",
    "contains": "starts_with, left ou substr",
    "floor": "round, ou CAST(x AS INTEGER)",
    "ceil": "round, ou CAST(x AS INTEGER)",
}
"""What to write instead of the functions that statisticians know by another name."""
