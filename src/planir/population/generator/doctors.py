"""Doctors of the département: general practitioners with their patients, specialists, and those who stopped."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from planir.population.generator.arrays import NEVER, NOBODY, Ints, happened
from planir.population.generator.columns import Column, day, named, spelt, word
from planir.population.generator.knowledge import Reveal, told
from planir.population.generator.places import COMMUNES, communes
from planir.population.generator.randomness import chance, days_between, pick, stream
from planir.population.generator.rows import Rows, rows
from planir.population.generator.timeline import Timeline

PATIENTS = 850
"""Persons for one general practitioner."""
SPECIALITIES = ("01", "02", "03", "04", "05", "06", "07", "08", "15", "33")
GENERAL, OPHTHALMOLOGY, PSYCHIATRY = 0, 8, 9
SPECIALITY_WEIGHTS = (0, 0.06, 0.16, 0.10, 0.10, 0.13, 0.13, 0.08, 0.12, 0.12)
GYNAECOLOGY = 6
SECTORS = ("1", "2", "3", "non_conventionne")
REASONS = ("retraite", "changement_departement", "deces", "autre")


@dataclass(frozen=True)
class Doctors:
    """General practitioners first. `stopped`: last day of practice, `NEVER` when practising."""

    general: int
    speciality: Ints
    sector: Ints
    commune: Ints
    stopped: Ints
    reason: Ints
    names: pa.Array

    @property
    def count(self) -> int:
        return self.speciality.size

    def doctor(self, numbers: Ints) -> Column:
        return named(numbers, self.names)


def draw(seed: int, at: Timeline, persons: int) -> Doctors:
    rng = stream(seed, -1, "medecins")
    general = max(8, persons // PATIENTS)
    count = general + max(12, persons // 700)
    is_general = np.arange(count) < general
    stops = chance(rng, np.where(is_general, 0.085, 0.06), count)
    stops[: max(1, general // 30)] = True
    stopped = np.where(stops, days_between(rng, at.start + 60, at.au + 40, count), NEVER)
    return Doctors(
        general=general,
        speciality=np.where(is_general, GENERAL, pick(rng, count, SPECIALITY_WEIGHTS)),
        sector=np.where(is_general, pick(rng, count, (0.94, 0.06)), pick(rng, count, (0.50, 0.46, 0.02, 0.02))),
        commune=pick(rng, count, [1 / (rank + 3) for rank in range(COMMUNES)]),
        stopped=stopped,
        reason=np.where(happened(stopped), pick(rng, count, (0.66, 0.26, 0.04, 0.04)), NOBODY),
        names=spelt(np.arange(count), "MED", 6),
    )


def written(doctors: Doctors, at: Timeline) -> Rows:
    """The table `medecin`: an end of practice is announced two months before, and was not known earlier."""
    columns = {
        "medecin": doctors.doctor(np.arange(doctors.count)),
        "specialite": word(doctors.speciality, SPECIALITIES),
        "secteur": word(doctors.sector, SECTORS),
        "commune": communes(doctors.commune),
        "fin_exercice": day(doctors.stopped),
        "motif_fin": word(doctors.reason, REASONS),
    }
    known = np.full(doctors.count, at.start)
    announced = np.where(happened(doctors.stopped), doctors.stopped - 60, NEVER)
    return rows("medecin", told(columns, known, at.au, [Reveal(announced, ("fin_exercice", "motif_fin"))]))
