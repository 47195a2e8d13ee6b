"""The check of programmes as it is read: a line each, and every fault under its programme."""

from __future__ import annotations

from collections.abc import Iterable

from planir.cli.terminal import open_console
from planir.detection.checking import Check
from planir.population.nir import without_nir


def show_checks(checks: Iterable[Check]) -> int:
    """Print each result as it comes; 0 when all holds, 2 otherwise."""
    console = open_console()
    wrong = total = examples = 0
    for check in checks:
        total += 1
        examples += check.examples
        if check.faults:
            wrong += 1
            console.print(f"✗ {without_nir(check.code)}", style="red")
            for fault in check.faults:
                # A fault quotes the author's examples, and what the rule returns.
                console.print(f"    {without_nir(fault)}", soft_wrap=True)
        else:
            console.print(
                f"✓ {check.code} ({_counted(check.examples, 'exemple')}, accès {check.access})", style="green"
            )
    console.print(f"{_counted(total, 'programme')}, {_counted(examples, 'exemple')}, {wrong} à corriger.")
    return 2 if wrong else 0


def _counted(count: int, word: str) -> str:
    return f"{count} {word}{'s' * (count > 1)}"
