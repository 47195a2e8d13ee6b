"""The PLANIR dialect: read a rule, write it for an engine, give it its dates and parameters.

What the dialect accepts is `guard`'s affair, what its functions mean is `functions`'.
"""

from planir.engine.binding import bind
from planir.engine.reading import parse
from planir.engine.translation import to_duckdb, to_spark

__all__ = ["bind", "parse", "to_duckdb", "to_spark"]
