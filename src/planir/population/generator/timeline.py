"""Days and months of the generator: the day judged, the history that is written, month arithmetic on arrays."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import numpy as np

from planir.population.generator.arrays import Ints

HISTORY_MONTHS = 36
"""Months of claims and of knowledge before `au`."""
LEAVE_MONTHS = 60
"""Months of sick pay: a night of last year needs the three years before its own last year."""
EPOCH = date(1970, 1, 1)


def day_number(day: date) -> int:
    return (day - EPOCH).days


def as_date(day: int) -> date:
    return EPOCH + timedelta(days=int(day))


def month_of(days: Ints) -> Ints:
    """Months since January 1970."""
    return days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)


def month_start(months: Ints) -> Ints:
    """First day of each month."""
    days: Ints = months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    return days


def first_of_month(days: Ints) -> Ints:
    return month_start(month_of(days))


def add_months(days: Ints, months: Ints | int) -> Ints:
    """The same day of another month, or its last day where the month is shorter."""
    month = month_of(days)
    target = month + months
    last = month_start(target + 1) - month_start(target) - 1
    moved: Ints = month_start(target) + np.minimum(days - month_start(month), last)
    return moved


def add_years(days: Ints, years: Ints | int) -> Ints:
    return add_months(days, np.asarray(years) * 12)


@dataclass(frozen=True)
class Timeline:
    """What `au` means for every file of the generator, in days."""

    au: int

    @classmethod
    def of(cls, au: date) -> Timeline:
        return cls(day_number(au))

    @cached_property
    def start(self) -> int:
        """First day of history: nobody was known before."""
        return self.months_before(HISTORY_MONTHS)

    @cached_property
    def leave_start(self) -> int:
        """First day of the history of sick pay."""
        return self.months_before(LEAVE_MONTHS)

    @cached_property
    def month(self) -> int:
        """The month of `au`."""
        return int(month_of(np.array([self.au]))[0])

    @cached_property
    def first_month(self) -> int:
        """First of the `HISTORY_MONTHS` whole months before that of `au`."""
        return self.month - HISTORY_MONTHS

    @cached_property
    def month_starts(self) -> Ints:
        """First days of these months, then that of the month of `au`."""
        return month_start(np.arange(self.first_month, self.month + 1))

    def months_before(self, months: int) -> int:
        return int(add_months(np.array([self.au]), -months)[0])

    def ages(self, births: Ints) -> Ints:
        """Whole years at `au`."""
        months = self.month - month_of(births)
        day = self.au - int(month_start(np.array([self.month]))[0])
        later = births - month_start(month_of(births)) > day
        ages: Ints = (months - (later & (months % 12 == 0))) // 12
        return ages
