"""How the raw text of a column becomes a value: SQL expressions, one a type of the contract.

A text that is not understood gives null where the text is not null: that difference is the refusal.
"""

from __future__ import annotations

from planir.population.contract import Field

SENTINELS = ("0001-01-01", "1600-01-01", "9999-12-31")
"""Dates that mean « no date » in the systems that extracts come from; they become null."""

FIRST_DAY, LAST_DAY = "1800-01-01", "2200-12-31"
"""A day outside these is a fault of typing, not a fact."""

TRUE = ("1", "o", "oui", "true", "vrai", "t", "v")
FALSE = ("0", "n", "non", "false", "faux", "f")
MISSING = "."
"""How SAS writes an absent value."""

UNREADABLE = ("BLOB", "BIT", "STRUCT", "MAP", "UNION", "INTERVAL", "GEOMETRY", "VARIANT")
"""DuckDB types that no column of the contract can come from; lists end with []."""

# A form that does not fit costs ten times one that does: a mark in the text says which to try. The last are tried on
# what begins with a digit, for « epoch » and « infinity » would be days; « 2026111 » would be one of two.
_DATE_FORMS = (
    ("contains({0}, '/')", ("%d/%m/%Y", "%Y/%m/%d")),
    ("regexp_full_match({0}, '[0-9]{{8}}')", ("%Y%m%d",)),
    ("{0} < ':'", ("%d%b%Y",)),
)
_SPACES = " \u00a0\u202f\u2009\u2007"
"""Between thousands or around a value, those of a spreadsheet included."""
_AROUND_DAY = (
    f"^[{_SPACES}]*([0-9]{{4}}-[0-9]{{1,2}}-[0-9]{{1,2}}|[0-9]{{1,4}}/[0-9]{{1,2}}/[0-9]{{1,4}}|"
    "[0-9]{1,2}[A-Za-z]{3}[0-9]{4}|[0-9]{8})"
    f"(?:[ T:][0-9]{{1,2}}:[0-9]{{2}}(?::[0-9]{{2}}(?:[.,][0-9]+)?)?(?: ?[AaPp][Mm])?)?[{_SPACES}]*$"
)
"""A day in any form, the time that may follow it, and the spaces around them."""
_EVERY_FORM = ("%Y-%m-%d", "%d/%m/%Y", "%Y/%m/%d", "%d%b%Y", "%Y%m%d")
_INTEGER = "[+-]?[0-9]+(?:[.]0*)?"
_PLAIN = "-?[0-9]+(?:[.][0-9]{1,2})?"
_FRENCH = (
    f"[{_SPACES}]*[+-]?[{_SPACES}]?(?:[0-9]*|[0-9]{{1,3}}(?:[{_SPACES}][0-9]{{3}})+)(?:[.,][0-9]{{0,2}}0*)?[{_SPACES}]*"
)
"""Decimal comma, spaces that part thousands by three figures, and no more than two decimals but zeros."""
_DUST = "0.000001"
"""What sums in floating point leave beyond the decimals."""
FLOATS = ("FLOAT", "DOUBLE")
_WHOLE = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT")


def float_text(column: str) -> str:
    """SQL: a number in floating point as an extract in text writes it: 123, not 123.0; 17.45; null for NaN."""
    return (
        f"CASE WHEN isnan({column}) THEN NULL "
        f"WHEN {column} = trunc({column}) AND abs({column}) < 1e15 THEN CAST(CAST({column} AS BIGINT) AS VARCHAR) "
        f"ELSE coalesce(rtrim(CAST(TRY_CAST({column} AS DECIMAL(24, 6)) AS VARCHAR), '0'), CAST({column} AS VARCHAR)) "
        "END"
    )


def given(field: Field, column: str, stored: str) -> str:
    """What the extract gives for `field`, null where it gives nothing; `stored` is the DuckDB type of `column`.

    Text, unless the column already has the type of the contract (or is a number for a number).
    """
    if stored in FLOATS:
        return f"CASE WHEN NOT isnan({column}) THEN {column} END" if field.type == "number" else float_text(column)
    if _as_it_is(field, stored):
        return column
    text = column if stored == "VARCHAR" else f"CAST({column} AS VARCHAR)"
    # Trimming costs three times as much as looking for a space, and most values have none.
    return (
        f"CASE WHEN contains({text}, ' ') THEN nullif(nullif(trim({text}), ''), '{MISSING}') "
        f"WHEN {text} NOT IN ('', '{MISSING}', '\u00a0', '\u202f') THEN {text} END"
    )


def read(field: Field, column: str, stored: str) -> str:
    """The value of what `given` gives, null when it is not understood. Sentinel dates are still there."""
    if _as_it_is(field, stored):
        value = f"TRY_CAST({column} AS {field.sql_type})"
        exact = stored == "DOUBLE" or stored.startswith("DECIMAL")
        return f"CASE WHEN abs({column} - {value}) < {_DUST} THEN {value} END" if exact else value
    match field.type:
        # The forms are asked for: a cast alone would read 1e3, 1_000 and 0x1F, and round what has more decimals.
        case "integer":
            bare = f"regexp_extract({column}, '^[{_SPACES}]*({_INTEGER})[{_SPACES}]*$', 1)"
            return (
                f"CASE WHEN regexp_full_match({column}, '{_INTEGER}') THEN TRY_CAST({column} AS INTEGER) "
                f"WHEN {_not_ascii(column)} THEN TRY_CAST({bare} AS INTEGER) END"
            )
        case "number":
            return (
                f"CASE WHEN regexp_full_match({column}, '{_PLAIN}') THEN TRY_CAST({column} AS {field.sql_type}) "
                f"WHEN regexp_full_match({column}, '{_FRENCH}') "
                f"THEN TRY_CAST(translate({column}, ',{_SPACES}', '.') AS {field.sql_type}) END"
            )
        case "boolean":
            word = f"lower({column})"
            spaced = " ".join(
                f"WHEN {_not_ascii(column)} AND regexp_full_match({column}, '(?i)[{_SPACES}]*(?:{'|'.join(words)})"
                f"[{_SPACES}]*') THEN {value}"
                for words, value in ((TRUE, "true"), (FALSE, "false"))
            )
            return (
                f"CASE WHEN {column} = 'true' THEN true WHEN {column} = 'false' THEN false "
                f"WHEN {word} IN ({_listed(TRUE)}) THEN true WHEN {word} IN ({_listed(FALSE)}) THEN false {spaced} END"
            )
        case "date":
            return _dated(column)
        case _:
            return column


def _dated(column: str) -> str:
    forms = " ".join(
        f"WHEN {mark.format(column)} THEN CAST(try_strptime({column}, [{_listed(forms)}]) AS DATE)"
        for mark, forms in _DATE_FORMS
    )
    bare = f"try_strptime(regexp_extract({column}, '{_AROUND_DAY}', 1), [{_listed(_EVERY_FORM)}])"
    return (
        f"coalesce(CASE WHEN contains({column}, '-') THEN TRY_CAST({column} AS DATE) "
        f"WHEN NOT contains({column}, ':') THEN CASE {forms} END END, "
        f"CASE WHEN {_not_ascii(column)} OR contains({column}, ':') THEN CAST({bare} AS DATE) END)"
    )


def _not_ascii(column: str) -> str:
    """Whether a text may have spaces around it that `given` does not see."""
    return f"strlen({column}) <> length({column})"


def refused(field: Field, text: str, value: str) -> str | None:
    """Condition under which `text` was given but not understood as `value`; None for what always is."""
    if field.type == "string":
        return None
    wrong = f"{value} IS NULL"
    if field.type == "date":
        wrong += (
            f" OR (NOT {value} BETWEEN DATE '{FIRST_DAY}' AND DATE '{LAST_DAY}' "
            f"AND {value} NOT IN ({_days(SENTINELS)}))"
        )
    return f"{text} IS NOT NULL AND ({wrong})"


def kept(field: Field, value: str) -> str:
    """What is stored for a value: sentinels gone, a missing value given its default."""
    if field.type == "date":
        return f"CASE WHEN {value} NOT IN ({_days(SENTINELS)}) THEN {value} END"
    if field.missing is not None:
        return f"coalesce({value}, '{field.missing}')"
    return value


def _as_it_is(field: Field, stored: str) -> bool:
    if field.type == "number":
        return stored.startswith("DECIMAL") or stored in _WHOLE or stored in FLOATS
    return stored == field.sql_type and field.type != "string"


def _days(days: tuple[str, ...]) -> str:
    return ", ".join(f"DATE '{day}'" for day in days)


def _listed(texts: tuple[str, ...]) -> str:
    return ", ".join(f"'{text}'" for text in texts)
