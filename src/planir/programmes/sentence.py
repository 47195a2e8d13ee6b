"""The sentence for one person (`motif`): a small template, compiled to SQL so that night and desk say the same words.

{perte:euros}              1 234,50 €
{dernier:date}             1er mars 2026
{jours:nombre}             1 234
{soins:soin|soins}         2 soins (the number, then the word)
{presumes?dont des jours présumés|}   one text or the other, for a boolean; nothing when it is not known
{nom}                      the value as it is
{, soit {perte:euros}}     a clause, left out when a value inside is not known
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from planir.engine.errors import PlanirError
from planir.engine.signatures import SAID, Type

NO_BREAK = "\u00a0"
THIN = "\u202f"
MONTHS = (
    *("janvier", "février", "mars", "avril", "mai", "juin"),
    *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
)

_FORMS: Mapping[str, Type] = {
    "euros": "nombre",
    "nombre": "nombre",
    "compte": "nombre",
    "date": "date",
    "si": "booleen",
}
_FORM_NAMES = {
    "euros": "euros",
    "nombre": "nombre",
    "compte": "« singulier|pluriel »",
    "date": "date",
    "si": "« si?alors|sinon »",
}

_VALUE = re.compile(r"(\w+)(?:(:)([^{}]*)|(\?)([^{}]*))?", re.DOTALL)


@dataclass(frozen=True)
class Value:
    """A value of the row and how it is written; `form` is `texte`, `euros`, `date`, `nombre`, `compte` or `si`."""

    column: str
    form: str
    words: tuple[str, str] = ("", "")


@dataclass(frozen=True)
class Clause:
    """Parts that are left out together when one of their values is not known."""

    parts: tuple[str | Value, ...]


@dataclass(frozen=True)
class Sentence:
    parts: tuple[str | Value | Clause, ...]

    @property
    def columns(self) -> frozenset[str]:
        """Columns of the row that the sentence needs."""
        return frozenset(value.column for value in self.values)

    @property
    def values(self) -> tuple[Value, ...]:
        flat = [inner for part in self.parts for inner in (part.parts if isinstance(part, Clause) else (part,))]
        return tuple(part for part in flat if isinstance(part, Value))


def parse(template: str) -> Sentence:
    """Read a template. Raises PlanirError `motif_illisible` with the place of the fault."""
    parts: list[str | Value | Clause] = []
    for text, braced in _split(template):
        if not braced:
            parts.append(text)
        elif "{" in text:
            inner = [_value(piece) if braces else piece for piece, braces in _split(text)]
            parts.append(Clause(tuple(inner)))
        else:
            parts.append(_value(text))
    return Sentence(tuple(parts))


def check_types(sentence: Sentence, types: Mapping[str, Type]) -> None:
    """Raises PlanirError `motif_illisible` when a value cannot be written in the form asked; `types` by column."""
    for value in sentence.values:
        wanted = _FORMS.get(value.form)
        found = types[value.column]
        if wanted is not None and found not in {wanted, "absent"}:
            raise PlanirError(
                "motif_illisible",
                f"le motif écrit « {value.column} » en {_FORM_NAMES[value.form]}, ce qui demande {SAID[wanted]} : "
                f"la règle rend {SAID[found]}.",
            )


def to_sql(sentence: Sentence) -> str:
    """A DuckDB expression (VARCHAR) over the columns of the row."""
    pieces = [
        f"coalesce({_concat(part.parts)}, '')"
        if isinstance(part, Clause)
        else _literal(part)
        if isinstance(part, str)
        else f"coalesce({_written(part)}, '{'' if part.form == 'si' else 'non connu'}')"
        for part in sentence.parts
    ]
    # Clauses left out leave a space each where they stood: three halvings are enough for eight of them, and cost less
    # than a regular expression.
    said = " || ".join(pieces)
    for _ in range(3):
        said = f"replace({said}, '  ', ' ')"
    return f"trim({said})"


def _concat(parts: tuple[str | Value, ...]) -> str:
    return " || ".join(_literal(part) if isinstance(part, str) else _written(part) for part in parts)


def _written(value: Value) -> str:
    column = '"' + value.column + '"'
    match value.form:
        case "euros":
            return f"({_number(f'CAST({column} AS DECIMAL(18, 2))', 2)} || '{NO_BREAK}€')"
        case "nombre":
            return _number(column, 0)
        case "date":
            first = f"CASE WHEN day({column}) = 1 THEN '1er' ELSE CAST(day({column}) AS VARCHAR) END"
            months = ", ".join(f"'{month}'" for month in MONTHS)
            return f"({first} || '{NO_BREAK}' || [{months}][month({column})] || '{NO_BREAK}' || year({column}))"
        case "compte":
            one, many = map(_literal, value.words)
            word = f"CASE WHEN abs({column}) < 2 THEN {one} ELSE {many} END"
            return f"({_number(column, 0)} || '{NO_BREAK}' || {word})"
        case "si":
            yes, no = map(_literal, value.words)
            return f"CASE WHEN {column} THEN {yes} WHEN NOT {column} THEN {no} END"
        case _:
            return f"CAST({column} AS VARCHAR)"


def _number(expression: str, decimals: int) -> str:
    """Digits in groups of three, a decimal comma; `round` so that a DECIMAL and an INTEGER are written alike."""
    pattern = f"{{:,.{decimals}f}}"
    written = f"format('{pattern}', CAST({expression} AS DOUBLE))"
    return f"replace(replace(replace({written}, ',', '{THIN}'), '.', ','), '-', '−')"


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _value(text: str) -> Value:
    match = _VALUE.fullmatch(text.strip())
    if match is None:
        raise PlanirError(
            "motif_illisible", f"Le motif contient « {{{text}}} » : attendu {{colonne}} ou {{colonne:forme}}."
        )
    column, colon, form, question, choice = match.groups()
    if question:
        yes, _, no = choice.partition("|")
        return Value(column, "si", (yes, no))
    if not colon:
        return Value(column, "texte")
    if "|" in form:
        one, _, many = form.partition("|")
        return Value(column, "compte", (one, many))
    if form not in {"euros", "date", "nombre"}:
        raise PlanirError(
            "motif_illisible",
            f"Le motif contient « {{{text}}} » : la forme « {form} » n'existe pas "
            "(euros, date, nombre, ou « singulier|pluriel »).",
        )
    return Value(column, form)


def _split(template: str) -> list[tuple[str, bool]]:
    """The template cut at its outer braces: (text, was inside braces)."""
    pieces: list[tuple[str, bool]] = []
    depth, start = 0, 0
    for position, character in enumerate(template):
        if character == "{":
            if depth == 0:
                pieces.append((template[start:position], False))
                start = position + 1
            depth += 1
        elif character == "}":
            depth -= 1
            if depth < 0:
                raise PlanirError("motif_illisible", "Le motif ferme une accolade qui n'est pas ouverte.")
            if depth == 0:
                pieces.append((template[start:position], True))
                start = position + 1
        if depth > 2:
            raise PlanirError("motif_illisible", "Le motif a trois accolades imbriquées : deux au plus.")
    if depth:
        raise PlanirError("motif_illisible", "Le motif ouvre une accolade qui n'est pas fermée.")
    return [*pieces, (template[start:], False)]
