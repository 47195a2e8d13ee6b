"""Requests as the fund files them: the tables `demande`, `piece` and `decision` from one description of a request."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from planir.population.generator.arrays import NEVER, NOBODY, Bools, Ints, happened, when
from planir.population.generator.block import Block
from planir.population.generator.columns import Column, day, flag, word
from planir.population.generator.knowledge import Reveal, told
from planir.population.generator.randomness import pick
from planir.population.generator.rows import Rows, chosen, rows
from planir.population.generator.timeline import add_months

TYPES = (
    "c2s", "invalidite", "indemnites_journalieres", "temps_partiel_therapeutique", "affiliation", "capital_deces",
    "rente_ayant_droit", "aide_financiere", "retraite", "remise_dette", "carte_vitale", "autre",
)  # fmt: skip
RESULTS = ("accordee", "refusee", "c2s_gratuite", "c2s_participation", "abandonnee")
GRANTED, REFUSED, C2S_FREE, C2S_SHARED, GIVEN_UP = range(5)
CHANNELS = ("accueil", "courrier", "ameli", "partenaire", "autre")
PAPERS = (
    "identite", "rib", "avis_imposition", "justificatif_ressources", "justificatif_domicile", "titre_sejour",
    "attestation_salaire", "attestation_salaire_temps_partiel", "avis_arret", "certificat_medical", "acte_deces",
    "autre",
)  # fmt: skip
GIVERS = ("personne", "employeur", "medecin", "organisme")
REJECTIONS = ("illisible", "incomplete", "perimee", "incoherente", "autre")
SUBJECTS = (
    "c2s", "invalidite", "indemnites_journalieres", "at_mp", "affiliation", "capital_deces", "aide_financiere",
    "indu", "autre",
)  # fmt: skip
SENSES = ("favorable", "partielle", "defavorable")
REMEDIES = ("commission_recours_amiable", "commission_medicale_recours_amiable", "tribunal", "aucune")


@dataclass(frozen=True)
class Files:
    """Requests of one type, each to the end of its life. `result`: code in `RESULTS`, used once decided."""

    letters: str
    type: str
    person: Ints
    filed: Ints
    complete: Ints
    decided: Ints
    result: Ints
    notified: Ints
    joined: Ints
    renewal: Bools
    household: Ints

    def reference(self, block: Block) -> Column:
        return block.serial(self.letters, self.person.size)


def simple(letters: str, kind: str, person: Ints, filed: Ints, complete: Ints, decided: Ints, granted: Bools) -> Files:
    """Requests without a household nor a membership, notified three days after they are decided."""
    nothing = np.zeros(person.size, dtype=np.bool_)
    result = np.where(granted, GRANTED, REFUSED)
    never, nobody = np.full(person.size, NEVER), np.full(person.size, NOBODY)
    return Files(letters, kind, person, filed, complete, decided, result, decided + 3, never, nothing, nobody)


def requests(block: Block, files: Files) -> Rows:
    """The table `demande`, one version for each step that the fund recorded."""
    rng = block.rng(f"demande {files.letters}")
    count = files.person.size
    columns = {
        "demande": files.reference(block),
        "assure": block.person(files.person),
        "type": word(np.full(count, TYPES.index(files.type)), TYPES),
        "renouvellement": flag(files.renewal),
        "deposee_le": day(files.filed),
        "complete_le": day(files.complete),
        "decidee_le": day(files.decided),
        "resultat": word(files.result, RESULTS),
        "notifiee_le": day(files.notified),
        "adhesion_le": day(files.joined),
        "canal": word(pick(rng, count, (0.28, 0.27, 0.33, 0.08, 0.04)), CHANNELS),
        "foyer": block.household(files.household),
    }
    reveals = [
        Reveal(files.complete, ("complete_le",)),
        Reveal(files.decided, ("decidee_le", "resultat")),
        Reveal(files.notified, ("notifiee_le",)),
        Reveal(files.joined, ("adhesion_le",)),
    ]
    columns = chosen(columns, recent := files.filed >= block.at.start - 200)
    reveals = [Reveal(reveal.day[recent], reveal.columns) for reveal in reveals]
    return rows("demande", told(columns, np.maximum(files.filed, block.at.start)[recent], block.at.au, reveals))


@dataclass(frozen=True)
class Papers:
    """Papers of requests: `of` is the position of the request in its `Files` (NOBODY: no request), dates to the end."""

    letters: str
    person: Ints
    of: Ints
    kind: Ints
    giver: Ints
    asked: Ints
    received: Ints
    rejected: Ints
    reason: Ints


def papers(block: Block, files: Files | None, asked: Papers) -> Rows:
    """The table `piece`."""
    count = asked.person.size
    request = (
        files.reference(block).take(np.maximum(asked.of, 0)).where(asked.of != NOBODY)
        if files is not None
        else word(np.full(count, NOBODY), ("",))
    )
    columns = {
        "piece": block.serial(asked.letters, count),
        "assure": block.person(asked.person),
        "demande": request,
        "type": word(asked.kind, PAPERS),
        "attendue_de": word(asked.giver, GIVERS),
        "demandee_le": day(asked.asked),
        "recue_le": day(asked.received),
        "rejetee_le": day(asked.rejected),
        "motif_rejet": word(np.where(happened(asked.rejected), asked.reason, NOBODY), REJECTIONS),
    }
    reveals = [
        Reveal(asked.received, ("recue_le",)),
        Reveal(asked.rejected, ("rejetee_le", "motif_rejet")),
    ]
    columns = chosen(columns, recent := asked.asked >= block.at.start)
    reveals = [Reveal(reveal.day[recent], reveal.columns) for reveal in reveals]
    return rows("piece", told(columns, asked.asked[recent], block.at.au, reveals))


def decisions(block: Block, letters: str, subject: str, files: Files, remedy: int = 0) -> Rows:
    """The table `decision` for decided requests: two months to contest an unfavourable one."""
    rng = block.rng(f"décision {letters}")
    position = np.flatnonzero(happened(files.notified) & (files.notified >= block.at.start))
    notified = files.notified[position]
    refused = files.result[position] == REFUSED
    appeal = when(refused & (rng.random(position.size) < 0.12), notified + rng.integers(6, 60, position.size))
    columns = {
        "decision": block.serial(letters, position.size),
        "assure": block.person(files.person[position]),
        "demande": files.reference(block).take(position),
        "objet": word(np.full(position.size, SUBJECTS.index(subject)), SUBJECTS),
        "sens": word(np.where(refused, np.where(rng.random(position.size) < 0.07, 1, 2), 0), SENSES),
        "notifiee_le": day(notified),
        "voie_recours": word(np.where(refused, remedy, REMEDIES.index("aucune")), REMEDIES),
        "recours_jusqu": day(when(refused, add_months(notified, 2))),
        "recours_le": day(appeal),
    }
    return rows("decision", told(columns, notified, block.at.au, [Reveal(appeal, ("recours_le",))]))
