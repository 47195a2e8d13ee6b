"""How a column that is read is named: the pair (relation, column)."""

from __future__ import annotations

ColumnsRead = frozenset[tuple[str, str]]
"""(relation, column) pairs."""

EVERY_ROW = "*"
"""Stands for a column when only the rows of a relation matter: `count(*)`, `EXISTS (SELECT 1 …)`."""
