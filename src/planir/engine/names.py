"""Resolves the names of a query by scope: which relation and column each one reads.

SQL's own rules, for the queries the dialect knows: CTE before relation, the tables of a query before those around it,
USING columns merged. `guard` refuses what does not resolve; `lineage` lists what was read.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from sqlglot import exp

from planir.engine.errors import PlanirError
from planir.engine.located import error, refused
from planir.engine.naming import shown, suggestion
from planir.engine.reading import bounded

Columns = tuple[str, ...]

_MOST_LISTED = 30
"""Columns that an error may list: more would hide what it says."""

_NAMED = (exp.Alias, exp.Column, exp.Subquery)


@dataclass(frozen=True, eq=False)
class Source:
    """One table of a FROM: how the query calls it, its columns, and the relation it is (None: a CTE, a subquery)."""

    alias: str
    columns: Columns
    relation: str | None


@dataclass
class Resolution:
    """What a statement reads: its output columns, the (relation, column) pairs, the relations.

    Nodes are known by their id: `origin` gives the source of each column node, `sources` that of each table or
    subquery of a FROM or JOIN, `before` the sources that come before each JOIN.
    """

    columns: tuple[str, ...] = ()
    reads: set[tuple[str, str]] = field(default_factory=set)
    relations: set[str] = field(default_factory=set)
    origin: dict[int, Source] = field(default_factory=dict)
    sources: dict[int, Source] = field(default_factory=dict)
    before: dict[int, tuple[Source, ...]] = field(default_factory=dict)


@dataclass
class _Scope:
    """The tables a query has met so far, the columns that USING merged, and the query around it."""

    outer: _Scope | None
    sources: list[Source] = field(default_factory=list)
    merged: set[str] = field(default_factory=set)
    aliases: frozenset[str] = frozenset()

    def outwards(self) -> Iterator[_Scope]:
        """This scope, the one around it, and so on."""
        yield self
        if self.outer is not None:
            yield from self.outer.outwards()


@bounded
def resolve(tree: exp.Expr, relations: Mapping[str, Collection[str]]) -> Resolution:
    """Resolve every name of the statement over `relations` (name → columns); case is ignored.

    Raises PlanirError `relation_inconnue`, `relation_masquee`, `colonne_inconnue`, `colonne_ambigue`,
    `colonne_sans_nom`, `colonne_en_double`, `regle_refusee` (UNION branches of different widths), with the line.
    """
    resolver = _Resolver({name.lower(): tuple(column.lower() for column in relations[name]) for name in relations})
    resolver.found.columns = resolver.query(tree, {}, None, named=True)
    return resolver.found


class _Resolver:
    def __init__(self, relations: Mapping[str, Columns]) -> None:
        self.relations = relations
        self.found = Resolution()

    def query(self, node: exp.Expr, ctes: Mapping[str, Columns], outer: _Scope | None, *, named: bool) -> Columns:
        """The output columns of a query; `named` when someone will read them by name."""
        if isinstance(node, exp.Subquery):
            return self.query(node.this, ctes, outer, named=named)
        ctes = self._ctes(node, ctes, outer)
        if isinstance(node, exp.SetOperation):
            left = self.query(node.left, ctes, outer, named=named)
            right = self.query(node.right, ctes, outer, named=False)
            if len(left) != len(right):
                raise refused(
                    node, f"les deux côtés de UNION n'ont pas le même nombre de colonnes ({len(left)} et {len(right)})."
                )
            return left
        if not isinstance(node, exp.Select):
            raise refused(node, "une requête SELECT est attendue ici.")
        return self._select(node, ctes, outer, named=named)

    def _ctes(self, node: exp.Expr, ctes: Mapping[str, Columns], outer: _Scope | None) -> Mapping[str, Columns]:
        clause = node.args.get("with_")
        if clause is None:
            return ctes
        known = dict(ctes)
        for cte in clause.expressions:
            name = cte.alias.lower()
            if name in self.relations or name in known:
                raise error(
                    "relation_masquee",
                    cte.args["alias"],
                    f"« {shown(name)} » est déjà le nom d'une relation ou d'une étape : choisissez un autre nom.",
                )
            known[name] = self.query(cte.this, known, outer, named=True)
        return known

    def _select(self, node: exp.Select, ctes: Mapping[str, Columns], outer: _Scope | None, *, named: bool) -> Columns:
        scope = _Scope(outer)
        clause = node.args.get("from_")
        if clause is not None:
            self._add(scope, clause.this, self._source(clause.this, ctes))
        for join in node.args.get("joins") or ():
            source = self._source(join.this, ctes)
            self.found.before[id(join)] = tuple(scope.sources)
            self._using(join, scope, source)
            self._add(scope, join.this, source)
            if join.args.get("on") is not None:
                self._expression(join.args["on"], scope, ctes)
        scope.aliases = frozenset(
            projection.alias.lower() for projection in node.expressions if isinstance(projection, exp.Alias)
        )
        outputs = self._outputs(node, scope, ctes, named=named)
        for key, value in node.args.items():
            if key not in {"from_", "joins", "with_", "expressions"}:
                for part in value if isinstance(value, list) else [value]:
                    if isinstance(part, exp.Expr):
                        self._expression(part, scope, ctes)
        return outputs

    def _outputs(self, node: exp.Select, scope: _Scope, ctes: Mapping[str, Columns], *, named: bool) -> Columns:
        outputs: list[str] = []
        for projection in node.expressions:
            if isinstance(projection, (exp.Star, exp.Column)) and projection.is_star:
                names = list(self._star(projection, scope))
            else:
                self._expression(projection, scope, ctes)
                names = [projection.alias_or_name.lower()] if isinstance(projection, _NAMED) else [""]
            if named and "" in names:
                raise error("colonne_sans_nom", projection, "cette colonne n'a pas de nom : ajoutez « AS nom ».")
            double = next((name for name in names if name in outputs), "") if named else ""
            if double:
                raise error("colonne_en_double", projection, f"deux colonnes s'appellent « {shown(double)} ».")
            outputs.extend(names)
        return tuple(outputs)

    def _star(self, projection: exp.Expr, scope: _Scope) -> Iterator[str]:
        table = projection.args.get("table")
        sources = [self._named(table, scope)] if table is not None else scope.sources
        for source in sources:
            for column in source.columns:
                self._read(source, column)
            yield from source.columns

    def _source(self, node: exp.Expr, ctes: Mapping[str, Columns]) -> Source:
        source = self._opened(node, ctes)
        self.found.sources[id(node)] = source
        return source

    def _opened(self, node: exp.Expr, ctes: Mapping[str, Columns]) -> Source:
        if isinstance(node, exp.Subquery):
            return Source(node.alias.lower(), self.query(node.this, ctes, None, named=True), None)
        name = node.name.lower()
        alias = node.alias_or_name.lower()
        if name in ctes:
            return Source(alias, ctes[name], None)
        if name not in self.relations:
            raise error(
                "relation_inconnue",
                node,
                f"la relation « {shown(name)} » n'existe pas{suggestion(name, [*ctes, *self.relations])}",
            )
        self.found.relations.add(name)
        return Source(alias, self.relations[name], name)

    def _add(self, scope: _Scope, node: exp.Expr, source: Source) -> None:
        if any(source.alias == other.alias for other in scope.sources):
            raise error(
                "relation_masquee",
                node,
                f"« {shown(source.alias)} » désigne deux tables de la même requête : donnez-leur deux noms (AS).",
            )
        scope.sources.append(source)

    def _using(self, join: exp.Join, scope: _Scope, source: Source) -> None:
        for identifier in join.args.get("using") or ():
            name = identifier.name.lower()
            holders = [other for other in scope.sources if name in other.columns]
            if not holders or name not in source.columns:
                lacking = source.alias if holders else " ni ".join(other.alias for other in scope.sources)
                raise error(
                    "colonne_inconnue",
                    identifier,
                    f"la colonne « {shown(name)} » de USING n'existe pas dans {shown(lacking)}.",
                )
            if len(holders) > 1 and name not in scope.merged:
                raise self._ambiguous(identifier, name, holders)
            scope.merged.add(name)
            for holder in (*holders, source):
                self._read(holder, name)

    def _expression(self, node: exp.Expr, scope: _Scope, ctes: Mapping[str, Columns]) -> None:
        if isinstance(node, (exp.Select, exp.SetOperation)):
            self.query(node, ctes, scope, named=False)
            return
        if isinstance(node, exp.Column):
            if not isinstance(node.this, exp.Star):
                source = self._column(node, scope)
                self.found.origin[id(node)] = source
                self._read(source, node.name.lower())
            return
        for child in node.iter_expressions():
            self._expression(child, scope, ctes)

    def _column(self, node: exp.Column, scope: _Scope) -> Source:
        name = node.name.lower()
        table = node.args.get("table")
        if table is not None:
            source = self._named(table, scope)
            if name not in source.columns:
                raise self._unknown(node, name, [source])
            return source
        for distance, around in enumerate(scope.outwards()):
            holders = [source for source in around.sources if name in source.columns]
            if len(holders) > 1 and name not in around.merged:
                raise self._ambiguous(node, name, holders)
            if holders:
                return _near(node, holders[0], distance)
        if name in scope.aliases:
            raise error(
                "colonne_inconnue",
                node,
                f"« {shown(name)} » est le nom d'un résultat de cette requête, qui n'existe pas encore ici : répétez "
                "l'expression, ou calculez-la dans une étape précédente.",
            )
        raise self._unknown(node, name, scope.sources)

    def _named(self, table: exp.Expr, scope: _Scope) -> Source:
        name = table.name.lower()
        known: list[str] = []
        for distance, around in enumerate(scope.outwards()):
            for source in around.sources:
                if source.alias == name:
                    return _near(table, source, distance)
                known.append(source.alias)
        raise error(
            "relation_inconnue",
            table,
            f"« {shown(name)} » n'est pas une table de cette requête{suggestion(name, known)}",
        )

    def _read(self, source: Source, column: str) -> None:
        if source.relation is not None:
            self.found.reads.add((source.relation, column))

    def _unknown(self, node: exp.Expr, name: str, sources: list[Source]) -> PlanirError:
        columns = [column for source in sources for column in source.columns]
        where = ", ".join(source.relation or source.alias for source in sources) or "cette requête"
        listed = f" (colonnes : {', '.join(dict.fromkeys(columns))})" if 0 < len(columns) <= _MOST_LISTED else ""
        return error(
            "colonne_inconnue",
            node,
            f"la colonne « {shown(name)} » n'existe pas dans {where}{listed}{suggestion(name, columns)}",
        )

    def _ambiguous(self, node: exp.Expr, name: str, holders: list[Source]) -> PlanirError:
        tables = " et ".join(source.alias for source in holders)
        return error(
            "colonne_ambigue",
            node,
            f"la colonne « {shown(name)} » existe dans {tables} : écrivez « {holders[0].alias}.{shown(name)} ».",
        )


def _near(node: exp.Expr, source: Source, distance: int) -> Source:
    """Spark resolves a name in the query around a subquery, and no further."""
    if distance > 1:
        raise refused(node, "une sous-requête ne peut citer que la requête qui l'entoure directement, pas plus loin.")
    return source
