"""Asks a query about some persons only: it then reads their rows, wherever nobody else's can change their answer.

DuckDB carries a constant down to the tables that it filters, but not the persons of another table: it would gather
the contacts of a million people to answer for ten thousand. Here the persons go down by the equalities of the query
(joins, correlated subqueries), through what groups by them, and stop wherever they are not certain to hold.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from sqlglot import exp

from planir.engine.calls import read_call
from planir.engine.functions import FUNCTIONS
from planir.engine.names import Columns, Resolution, Source, resolve
from planir.engine.reading import bounded

Place = tuple[Source, str]
"""A column of one table of one query."""


@bounded
def restrict_steps(
    tree: exp.Expr, relations: Mapping[str, Collection[str]], column: str, steps: Collection[str]
) -> Mapping[str, exp.Expression]:
    """The auxiliary queries of a rule, by name, each cut to the persons of the last of its `steps` before it.

    Not what is already joined to that step, as a step is: this is enough to leave the others out.
    A step must hold persons of the step before only; a query that a step reads may then leave the others out.
    """
    copy = tree.copy()
    clause = copy.args.get("with_")
    before: dict[int, str] = {}
    names: dict[int, str] = {}
    last = ""
    for cte in clause.expressions if clause is not None else ():
        name = cte.alias
        if name in steps:
            last = name
        elif last:
            before[id(cte)], names[id(cte)] = last, name
    restricted: dict[str, exp.Expression] = {}
    for table, name in _cuts(copy, relations, column):
        cte = _outermost(table)
        if id(cte) in before and before[id(cte)] not in _beside(table):
            _cut(table, name, column, before[id(cte)])
            restricted[names[id(cte)]] = cte.this
    return restricted


def _cuts(tree: exp.Expr, relations: Mapping[str, Collection[str]], column: str) -> list[tuple[exp.Table, str]]:
    descent = _Descent(tree, resolve(tree, relations))
    descent.go(column)
    return descent.cut


def _cut(table: exp.Table, name: str, column: str, among: str) -> None:
    allowed = exp.select(exp.column(column)).from_(exp.to_table(among))
    rows = exp.select("*").from_(exp.to_table(table.name)).where(exp.column(name).isin(query=allowed))
    table.replace(rows.subquery(table.alias_or_name))


def _beside(table: exp.Table) -> frozenset[str]:
    """Names of the tables of the FROM that holds this one."""
    select = table.find_ancestor(exp.Select)
    return frozenset(node.name for node in _tables(select)) if isinstance(select, exp.Select) else frozenset()


def _outermost(node: exp.Expr) -> exp.Expr:
    """The step or auxiliary query, of the rule itself, that holds a node; the rule when it is in its last SELECT."""
    found = node
    while found.parent is not None and not isinstance(found.parent, exp.With):
        found = found.parent
    return found


class _Descent:
    """Where the persons went. `cut`: the relations to cut, each with the column that holds them."""

    def __init__(self, tree: exp.Expr, resolution: Resolution) -> None:
        self.cut: list[tuple[exp.Table, str]] = []
        self._tree = tree
        self._found = resolution
        clause = tree.args.get("with_")
        self._named: dict[str, exp.Expr] = {cte.alias.lower(): cte.this for cte in clause.expressions} if clause else {}
        self._readers = [node.name.lower() for node in tree.find_all(exp.Table)]
        self._reached: dict[str, list[str]] = {}

    def go(self, column: str) -> None:
        """From the last query to the first: a query that several read is cut when all of them agree."""
        if any(clause is not self._tree.args.get("with_") for clause in self._tree.find_all(exp.With)):
            return  # The name of a query inside a query could stand for two.
        self._enter(self._tree, column)
        for name in reversed(self._named):
            columns = self._reached.get(name, [])
            if columns and len(columns) == self._readers.count(name) and len(set(columns)) == 1:
                self._enter(self._named[name], columns[0])

    def _enter(self, query: exp.Expr, column: str) -> None:
        for select, names in _branches(query, self._outputs(query)):
            self._select(select, names.index(column) if column in names else -1)

    def _select(self, select: exp.Select, index: int) -> None:
        places = self._projected(select)
        place = places[index] if 0 <= index < len(places) else None
        if place is not None and self._groups_by(select, place):
            self._spread(select, {place})

    def _spread(self, select: exp.Select, held: Collection[Place]) -> None:
        """Go down from the columns `held` of a query to its tables and to its correlated subqueries."""
        inner, left = self._equalities(select)
        both_ways = [*inner, *((b, a) for a, b in inner)]
        # Whoever has no match in a LEFT JOIN is, with everybody else's, in the partition of its empty column.
        certain = _grown(held, both_ways)
        if any(not self._partitions_by(window, certain) for window in _own(select, exp.Window)):
            return
        held = _grown(certain, [*both_ways, *left])
        for node in _tables(select):
            source = self._found.sources[id(node)]
            column = next((name for holder, name in sorted(held, key=_name) if holder is source), None)
            if column is not None:
                self._table(node, column)
        for nested in _nested(select):
            linked = {own for own, outer in self._links(nested) if outer in held}
            if linked:
                self._spread(nested, linked)

    def _table(self, node: exp.Expr, column: str) -> None:
        if isinstance(node, exp.Subquery):
            self._enter(node.this, column)
        elif isinstance(node, exp.Table) and node.name.lower() in self._named:
            self._reached.setdefault(node.name.lower(), []).append(column)
        elif isinstance(node, exp.Table):
            self.cut.append((node, column))

    def _outputs(self, query: exp.Expr) -> Columns:
        """Names of the columns that a query gives, those of its first SELECT."""
        while isinstance(query, (exp.Subquery, exp.SetOperation)):
            query = query.this
        assert isinstance(query, exp.Select)
        return tuple(name for name, _ in self._columns(query))

    def _projected(self, select: exp.Select) -> list[Place | None]:
        return [place for _, place in self._columns(select)]

    def _columns(self, select: exp.Select) -> Iterator[tuple[str, Place | None]]:
        """Each output column, with the place it is read at when it is a column as it stands."""
        for projection in select.expressions:
            if isinstance(projection, (exp.Star, exp.Column)) and projection.is_star:
                wanted = projection.table.lower() if isinstance(projection, exp.Column) else ""
                for node in _tables(select):
                    source = self._found.sources[id(node)]
                    if wanted in {"", source.alias}:
                        yield from ((name, (source, name)) for name in source.columns)
            else:
                yield projection.alias_or_name.lower(), self._place(projection.unalias())

    def _place(self, node: exp.Expr | None) -> Place | None:
        if isinstance(node, exp.Paren):
            return self._place(node.this)
        if not isinstance(node, exp.Column) or id(node) not in self._found.origin:
            return None
        return self._found.origin[id(node)], node.name.lower()

    def _groups_by(self, select: exp.Select, place: Place) -> bool:
        """Whether the rows of one value of `place` are made from rows of that value only."""
        group = select.args.get("group")
        if group is not None:
            return any(self._place(one) == place for one in group.expressions)
        calls = (read_call(node) for node in select.walk() if node.find_ancestor(exp.Window, exp.Select) is select)
        return all(call is None or FUNCTIONS[call.name].kind != "agregat" for call in calls)

    def _partitions_by(self, window: exp.Expr, held: Collection[Place]) -> bool:
        return any(self._place(one) in held for one in window.args.get("partition_by") or ())

    def _equalities(self, select: exp.Select) -> tuple[list[tuple[Place, Place]], list[tuple[Place, Place]]]:
        """Columns equal in every row of the query; and, for LEFT JOIN, (kept side, joined side)."""
        inner = list(self._pairs(select.args["where"].this)) if select.args.get("where") else []
        left: list[tuple[Place, Place]] = []
        for join in select.args.get("joins") or ():
            joined = self._found.sources[id(join.this)]
            pairs = list(self._pairs(join.args.get("on")))
            for identifier in join.args.get("using") or ():
                name = identifier.name.lower()
                holder = next(one for one in self._found.before[id(join)] if name in one.columns)
                pairs.append(((holder, name), (joined, name)))
            if join.side == "LEFT":
                turned = [(b, a) if a[0] is joined else (a, b) for a, b in pairs]
                left.extend((a, b) for a, b in turned if b[0] is joined and a[0] is not joined)
            else:
                inner.extend(pairs)
        return inner, left

    def _links(self, nested: exp.Select) -> Iterator[tuple[Place, Place]]:
        """(own column, column of the query around) that a correlated subquery compares."""
        own = {self._found.sources[id(node)] for node in _tables(nested)}
        where = nested.args.get("where")
        for one, other in self._pairs(where.this if where else None):
            if one[0] in own and other[0] not in own:
                yield one, other
            elif other[0] in own and one[0] not in own:
                yield other, one

    def _pairs(self, condition: exp.Expr | None) -> Iterator[tuple[Place, Place]]:
        """Columns that an AND-ed equality of the condition compares."""
        if isinstance(condition, exp.Paren):
            yield from self._pairs(condition.this)
        elif isinstance(condition, exp.And):
            yield from self._pairs(condition.left)
            yield from self._pairs(condition.right)
        elif isinstance(condition, exp.EQ):
            one, other = self._place(condition.left), self._place(condition.right)
            if one is not None and other is not None:
                yield one, other


def _grown(held: Collection[Place], pairs: Sequence[tuple[Place, Place]]) -> frozenset[Place]:
    """The places held, and all those that pairs (from, to) lead to."""
    found, more = frozenset(held), frozenset[Place]()
    while found != more:
        more, found = found, found.union(other for one, other in pairs if one in found)
    return found


def _branches(query: exp.Expr, names: Columns) -> Iterator[tuple[exp.Select, Columns]]:
    """The SELECTs that a UNION stacks; a column is at the same place in each."""
    if isinstance(query, exp.Subquery):
        yield from _branches(query.this, names)
    elif isinstance(query, exp.SetOperation):
        yield from _branches(query.left, names)
        yield from _branches(query.right, names)
    elif isinstance(query, exp.Select):
        yield query, names


def _tables(select: exp.Select) -> Sequence[exp.Expr]:
    clause = select.args.get("from_")
    return [clause.this, *(join.this for join in select.args.get("joins") or ())] if clause else []


def _own(select: exp.Select, kind: type[exp.Expr]) -> Iterator[exp.Expr]:
    """Nodes of a kind that belong to this SELECT, not to a query inside it."""
    return (node for node in select.find_all(kind) if node.find_ancestor(exp.Select) is select)


def _nested(select: exp.Select) -> Iterator[exp.Select]:
    """The subqueries of the conditions and results of this SELECT, not those of FROM, JOIN and WITH."""
    around = (exp.From, exp.Join, exp.CTE, exp.Select)
    return (node for node in select.find_all(exp.Select) if node.find_ancestor(*around) is select)


def _name(place: Place) -> str:
    return place[1]
