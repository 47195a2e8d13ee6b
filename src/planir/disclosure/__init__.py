"""The one door through which every published figure passes."""

from planir.disclosure.table import Published, publish

__all__ = ["Published", "publish"]
