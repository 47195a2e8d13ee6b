"""Views written at random over two small tables, and over one another."""

from __future__ import annotations

from hypothesis import strategies as st

from population.toy_relations import TABLES

_NAMES = ("a", "b", "c", "d", "e")


class _Writer:
    """Writes one view over the relations known so far."""

    def __init__(self, draw: st.DrawFn, known: dict[str, tuple[str, ...]]) -> None:
        self.draw = draw
        self.known = known
        self.aliases = 0

    def view(self) -> tuple[tuple[str, ...], str]:
        names = tuple(self.draw(st.lists(st.sampled_from(_NAMES), min_size=1, max_size=3, unique=True)))
        steps = ""
        if self.draw(st.booleans()):
            inner = tuple(self.draw(st.lists(st.sampled_from(_NAMES), min_size=1, max_size=4, unique=True)))
            steps = f"WITH etape AS ({self.select(inner)}) "
            self.known = {**self.known, "etape": inner}
        text = self.select(names)
        for kind in self.draw(st.lists(st.sampled_from(["UNION", "UNION ALL"]), max_size=1)):
            text = f"{text} {kind} {self.select(names)}"
        return names, steps + text

    def select(self, names: tuple[str, ...]) -> str:
        tables = [self.table()]
        text = f"FROM {tables[0][1]} AS {tables[0][0]}"
        if self.draw(st.booleans()):
            kind, joined = self.draw(st.sampled_from(["JOIN", "LEFT JOIN"])), self.table()
            shared = sorted(set(joined[2]) & set(tables[0][2]))
            if shared and self.draw(st.booleans()):
                text += f" {kind} {joined[1]} AS {joined[0]} USING ({self.draw(st.sampled_from(shared))})"
            else:
                text += f" {kind} {joined[1]} AS {joined[0]} ON {self.column([joined])} = {self.column(tables)}"
            tables.append(joined)
        conditions = [self.condition(tables) for _ in range(self.draw(st.integers(0, 2)))]
        text += f" WHERE {' AND '.join(conditions)}" if conditions else ""
        form = self.draw(st.sampled_from(["plain", "distinct", "grouped", "whole"]))
        if form in {"plain", "distinct"}:
            values = [self.draw(st.sampled_from([self.value, self.window, self.one]))(tables) for _ in names]
            word = "SELECT DISTINCT" if form == "distinct" else "SELECT"
            return f"{word} {self.named(values, names)} {text}"
        group = [self.column(tables) for _ in range(self.draw(st.integers(1, 2)))] if form == "grouped" else []
        values = [self.draw(st.sampled_from([*group, self.aggregate(tables)])) for _ in names]
        text += f" GROUP BY {', '.join(group)}" if group else ""
        if group and self.draw(st.booleans()):
            text += f" HAVING {self.having(tables, names)} > 1"
        return f"SELECT {self.named(values, names)} {text}"

    def having(self, tables: list[tuple[str, str, tuple[str, ...]]], names: tuple[str, ...]) -> str:
        """An aggregate, or the bare name of a result where a column of one table has the same."""
        bare = [name for name in names if sum(name in columns for *_, columns in tables) == 1]
        return self.draw(st.sampled_from([self.aggregate(tables), *bare]))

    def table(self) -> tuple[str, str, tuple[str, ...]]:
        name = self.draw(st.sampled_from(sorted(self.known)))
        self.aliases += 1
        return f"x{self.aliases}", name, self.known[name]

    def column(self, tables: list[tuple[str, str, tuple[str, ...]]]) -> str:
        alias, _, columns = self.draw(st.sampled_from(tables))
        return f"{alias}.{self.draw(st.sampled_from(columns))}"

    def value(self, tables: list[tuple[str, str, tuple[str, ...]]]) -> str:
        one, other = self.column(tables), self.column(tables)
        return self.draw(
            st.sampled_from([one, f"coalesce({one}, 0)", f"CASE WHEN {one} > 1 THEN {other} END", f"{one} + {other}"])
        )

    def window(self, tables: list[tuple[str, str, tuple[str, ...]]]) -> str:
        first, second, third = (self.column(tables) for _ in range(3))
        return f"max({first}) OVER (PARTITION BY {second} ORDER BY {third})"

    def one(self, tables: list[tuple[str, str, tuple[str, ...]]]) -> str:
        inner = [self.table()]
        same = f"{self.column(inner)} = {self.column(tables)}"
        return f"(SELECT max({self.column(inner)}) FROM {inner[0][1]} AS {inner[0][0]} WHERE {same})"

    def aggregate(self, tables: list[tuple[str, str, tuple[str, ...]]]) -> str:
        one, other = self.column(tables), self.column(tables)
        return self.draw(
            st.sampled_from(
                ["count(*)", f"max({one})", f"count(DISTINCT {one})", f"min({one}) FILTER (WHERE {other} > 1)"]
            )
        )

    def condition(self, tables: list[tuple[str, str, tuple[str, ...]]]) -> str:
        inner = [self.table()]
        here, there, also = self.column(tables), self.column(inner), self.column(inner)
        source = f"FROM {inner[0][1]} AS {inner[0][0]}"
        return self.draw(
            st.sampled_from(
                [
                    f"{here} > 0",
                    f"{here} IS NOT NULL",
                    f"EXISTS (SELECT 1 {source} WHERE {there} = {here} AND {also} > 1)",
                    f"NOT EXISTS (SELECT {also} {source} WHERE {there} = {here})",
                    f"{here} IN (SELECT {there} {source} WHERE {also} > 0)",
                    f"{here} >= (SELECT min({there}) {source})",
                ]
            )
        )

    @staticmethod
    def named(values: list[str], names: tuple[str, ...]) -> str:
        return ", ".join(f"{value} AS {name}" for value, name in zip(values, names, strict=True))


@st.composite
def views(draw: st.DrawFn) -> dict[str, tuple[tuple[str, ...], str]]:
    """One to three views, each of which may read those before; the last is asked."""
    known = dict(TABLES)
    written: dict[str, tuple[tuple[str, ...], str]] = {}
    for rank in range(draw(st.integers(1, 3))):
        written[f"v{rank}"] = _Writer(draw, known).view()
        known[f"v{rank}"] = written[f"v{rank}"][0]
    return written
