"""What a statistician may type that is not a question of the dialect, and what to type instead."""

from __future__ import annotations

import re

from sqlglot import exp

from planir.engine.errors import PlanirError
from planir.engine.naming import shown
from planir.population.contract import tables
from planir.population.relations import UNREADABLE

_LISTING = re.compile(r"\s*(show|describe|desc|pragma|explain|summarize|from\s+information_schema)\b", re.IGNORECASE)
_UNREADABLE = frozenset(name for name, table in tables().items() if table.sensitivity in UNREADABLE)


def refuse_commands(text: str) -> None:
    """Raises PlanirError `requete_refusee` for a command of other tools that would list what can be read."""
    if _LISTING.match(text):
        raise PlanirError(
            "requete_refusee",
            "Une requête commence par SELECT. Ce qui se lit est donné par : planir relations ; "
            "et les colonnes d'une table ou d'une vue par : planir relations NOM.",
        )


def refuse_beyond_the_dialect(tree: exp.Expr) -> None:
    """Raises PlanirError `requete_refusee` for a LIMIT, or for a table that no question may read."""
    if tree.args.get("limit") is not None:
        raise PlanirError(
            "requete_refusee", "LIMIT n'est pas admis : « --lignes 20 » dit combien de lignes montrer. Retirez-le."
        )
    hidden = next((table.name for table in tree.find_all(exp.Table) if table.name.lower() in _UNREADABLE), None)
    if hidden is not None:
        raise PlanirError(
            "requete_refusee",
            f"La table « {shown(hidden)} » tient l'identité ou les moyens de joindre les personnes : "
            "aucune requête ne la lit. Les personnes se suivent par leur pseudonyme, « assure ».",
        )
