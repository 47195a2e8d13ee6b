"""The catalogue: the programmes shipped with PLANIR, and those of a fund's own folder, ready to run."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from planir.engine.errors import PlanirError
from planir.law.parameters import Parameters
from planir.population.relations import Relation
from planir.programmes.programme import Programme
from planir.programmes.sheet import RISKS

SHIPPED = Path(__file__).parent / "catalogue"
FILES = ("fiche.yaml", "reperage.sql", "resultat.sql", "exemples.yaml")
"""What a programme is made of, besides its numbers and its messages."""


@dataclass(frozen=True)
class Catalogue:
    """Programmes in the order of the risks then of their codes, what they read, and the numbers they use."""

    programmes: Mapping[str, Programme]
    relations: Mapping[str, Relation]
    parameters: Parameters

    def selected(self, codes: Collection[str]) -> Mapping[str, Programme]:
        """The programmes named, all when none is. Raises PlanirError `programme_inconnu`."""
        for code in codes:
            if code not in self.programmes:
                close = get_close_matches(code, self.programmes, n=3)
                hint = f" Voulez-vous dire : {', '.join(close)} ?" if close else ""
                hint += " Un programme de la caisse demande --programmes DIR." if not close else ""
                raise PlanirError("programme_inconnu", f"Le programme « {code} » n'existe pas.{hint}")
        return {code: one for code, one in self.programmes.items() if not codes or code in codes}


def folders(extra: Iterable[Path] = ()) -> tuple[Path, ...]:
    """One folder a programme: the shipped ones, then those of each folder given.

    Raises PlanirError `dossier_programmes` when a folder given is not one or holds no programme, and
    `programme_en_double` when a fund's programme takes the code of a shipped one.
    """
    found = {path.name: path for path in sorted(SHIPPED.iterdir()) if path.is_dir() and not _hidden(path)}
    for folder in extra:
        if not folder.is_dir():
            raise PlanirError("dossier_programmes", f"« {folder} » n'est pas un dossier de programmes.")
        own = [path for path in sorted(folder.iterdir()) if path.is_dir() and not _hidden(path)]
        if not any(_is_programme(path) for path in own):
            raise PlanirError(
                "dossier_programmes",
                f"« {folder} » ne contient aucun programme : un dossier par programme y est attendu "
                "(« planir programmes new CODE » en prépare un).",
            )
        for path in own:
            if path.name in found:
                raise PlanirError(
                    "programme_en_double",
                    f"Le programme « {path.name} » de « {folder} » porte le code d'un programme existant : "
                    "donnez un autre nom à son dossier.",
                )
            found[path.name] = path
    return tuple(found.values())


def in_order(programmes: Iterable[Programme]) -> Mapping[str, Programme]:
    """Programmes by code, those of the gravest risk first."""
    ordered = sorted(programmes, key=lambda one: (RISKS.index(one.sheet.risque), one.code))
    return {programme.code: programme for programme in ordered}


def _is_programme(path: Path) -> bool:
    """Whether a folder has a file that only a programme has, readable or not."""
    return any(os.path.lexists(path / name) for name in FILES)


def _hidden(path: Path) -> bool:
    return path.name.startswith((".", "_"))
