"""What a row must satisfy to enter: the constraints of the contract, as SQL conditions under which it does not.

The conditions read, for a column `x`: `x` (what would be stored), `_lu_x` (what the extract gives) and `_val_x`
(what is understood of it, sentinels included). The import and `planir population check` share them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from planir.population.contract import Field, Table
from planir.population.importing.values import refused
from planir.population.nir import is_nir

PSEUDONYMS = frozenset({"assure", "rattache_a", "representant"})
"""Columns that name a person: never shown in a reject, though every agent may read them in a file."""

CONTROL = "[\\x00-\\x1f\\x7f\\x{80}-\\x{9f}]"
"""Regular expression of the characters that no value holds, line breaks and tabulations included."""

_IDENTIFIERS = PSEUDONYMS | {"foyer"}

_UNREAD = {
    "integer": "nombre entier attendu",
    "number": "nombre illisible",
    "boolean": "oui ou non attendu",
    "date": "date illisible",
}
_SHOWN_WORDS = 13
"""Values that a reason lists; the contract tells the longer lists."""

OUTSIDE = "valeur hors de la liste"
"""How the reason begins for a value that is not one of those of its column."""


@dataclass(frozen=True)
class Check:
    """`bad`: condition under which the row is refused, because of `column`, for the reason `reason` (French)."""

    column: str
    reason: str
    bad: str


def checks(
    table: Table, present: Collection[str], known: date, extracted: date, *, looked_at: bool = False
) -> tuple[Check, ...]:
    """Every check of a table, in the order of its columns; `present`: columns that the extract gives.

    Nothing may be known after `known`, the day of the import, nor anyone born after `extracted`. `looked_at`: every
    byte of the extract was, and rows with control characters are not among these.
    """
    given = [field for field in table.supplied if field.name in present]
    own = (check for field in given for check in _of_column(field, looked_at))
    return (*own, *_of_row(table, known, extracted))


def unread(field: Field) -> Check | None:
    """The check that the text is understood; None for a column where it always is."""
    bad = refused(field, f"_lu_{field.name}", f"_val_{field.name}")
    return Check(field.name, _UNREAD[field.type], bad) if bad else None


def constraints(field: Field) -> Iterator[Check]:
    """The checks of a value as it would be stored, whatever text it came from."""
    name, quoted = field.name, f'"{field.name}"'
    if field.required:
        yield Check(name, "valeur obligatoire absente", f"{quoted} IS NULL")
    if name in _IDENTIFIERS:
        yield Check(name, "un numéro de sécurité sociale ne sert jamais d'identifiant", is_nir(quoted))
    if field.enum:
        listed = ", ".join("'" + word.replace("'", "''") + "'" for word in field.enum)
        few = len(field.enum) <= _SHOWN_WORDS
        words = f" : {', '.join(field.enum)}" if few else " du contrat"
        yield Check(name, f"{OUTSIDE}{words}", f"{quoted} NOT IN ({listed})")
    if field.pattern:
        yield Check(name, "forme inattendue", f"NOT regexp_full_match({quoted}, '{field.pattern}')")
    if field.minimum is not None:
        yield Check(name, f"valeur inférieure à {field.minimum:g}", f"{quoted} < {field.minimum}")
    if field.maximum is not None:
        yield Check(name, f"valeur supérieure à {field.maximum:g}", f"{quoted} > {field.maximum}")
    if field.min_length is not None:
        yield Check(name, f"moins de {field.min_length} caractère", f"length({quoted}) < {field.min_length}")
    if field.max_length is not None:
        yield Check(name, f"plus de {field.max_length} caractères", f"length({quoted}) > {field.max_length}")


def between_columns(table: Table) -> Iterator[Check]:
    """What two dates of a row owe each other: a period ends after it begins, a death follows a birth."""
    begin, end = table.period or ("debut", "fin")
    if {begin, end} <= set(table.names):
        yield Check(end, f"fin antérieure au début ({begin})", f'"{end}" < "{begin}"')
    if {"date_naissance", "date_deces"} <= set(table.names):
        yield Check("date_deces", "décès antérieur à la naissance", "date_deces < date_naissance")


def _of_column(field: Field, looked_at: bool) -> Iterator[Check]:
    # A column that is not supplied is null everywhere: only its being required could refuse a row, and the reader
    # has refused the file by then. A listed or patterned text has no control character.
    if field.type == "string" and not (looked_at or field.enum or field.pattern):
        yield Check(field.name, "caractère de contrôle", f"regexp_matches(\"{field.name}\", '{CONTROL}')")
    understood = unread(field)
    if understood:
        yield understood
    for check in constraints(field):
        # A text that is not understood is told once, not again as absent.
        yield (
            Check(check.column, check.reason, f"{check.bad} AND NOT coalesce({understood.bad}, false)")
            if (understood and check.bad.endswith("IS NULL"))
            else check
        )


def _of_row(table: Table, known: date, extracted: date) -> Iterator[Check]:
    yield from between_columns(table)
    if "date_naissance" in table.names:
        reason = f"naissance postérieure à l'extrait ({extracted:%d/%m/%Y})"
        yield Check("date_naissance", reason, f"date_naissance > DATE '{extracted}'")
    yield Check("connu_le", f"connue après le jour de l'import ({known:%d/%m/%Y})", f"connu_le > DATE '{known}'")
