"""Runs brought into the service, and the situations of the persons found."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from planir.accounts.models import Membership, Organisation
from planir.accounts.permissions import Permission
from planir.people.models import Person
from planir.situations.states import MOVES, OBSTACLES, OPEN, STATES, TRANSITIONS, Move


class Run(models.Model):
    """A run of the detection that was loaded: the day judged, what was known, and from which population."""

    fund = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="runs")
    key = models.CharField(max_length=64)
    au = models.DateField("jour jugé")
    connu_au = models.DateField("connu au")
    synthetic = models.BooleanField("données de démonstration", default=False)
    loaded_at = models.DateTimeField("chargé le", auto_now_add=True)

    class Meta:
        ordering = ("-au", "-pk")
        constraints: ClassVar = [models.UniqueConstraint(fields=["fund", "key"], name="run_once_a_fund")]

    def __str__(self) -> str:
        return f"{self.au:%d/%m/%Y}"


class SituationQuerySet(models.QuerySet["Situation"]):
    """Situations, and who may see them."""

    def visible_to(self, member: Membership) -> SituationQuerySet:
        """Those of the member's fund that the role may see: medical ones for the medical service only (T16)."""
        if not member.may(Permission.OPEN_FILE):
            return self.none()
        seen = self.filter(person__fund=member.organisation.fund)
        if not member.may(Permission.SEE_MEDICAL):
            seen = seen.exclude(access="medical")
        if not member.may(Permission.SEE_RESTRICTED):
            seen = seen.exclude(access="restreint").exclude(person__protected=True)
        return seen

    def still_open(self) -> SituationQuerySet:
        """Those where something is to be done, the most pressing first."""
        return self.filter(state__in=OPEN).order_by(models.F("deadline").asc(nulls_last=True), "-weight", "pk")


class Situation(models.Model):
    """(person, programme, objet): found once, whatever the number of runs. `version` grows with each change."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="situations")
    programme = models.CharField(max_length=40)
    title = models.CharField("programme", max_length=200)
    risk = models.CharField("risque", max_length=20)
    access = models.CharField(max_length=20)
    objet = models.CharField(max_length=200, blank=True)
    sentence = models.TextField("pourquoi")
    evidence = models.JSONField(default=dict)
    deadline = models.DateField("échéance", null=True)
    deadline_meaning = models.CharField(max_length=300, blank=True)
    weight = models.PositiveSmallIntegerField("poids", default=0)
    since = models.DateField("repérée depuis le")
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="situations")
    state = models.CharField("état", max_length=20, choices=list(STATES.items()), default="ouverte")
    obstacle = models.CharField(max_length=40, choices=list(OBSTACLES.items()), blank=True)
    closed_because = models.CharField(max_length=40, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = SituationQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "programme", "objet"], name="situation_once_a_person")
        ]
        indexes: ClassVar = [models.Index(fields=["state", "deadline"], name="situation_state_deadline")]

    def __str__(self) -> str:
        return f"{self.person} {self.programme}"

    @property
    def moves(self) -> dict[str, Move]:
        """What may be said of it now."""
        return {code: MOVES[code] for code in TRANSITIONS[self.state]}


def persons_visible_to(member: Membership) -> models.QuerySet[Person]:
    """The persons whose file the member may open: of the fund, a protected file for entitled roles only."""
    if not member.may(Permission.OPEN_FILE):
        return Person.objects.none()
    seen = Person.objects.filter(fund=member.organisation.fund)
    return seen if member.may(Permission.SEE_RESTRICTED) else seen.filter(protected=False)
