"""Rights that other bodies decide, for one household: probable or not, never an amount (RSA, prime d'activité, ASPA).

OpenFisca-France computes them with every resource stated; the fund decides nothing of them, and says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal, Protocol

from planir.law.calendar import months_after
from planir.rights.household_file import Household

Outcome = Literal["probable", "peu_probable", "incertain", "deja_percu", "inconnu"]
MONTHS = 13
"""Months whose incomes are stated, the last one before the day asked: the RSA looks at three, the ASPA at twelve."""
NET_SHARES = (1.0, 0.75)
"""Net over gross, from an income that bears no contribution to a full wage: what is probable holds at both."""
CONTRIBUTORS_AGE = 16
"""Below, a child whose resources are not told has none."""
RSA_AGE = 25
_ALL = "toutes"


@dataclass(frozen=True)
class Right:
    """A right of another body: its name in French, who decides, and the type that says that it is received already."""

    code: str
    title: str
    body: str
    received: str


RIGHTS: Sequence[Right] = (
    Right("rsa", "Revenu de solidarité active (RSA)", "la CAF", "rsa"),
    Right("ppa", "Prime d'activité", "la CAF", "prime_activite"),
    Right("aspa", "Allocation de solidarité aux personnes âgées (ASPA)", "la caisse de retraite", "aspa"),
)


@dataclass(frozen=True)
class Answer:
    """`why`: a French phrase when the outcome is `inconnu` or `incertain`."""

    right: Right
    outcome: Outcome
    why: str | None = None


class Ask(Protocol):
    """Answers a household (see `planir.simulator.program`) with euros a month by right."""

    def __call__(self, household: Mapping[str, Any]) -> Mapping[str, float]: ...


def months_before(au: date) -> tuple[date, ...]:
    """First days of the months stated, the oldest first."""
    first = au.replace(day=1)
    return tuple(months_after(first, -back) for back in range(MONTHS, 0, -1))


def elsewhere(household: Household, au: date, ask: Ask) -> tuple[Answer, ...]:
    """What each right of another body would be. `household`: read over `months_before(au)`.

    Nothing is asked when a resource is not known: an answer built on a guess would discourage or deceive.
    """
    received = {row["type"] for row in household.rows.get("allocation", ())}
    lacking = list(_unknown(household, au))
    if lacking:
        why = f"toutes les ressources de {' et de '.join(lacking)} ne sont pas dites"
        return tuple(
            Answer(right, "deja_percu") if right.received in received else Answer(right, "inconnu", why)
            for right in RIGHTS
        )
    found = [ask(question(household, au, share)) for share in NET_SHARES]
    answers = tuple(_answer(right, [amounts[right.code] for amounts in found], received) for right in RIGHTS)
    if not _young_without_child(household, au):
        return answers
    said = f"avant {RSA_AGE} ans et sans enfant, il faut avoir travaillé deux ans sur les trois dernières années"
    return tuple(
        Answer(one.right, "incertain", said) if (one.right.code, one.outcome) == ("rsa", "peu_probable") else one
        for one in answers
    )


def _answer(right: Right, amounts: Sequence[float], received: set[Any]) -> Answer:
    if right.received in received:
        return Answer(right, "deja_percu")
    positive = [amount > 0 for amount in amounts]
    if all(positive):
        return Answer(right, "probable")
    if any(positive):
        return Answer(right, "incertain", "cela dépend des montants bruts, qui ne sont pas dits")
    return Answer(right, "peu_probable")


def _young_without_child(household: Household, au: date) -> bool:
    """Below 25 the RSA asks for two years of work, which the file does not tell (CASF, L.262-7-1)."""
    roles = {row["assure"]: row["role"] for row in household.rows["foyer"]}
    adults = [row for row in household.rows["assure"] if roles[row["assure"]] in {"demandeur", "conjoint"}]
    young = all(months_after(row["date_naissance"], 12 * RSA_AGE) > au for row in adults)
    return young and "enfant" not in roles.values()


def _unknown(household: Household, au: date) -> Iterator[str]:
    known = {row["assure"] for row in household.rows.get("ressource_connue", ()) if row["nature"] == _ALL}
    for row in household.rows["assure"]:
        of_age = months_after(row["date_naissance"], 12 * CONTRIBUTORS_AGE) <= au
        if of_age and row["assure"] not in known:
            yield household.names[row["assure"]]


def question(household: Household, au: date, net_share: float) -> dict[str, Any]:
    """The household as `planir.simulator.program` reads it; amounts in euros, months as YYYY-MM, the last one asked."""
    months = [f"{day:%Y-%m}" for day in (*months_before(au), au.replace(day=1))]
    roles = {row["assure"]: row["role"] for row in household.rows["foyer"]}
    home = next(iter(household.rows.get("logement", ())), {})
    aid = home.get("aide_mensuelle")
    return {
        "months": months,
        "net_share": net_share,
        "persons": [
            {
                "role": roles[row["assure"]],
                "birth": row["date_naissance"].isoformat(),
                "incomes": _incomes(household, row["assure"], months),
            }
            for row in household.rows["assure"]
        ],
        "family": _of_nature(household, "allocations_familiales", months),
        "aspa": _of_nature(household, "aspa", months),
        "housing": home.get("statut", "heberge_gratuit"),
        "housing_aid": float(aid or 0),
        "rent": 1.0 if home.get("statut") == "locataire" else 0.0,
    }


def _incomes(household: Household, person: str, months: Sequence[str]) -> dict[str, dict[str, float]]:
    """By nature and month; what was received last month is taken to go on in the month asked."""
    found: dict[str, dict[str, float]] = {}
    for row in household.rows.get("ressource", ()):
        if row["assure"] == person:
            by_month = found.setdefault(row["nature"], {})
            month = f"{row['mois']:%Y-%m}"
            by_month[month] = by_month.get(month, 0.0) + float(row["montant"])
    for by_month in found.values():
        if months[-2] in by_month:
            by_month[months[-1]] = by_month[months[-2]]
    return found


def _of_nature(household: Household, nature: str, months: Sequence[str]) -> dict[str, float]:
    total: dict[str, Decimal] = {}
    for row in household.rows.get("ressource", ()):
        if row["nature"] == nature:
            month = f"{row['mois']:%Y-%m}"
            total[month] = total.get(month, Decimal(0)) + row["montant"]
    if months[-2] in total:
        total[months[-1]] = total[months[-2]]
    return {month: float(amount) for month, amount in total.items()}


def warm_up(au: date) -> dict[str, Any]:
    """A household like any other, to be computed before the simulator is ready at this date."""
    months = [f"{day:%Y-%m}" for day in (*months_before(au), au.replace(day=1))]
    adult = {"role": "demandeur", "birth": f"{au.year - 40}-01-01", "incomes": {}}
    return {
        "months": months,
        "net_share": 1.0,
        "persons": [adult],
        "family": {},
        "aspa": {},
        "housing": "locataire",
        "housing_aid": 0.0,
        "rent": 1.0,
    }
