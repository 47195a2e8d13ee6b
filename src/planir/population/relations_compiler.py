"""Compiles the views of the population and the rules of the law into relations. Needs the SQL parser: imported late."""

from __future__ import annotations

from collections.abc import Mapping

from sqlglot import exp

from planir.engine import dialect, lineage
from planir.engine.errors import PlanirError
from planir.engine.rule import selected
from planir.engine.types import column_types
from planir.engine.uniqueness import one_row_per
from planir.engine.view import View, read_views
from planir.law.parameter_relation import COLUMNS, TYPES, parameters_sql
from planir.law.parameters import load
from planir.law.rules import FOLDER as RULES
from planir.population.relations import VIEWS, Kind, Relation, cut_relations

JUDGEMENT = Relation(
    name="jugement",
    kind="jugement",
    title="Les deux dates du jugement",
    description="Une seule ligne : le jour jugé, et ce qui était connu.",
    columns={"au": "le jour jugé", "connu_au": "le jour dont on prend les connaissances"},
    types={"au": "date", "connu_au": "date"},
    sql="SELECT __planir_au__ AS au, __planir_connu_au__ AS connu_au",
    uses=frozenset(),
    base=frozenset(),
    single=False,
)


def compile_relations() -> Mapping[str, Relation]:
    """Every relation that a rule may read, by name. Raises PlanirError naming the view at fault."""
    relations: dict[str, Relation] = {"jugement": JUDGEMENT, "parametre": _parameters(), **cut_relations()}
    waiting: dict[str, tuple[View, Kind]] = {
        **{name: (view, "vue") for name, view in read_views(VIEWS).items()},
        **{name: (view, "regle") for name, view in read_views(RULES).items()},
    }
    clash = sorted(set(waiting) & set(relations))
    if clash:
        raise PlanirError("vue_homonyme", f"La vue « {clash[0]} » porte le nom d'une table du contrat.")
    while waiting:
        ready = [name for name, (view, _) in waiting.items() if not _reads(view) & waiting.keys()]
        if not ready:
            raise PlanirError("vue_circulaire", f"Les vues se lisent en rond : {', '.join(sorted(waiting))}.")
        for name in ready:
            view, kind = waiting.pop(name)
            relations[name] = _relation(view, kind, relations)
    return relations


def _parameters() -> Relation:
    return Relation(
        name="parametre",
        kind="parametre",
        title="Les paramètres du droit, avec leurs dates",
        description="Une ligne par valeur et par période, quand la règle a besoin d'une autre date que le jour jugé.",
        columns=COLUMNS,
        types=TYPES,
        sql=parameters_sql(load()),
        uses=frozenset(),
        base=frozenset(),
        single=False,
    )


def _reads(view: View) -> frozenset[str]:
    """Names of the tables of the query, its own common table expressions among them."""
    return frozenset(table.name for table in dialect.parse(view.text).find_all(exp.Table))


def _relation(view: View, kind: Kind, known: Mapping[str, Relation]) -> Relation:
    tree = dialect.parse(view.text)
    try:
        columns = lineage.columns_read(tree, {name: relation.columns for name, relation in known.items()})
        types = column_types(tree, {name: relation.types for name, relation in known.items()})
    except PlanirError as error:
        raise PlanirError(error.code, f"{view.name}.sql, {error.sentence}") from error
    if selected(tree) != tuple(view.columns):
        raise PlanirError(
            "vue_illisible",
            f"{view.name}.sql : l'en-tête décrit {', '.join(view.columns)} ; "
            f"la requête rend {', '.join(selected(tree))}.",
        )
    return Relation(
        name=view.name,
        kind=kind,
        title=view.title,
        description=view.description,
        columns=view.columns,
        types=dict(zip(view.columns, types, strict=True)),
        sql=dialect.to_duckdb(tree),
        uses=columns,
        base=base_columns(columns, known),
        single=one_row_per(tree, "assure", {name for name, relation in known.items() if relation.single}),
    )


def base_columns(columns: frozenset[tuple[str, str]], known: Mapping[str, Relation]) -> frozenset[tuple[str, str]]:
    """Columns of the contract behind columns of relations; a view counts for all that it reads."""
    base: set[tuple[str, str]] = set()
    for name, column in columns:
        relation = known[name]
        base |= {(name, column)} if relation.kind == "coupe" else relation.base
    return frozenset(base)
