"""The examples of a programme (`exemples.yaml`): small tables in, expected persons out."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from planir.engine.errors import PlanirError
from planir.engine.yaml_file import read_yaml, said
from planir.population.contract import Field, tables

Row = Mapping[str, Any]

KEYS: Mapping[str, str] = {
    "nom": "ce que l'exemple raconte ; deux exemples n'ont pas le même",
    "au": "le jour jugé ; inutile avec `comme`, ou avec `attendu_le`",
    "connu_au": "le jour dont on prend les connaissances ; à défaut, le jour jugé",
    "comme": "le nom d'un exemple écrit plus haut : on repart de ses tables et de ses dates",
    "donnees": "les tables données : `table: [{colonne: valeur, …}, …]` ; une colonne tue est vide",
    "ajoute": "des lignes de plus, table par table",
    "retire": "des lignes de moins : `table: [personne, …]` ôte toutes les lignes de ces personnes",
    "sans": "les tables que la caisse n'a pas fournies : `[arret]`",
    "fourni": "ce que couvre une table : `table: {du: 2026-01-01, au: 2026-10-31, vide: true, valeurs: [rsa]}` ; "
    "`extrait: 2026-10-20` dit quand elle a été extraite, si ce n'est pas le jour jugé",
    "attendu": "les situations attendues, toutes ; d'une ligne, les seules colonnes qui importent. `[]` : personne",
    "attendu_le": "les situations attendues à plusieurs dates : `2026-11-01: [{assure: leo}]`",
    "quitte_a": "à quelle étape une personne quitte la règle : `{ana: n'a pas de compte ameli}`",
    "resultat": "ce que rend `resultat.sql`",
    "motif": "la phrase de la seule situation, mot pour mot",
    "non_examine": "la raison attendue quand le programme ne peut pas être examiné, par exemple `arret`",
    "non_connu": "ce que le programme, examiné, ne sait pas : la phrase de chaque table `facultatif` qui manque",
}
"""Every key of an example, and what it says."""
FIRST_YEAR, LAST_YEAR = 1990, 2100
_EXPECTED = {
    "string": "un texte",
    "integer": "un nombre entier",
    "number": "un nombre",
    "boolean": "oui (true) ou non (false)",
    "date": "une date, par exemple 2026-09-01",
}
_LARGEST = {"integer": 2**31 - 1, "number": 10**10 - 1}


@dataclass(frozen=True)
class Supply:
    """What a table covers in an example: its first and last day, no row at all, or some values only (`partial`).

    Nothing said: rows of the whole fund, of every day, `extracted` the day judged.
    """

    first: date | None = None
    last: date | None = None
    empty: bool = False
    covered: tuple[str, ...] | None = None
    extracted: date | None = None


@dataclass(frozen=True)
class Expectation:
    """What is expected at one date. None: nothing is said of it.

    `rows`: partial rows of the situations, complete as to persons; `left_at`: the sentence of the step where a
    person leaves; `outcome`: rows of the result; `sentence`: that of the only situation; `not_examined`: table;
    `not_known`: what the programme, though examined, does not know.
    """

    au: date
    rows: Sequence[Row] | None = None
    left_at: Mapping[str, str] | None = None
    outcome: Sequence[Row] | None = None
    sentence: str | None = None
    not_examined: str | None = None
    not_known: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Example:
    """Given these tables, as known on `connu_au` (None: on the day judged), at each date, what is expected."""

    name: str
    connu_au: date | None
    given: Mapping[str, Sequence[Row]]
    without: tuple[str, ...]
    supplies: Mapping[str, Supply]
    expected: tuple[Expectation, ...]


class _Fault(Exception):  # noqa: N818 - becomes a PlanirError once the file and the example are known
    """What is wrong in one example."""


def read_examples(path: Path) -> tuple[Example, ...]:
    """Read one file.

    Raises PlanirError `programme_incomplet` when it is not there, `exemples_illisibles`, naming the example and what
    to mend, for anything an example may not hold.
    """
    if not path.exists():
        raise PlanirError("programme_incomplet", f"Le fichier {_where(path)} manque.")
    raw = read_yaml(path, "exemples_illisibles")
    if not isinstance(raw, list) or not all(isinstance(one, dict) and _named(one.get("nom")) for one in raw):
        raise PlanirError(
            "exemples_illisibles", f"{_where(path)} : une liste d'exemples est attendue, chacun a un « nom »."
        )
    examples: dict[str, Example] = {}
    dates: dict[str, date] = {}
    for one in raw:
        name = " ".join(one["nom"].split())
        try:
            examples[name], dates[name] = _example(name, one, examples, dates)
        except _Fault as fault:
            sentence = f"{_where(path)}, exemple « {said(name)} » : {fault}."
            raise PlanirError("exemples_illisibles", sentence) from fault
    return tuple(examples.values())


def _example(
    name: str, raw: Mapping[Any, Any], known: Mapping[str, Example], dates: Mapping[str, date]
) -> tuple[Example, date]:
    wrong = next((key for key in raw if key not in KEYS), None)
    if wrong is not None:
        raise _Fault(f"la clé « {said(wrong)} » n'existe pas ; clés possibles : {', '.join(KEYS)}")
    if name in known:
        raise _Fault("deux exemples portent ce nom")
    base = Example("", None, {}, (), {}, ())
    au = _day(raw, "au")
    if "comme" in raw:
        like = _text(raw, "comme")
        if like not in known:
            raise _Fault(f"« comme » cite un exemple qui n'est pas écrit plus haut : « {said(like)} »")
        base, au = known[like], au or dates[like]
    by_date = _mapping(raw, "attendu_le")
    for day in by_date:
        _check_day("attendu_le", day)
    if au is None:
        if not by_date:
            raise _Fault("la date « au » manque")
        au = max(by_date)
    expected = tuple(Expectation(day, rows=_rows(rows, "attendu_le")) for day, rows in sorted(by_date.items()))
    asked = Expectation(
        au,
        rows=_rows(raw["attendu"], "attendu") if "attendu" in raw else None,
        left_at=_left_at(raw),
        outcome=_rows(raw["resultat"], "resultat") if "resultat" in raw else None,
        sentence=_text(raw, "motif") if "motif" in raw else None,
        not_examined=_text(raw, "non_examine") if "non_examine" in raw else None,
        not_known=_texts(raw, "non_connu") if "non_connu" in raw else None,
    )
    if asked != Expectation(au):
        expected = (*expected, asked)
    if not expected:
        raise _Fault("rien n'est attendu (attendu, attendu_le, quitte_a, resultat, non_connu ou non_examine)")
    example = Example(
        name=name,
        connu_au=_day(raw, "connu_au") or base.connu_au,
        given=_given(raw, base.given),
        without=_without(raw) or base.without,
        supplies={**base.supplies, **_supplies(raw)},
        expected=expected,
    )
    return example, au


def _given(raw: Mapping[Any, Any], base: Mapping[str, Sequence[Row]]) -> Mapping[str, Sequence[Row]]:
    given = dict(base)
    for table, rows in _mapping(raw, "donnees").items():
        given[table] = _table_rows("donnees", table, rows)
    for table, persons in _mapping(raw, "retire").items():
        _check_table(table)
        if not isinstance(persons, list) or not all(isinstance(person, str) for person in persons):
            raise _Fault(f"« retire », {table} : une liste de personnes est attendue")
        given[table] = [row for row in given.get(table, ()) if row.get("assure") not in persons]
    for table, rows in _mapping(raw, "ajoute").items():
        given[table] = [*given.get(table, ()), *_table_rows("ajoute", table, rows)]
    return given


def _table_rows(key: str, table: object, rows: object) -> list[Row]:
    """The rows given for one table, each value of the type of its column."""
    name = _check_table(table)
    fields = {field.name: field for field in tables()[name].fields}
    if not isinstance(rows, list | None) or not all(isinstance(row, dict) for row in rows or ()):
        raise _Fault(f"« {key} », {name} : une liste de lignes « colonne: valeur » est attendue")
    for row in rows or ():
        for column, value in row.items():
            if column not in fields:
                raise _Fault(f"la colonne « {said(column)} » n'est pas dans la table {name}")
            _check_value(name, fields[column], value)
    return list(rows or ())


def _check_table(table: object) -> str:
    if not isinstance(table, str) or table not in tables():
        raise _Fault(f"la table « {said(table)} » n'est pas au contrat")
    return table


def _check_value(table: str, field: Field, value: object) -> None:
    if value is None:
        return
    fits = {
        "string": isinstance(value, str),
        "integer": type(value) is int,
        "number": type(value) is int or (isinstance(value, float) and math.isfinite(value)),
        "boolean": isinstance(value, bool),
        "date": type(value) is date,
    }
    if not fits[field.type]:
        raise _Fault(f"{table}.{field.name} attend {_EXPECTED[field.type]}")
    if isinstance(value, int | float) and field.type in _LARGEST and abs(value) > _LARGEST[field.type]:
        raise _Fault(f"{table}.{field.name} attend {_EXPECTED[field.type]} moins grand")
    if field.enum and value not in field.enum:
        raise _Fault(f"{table}.{field.name} ne peut pas valoir « {said(value)} » ; valeurs : {', '.join(field.enum)}")


def _rows(rows: object, key: str) -> Sequence[Row]:
    """Expected rows, which may be partial: any column, a simple value."""
    if not isinstance(rows, list | None) or not all(isinstance(row, dict) for row in rows or ()):
        raise _Fault(f"« {key} » : une liste de lignes « colonne: valeur » est attendue")
    for row in rows or ():
        for column, value in row.items():
            if not isinstance(column, str) or not _simple(value):
                raise _Fault(f"« {key} », {said(column)} : un texte, un nombre, une date ou oui/non est attendu")
    return [dict(row) for row in rows or ()]


def _simple(value: object) -> bool:
    if isinstance(value, float):
        return abs(value) <= _LARGEST["number"]
    return value is None or isinstance(value, str | int) or type(value) is date


def _left_at(raw: Mapping[Any, Any]) -> Mapping[str, str] | None:
    if "quitte_a" not in raw:
        return None
    left_at = _mapping(raw, "quitte_a")
    if not all(isinstance(person, str) and isinstance(step, str) for person, step in left_at.items()):
        raise _Fault("« quitte_a » : une étape par personne est attendue")
    return left_at


def _without(raw: Mapping[Any, Any]) -> tuple[str, ...]:
    names = raw.get("sans") or []
    if not isinstance(names, list):
        raise _Fault("« sans » : une liste de tables est attendue")
    return tuple(_check_table(name) for name in names)


def _supplies(raw: Mapping[Any, Any]) -> Mapping[str, Supply]:
    return {_check_table(name): _supply(name, said) for name, said in _mapping(raw, "fourni").items()}


def _supply(name: str, raw: object) -> Supply:
    if not isinstance(raw, dict) or not set(raw) <= {"du", "au", "vide", "valeurs", "extrait"}:
        raise _Fault(f"« fourni », {name} : du, au, vide, valeurs ou extrait sont attendus")
    known = tables()[name].partial
    values, empty = raw.get("valeurs"), raw.get("vide", False)
    if values is not None and (known is None or not isinstance(values, list)):
        raise _Fault(f"« fourni », {name} : une source en connaît toutes les valeurs, ou « valeurs » est une liste")
    for value in values or ():
        _check_value(name, tables()[name].field(known or ""), value)
    if not isinstance(empty, bool):
        raise _Fault(f"« fourni », {name} : « vide » attend oui (true) ou non (false)")
    covered = None if values is None else tuple(values)
    return Supply(_day(raw, "du"), _day(raw, "au"), empty, covered, _day(raw, "extrait"))


def _mapping(raw: Mapping[Any, Any], key: str) -> Mapping[Any, Any]:
    value = raw.get(key)
    if value is not None and not isinstance(value, dict):
        raise _Fault(f"« {key} » : des « clé: valeur » sont attendues")
    return value or {}


def _text(raw: Mapping[Any, Any], key: str) -> str:
    value = raw[key]
    if not _named(value):
        raise _Fault(f"« {key} » attend un texte")
    return " ".join(value.split())


def _texts(raw: Mapping[Any, Any], key: str) -> tuple[str, ...]:
    texts = raw[key]
    if not isinstance(texts, list) or not all(_named(one) for one in texts):
        raise _Fault(f"« {key} » : une liste de phrases est attendue")
    return tuple(" ".join(one.split()) for one in texts)


def _named(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _day(raw: Mapping[Any, Any], key: str) -> date | None:
    value = raw.get(key)
    return None if value is None else _check_day(key, value)


def _check_day(key: str, value: object) -> date:
    """A date to judge at: a day without an hour, in the years the command line accepts."""
    if type(value) is not date or not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise _Fault(f"« {key} » attend une date entre {FIRST_YEAR} et {LAST_YEAR}, par exemple 2026-11-01")
    return value


def _where(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"
