"""The examples of a programme (`exemples.yaml`): small tables in, expected persons out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from planir.engine.errors import PlanirError
from planir.population.contract import tables

Row = Mapping[str, Any]

_KNOWN = {
    *("nom", "au", "connu_au", "comme", "donnees", "ajoute", "retire", "sans"),
    *("attendu", "attendu_le", "quitte_a", "resultat", "motif", "non_examine"),
}


@dataclass(frozen=True)
class Expectation:
    """What is expected at one date. None: nothing is said of it.

    `rows`: partial rows of the situations, complete as to persons; `left_at`: the sentence of the step where a
    person leaves; `outcome`: rows of the result; `sentence`: that of the only situation; `not_examined`: table.
    """

    au: date
    rows: Sequence[Row] | None = None
    left_at: Mapping[str, str] | None = None
    outcome: Sequence[Row] | None = None
    sentence: str | None = None
    not_examined: str | None = None


@dataclass(frozen=True)
class Example:
    """Given these tables, as known on `connu_au` (None: on the day judged), at each date, what is expected."""

    name: str
    connu_au: date | None
    given: Mapping[str, Sequence[Row]]
    without: tuple[str, ...]
    expected: tuple[Expectation, ...]


def read_examples(path: Path) -> tuple[Example, ...]:
    """Read one file. Raises PlanirError `exemples_illisibles`, naming the example and what to mend."""
    try:
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise PlanirError("programme_incomplet", f"Le fichier {_where(path)} manque.") from error
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        mark = getattr(error, "problem_mark", None)
        place = "" if mark is None else f", ligne {mark.line + 1}"
        raise PlanirError("exemples_illisibles", f"{_where(path)}{place} : écriture YAML à revoir.") from error
    if not isinstance(raw, list) or not all(isinstance(one, dict) and one.get("nom") for one in raw):
        raise PlanirError(
            "exemples_illisibles", f"{_where(path)} : une liste d'exemples est attendue, chacun a un « nom »."
        )
    examples: dict[str, Example] = {}
    dates: dict[str, date] = {}
    for one in raw:
        example, au = _example(one, examples, dates, path)
        examples[example.name], dates[example.name] = example, au
    return tuple(examples.values())


def _example(
    raw: Mapping[str, Any], known: Mapping[str, Example], dates: Mapping[str, date], path: Path
) -> tuple[Example, date]:
    name = " ".join(str(raw["nom"]).split())
    wrong = sorted(set(raw) - _KNOWN)
    if wrong:
        raise _fault(path, name, f"la clé « {wrong[0]} » n'existe pas")
    if name in known:
        raise _fault(path, name, "deux exemples portent ce nom")
    base = Example("", None, {}, (), ())
    au = raw.get("au")
    if "comme" in raw:
        like = " ".join(str(raw["comme"]).split())
        if like not in known:
            raise _fault(path, name, f"« comme » cite un exemple qui n'est pas écrit plus haut : « {like} »")
        base, au = known[like], au or dates[like]
    by_date = raw.get("attendu_le") or {}
    if not isinstance(au, date):
        if not by_date:
            raise _fault(path, name, "la date « au » manque")
        au = max(by_date)
    given = _given(raw, base.given, path, name)
    expected = tuple(Expectation(day, rows=_rows(rows)) for day, rows in sorted(by_date.items()))
    said = Expectation(
        au,
        rows=_rows(raw["attendu"]) if "attendu" in raw else None,
        left_at=raw.get("quitte_a"),
        outcome=_rows(raw["resultat"]) if "resultat" in raw else None,
        sentence=" ".join(raw["motif"].split()) if "motif" in raw else None,
        not_examined=raw.get("non_examine"),
    )
    if said != Expectation(au):
        expected = (*expected, said)
    if not expected:
        raise _fault(path, name, "rien n'est attendu (attendu, attendu_le, quitte_a, resultat ou non_examine)")
    example = Example(
        name=name,
        connu_au=raw.get("connu_au") or base.connu_au,
        given=given,
        without=tuple(raw.get("sans") or base.without),
        expected=expected,
    )
    return example, au


def _given(
    raw: Mapping[str, Any], base: Mapping[str, Sequence[Row]], path: Path, name: str
) -> Mapping[str, Sequence[Row]]:
    given = {table: list(rows) for table, rows in base.items()}
    for table, rows in (raw.get("donnees") or {}).items():
        given[table] = list(rows or [])
    for table, persons in (raw.get("retire") or {}).items():
        given[table] = [row for row in given.get(table, []) if row.get("assure") not in persons]
    for table, rows in (raw.get("ajoute") or {}).items():
        given[table] = [*given.get(table, []), *(rows or [])]
    contract = tables()
    for table, rows in given.items():
        if table not in contract:
            raise _fault(path, name, f"la table « {table} » n'est pas au contrat")
        for row in rows:
            unknown = sorted(set(row) - set(contract[table].names))
            if unknown:
                raise _fault(path, name, f"la colonne « {unknown[0]} » n'est pas dans la table {table}")
            for column, value in row.items():
                enum = contract[table].field(column).enum
                if enum and value is not None and str(value) not in enum:
                    raise _fault(path, name, f"{table}.{column} ne peut pas valoir « {value} »")
    return given


def _rows(rows: Any) -> Sequence[Row]:
    return [dict(row) for row in rows or []]


def _fault(path: Path, name: str, what: str) -> PlanirError:
    return PlanirError("exemples_illisibles", f"{_where(path)}, exemple « {name} » : {what}.")


def _where(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"
