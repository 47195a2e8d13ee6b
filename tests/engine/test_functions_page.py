"""The page of the dialect comes from its tables."""

from __future__ import annotations

from planir.engine.functions import FUNCTIONS
from planir.engine.functions_page import functions_markdown
from planir.engine.nodes import REASONS

PAGE = functions_markdown()


def test_every_function_is_there_with_its_meaning_and_both_writings() -> None:
    for function in FUNCTIONS.values():
        assert f"| `{function.signature}` | " in PAGE
        assert function.description.replace("|", "\\|") in PAGE
        assert f"| `{function.name}` | `{function.duckdb.shown}` | `{function.spark.shown}` |" in PAGE


def test_every_refusal_says_why() -> None:
    assert all(why[1:] in PAGE for why in REASONS.values())


def test_every_table_has_rows_of_one_width() -> None:
    width = 0
    for line in PAGE.splitlines():
        columns = line.replace("\\|", "").count("|")
        assert not (columns and width and columns != width), line
        width = columns
