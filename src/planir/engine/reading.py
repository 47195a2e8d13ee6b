"""Reads the text of a rule into a tree: one SELECT statement of the PLANIR dialect, and nothing that can hurt.

A rule may come from anyone: its size and its nesting are bounded before it is parsed.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from typing import ParamSpec, TypeVar

import sqlglot
from sqlglot import exp
from sqlglot.errors import ParseError, SqlglotError
from sqlglot.tokenizer_core import Token, TokenType

from planir.engine.errors import PlanirError
from planir.engine.naming import shown
from planir.engine.printable import command_in

MOST_BYTES = 100_000
DEEPEST_BRACKETS = 25
DEEPEST_TREE = 150
MOST_QUERIES = 60
"""Of one WITH and of those within it. The longest rule shipped has twelve."""
MOST_READS = 250
"""Tables that a rule reads, with each query written out wherever it is read: an engine plans them so, and nothing
interrupts it. The longest rule shipped reads 83; eighteen queries that each join the one before with itself, 262144."""

_BEGINNING = {TokenType.WITH, TokenType.SELECT, TokenType.FROM, TokenType.L_PAREN}
_ONLY_SELECT = "seule une requête SELECT est admise."
_OPENING = {TokenType.L_PAREN, TokenType.L_BRACKET, TokenType.L_BRACE, TokenType.CASE}
_CLOSING = {TokenType.R_PAREN, TokenType.R_BRACKET, TokenType.R_BRACE, TokenType.END}

P = ParamSpec("P")
R = TypeVar("R")


def unreadable(sentence: str) -> PlanirError:
    return PlanirError("regle_illisible", sentence)


def bounded(function: Callable[P, R]) -> Callable[P, R]:
    """A function that walks a rule: nesting that exhausts Python's stack is the rule's fault, and is said so."""

    @functools.wraps(function)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return function(*args, **kwargs)
        except RecursionError:
            raise unreadable("la requête est trop imbriquée : découpez-la en étapes (WITH … AS).") from None

    return guarded


@bounded
def parse(text: str) -> exp.Expression:
    """The tree of the one SELECT (WITH and UNION included) that `text` holds; comments are kept on its nodes.

    Raises PlanirError `regle_illisible`, with the line and column where reading stopped, for anything else: a syntax
    error, several statements, another statement than SELECT, an empty text, more than 100 kB, too deep a nesting, too
    many queries.
    """
    if len(text.encode("utf-8", "surrogatepass")) > MOST_BYTES:
        raise unreadable(f"la requête dépasse {MOST_BYTES // 1000} ko : découpez-la en plusieurs programmes.")
    if command_in(text):
        raise unreadable("la requête contient des caractères de commande, qui ne sont pas du texte : retapez-la.")
    tokens = _tokens(text)
    _bound_statement(tokens)
    _bound_nesting(tokens)
    tree = _tree(text, tokens)
    if not isinstance(tree, (exp.Select, exp.SetOperation)):
        raise unreadable(f"{_place(tokens[0])} : {_ONLY_SELECT}")
    _bound_depth(tree)
    _bound_queries(tree)
    return tree


def _tokens(text: str) -> list[Token]:
    try:
        return list(sqlglot.tokenize(text, read="duckdb"))
    except SqlglotError as error:
        raise unreadable(
            "la requête n'est pas lisible : un guillemet, une apostrophe ou un commentaire n'est pas refermé."
        ) from error


def _tree(text: str, tokens: list[Token]) -> exp.Expr | None:
    try:
        return sqlglot.parse(text, dialect="duckdb")[0]
    except ParseError as error:
        raise unreadable(_syntax(error, tokens)) from error
    except (SqlglotError, ValueError, TypeError, AttributeError, KeyError, IndexError) as error:
        # On some malformed texts its parser trips over its own feet; the text is at fault all the same.
        raise unreadable("la requête n'est pas lisible : vérifiez son écriture.") from error


def _syntax(error: ParseError, tokens: list[Token]) -> str:
    detail = error.errors[0] if error.errors else {}
    word = shown(" ".join(str(detail.get("highlight") or "").split()))
    line = detail.get("line") or tokens[-1].line
    near = f" près de « {word} »" if word else ""
    column = (detail.get("col") or tokens[-1].col) - max(len(word) - 1, 0)
    return f"ligne {line}, colonne {max(column, 1)} : la requête n'est pas lisible{near}."


def _place(token: Token) -> str:
    return f"ligne {token.line}, colonne {max(token.col - len(token.text) + 1, 1)}"


def _bound_statement(tokens: list[Token]) -> None:
    """One statement, that begins as a SELECT may: SQLGlot would take others for commands, and say so on its log."""
    ends = [rank for rank, token in enumerate(tokens) if token.token_type == TokenType.SEMICOLON]
    if len(ends) == len(tokens):
        raise unreadable("la requête est vide : écrivez un SELECT.")
    if ends and any(token.token_type != TokenType.SEMICOLON for token in tokens[ends[0] :]):
        raise unreadable(f"{_place(tokens[ends[0]])} : une seule requête est admise ; rien ne suit le point-virgule.")
    if tokens[0].token_type not in _BEGINNING:
        raise unreadable(f"{_place(tokens[0])} : {_ONLY_SELECT}")


def _bound_nesting(tokens: list[Token]) -> None:
    depth = 0
    for token in tokens:
        if token.token_type in _OPENING:
            depth += 1
        elif token.token_type in _CLOSING:
            depth -= 1
        if depth > DEEPEST_BRACKETS:
            raise unreadable(
                f"{_place(token)} : plus de {DEEPEST_BRACKETS} parenthèses ou CASE imbriqués ; "
                "découpez la requête en étapes (WITH … AS)."
            )


def _bound_depth(tree: exp.Expr) -> None:
    level: list[exp.Expr] = [tree]
    for _ in range(DEEPEST_TREE):
        level = [child for node in level for child in node.iter_expressions()]
        if not level:
            return
    raise unreadable("la requête est trop imbriquée : découpez-la en étapes (WITH … AS).")


def _bound_queries(tree: exp.Expr) -> None:
    if sum(1 for _ in tree.find_all(exp.CTE)) > MOST_QUERIES:
        raise unreadable(
            f"la requête en nomme plus de {MOST_QUERIES} (WITH … AS) : découpez-la en plusieurs programmes."
        )
    if _reads(tree, {}) > MOST_READS:
        raise unreadable(
            "les requêtes nommées (WITH … AS) se relisent trop les unes les autres : écrites en entier, elles liraient "
            f"plus de {MOST_READS} tables. Lisez moins de fois chacune, ou découpez la règle en plusieurs programmes."
        )


def _reads(node: exp.Expr, named: Mapping[str, int]) -> int:
    clause = node.args.get("with_")
    if clause is not None:
        within = dict(named)
        for query in clause.expressions:
            within[query.alias.lower()] = _reads(query.this, within)
        named = within
    own = named.get(node.name.lower(), 1) if isinstance(node, exp.Table) else 0
    return own + sum(_reads(child, named) for child in node.iter_expressions() if child is not clause)
