"""All the dated numbers of the law, asked by name and date: `value("medecin_traitant.age_minimum", on)`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from pathlib import Path

from planir.engine.errors import PlanirError
from planir.engine.yaml_file import short
from planir.law.parameter import Parameter
from planir.law.parameter_file import NAME, parameter, read

FOLDER = Path(__file__).parent / "parametres"
"""The law's own parameters: one file each, `<groupe>/<nom>.yaml`, addressed `groupe.nom`."""


@dataclass(frozen=True)
class Parameters:
    """Parameters by name."""

    by_name: Mapping[str, Parameter]

    def names(self) -> tuple[str, ...]:
        """Every name, in alphabetical order."""
        return tuple(sorted(self.by_name))

    def parameter(self, name: str) -> Parameter:
        """Raises PlanirError `parametre_inconnu`, with the names that look like it."""
        found = self.by_name.get(name)
        if found is None:
            close = get_close_matches(name, self.by_name, n=3)
            hint = f" Voulez-vous dire : {', '.join(close)} ?" if close else ""
            raise PlanirError("parametre_inconnu", f"Le paramètre « {name} » n'existe pas.{hint}")
        return found

    def value(self, name: str, on: date) -> Decimal | int:
        """The number in force that day, as written: an integer stays an int.

        Raises PlanirError `parametre_inconnu`, `parametre_pas_encore`, `parametre_clos`, `parametre_perime`.
        """
        value = self.parameter(name).at(on).value
        assert value is not None, "Parameter.at refuses a closed parameter"
        return value

    def values(self, on: date) -> Mapping[str, Decimal | int]:
        """Every number that can be relied on that day; the others are left out, and `value` says why."""
        usable: dict[str, Decimal | int] = {}
        for name in self.names():
            known = self.by_name[name]
            dated = known.in_force(on)
            limit = known.reliable_until
            stale = limit is not None and dated is known.values[-1] and on > limit
            if dated is not None and dated.value is not None and not stale:
                usable[name] = dated.value
        return usable

    def merged(self, other: Parameters) -> Parameters:
        """Both; a name given by both is an error, for nothing would say which one holds."""
        twice = sorted(self.by_name.keys() & other.by_name.keys())
        if twice:
            raise PlanirError("parametre_en_double", f"Le paramètre « {twice[0]} » est défini deux fois.")
        return Parameters({**self.by_name, **other.by_name})


def load(folders: Iterable[Path] = (FOLDER,)) -> Parameters:
    """Every `<groupe>/<nom>.yaml` of the folders.

    Raises PlanirError `parametre_invalide` (naming file and key) or `parametre_en_double`.
    """
    loaded = Parameters({})
    for folder in folders:
        if not folder.is_dir():
            raise PlanirError("parametre_invalide", f"Le dossier de paramètres « {folder} » n'existe pas.")
        found: dict[str, Parameter] = {}
        for path in sorted(folder.glob("*/*.yaml")):
            name = _named(path.parent.name, path.stem, path)
            found[name] = parameter(name, read(path), path)
        loaded = loaded.merged(Parameters(found))
    return loaded


def load_local(path: Path, code: str) -> Parameters:
    """The thresholds of one programme: its `parametres.yaml`, a mapping name → parameter, addressed `code.name`.

    Raises PlanirError `parametre_invalide`, naming file and key.
    """
    found: dict[str, Parameter] = {}
    for name, raw in read(path).items():
        full = _named(code, name, path)
        found[full] = parameter(full, raw, path, prefix=f"{name}.")
    return Parameters(found)


def _named(group: str, name: str, path: Path) -> str:
    for part in (group, name):
        if not NAME.fullmatch(part):
            raise PlanirError(
                "parametre_invalide",
                f"Paramètre « {short(path)} » : « {part} » n'est pas un nom (minuscules, chiffres et tirets bas).",
            )
    return f"{group}.{name}"
