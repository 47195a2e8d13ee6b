"""The synthetic département: a population that is entirely invented, written as a version of the store.

The truth of each household is drawn first (class, incomes, cover, health); what a fund really sees of it is written
in the contract's tables, and the truth beside it, hidden.
"""

from planir.population.generator.run import Departement, generate

__all__ = ["Departement", "generate"]
