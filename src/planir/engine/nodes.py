"""The allow-list of the dialect's syntax: the node classes a rule may hold, and what each may carry.

Anything that is not here is refused, so that a new version of SQLGlot or of DuckDB opens no door by itself.
Functions have their own table, `functions.FUNCTIONS`.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlglot import exp

_ONE = frozenset({"this"})
_TWO = frozenset({"this", "expression"})

NODES: Mapping[type[exp.Expr], frozenset[str]] = {
    # the query
    exp.Select: frozenset({"with_", "expressions", "distinct", "from_", "joins", "where", "group", "having"}),
    exp.Union: frozenset({"with_", "this", "expression", "distinct"}),
    exp.With: frozenset({"expressions"}),
    exp.CTE: frozenset({"this", "alias"}),
    exp.Distinct: frozenset({"expressions"}),
    exp.From: _ONE,
    exp.Join: frozenset({"this", "side", "kind", "on", "using"}),
    exp.Table: frozenset({"this", "alias"}),
    exp.TableAlias: _ONE,
    exp.Subquery: frozenset({"this", "alias"}),
    exp.Where: _ONE,
    exp.Group: frozenset({"expressions"}),
    exp.Having: _ONE,
    # names and values
    exp.Alias: frozenset({"this", "alias"}),
    exp.Column: frozenset({"this", "table"}),
    exp.Identifier: frozenset({"this", "quoted"}),
    exp.Star: frozenset(),
    exp.Literal: frozenset({"this", "is_string"}),
    exp.Boolean: _ONE,
    exp.Null: frozenset(),
    exp.Placeholder: _ONE,
    # conditions
    exp.And: _TWO,
    exp.Or: _TWO,
    exp.Not: _ONE,
    exp.Paren: _ONE,
    exp.EQ: _TWO,
    exp.NEQ: _TWO,
    exp.GT: _TWO,
    exp.GTE: _TWO,
    exp.LT: _TWO,
    exp.LTE: _TWO,
    exp.NullSafeEQ: _TWO,
    exp.NullSafeNEQ: _TWO,
    exp.Is: _TWO,
    exp.Between: frozenset({"this", "low", "high"}),
    exp.In: frozenset({"this", "expressions", "query"}),
    exp.Exists: _ONE,
    exp.Case: frozenset({"this", "ifs", "default"}),
    exp.If: frozenset({"this", "true"}),
    # computations
    exp.Add: _TWO,
    exp.Sub: _TWO,
    exp.Mul: _TWO,
    exp.Div: frozenset({"this", "expression", "typed", "safe"}),
    exp.Mod: _TWO,
    exp.Neg: _ONE,
    exp.DPipe: frozenset({"this", "expression", "safe"}),
    exp.Cast: frozenset({"this", "to"}),
    exp.DataType: frozenset({"this", "expressions", "nested"}),
    exp.DataTypeParam: _ONE,
    # windows
    exp.Filter: _TWO,
    exp.Window: frozenset({"this", "partition_by", "order", "spec", "over"}),
    exp.WindowSpec: frozenset({"kind", "start", "start_side", "end", "end_side"}),
    exp.Order: frozenset({"expressions"}),
    exp.Ordered: frozenset({"this", "desc", "nulls_first"}),
}

TYPES = frozenset(
    {
        exp.DataType.Type.DATE,
        exp.DataType.Type.INT,
        exp.DataType.Type.BIGINT,
        exp.DataType.Type.VARCHAR,
        exp.DataType.Type.TEXT,
        exp.DataType.Type.DECIMAL,
        exp.DataType.Type.BOOLEAN,
    }
)

REASONS: Mapping[str, str] = {
    # parts of a query
    "limit": "LIMIT n'est pas admis : le résultat dépendrait de l'ordre des lignes",
    "offset": "OFFSET n'est pas admis : le résultat dépendrait de l'ordre des lignes",
    "fetch": "FETCH n'est pas admis : le résultat dépendrait de l'ordre des lignes",
    "order": "ORDER BY n'est admis que dans une fenêtre (OVER) : le classement se fait à l'affichage",
    "qualify": "QUALIFY n'est pas admis : calculez la fenêtre dans une étape, filtrez dans la suivante",
    "windows": "WINDOW n'est pas admis : écrivez la fenêtre dans OVER (…)",
    "sample": "un tirage au sort n'est pas admis",
    "laterals": "LATERAL n'est pas admis",
    "pivots": "PIVOT n'est pas admis",
    "recursive": "WITH RECURSIVE n'est pas admis",
    "method": "seuls JOIN et LEFT JOIN, avec ON ou USING, sont admis",
    "by_name": "UNION BY NAME n'est pas admis : nommez les colonnes dans le même ordre",
    "db": "les noms à point (base.table) ne sont pas admis : nommez la relation seule",
    "catalog": "les noms à point (base.table) ne sont pas admis : nommez la relation seule",
    "into": "rien ne s'écrit : SELECT INTO n'est pas admis",
    "locks": "rien ne s'écrit : FOR UPDATE n'est pas admis",
    "columns": "nommez les colonnes avec AS dans le SELECT, pas après le nom de la table",
    "all": "GROUP BY ALL n'est pas admis : écrivez les colonnes",
    "rollup": "GROUP BY ROLLUP n'est pas admis",
    "cube": "GROUP BY CUBE n'est pas admis",
    "grouping_sets": "GROUPING SETS n'est pas admis",
    "on": "DISTINCT ON n'est pas admis : le résultat dépendrait de l'ordre des lignes",
    "except_": "« * » n'est pas admis : nommez les colonnes lues",
    # node classes
    "Interval": "INTERVAL n'est pas admis : utilisez jours_avant, mois_avant ou ans_avant",
    "Like": "LIKE n'est pas admis : utilisez starts_with, left ou substr",
    "ILike": "ILIKE n'est pas admis : utilisez lower et starts_with",
    "IntDiv": "la division entière (//) n'est pas admise : les moteurs ne l'arrondissent pas de même",
    "TryCast": "TRY_CAST n'est pas admis",
    "Lambda": "les fonctions anonymes (->) ne sont pas admises",
    "Columns": "COLUMNS(…) n'est pas admis : nommez les colonnes lues",
    "Rollup": "GROUP BY ROLLUP n'est pas admis",
    "Cube": "GROUP BY CUBE n'est pas admis",
    "Except": "EXCEPT n'est pas admis : utilisez NOT EXISTS",
    "Intersect": "INTERSECT n'est pas admis : utilisez EXISTS",
    "CurrentDate": "l'heure de la machine n'est pas admise : le jour jugé est :au",
    "CurrentTimestamp": "l'heure de la machine n'est pas admise : le jour jugé est :au",
    "CurrentTime": "l'heure de la machine n'est pas admise : le jour jugé est :au",
    "Localtimestamp": "l'heure de la machine n'est pas admise : le jour jugé est :au",
    "Localtime": "l'heure de la machine n'est pas admise : le jour jugé est :au",
    "Tuple": "les n-uplets (a, b) ne sont pas admis : comparez colonne par colonne",
    "Values": "VALUES n'est pas admis",
    "Unnest": "UNNEST n'est pas admis",
    "Lateral": "LATERAL n'est pas admis",
    "Parameter": "les seuls repères sont :au et :connu_au",
    "PositionalColumn": "les colonnes se nomment, elles ne se numérotent pas",
    "IgnoreNulls": "IGNORE NULLS et les fonctions qui dépendent de l'ordre des lignes (any_value, first) sont exclus",
    "WithinGroup": "WITHIN GROUP n'est pas admis",
    "Dot": "les noms à point (base.table) ne sont pas admis : nommez la relation seule",
}
"""Why the likeliest refusals are refused, by name of part or of node class; the others are refused without a reason."""


def reason(key: str) -> str:
    """The sentence of a refusal, from the name of a part or of a node class."""
    return f"{REASONS[key]}." if key in REASONS else f"cette écriture ({key}) n'est pas admise."
