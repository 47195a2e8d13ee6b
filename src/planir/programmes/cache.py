"""The compiled catalogue kept between two commands: parsing forty programmes costs more than asking them.

Keyed by the content of every file that it comes from, code included; a file changed is a catalogue compiled anew.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from importlib.metadata import version
from pathlib import Path
from typing import Any

import planir
from planir.engine.columns import ColumnsRead
from planir.engine.small_file import read_small
from planir.law.parameter import DatedValue, Parameter
from planir.law.parameters import Parameters
from planir.population.relations import Relation
from planir.population.store import write_atomically
from planir.programmes.catalogue import Catalogue, folders, in_order
from planir.programmes.programme import Programme, Query
from planir.programmes.sheet import Sheet

LARGEST_KEYED = 1_000_000
"""Bytes. A larger file is refused when it is compiled."""
CODE = Path(planir.__file__).parent


def load_catalogue(extra: Iterable[Path] = ()) -> Catalogue:
    """The catalogue, from the cache when its files have not changed. Raises PlanirError as `compile_catalogue`."""
    added = tuple(extra)
    paths = folders(added)
    kept = _place() / f"catalogue-{_key(paths)}.json"
    try:
        return _from_json(json.loads(kept.read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError):
        pass
    from planir.programmes.loading import compile_catalogue

    catalogue = compile_catalogue(added)
    try:
        kept.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_atomically(kept, json.dumps(_to_json(catalogue)))
    except OSError:
        pass  # A home that cannot be written costs a second at each command, nothing else.
    return catalogue


def _place() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "planir"


def _key(paths: Sequence[Path]) -> str:
    """A folder counts even when it holds no file: without it, the catalogue kept would be taken for that of others."""
    digest = hashlib.sha256(f"{version('sqlglot')} {version('duckdb')}".encode())
    digest.update("\0".join(str(path.absolute()) for path in paths).encode("utf-8", "surrogateescape"))
    own = [path for room in ("engine", "law", "population", "programmes") for path in (CODE / room).rglob("*.*")]
    fund = [path for folder in paths if CODE not in folder.parents for path in folder.rglob("*.*")]
    for path in sorted({path for path in (*own, *fund) if path.suffix in {".py", ".sql", ".yaml"}}):
        digest.update(str(path).encode())
        digest.update(hashlib.sha256(_content(path)).digest())
    return digest.hexdigest()[:20]


def _content(path: Path) -> bytes:
    """What is no readable file has none here: compiling says so."""
    try:
        return read_small(path, LARGEST_KEYED)
    except OSError:
        return b""


def _to_json(catalogue: Catalogue) -> dict[str, Any]:
    return {
        "relations": [_plain(relation) for relation in catalogue.relations.values()],
        "parameters": [_plain(parameter) for parameter in catalogue.parameters.by_name.values()],
        "programmes": [_plain(programme) for programme in catalogue.programmes.values()],
    }


def _plain(value: Any) -> Any:
    """A value as JSON: dataclasses as objects, sets sorted, dates and decimals tagged."""
    if isinstance(value, date):
        return {"date": value.isoformat()}
    if isinstance(value, Decimal):
        return {"decimal": str(value)}
    if isinstance(value, Mapping):
        return {"pairs": [[key, _plain(one)] for key, one in value.items()]}
    if isinstance(value, frozenset | tuple | list):
        return [_plain(one) for one in (sorted(value) if isinstance(value, frozenset) else value)]
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    return str(value) if isinstance(value, Path) else value


def _from_json(raw: Mapping[str, Any]) -> Catalogue:
    relations = [_relation(one) for one in raw["relations"]]
    parameters = [_parameter(one) for one in raw["parameters"]]
    programmes = [_programme(one) for one in raw["programmes"]]
    return Catalogue(
        in_order(programmes),
        {relation.name: relation for relation in relations},
        Parameters({parameter.name: parameter for parameter in parameters}),
    )


def _relation(raw: Mapping[str, Any]) -> Relation:
    behind = {column: _uses(pairs) for column, pairs in _pairs(raw["behind"]).items()}
    named = {key: _pairs(raw[key]) for key in ("columns", "types")}
    return Relation(**{**raw, **named, "uses": _uses(raw["uses"]), "behind": behind})


def _parameter(raw: Mapping[str, Any]) -> Parameter:
    values = tuple(
        DatedValue(**{**one, "start": _tagged(one["start"]), "value": _tagged(one["value"])}) for one in raw["values"]
    )
    return Parameter(**{**raw, "values": values, "checked": _tagged(raw["checked"])})


def _programme(raw: Mapping[str, Any]) -> Programme:
    sheet = raw["sheet"]
    return Programme(
        **{
            **raw,
            "folder": Path(raw["folder"]),
            "sheet": Sheet(
                **{
                    **sheet,
                    "validee_le": _tagged(sheet["validee_le"]),
                    "historique": _pairs(sheet["historique"]),
                    "fraicheur": _pairs(sheet["fraicheur"]),
                    "hors_champ": tuple(sheet["hors_champ"]),
                    "facultatif": _pairs(sheet["facultatif"]),
                }
            ),
            "queries": tuple(Query(**query) for query in raw["queries"]),
            "columns": tuple(raw["columns"]),
            "uses": _uses(raw["uses"]),
            "outcome_uses": _uses(raw["outcome_uses"]),
            "base": _uses(raw["base"]),
            "values": _uses(raw["values"]),
            "parameters": tuple(raw["parameters"]),
        }
    )


def _pairs(raw: Mapping[str, Any]) -> dict[str, Any]:
    return dict(raw["pairs"])


def _uses(raw: Iterable[tuple[str, str]]) -> ColumnsRead:
    return frozenset((relation, column) for relation, column in raw)


def _tagged(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    return date.fromisoformat(value["date"]) if "date" in value else Decimal(value["decimal"])
