"""The SNDS (DCIR) as a source: extracts recognised, flattened once into the contract's tables.

What is read and how is data beside this file: `tables.yaml` (columns), `codes/` (what a code means), `sql/` (one file
a target), `motifs.yaml` (why a row is refused or set aside), `limites.yaml` (what the SNDS cannot tell).
"""

from planir.population.snds.reader import read_snds

__all__ = ["read_snds"]
