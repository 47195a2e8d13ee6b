"""What a member may be allowed to do, each in one sentence of French: shown as it is on the page of permissions."""

from __future__ import annotations

from enum import StrEnum


class Permission(StrEnum):
    """A permission; `sentence` says what it opens."""

    SEARCH = "search"
    OPEN_FILE = "open_file"
    SEE_RESTRICTED = "see_restricted"
    SEE_MEDICAL = "see_medical"
    REVEAL_IDENTITY = "reveal_identity"
    CHECK_FULLY = "check_fully"
    SETTLE = "settle"
    READ_JOURNAL = "read_journal"

    @property
    def sentence(self) -> str:
        """What it opens, as a user reads it."""
        return SENTENCES[self]


SENTENCES: dict[Permission, str] = {
    Permission.SEARCH: "chercher une personne",
    Permission.OPEN_FILE: "ouvrir le dossier d'une personne et voir ce qui peut être fait pour elle",
    Permission.SEE_RESTRICTED: "voir les dossiers protégés, et ce qui touche au séjour, à la détention ou au placement",
    Permission.SEE_MEDICAL: "voir les situations qui reposent sur des données de santé",
    Permission.REVEAL_IDENTITY: "lever le masque sur l'identité, une fois par visite, avec un motif",
    Permission.CHECK_FULLY: "lancer la vérification complète d'un dossier",
    Permission.SETTLE: "dire ce qui a été fait d'une situation",
    Permission.READ_JOURNAL: "relire le journal des consultations et des opérations",
}
