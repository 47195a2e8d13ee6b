"""The columns of a file against those of the contract: which are taken, which are ignored, which are wanting."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from planir.engine.errors import PlanirError
from planir.population.contract import Table
from planir.population.importing.source import Remark

EXTRACTION = "date_extraction"
"""Column that says when the file was extracted, if it has one; it is not of the contract."""
CLOSED = "connu_jusqu"
"""Column by which a file that PLANIR wrote tells its past rows: those are left out (see `closed`)."""


@dataclass(frozen=True)
class Columns:
    """`taken`: columns of the contract that the file gives; `ignored`: its other columns."""

    taken: tuple[str, ...]
    ignored: tuple[str, ...]
    absent: tuple[str, ...]


def match(file: str, names: Sequence[str], table: Table) -> Columns:
    """Match the columns of a file, in lower case. Raises PlanirError: `colonne_double`, `colonne_absente`."""
    supplied = [field.name for field in table.supplied]
    double = next((name for name in (*supplied, EXTRACTION, CLOSED) if names.count(name) > 1), None)
    if double is not None:
        raise PlanirError("colonne_double", f"« {file} » a deux colonnes « {double} » : n'en gardez qu'une.")
    missing = [field.name for field in table.supplied if field.required and field.name not in names]
    if missing:
        raise PlanirError("colonne_absente", _missing(file, names, missing, table))
    return Columns(
        taken=tuple(name for name in names if name in supplied),
        ignored=tuple(name for name in names if name and name not in (*table.names, EXTRACTION)),
        absent=tuple(name for name in supplied if name not in names and name not in ("provenance", "connu_le")),
    )


def remarks(file: str, columns: Columns, table: Table) -> Iterator[Remark]:
    """What the user is told of the columns."""
    if columns.ignored:
        near = [_near(name, columns.absent) for name in columns.ignored]
        yield Remark(file, f"colonnes ignorées, inconnues du contrat : {', '.join(near)}.")
    if columns.absent:
        yield Remark(file, f"colonnes absentes, donc vides : {', '.join(columns.absent)}.")
    if "connu_le" not in columns.taken and table.nature == "flux":
        yield Remark(
            file, "sans colonne connu_le : ces lignes seront connues le jour de l'import, et non à leur arrivée."
        )


def _missing(file: str, names: Sequence[str], missing: Sequence[str], table: Table) -> str:
    if not set(names) & set(table.names):
        return (
            f"« {file} » n'a, en première ligne, aucune colonne de la table {table.name} : ce n'est pas ce fichier, "
            f"ou les noms de colonnes manquent. Il faut au moins {', '.join(missing)}."
        )
    found = [close for name in missing for close in get_close_matches(name, names, 1, 0.7)]
    hint = f" (« {found[0]} » a-t-elle ce sens ?)" if found else ""
    many = len(missing) > 1
    return (
        f"« {file} » n'a pas {'les colonnes' if many else 'la colonne'} {', '.join(missing)}{hint} : "
        f"la table {table.name} ne peut s'en passer. Ajoutez-{'les' if many else 'la'} à l'extrait."
    )


def _near(name: str, absent: Sequence[str]) -> str:
    close = get_close_matches(name, absent, 1, 0.8)
    return f"{name} (vouliez-vous dire {close[0]} ?)" if close else name
