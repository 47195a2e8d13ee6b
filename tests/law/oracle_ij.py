"""The 360 days by the plainest means: every day looked at one by one, with sets of dates. Slow, and easy to read.

Nothing here is shared with the SQL rule, the arithmetic of dates included: two ways of saying CSS, R.323-1 4°.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Slip:
    """One payment slip of one person: from the first to the last paid day, `days` negative for a correction."""

    first: date
    last: date
    days: int
    ald: bool = False


@dataclass(frozen=True)
class Limits:
    days: int = 360
    years: int = 3
    far_end_counts: bool = False
    presumed_days: int = 21


@dataclass(frozen=True)
class End:
    """What the rule must say of one person presumed on leave outside the ALD procedure."""

    paid: int
    presumed: int
    left: int
    last_known: date
    last_payable: date


def paid_days(slips: Sequence[Slip], *, ald: bool) -> set[date]:
    """Each day paid on one counter, once; a slip whose corrections add up to nothing was never paid.

    A correction that has no slip of its dates, and as many days as they hold, takes these days off a longer slip.
    """
    total: Counter[tuple[date, date]] = Counter()
    paid: Counter[tuple[date, date]] = Counter()
    for slip in slips:
        if slip.ald == ald:
            total[slip.first, slip.last] += slip.days
            paid[slip.first, slip.last] += slip.days > 0
    slips_of: Counter[date] = Counter()
    for (first, last), sum_of_days in total.items():
        length = (last - first).days + 1
        weight = paid[first, last] if sum_of_days > 0 else -1 if sum_of_days <= -length else 0
        for n in range(length):
            slips_of[first + n * DAY] += weight
    return {day for day, count in slips_of.items() if count > 0}


def years_after(day: date, years: int) -> date:
    """The same date `years` later (earlier when negative); 28 February when there is no 29."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def days_against(day: date, paid: Sequence[date], limits: Limits) -> int:
    """Paid days (sorted) that count against a day judged: those of the years before it, itself left out."""
    far = years_after(day, -limits.years)
    first = bisect_left(paid, far) if limits.far_end_counts else bisect_right(paid, far)
    return bisect_left(paid, day) - first


def exhausted(slips: Sequence[Slip], limits: Limits) -> bool:
    """The last paid day is on the ordinary counter, and the day after it would not be due."""
    counted, other = paid_days(slips, ald=False), paid_days(slips, ald=True)
    if not counted or max(counted) < max(other, default=date.min):
        return False
    return days_against(max(counted) + DAY, sorted(counted), limits) >= limits.days


def ald_counter(slips: Sequence[Slip], *, resumption_years: int = 1) -> date | None:
    """First day of the counter on which the last paid day is; None when that day is on the ordinary counter.

    A year without a paid day closes a counter; the next ALD day opens another.
    """
    counted, ald = paid_days(slips, ald=False), paid_days(slips, ald=True)
    if not ald or max(ald) < max(counted, default=date.min):
        return None
    start: date | None = None
    before: date | None = None
    for day in sorted(counted | ald):
        if before is not None and day >= years_after(before + DAY, resumption_years):
            start = None
        if start is None and day in ald:
            start = day
        before = day
    return start


def end_of_pay(slips: Sequence[Slip], au: date, resumptions: Collection[date], limits: Limits) -> End | None:
    """None for a person who is not presumed on leave at `au`, is paid on the ALD counter, or is to resume in time."""
    counted, other = paid_days(slips, ald=False), paid_days(slips, ald=True)
    if not counted | other:
        return None
    last = max(counted | other)
    if (au - last).days > limits.presumed_days or any(last < day <= au for day in resumptions):
        return None
    if last not in counted:
        return None

    paid = sorted(counted)
    day = last + DAY
    while days_against(day, paid, limits) < limits.days:
        paid.append(day)
        day += DAY
    last_payable = day - DAY
    if any(au < resumption <= day for resumption in resumptions):
        return None
    far = years_after(au, -limits.years)
    return End(
        paid=sum(1 for one in counted if one <= au and (one > far or (limits.far_end_counts and one == far))),
        presumed=sum(1 for one in paid if last < one <= au),
        left=sum(1 for one in paid if one > max(au, last)) + sum(1 for one in counted if one > au),
        last_known=last,
        last_payable=last_payable,
    )
