"""`python -m planir`."""

from planir.cli import main

main()
