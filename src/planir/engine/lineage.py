"""Which columns a rule reads, and which of them each column of its result depends on.

The ground of the register of data used and of the access it needs: where unsure, a column counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlglot import exp

from planir.engine.columns import EVERY_ROW, ColumnsRead
from planir.engine.names import Resolution, Source, resolve
from planir.engine.reading import bounded

_NOTHING: ColumnsRead = frozenset()


def columns_read(tree: exp.Expr, relations: Mapping[str, Mapping[str, object]]) -> ColumnsRead:
    """The (relation, column) pairs read anywhere in the statement: SELECT, WHERE, JOIN, subqueries…

    A column read by an intermediate query counts, used afterwards or not. A relation none of whose columns is read
    gives (relation, "*"). Names are in lower case. Raises PlanirError as `names.resolve` when one is unknown.
    """
    found = resolve(tree, relations)
    bare = {(name, EVERY_ROW) for name in found.relations - {relation for relation, _ in found.reads}}
    return frozenset(found.reads | bare)


@bounded
def columns_behind(tree: exp.Expr, relations: Mapping[str, Mapping[str, object]]) -> Mapping[str, ColumnsRead]:
    """For each column of the result, the (relation, column) pairs on which its values, over all rows, may depend.

    Those are the columns it is computed from, and those that decide which rows there are: filters, joins, groups,
    DISTINCT, UNION. The latter alone are the entry "*"; they hold (relation, "*") for each relation read. The
    statement must be one that `guard` accepts. Raises PlanirError as `names.resolve`.
    """
    found = resolve(tree, relations)
    flow = _Tracer(found).query(tree, {})
    values = {name: own | flow.rows for name, own in zip(found.columns, flow.columns, strict=True)}
    return {**values, EVERY_ROW: flow.rows}


@dataclass(frozen=True)
class _Flow:
    """What a query depends on: each of its columns, in order, without its rows; and its rows."""

    columns: tuple[ColumnsRead, ...]
    rows: ColumnsRead

    @property
    def whole(self) -> ColumnsRead:
        return self.rows.union(*self.columns)


class _Tracer:
    """Walks the queries as the resolver did; the tables of a query are traced before its expressions."""

    def __init__(self, found: Resolution) -> None:
        self.found = found
        self.flows: dict[Source, _Flow] = {}

    def query(self, node: exp.Expr, steps: Mapping[str, _Flow]) -> _Flow:
        if isinstance(node, exp.Subquery):
            return self.query(node.this, steps)
        clause = node.args.get("with_")
        if clause is not None:
            known = dict(steps)
            for step in clause.expressions:
                known[step.alias.lower()] = self.query(step.this, known)
            steps = known
        if isinstance(node, exp.SetOperation):
            left, right = self.query(node.left, steps), self.query(node.right, steps)
            columns = tuple(one | other for one, other in zip(left.columns, right.columns, strict=True))
            both = _Flow(columns, left.rows | right.rows)
            keeps_doubles = isinstance(node, exp.Union) and not node.args.get("distinct")
            return both if keeps_doubles else _Flow(columns, both.whole)
        return self._select(node, steps)

    def _select(self, node: exp.Expr, steps: Mapping[str, _Flow]) -> _Flow:
        joins = node.args.get("joins") or []
        clause = node.args.get("from_")
        tables = [*([clause.this] if clause is not None else []), *(join.this for join in joins)]
        sources = [self._opened(table, steps) for table in tables]
        rows = _NOTHING.union(*(self.flows[source].rows for source in sources))
        for join in joins:
            rows |= self._join(join, steps)
        values: list[ColumnsRead] = []
        named: dict[str, ColumnsRead] = {}
        for projection in node.expressions:
            if projection.is_star:
                table = projection.args.get("table")
                starred = [one for one in sources if table is None or one.alias == table.name.lower()]
                values.extend(column for source in starred for column in self.flows[source].columns)
                continue
            values.append(self._expression(projection, steps))
            if isinstance(projection, exp.Alias):
                named[projection.alias.lower()] = values[-1]
        for key, clauses in node.args.items():
            if key in {"from_", "joins", "with_", "expressions"}:
                continue
            for part in clauses if isinstance(clauses, list) else [clauses]:
                if isinstance(part, exp.Expr):
                    rows |= self._expression(part, steps)
                    # HAVING takes a bare name for a result of the query, where DuckDB finds one, before a column.
                    bare = (column.name.lower() for column in part.find_all(exp.Column) if not column.table)
                    rows = rows.union(*(named.get(name, _NOTHING) for name in bare))
        flow = _Flow(tuple(values), rows)
        return _Flow(flow.columns, flow.whole) if node.args.get("distinct") else flow

    def _opened(self, node: exp.Expr, steps: Mapping[str, _Flow]) -> Source:
        source = self.found.sources[id(node)]
        if source.relation is not None:
            own = tuple(frozenset({(source.relation, column)}) for column in source.columns)
            self.flows[source] = _Flow(own, frozenset({(source.relation, EVERY_ROW)}))
        else:
            self.flows[source] = self.query(node, steps) if isinstance(node, exp.Subquery) else steps[node.name.lower()]
        return source

    def _join(self, join: exp.Expr, steps: Mapping[str, _Flow]) -> ColumnsRead:
        joined = (*self.found.before[id(join)], self.found.sources[id(join.this)])
        merged = [identifier.name.lower() for identifier in join.args.get("using") or ()]
        sides = [self._column(source, name) for name in merged for source in joined if name in source.columns]
        condition = join.args.get("on")
        return _NOTHING.union(*sides, self._expression(condition, steps) if condition is not None else _NOTHING)

    def _expression(self, node: exp.Expr, steps: Mapping[str, _Flow]) -> ColumnsRead:
        if isinstance(node, exp.Exists):
            return self.query(node.this, steps).rows
        if isinstance(node, (exp.Select, exp.SetOperation)):
            return self.query(node, steps).whole
        if isinstance(node, exp.Column):
            return self._column(self.found.origin[id(node)], node.name.lower())
        return _NOTHING.union(*(self._expression(child, steps) for child in node.iter_expressions()))

    def _column(self, source: Source, name: str) -> ColumnsRead:
        return self.flows[source].columns[source.columns.index(name)]
