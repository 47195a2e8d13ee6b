"""The one way to add a row to the journal."""

from __future__ import annotations

from collections.abc import Mapping

from planir.accounts.models import Membership
from planir.journal.models import Entry

SYSTEM = "PLANIR"


def record(
    *,
    by: Membership | None,
    verb: str,
    subject: str = "",
    reason: str = "",
    details: Mapping[str, object] | None = None,
) -> Entry:
    """Add a row, in the transaction of the operation that it tells of. `by`: None for what nobody asked for."""
    entry = Entry(
        actor_id=None if by is None else by.user.pk,
        actor=SYSTEM if by is None else by.user.name,
        organisation="" if by is None else by.organisation.name,
        verb=verb,
        subject=subject,
        reason=reason,
        details=dict(details or {}),
    )
    entry.full_clean(exclude=["details"])
    entry.save()
    return entry
