"""The rules read what they declare, hold no threshold, and the population gives what they expect."""

from __future__ import annotations

import re

from law.judged import relations
from planir.law.rules import declared, rules


def test_a_rule_reads_only_declared_relations_and_other_rules() -> None:
    for rule in rules().values():
        assert rule.reads <= declared().keys() | rules().keys(), rule.name


def test_every_declared_relation_is_read_and_given_with_its_columns() -> None:
    read = frozenset().union(*(rule.reads for rule in rules().values()))
    for name, relation in declared().items():
        assert name in read
        assert relation.columns.keys() <= relations()[name].columns.keys()


def test_a_rule_uses_only_the_columns_it_declares() -> None:
    for name in rules():
        used = {(relation, column) for relation, column in relations()[name].uses if relation in declared()}
        assert used <= {(relation, column) for relation, one in declared().items() for column in (*one.columns, "*")}


def test_a_rule_holds_no_number_of_the_law() -> None:
    """Only 0, 1, and the months of the calendar (2 and 14 name February, this year's and the next)."""
    for rule in rules().values():
        body = "\n".join(line for line in rule.sql.splitlines() if not line.lstrip().startswith("--"))
        body = re.sub(r"'[^']*'|\w*[A-Za-z_]\w*", "", body)
        assert set(re.findall(r"\d+", body)) <= {"0", "1", "2", "14"}, rule.name
