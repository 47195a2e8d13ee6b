"""A person in the service: only those with whom there is something to do."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from planir.accounts.models import Organisation
from planir.people.nir import NirKeys


class Person(models.Model):
    """`assure`: pseudonym in the population. `…_name_key`: a name as it is compared (`names.normalised`).

    `nir_kept`: the number, ciphered; `nir_index`: what finds it. Both empty when the fund did not give it.
    """

    fund = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="persons")
    reference = models.CharField("référence", max_length=12, unique=True)
    assure = models.CharField(max_length=40)
    sex = models.CharField("sexe", max_length=10, blank=True)
    birth_date = models.DateField("date de naissance", null=True)
    birth_precision = models.CharField(max_length=10, blank=True)
    commune = models.CharField(max_length=10, blank=True)
    birth_name = models.CharField("nom de naissance", max_length=200, blank=True)
    usage_name = models.CharField("nom d'usage", max_length=200, blank=True)
    first_names = models.CharField("prénoms", max_length=200, blank=True)
    birth_name_key = models.CharField(max_length=200, blank=True)
    usage_name_key = models.CharField(max_length=200, blank=True)
    first_names_key = models.CharField(max_length=200, blank=True)
    nir_kept = models.BinaryField(default=bytes)
    nir_index = models.CharField(max_length=64, blank=True)
    deaf = models.BooleanField("surdité", default=False)
    reading_difficulty = models.BooleanField("lecture difficile", default=False)
    language = models.CharField("langue", max_length=40, blank=True)
    protected = models.BooleanField("dossier protégé", default=False)

    class Meta:
        ordering = ("pk",)
        constraints: ClassVar = [models.UniqueConstraint(fields=["fund", "assure"], name="person_once_a_fund")]
        indexes: ClassVar = [
            models.Index(fields=["nir_index"], name="person_nir"),
            models.Index(fields=["birth_date"], name="person_birth"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def initials(self) -> str:
        """What is shown of a name until the mask is lifted: « D… J… »."""
        shown = [part[0] + "…" for part in (self.usage_name or self.birth_name, self.first_names) if part]
        return " ".join(shown) or "Nom non communiqué"

    @property
    def full_name(self) -> str:
        """First names, name in use, and the name of birth when it is another."""
        name = self.usage_name or self.birth_name
        born = f" (naissance : {self.birth_name})" if self.birth_name and self.birth_name != name else ""
        return f"{self.first_names} {name}{born}".strip() or "Nom non communiqué"

    @property
    def number(self) -> str | None:
        """The NIR, to be shown only once the mask is lifted."""
        return NirKeys.load().decipher(bytes(self.nir_kept), self.reference) if self.nir_kept else None
