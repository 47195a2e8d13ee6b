"""The command line. Every fault a user can cause ends in one French sentence and exit code 2."""

from __future__ import annotations

import sys


def main() -> None:
    """Entry point of `planir`."""
    from planir.cli.app import run
    from planir.cli.terminal import accept_any_encoding, let_go

    accept_any_encoding()
    try:
        code = run(sys.argv[1:])
        sys.stdout.flush()
    except BrokenPipeError:
        let_go()
        code = 0
    sys.exit(code)
