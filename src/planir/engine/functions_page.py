"""The documentation page of the dialect, from its own tables: it cannot lie."""

from __future__ import annotations

from planir.engine.functions import FUNCTIONS, KINDS, Function
from planir.engine.nodes import REASONS

_INTRODUCTION = """\
Une règle est un seul `SELECT` sur des relations connues : celles de la population à la date du jugement, et celles du
droit. Elle ne lit ni fichier, ni horloge, ni réglage ; elle n'écrit rien ; elle donne les mêmes valeurs à chaque
passage, sur DuckDB comme sur Spark.

## La requête

`WITH … AS (…)`, `SELECT [DISTINCT]`, `FROM`, `JOIN` et `LEFT JOIN` (avec `USING` ou `ON`), `WHERE`, `GROUP BY`,
`HAVING`, `UNION [ALL]`, `EXISTS (SELECT 1 …)`, `IN (SELECT …)` dans `WHERE`, `CASE`, fenêtres `OVER (PARTITION BY …
ORDER BY …)`, `FILTER (WHERE …)` après un agrégat.

- Chaque colonne rendue a un nom ; les noms s'écrivent sans accent. `*` ne vaut que pour une étape, ou dans `count(*)`.
- Une jointure contient une égalité entre les deux tables. Seule `jugement` (une ligne : `au`, `connu_au`) s'en passe.
- Une sous-requête employée comme valeur est un agrégat sans `GROUP BY`.
- `:au` est le jour jugé, `:connu_au` le jour dont on prend les connaissances.
- Dans une fenêtre, ce qui est absent vient en dernier, que l'ordre croisse ou décroisse.

## Les valeurs

| Type | S'écrit | À savoir |
|---|---|---|
| `DATE` | `DATE '2026-11-01'` | se déplace par les fonctions ci-dessous, jamais par `+` ou `-` |
| `INTEGER`, `BIGINT` | `16` | `CAST` arrondit au plus proche, le demi s'éloignant de zéro |
| `DECIMAL(12, 2)` | `22.40` | exact ; 18 chiffres au plus |
| `VARCHAR` | `'c2s_gratuite'` | l'apostrophe se double : `'l''été'` |
| `BOOLEAN` | `TRUE`, `FALSE` | |
| absent | `NULL` | se reconnaît par `IS NULL` ; `=` avec lui n'est ni vrai ni faux |

Opérateurs : `+ - * / %`, `||`, `= <> < <= > >=`, `BETWEEN`, `IN`, `IS NULL`, `IS TRUE`, `IS DISTINCT FROM`, `AND OR
NOT`. Une division rend un décimal arrondi à six places, absent si le diviseur est zéro ; `%` aussi.
"""


def functions_markdown() -> str:
    """The whole page, in French Markdown: syntax, values, functions with both writings, what is refused and why."""
    parts = ["# Le dialecte PLANIR\n", _INTRODUCTION, "## Les fonctions\n"]
    for kind, title in KINDS.items():
        parts.append(f"### {title}\n")
        parts.append("| Fonction | Rend |\n|---|---|")
        parts.extend(f"| `{_cell(one.signature)}` | {_cell(one.description)} |" for one in _of(kind))
        parts.append("")
    parts.append("## Ce qui n'est pas admis\n")
    parts.extend(f"- {_sentence(why)}" for why in sorted(set(REASONS.values())))
    parts.append("\n## Comment chaque moteur l'écrit\n")
    parts.append("Pour qui vérifie la traduction : `{0}`, `{1}` sont les arguments.\n")
    parts.append("| Fonction | DuckDB | Spark |\n|---|---|---|")
    parts.extend(
        f"| `{_cell(one.name)}` | `{_cell(one.duckdb.shown)}` | `{_cell(one.spark.shown)}` |"
        for one in FUNCTIONS.values()
    )
    return "\n".join(parts) + "\n"


def _of(kind: str) -> list[Function]:
    return [function for function in FUNCTIONS.values() if function.kind == kind]


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."
