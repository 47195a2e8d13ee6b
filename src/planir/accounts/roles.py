"""The roles, as the policy would write them: what each is for, what it may do, and why the rest is closed to it.

Nobody may count what an agent does, and no role serves fraud control or cost control (shared facts, §11.5).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from planir.accounts.permissions import Permission as May


class Role:
    """`code` is stored, `title` and `mission` are read by users. `grants`: what it may do."""

    code: ClassVar[str]
    title: ClassVar[str]
    mission: ClassVar[str]
    grants: ClassVar[frozenset[May]]


class FrontDeskAdviser(Role):
    """Receives people at the counter."""

    code = "conseiller_accueil"
    title = "Conseiller ou conseillère à l'accueil"
    mission = "Reçoit les personnes au guichet, voit avec elles ce qui peut être fait, et l'enregistre."
    grants = frozenset({May.SEARCH, May.OPEN_FILE, May.REVEAL_IDENTITY, May.CHECK_FULLY, May.SETTLE})


class TelephoneAdviser(Role):
    """Answers people on the telephone."""

    code = "conseiller_telephone"
    title = "Conseiller ou conseillère au téléphone"
    mission = "Répond aux personnes qui appellent, et les rappelle."
    grants = FrontDeskAdviser.grants


class CaseWorker(Role):
    """Follows files from the request to the right."""

    code = "gestionnaire"
    title = "Gestionnaire"
    mission = "Suit les dossiers, de la demande jusqu'au droit."
    grants = FrontDeskAdviser.grants


class SocialService(Role):
    """Accompanies people whose situation is hard."""

    code = "service_social"
    title = "Service social"
    mission = "Accompagne les personnes en difficulté, y compris celles dont le dossier est protégé."
    grants = FrontDeskAdviser.grants | {May.SEE_RESTRICTED}


class HealthAccessCompanion(Role):
    """Accompanies people who gave up care."""

    code = "accompagnant_mas"
    title = "Accompagnant ou accompagnante de la Mission accompagnement santé"
    mission = "Accompagne jusqu'aux soins les personnes qui y ont renoncé."
    grants = FrontDeskAdviser.grants | {May.SEE_RESTRICTED}


class HealthExaminationCentre(Role):
    """Receives people for a health examination."""

    code = "centre_examens_sante"
    title = "Centre d'examens de santé"
    mission = "Reçoit les personnes pour un examen de prévention, et voit les droits qui leur manquent."
    grants = frozenset({May.SEARCH, May.OPEN_FILE, May.CHECK_FULLY, May.SETTLE})


class MedicalAdviser(Role):
    """The only role, with its staff, to which diagnoses may be shown."""

    code = "medecin_conseil"
    title = "Médecin-conseil"
    mission = "Décide des actions qui reposent sur des données de santé (code de la sécurité sociale, L.161-29)."
    grants = FrontDeskAdviser.grants | {May.SEE_RESTRICTED, May.SEE_MEDICAL}


class MedicalStaff(Role):
    """Works under the authority of a medical adviser."""

    code = "service_medical"
    title = "Personnel placé sous l'autorité du médecin-conseil"
    mission = "Met en œuvre les actions du service médical, sous l'autorité du médecin-conseil."
    grants = MedicalAdviser.grants


class Statistician(Role):
    """Works on the population's files, not in the service."""

    code = "statisticien"
    title = "Statisticien ou statisticienne"
    mission = "Importe les extraits et écrit les programmes ; travaille sur des pseudonymes, hors de ces pages."
    grants = frozenset()


class Pilot(Role):
    """Leads the plan; needs no file."""

    code = "pilote"
    title = "Pilote du plan"
    mission = "Conduit le plan d'action ; n'a besoin d'aucun dossier."
    grants = frozenset()


class Direction(Role):
    """Answers for the plan; needs no file."""

    code = "direction"
    title = "Direction"
    mission = "Répond du plan ; n'a besoin d'aucun dossier."
    grants = frozenset()


class PartnerAgent(Role):
    """Refers people to the fund."""

    code = "agent_partenaire"
    title = "Agent d'un partenaire"
    mission = "Oriente des personnes vers la caisse et suit ses propres orientations."
    grants = frozenset()


class PartnerLead(Role):
    """Manages the members of a partner."""

    code = "responsable_partenaire"
    title = "Responsable chez un partenaire"
    mission = "Gère les agents de son organisme et suit leurs orientations."
    grants = frozenset()


class Administrator(Role):
    """Manages accounts and rereads the journal; opens no file."""

    code = "administrateur"
    title = "Administrateur ou administratrice"
    mission = "Gère les comptes et relit le journal ; n'ouvre aucun dossier."
    grants = frozenset({May.READ_JOURNAL})


ROLES: dict[str, type[Role]] = {
    role.code: role
    for role in (
        *(FrontDeskAdviser, TelephoneAdviser, CaseWorker, SocialService, HealthAccessCompanion),
        *(HealthExaminationCentre, MedicalAdviser, MedicalStaff, Statistician, Pilot, Direction),
        *(PartnerAgent, PartnerLead, Administrator),
    )
}
"""By code, in the order in which users read them."""


@dataclass(frozen=True)
class Explained:
    """Whether a permission is given, and the French sentence that says why."""

    permission: May
    given: bool
    why: str


def explain(role: type[Role]) -> Iterator[Explained]:
    """Every permission, given or not to this role, and why."""
    for permission in May:
        if permission in role.grants:
            yield Explained(permission, True, f"Votre rôle, « {role.title} », le permet.")
        else:
            holders = [other.title for other in ROLES.values() if permission in other.grants]
            yield Explained(permission, False, f"Réservé à : {' ; '.join(holders)}.")
