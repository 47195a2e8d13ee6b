"""What is a rule: one SELECT. What is not says where reading stopped."""

from __future__ import annotations

import pytest
from sqlglot import exp

from planir.engine import dialect
from planir.engine.errors import PlanirError


def test_steps_and_their_comments_are_kept() -> None:
    tree = dialect.parse(
        """
        WITH
        -- étape : a seize ans
        adultes AS (SELECT assure FROM assure_au_jour WHERE age >= 16)
        -- étape : n'a pas de médecin traitant
        SELECT assure FROM adultes
        """
    )
    assert isinstance(tree, exp.Select)
    assert [comment.strip() for node in tree.walk() for comment in node.comments or ()] == [
        "étape : n'a pas de médecin traitant",
        "étape : a seize ans",
    ]


@pytest.mark.parametrize(
    "text",
    ["SELECT a FROM t", "SELECT a FROM t;", "SELECT a FROM t UNION ALL SELECT b FROM t", "select a from t -- fin"],
)
def test_one_select_is_read(text: str) -> None:
    assert isinstance(dialect.parse(text), exp.Query)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "la requête est vide"),
        (" ;; -- rien", "la requête est vide"),
        ("SELECT a FROM t WHERE\n  AND b", "ligne 2, colonne 7 : la requête n'est pas lisible près de « b »."),
        ("SELECT a\nFROM t t2 t3", "ligne 2, colonne 11 : la requête n'est pas lisible près de « t3 »."),
        ("SELECT (a FROM t", "ligne 1"),
        ("SELECT 'a FROM t", "un guillemet, une apostrophe ou un commentaire n'est pas refermé"),
        ("SELECT a FROM t; SELECT b FROM t", "ligne 1, colonne 16 : une seule requête est admise"),
        ("DELETE FROM t", "ligne 1, colonne 1 : seule une requête SELECT est admise"),
        ("VALUES (1)", "seule une requête SELECT est admise"),
        ("SELECT " + "(" * 26 + "1" + ")" * 26, "ligne 1, colonne 33 : plus de 25 parenthèses"),
        ("SELECT " + "CASE WHEN a THEN " * 26 + "1" + " END" * 26, "plus de 25 parenthèses ou CASE imbriqués"),
        ("SELECT 1" + " + 1" * 200, "trop imbriquée"),
        ("SELECT " + "NOT " * 500 + "a", "trop imbriquée"),
        ("SELECT a FROM t --" + "é" * 50_000, "dépasse 100 ko"),
    ],
)
def test_what_is_not_one_select_says_where_reading_stopped(text: str, sentence: str) -> None:
    with pytest.raises(PlanirError) as error:
        dialect.parse(text)
    assert error.value.code == "regle_illisible"
    assert sentence in error.value.sentence


def test_twenty_five_brackets_are_read() -> None:
    assert dialect.parse("SELECT " + "(" * 25 + "1" + ")" * 25 + " AS x")
