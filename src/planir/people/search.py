"""Finding a person from what an adviser typed in the one field: a NIR, a reference, or a name with a birth date."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from planir.people import nir, reference
from planir.people.models import Person
from planir.people.names import normalised

MOST = 20
_DATE = re.compile(r"(?<!\d)(\d{1,2})[\s./-]?(\d{1,2})[\s./-]?(\d{4})(?!\d)")
_NUMBER = re.compile(r"[1-478][\W_]*[0-9](?:[\W_]*[0-9ABab]){8,}|[1-478][.,]\d+\s*[eE]")
"""What begins as a NIR does, whole or damaged by a spreadsheet; a date has eight digits."""
_ISO = re.compile(r"(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)")


@dataclass(frozen=True)
class Answer:
    """`persons`: who may be meant, at most `MOST`. `fault`: what to change in what was typed, or None."""

    persons: Sequence[Person]
    fault: str | None = None


def search(text: str, among: QuerySet[Person]) -> Answer:
    """The persons of `among` (those whom the user may see) meant by what was typed. Never raises on a text."""
    typed = " ".join(text.replace("\x00", " ").split())
    if not typed:
        return Answer(
            (), "Écrivez un numéro de sécurité sociale, une référence PLANIR, ou un nom et une date de naissance."
        )
    known = reference.read_typed(typed)
    if known is not None:
        return Answer(list(among.filter(reference=known)[:MOST]))
    if _NUMBER.match(typed):
        number = nir.read_typed(typed)
        if number.number is None:
            return Answer((), number.fault)
        return Answer(list(among.filter(nir_index=nir.NirKeys.load().index(number.number))[:MOST]))
    born, rest = _birth(typed)
    words = normalised(rest).split()
    if born is None or not words:
        return Answer((), "Ajoutez la date de naissance au nom, par exemple « Dupont Jeanne 12/11/1994 ».")
    return Answer(list(among.filter(birth_date=born).filter(_named(words))[:MOST]))


def _birth(typed: str) -> tuple[date | None, str]:
    """The birth date typed, and the rest."""
    for form, order in ((_ISO, (0, 1, 2)), (_DATE, (2, 1, 0))):
        found = form.search(typed)
        if found is None:
            continue
        year, month, day = (int(found.groups()[rank]) for rank in order)
        try:
            return date(year, month, day), typed[: found.start()] + " " + typed[found.end() :]
        except ValueError:
            continue
    return None, typed


def _named(words: Sequence[str]) -> Q:
    """Every word typed begins a word of one of the names, whatever their order: each is looked for everywhere."""
    meant = Q()
    for word in words:
        beginning = Q()
        for column in ("birth_name_key", "usage_name_key", "first_names_key"):
            beginning |= Q(**{f"{column}__startswith": word}) | Q(**{f"{column}__contains": f" {word}"})
        meant &= beginning
    return meant
