"""One row for each operation and each look at a person's file.

No foreign keys: a row outlives what it tells of. No name, number or health word of a person: only the PLANIR reference.
Append-only here and by trigger in the database. It never serves to measure the work of agents.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar, Never, TypeVar

from django.db import models


class AppendOnlyError(Exception):
    """Something tried to change or remove rows of the journal."""


Row = TypeVar("Row", bound=models.Model, covariant=True)


class AppendOnlyQuerySet(models.QuerySet[Row]):
    """Rows that can be read and added."""

    def update(self, **values: Any) -> Never:
        """Refused."""
        raise AppendOnlyError("a row of the journal is never changed")

    def delete(self) -> Never:
        """Refused."""
        raise AppendOnlyError("a row of the journal is never removed")

    def bulk_update(self, objs: Iterable[Row], fields: Iterable[str], batch_size: int | None = None) -> Never:
        """Refused."""
        raise AppendOnlyError("a row of the journal is never changed")


class Entry(models.Model):
    """Who (`actor`, `organisation`), when, what (`verb`), on what (`subject`, by reference), why (`reason`)."""

    VERBS: ClassVar = (
        ("connexion", "s'est connecté"),
        ("recherche", "a cherché une personne"),
        ("consultation", "a ouvert le dossier"),
        ("identite_levee", "a levé le masque de l'identité"),
        ("verification", "a lancé la vérification complète"),
        ("situation_reglee", "a dit ce qui a été fait d'une situation"),
        ("chargement", "a chargé un passage"),
    )

    at = models.DateTimeField("le", auto_now_add=True)
    actor_id = models.BigIntegerField(null=True, blank=True)
    actor = models.CharField("agent", max_length=200)
    organisation = models.CharField("organisme", max_length=200, blank=True)
    verb = models.CharField("opération", max_length=40, choices=VERBS)
    subject = models.CharField("objet", max_length=80, blank=True)
    reason = models.CharField("motif", max_length=80, blank=True)
    details = models.JSONField("précisions", default=dict)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        ordering = ("-pk",)
        indexes: ClassVar = [models.Index(fields=["subject", "-id"], name="journal_subject")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.actor} {self.verb} {self.subject}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Adds the row. Raises AppendOnlyError when it is already there."""
        if self.pk is not None:
            raise AppendOnlyError("a row of the journal is never changed")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Never:
        """Refused."""
        raise AppendOnlyError("a row of the journal is never removed")


class Seal(models.Model):
    """What the journal was at a moment: `digest` chains every row up to `last_id` to the seal before it."""

    at = models.DateTimeField("scellé le")
    last_id = models.BigIntegerField("dernière ligne", unique=True)
    rows = models.BigIntegerField("lignes")
    digest = models.CharField("empreinte", max_length=64)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        ordering = ("last_id",)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.digest[:12]}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Adds the seal. Raises AppendOnlyError when it is already there."""
        if self.pk is not None:
            raise AppendOnlyError("a seal of the journal is never changed")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Never:
        """Refused."""
        raise AppendOnlyError("a seal of the journal is never removed")
