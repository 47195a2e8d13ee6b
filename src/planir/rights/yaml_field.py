"""One value of a YAML file and its place in it: read as what is expected, or refused in one French sentence."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from planir.engine.errors import PlanirError
from planir.engine.yaml_file import said

CODE = "foyer_illisible"
FIRST_YEAR = 1900
LARGEST = Decimal(10_000_000)
_CENT = Decimal("0.01")


class Field:
    """`place`: `personnes[2].naissance`; empty for the whole file."""

    def __init__(self, place: str, value: object) -> None:
        self.place = place
        self.value = value

    def refused(self, problem: str) -> PlanirError:
        return PlanirError(CODE, f"{self.place or 'Le fichier'} : {problem}.")

    def mapping(self, keys: Collection[str], *, required: Collection[str] = ()) -> Fields:
        """Its keys, all of them among `keys`."""
        if not isinstance(self.value, Mapping):
            raise self.refused(f"on attend des clés et leurs valeurs ({', '.join(sorted(keys))})")
        for key in self.value:
            if key not in keys:
                raise self.refused(f"la clé « {said(key)} » n'existe pas ; on attend {', '.join(sorted(keys))}")
        for key in sorted(required):
            if key not in self.value:
                raise self.refused(f"il manque « {key} »")
        return Fields(self.place, self.value)

    def items(self, most: int = 100) -> list[Field]:
        """Its elements, from number 1."""
        if not isinstance(self.value, list):
            raise self.refused("on attend une liste (chaque ligne commence par un tiret)")
        if len(self.value) > most:
            raise self.refused(f"{len(self.value)} éléments, plus de {most}")
        return [Field(f"{self.place}[{number}]", one) for number, one in enumerate(self.value, start=1)]

    def text(self) -> str:
        if not isinstance(self.value, str) or not 0 < len(self.value.strip()) <= 40:
            raise self.refused("on attend un texte de quarante caractères au plus")
        return self.value.strip()

    def pattern(self, form: str, expected: str) -> str:
        text = str(self.value)
        if isinstance(self.value, bool) or not re.fullmatch(form, text, re.ASCII):
            raise self.refused(f"« {said(self.value)} » n'est pas {expected} (entre guillemets)")
        return text

    def choice(self, words: Collection[str]) -> str:
        if not isinstance(self.value, str) or self.value not in words:
            raise self.refused(f"« {said(self.value)} » n'est pas admis ; on attend {', '.join(words)}")
        return self.value

    def boolean(self) -> bool:
        if not isinstance(self.value, bool):
            raise self.refused(f"« {said(self.value)} » : on attend true (oui) ou false (non)")
        return self.value

    def day(self, *, most: date, later: str) -> date:
        """A day, not after `most`; `later`: what is said of one that is."""
        if type(self.value) is not date:
            raise self.refused(f"« {said(self.value)} » n'est pas une date ; on attend 1990-05-02")
        if self.value.year < FIRST_YEAR:
            raise self.refused(f"le {self.value:%d/%m/%Y} est avant {FIRST_YEAR}")
        if self.value > most:
            raise self.refused(f"le {self.value:%d/%m/%Y} {later}")
        return self.value

    def whole(self, *, least: int, most: int) -> int:
        if type(self.value) is not int or not least <= self.value <= most:
            raise self.refused(f"« {said(self.value)} » : on attend un nombre entier de {least} à {most}")
        return self.value

    def money(self) -> Decimal:
        """Euros, exact, not negative, two decimals at most."""
        if isinstance(self.value, bool) or not isinstance(self.value, int | float):
            raise self.refused(f"« {said(self.value)} » n'est pas un montant ; on attend des euros, comme 812.50")
        amount = Decimal(str(self.value))
        if not amount.is_finite() or amount < 0:
            raise self.refused(f"« {said(self.value)} » : un montant ne peut pas être négatif")
        if amount > LARGEST:
            raise self.refused(f"« {said(self.value)} » : ce montant est trop grand")
        if amount != amount.quantize(_CENT):
            raise self.refused(f"« {said(self.value)} » : un montant a deux décimales au plus")
        return amount.quantize(_CENT)


class Fields(Mapping[str, Field]):
    """The keys of a mapping, each with its place."""

    def __init__(self, place: str, raw: Mapping[Any, object]) -> None:
        self._fields = {str(key): Field(f"{place}.{key}".lstrip("."), value) for key, value in raw.items()}
        self._place = place

    def __getitem__(self, key: str) -> Field:
        return self._fields[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._fields)

    def __len__(self) -> int:
        return len(self._fields)

    def or_else(self, key: str, default: object) -> Field:
        """The field of a key, or `default` in its place."""
        return self._fields.get(key) or Field(f"{self._place}.{key}".lstrip("."), default)
