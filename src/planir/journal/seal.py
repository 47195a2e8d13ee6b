"""Seals the journal, so that a change made behind the service's back is seen: each seal chains all the rows before it.

A seal printed, or kept elsewhere, proves what the journal was that day; the database alone proves nothing to who can
write to it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from planir.journal.models import Entry, Seal

SETTLED = timedelta(minutes=1)
"""A row younger than this may precede one that is still being written: it waits for the next seal."""

START = "0" * 64


@dataclass(frozen=True)
class Verified:
    """What a verification found. `broken`: the first seal that no longer holds, None when all do."""

    seals: int
    rows: int
    unsealed: int
    broken: Seal | None


@transaction.atomic
def seal(now: datetime) -> Seal | None:
    """Seal the rows written since the last seal, up to a minute before `now`; None when there is none."""
    last = Seal.objects.last()
    after, digest = (0, START) if last is None else (last.last_id, last.digest)
    count = 0
    for entry in _rows(after, until=now - SETTLED):
        digest, after, count = _chained(digest, entry), entry.pk, count + 1
    if not count:
        return None
    made = Seal(at=now, last_id=after, rows=count, digest=digest)
    made.save()
    return made


def verify() -> Verified:
    """Compute every seal again, from the first row."""
    digest, after, rows, seals = START, 0, 0, list(Seal.objects.all())
    for rank, made in enumerate(seals):
        count = 0
        for entry in _rows(after, last=made.last_id):
            digest, count = _chained(digest, entry), count + 1
        if (digest, count) != (made.digest, made.rows):
            return Verified(rank, rows, 0, made)
        after, rows = made.last_id, rows + count
    return Verified(len(seals), rows, Entry.objects.filter(pk__gt=after).count(), None)


def _rows(after: int, *, until: datetime | None = None, last: int | None = None) -> Iterator[Entry]:
    rows = Entry.objects.filter(pk__gt=after).order_by("pk")
    if until is not None:
        rows = rows.filter(at__lte=until)
    if last is not None:
        rows = rows.filter(pk__lte=last)
    yield from rows.iterator(chunk_size=2000)


def _chained(digest: str, entry: Entry) -> str:
    """The digest of the row, after all those before it."""
    said = [
        *(digest, entry.pk, entry.at.isoformat(), entry.actor_id, entry.actor, entry.organisation),
        *(entry.verb, entry.subject, entry.reason, entry.details),
    ]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
