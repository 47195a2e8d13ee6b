"""What the views of the law give each person of the ACS."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from oracle.households import Array, Households
from oracle.ours import yearly_amounts


@pytest.fixture(scope="session")
def amounts() -> Callable[[Households], Array]:
    return yearly_amounts
