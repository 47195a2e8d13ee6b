"""Reads the YAML of a parameter (OpenFisca's shape) and refuses whatever a reader could understand in two ways."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml

from planir.engine.errors import PlanirError
from planir.engine.yaml_file import read_yaml, said, short
from planir.law.parameter import DatedValue, Parameter

NAME = re.compile(r"[a-z][a-z0-9_]*")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_INTEGER = re.compile(r"-?(0|[1-9][0-9]*)")
_DECIMAL = re.compile(r"-?(0|[1-9][0-9]*)\.[0-9]+")
_LONGEST_NUMBER = 18
"""Characters: the largest sum in euros and cents has far fewer."""
_CONFIDENCE = re.compile(r"choix|[LSPCMD](\+[LSPCMD])*")
LAST_YEAR = 2100
_NOTHING = {"", "~", "null"}


class _TextLoader(yaml.BaseLoader):
    """Leaves scalars as they are written (10.40 keeps its digits, 010 is no octal), refuses a key given twice."""


def _mapping(loader: _TextLoader, node: yaml.MappingNode) -> dict[Any, Any]:
    pairs = [
        (loader.construct_object(key, deep=True), loader.construct_object(value, deep=True))
        for key, value in node.value
    ]
    seen: set[Any] = set()
    for key, _ in pairs:
        if not isinstance(key, str) or key in seen:
            raise yaml.MarkedYAMLError(problem_mark=node.start_mark, note=f"« {said(key)} » est donné deux fois")
        seen.add(key)
    return dict(pairs)


_TextLoader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


def read(path: Path) -> Mapping[str, Any]:
    """The mapping a YAML file holds, scalars as text.

    Raises PlanirError `parametre_invalide` when it cannot be read as one, or gives a key (a date) twice.
    """
    raw = read_yaml(path, "parametre_invalide", _TextLoader)
    if not isinstance(raw, dict):
        raise _invalid(path, "", "on attend des clés et des valeurs")
    return raw


def parameter(name: str, raw: Any, path: Path, prefix: str = "") -> Parameter:
    """One parameter from its mapping; `prefix` is the place of the mapping in the file, for the messages.

    Raises PlanirError `parametre_invalide`, naming the file and the key.
    """
    raw = _keys(raw, path, prefix, required={"description", "values", "metadata"})
    metadata = _keys(
        raw["metadata"],
        path,
        f"{prefix}metadata",
        required={"unit", "reference", "confidence"},
        optional={"last_value_still_valid_on", "note"},
    )
    values = _values(raw["values"], metadata, path, prefix)
    checked = metadata.get("last_value_still_valid_on")
    place = f"{prefix}metadata.last_value_still_valid_on"
    if values[-1].value is not None and checked is None:
        raise _invalid(path, place, "la date de la dernière vérification manque")
    if values[-1].value is None and checked is not None:
        raise _invalid(path, place, "le paramètre est clos : il n'y a plus rien à vérifier")
    last_check = None if checked is None else _date(checked, path, place)
    if last_check is not None and last_check.year > LAST_YEAR:
        raise _invalid(path, place, f"une vérification après {LAST_YEAR} n'a pas pu être faite")
    if last_check is not None and last_check < values[-1].start:
        raise _invalid(path, place, "la vérification est antérieure à la dernière valeur")
    return Parameter(
        name=name,
        description=_text(raw["description"], path, f"{prefix}description"),
        unit=_text(metadata["unit"], path, f"{prefix}metadata.unit"),
        values=values,
        checked=last_check,
        note=_text(metadata["note"], path, f"{prefix}metadata.note") if "note" in metadata else None,
    )


def _values(raw: Any, metadata: Mapping[str, Any], path: Path, prefix: str) -> tuple[DatedValue, ...]:
    place = f"{prefix}values"
    if not isinstance(raw, dict) or not raw:
        raise _invalid(path, place, "on attend au moins une date et sa valeur")
    starts = [_date(key, path, place) for key in raw]
    for earlier, later in pairwise(starts):
        if later <= earlier:
            raise _invalid(path, f"{place}.{later}", f"les dates doivent se suivre, et {later} vient après {earlier}")
    references = _dated(metadata["reference"], starts, path, f"{prefix}metadata.reference")
    confidences = metadata["confidence"]
    if isinstance(confidences, str):
        confidences = dict.fromkeys((str(start) for start in starts), confidences)
    confidences = _dated(confidences, starts, path, f"{prefix}metadata.confidence")
    for key, tag in confidences.items():
        if not _CONFIDENCE.fullmatch(tag):
            raise _invalid(
                path,
                f"{prefix}metadata.confidence",
                f"« {said(tag)} » ({key}) n'est ni « choix » ni des lettres parmi L, S, P, C, M, D",
            )
    values = tuple(
        DatedValue(
            start=start,
            value=_number(raw[str(start)], path, f"{place}.{start}"),
            reference=references[start],
            confidence=confidences[start],
        )
        for start in starts
    )
    for position, dated in enumerate(values):
        if dated.value is None and (position == 0 or position < len(values) - 1):
            raise _invalid(
                path,
                f"{place}.{dated.start}",
                "un trou : « null » ne peut que clore le paramètre, après une dernière valeur",
            )
    return values


def _dated(raw: Any, starts: list[date], path: Path, place: str) -> dict[date, str]:
    if not isinstance(raw, dict):
        raise _invalid(path, place, "on attend un texte par date de valeur")
    texts = {_date(key, path, place): _text(text, path, f"{place}.{key}") for key, text in raw.items()}
    for start in starts:
        if start not in texts:
            raise _invalid(path, place, f"il manque celle de la valeur du {start}")
    for key in texts:
        if key not in starts:
            raise _invalid(path, place, f"aucune valeur ne commence le {key}")
    return texts


def _keys(
    raw: Any, path: Path, place: str, *, required: set[str], optional: frozenset[str] | set[str] = frozenset()
) -> Mapping[str, Any]:
    place = place.rstrip(".")
    if not isinstance(raw, dict):
        raise _invalid(path, place, "on attend des clés et des valeurs")
    for key in raw:
        if key not in required | optional:
            raise _invalid(path, f"{place}.{said(key)}".lstrip("."), "clé inconnue")
    for key in sorted(required):
        if key not in raw:
            raise _invalid(path, f"{place}.{key}".lstrip("."), "clé manquante")
    return raw


def _number(raw: Any, path: Path, place: str) -> Decimal | int | None:
    raw = _keys(raw, path, place, required={"value"})
    text = raw["value"]
    if isinstance(text, str) and len(text) <= _LONGEST_NUMBER:
        if text in _NOTHING:
            return None
        if _INTEGER.fullmatch(text):
            return int(text)
        if _DECIMAL.fullmatch(text):
            return Decimal(text)
    raise _invalid(path, place, f"« {said(text)} » n'est pas un nombre (écrire 16, 10.5 ou null)")


def _date(raw: Any, path: Path, place: str) -> date:
    problem = f"« {said(raw)} » n'est pas une date (écrire 2026-11-01)"
    if not isinstance(raw, str) or not _DATE.fullmatch(raw):
        raise _invalid(path, place, problem)
    try:
        return date.fromisoformat(raw)
    except ValueError as error:
        raise _invalid(path, place, problem) from error


def _text(raw: Any, path: Path, place: str) -> str:
    if not isinstance(raw, str) or raw.strip() in _NOTHING:
        raise _invalid(path, place, "un texte est attendu")
    return " ".join(raw.split())


def _invalid(path: Path, place: str, problem: str) -> PlanirError:
    where = f", clé « {place} »" if place else ""
    return PlanirError("parametre_invalide", f"Paramètre « {short(path)} »{where} : {problem}.")
