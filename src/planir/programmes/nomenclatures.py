"""Reads the national nomenclatures that the contract names, from a folder that the fund gives.

One CSV a nomenclature, named after it (`IR_NAT_V.csv`), separated by « ; », the code in the first column: the form in
which the Health Data Hub publishes the dictionary of the SNDS.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path

from planir.engine.errors import PlanirError
from planir.population.contract import tables


def read_nomenclatures(folder: Path) -> Mapping[str, frozenset[int]]:
    """The codes of each nomenclature that a column follows. Raises PlanirError `nomenclature_illisible`."""
    followed = {field.nomenclature for table in tables().values() for field in table.fields if field.nomenclature}
    return {name: _codes(folder / f"{name}.csv") for name in sorted(followed)}


def _codes(path: Path) -> frozenset[int]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            rows = list(csv.reader(lines, delimiter=";"))[1:]
        codes = frozenset(int(row[0]) for row in rows if row)
    except FileNotFoundError as error:
        raise _unreadable(f"Le fichier {path.name} manque dans le dossier des nomenclatures.") from error
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise _unreadable(f"Le fichier {path.name} ne se lit pas comme un CSV en UTF-8.") from error
    except ValueError as error:
        raise _unreadable(f"{path.name} : la première colonne doit être un code, en chiffres.") from error
    if not codes:
        raise _unreadable(f"{path.name} ne contient aucun code.")
    return codes


def _unreadable(sentence: str) -> PlanirError:
    return PlanirError("nomenclature_illisible", sentence)
