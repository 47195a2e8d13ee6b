"""What the law says of one household: the verdict, and every term that led to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

Right = Literal["gratuite", "participation", "aide_acs", "proche", "non", "inconnu"]


@dataclass(frozen=True)
class Term:
    """One term of the sum, in euros over the reference period; `person` is None for what belongs to the household.
    `code`: that of `c2s_termes.yaml`.

    `most`: its largest possible value, other than `amount` when it is not known exactly. `counted`: false for what
    the law leaves out. `reference`: where the law says so.
    """

    code: str
    label: str
    person: str | None
    amount: Decimal
    most: Decimal
    reference: str
    counted: bool = True


@dataclass(frozen=True)
class Verdict:
    """What the law says of a request filed on `au`.

    `period`: first and last day of the months counted. `resources_most` is None when nothing bounds them; ceilings are
    None where the law of the place is not known. `presumed`: the allowance that gives the right without a look at the
    resources. `each`: euros by person, a month for the participation and a year for the ACS; None for an unknown
    birth. `lacking`: what is not known; alone in its list, it would settle the matter. `steps`, `papers`: what to do,
    whatever the verdict.
    """

    right: Right
    au: date
    scheme: Literal["C2S", "CMU-C et ACS"]
    period: tuple[date, date]
    persons: int
    presumed: str | None
    to_examine: bool
    ceiling_free: Decimal | None
    ceiling_paid: Decimal | None
    resources: Decimal
    resources_most: Decimal | None
    terms: tuple[Term, ...]
    each: Mapping[str, Decimal | None]
    lacking: tuple[str, ...]
    steps: tuple[str, ...]
    papers: tuple[str, ...]

    @property
    def total_each(self) -> Decimal | None:
        """Euros for the household; None when there are none, or one is not known."""
        amounts = [amount for amount in self.each.values() if amount is not None]
        return sum(amounts, Decimal(0)) if amounts and len(amounts) == len(self.each) else None
