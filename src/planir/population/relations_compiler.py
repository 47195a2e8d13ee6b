"""Compiles the views of the population and the rules of the law into relations. Needs the SQL parser: imported late."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlglot import exp

from planir.engine import dialect, lineage
from planir.engine.columns import EVERY_ROW
from planir.engine.errors import PlanirError
from planir.engine.rule import selected
from planir.engine.types import column_types
from planir.engine.uniqueness import one_row_per
from planir.engine.view import View, read_views
from planir.law.parameter_relation import COLUMNS, TYPES, parameters_sql
from planir.law.parameters import load
from planir.law.rules import FOLDER as RULES
from planir.population.extraction import EXTRACTION
from planir.population.relations import VIEWS, Kind, Relation, cut_relations

_DATES = {"au": "le jour jugé", "connu_au": "le jour dont on prend les connaissances"}

JUDGEMENT = Relation(
    name="jugement",
    kind="jugement",
    title="Les deux dates du jugement",
    description="Une seule ligne : le jour jugé, et ce qui était connu.",
    columns=_DATES,
    types=dict.fromkeys(_DATES, "date"),
    sql="SELECT __planir_au__ AS au, __planir_connu_au__ AS connu_au",
    uses=frozenset(),
    behind=dict.fromkeys((*_DATES, EVERY_ROW), frozenset()),
    single=False,
)


def compile_relations() -> Mapping[str, Relation]:
    """Every relation that a rule may read, by name. Raises PlanirError naming the view at fault."""
    views: list[tuple[View, Kind]] = [
        *((view, "vue") for view in read_views(VIEWS).values()),
        *((view, "regle") for view in read_views(RULES).values()),
    ]
    return with_views(
        {"jugement": JUDGEMENT, EXTRACTION.name: EXTRACTION, "parametre": _parameters(), **cut_relations()}, views
    )


def with_views(known: Mapping[str, Relation], views: Iterable[tuple[View, Kind]]) -> Mapping[str, Relation]:
    """The relations known, and these views, which may read one another. Raises PlanirError as `compile_relations`."""
    relations = dict(known)
    waiting = {view.name: (view, kind) for view, kind in views}
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
        behind=dict.fromkeys((*COLUMNS, EVERY_ROW), frozenset()),
        single=False,
    )


def _reads(view: View) -> frozenset[str]:
    """Names of the tables of the query, its own common table expressions among them."""
    return frozenset(table.name for table in dialect.parse(view.text).find_all(exp.Table))


def _plain(tree: exp.Expression) -> bool:
    """Whether a query gives values of some rows of one relation, each row for itself."""
    shaping = (exp.Join, exp.Group, exp.Window, exp.AggFunc, exp.Distinct, exp.SetOperation)
    named = sum(1 for _ in tree.find_all(exp.CTE))
    return tree.find(*shaping) is None and sum(1 for _ in tree.find_all(exp.Select)) == named + 1


def _relation(view: View, kind: Kind, known: Mapping[str, Relation]) -> Relation:
    tree = dialect.parse(view.text)
    names = {name: relation.columns for name, relation in known.items()}
    try:
        columns, behind = lineage.columns_read(tree, names), lineage.columns_behind(tree, names)
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
        behind=behind,
        single=one_row_per(tree, "assure", {name for name, relation in known.items() if relation.single}),
        plain=_plain(tree) and [known[name].kind for name in {name for name, _ in columns}] == ["coupe"],
    )
