"""What to file, by when, with which papers: said whatever the verdict, for a simulation refuses nobody."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from planir.law.parameters import Parameters
from planir.rights.c2s_words import words
from planir.rights.verdict import Right, Term


def steps(right: Right, presumed: str | None, urgent: bool, au: date, parameters: Parameters) -> Iterator[str]:
    """What to do, in order, a French sentence each. Raises PlanirError when a delay of `au` is not known."""
    if parameters.value("c2s.en_vigueur", au) == 0:
        yield (
            "Ce droit n'existe plus depuis le 1er novembre 2019 : ce calcul sert à une évaluation ou à un recours "
            "sur une demande de cette époque."
        )
        return
    if presumed == "rsa":
        yield (
            "Avec le RSA, le droit s'ouvre sans demande, sauf refus de la personne (CSS, L.861-2). S'il n'est pas "
            "ouvert, le signaler à la caisse."
        )
    yield (
        "Déposer la demande sur le compte ameli, ou à la caisse avec le formulaire. Un service social, une association "
        "agréée ou un hôpital peut la transmettre, avec l'accord de la personne (L.861-5)."
    )
    decision = parameters.value("c2s.decision_mois", au)
    yield (
        f"La caisse répond dans les {decision} mois qui suivent le dossier complet ; sans réponse, la demande est "
        "acceptée (R.861-16-1 et L.861-5)."
    )
    if right == "participation":
        adhesion = parameters.value("c2s.adhesion_mois", au)
        yield (
            f"Après l'accord, renvoyer dans les {adhesion} mois le bulletin d'adhésion et le moyen de paiement "
            "(R.861-16-3) : le droit commence le premier jour du mois suivant, jamais avant."
        )
    else:
        yield "Le droit commence le premier jour du mois qui suit la décision (L.861-5)."
    if urgent:
        yield (
            "Les soins n'attendent pas : demander l'ouverture dès le premier jour du mois du dépôt, le "
            f"{au.replace(day=1):%d/%m/%Y} (L.861-5)."
        )


def papers(right: Right, terms: Iterable[Term], au: date, parameters: Parameters) -> Iterator[str]:
    """The papers usually asked for; the fund may ask for others."""
    if parameters.value("c2s.en_vigueur", au) == 0:
        return
    yield "une pièce d'identité de chaque adulte"
    asked = ["le dernier avis d'imposition", *(paper for term in terms if (paper := words()[term.code].paper))]
    yield from dict.fromkeys(asked)
    if any(term.code.startswith("forfait_logement") for term in terms):
        yield "le bail, le titre de propriété ou l'attestation de qui héberge"
    if right == "participation":
        yield "un relevé d'identité bancaire, pour la participation"
