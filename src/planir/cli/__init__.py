"""The command line. Every fault a user can cause ends in one French sentence and exit code 2."""

from __future__ import annotations

import sys


def main() -> None:
    """Entry point of `planir`."""
    from planir.cli.app import run

    sys.exit(run(sys.argv[1:]))
