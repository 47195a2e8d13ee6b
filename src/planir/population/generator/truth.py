"""The hidden truth, in `.verite/`: what detection must never read, and an evaluation is judged by."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
import pyarrow as pa

from planir.population.generator.block import Block
from planir.population.generator.columns import flag, money, word
from planir.population.generator.declarations import declared_now
from planir.population.generator.incomes import COUNTED
from planir.population.generator.insurance import COVERS
from planir.population.generator.means import CLASSES
from planir.population.generator.occupation import OCCUPATIONS
from planir.population.generator.reaction import ANY, EFFECTS
from planir.population.generator.sink import ParquetSink
from planir.population.generator.timeline import HISTORY_MONTHS, as_date

FOLDER = ".verite"
ROLES = ("reference", "conjoint", "enfant")

HOUSEHOLD = pa.schema(
    [
        ("menage", pa.string()),
        ("reference", pa.string()),
        ("personnes", pa.int32()),
        ("classe_c2s", pa.string()),
        ("ouvre_droit", pa.bool_()),
        ("plafond", pa.decimal128(12, 2)),
        ("ressources", pa.decimal128(12, 2)),
        ("forfait_logement", pa.decimal128(12, 2)),
        ("couverture", pa.string()),
        ("lien_visible", pa.bool_()),
        ("rsa_du", pa.bool_()),
        ("rsa_percu", pa.bool_()),
        ("aspa_due", pa.bool_()),
        ("aspa_percue", pa.bool_()),
    ]
)
PERSON = pa.schema(
    [
        ("assure", pa.string()),
        ("menage", pa.string()),
        ("role", pa.string()),
        ("present", pa.bool_()),
        ("occupation", pa.string()),
        ("gains_abattus", pa.bool_()),
        ("medecin_traitant", pa.bool_()),
        ("propension", pa.float64()),
        ("sensibilite", pa.float64()),
        ("hasard", pa.float64()),
    ]
)
INCOME = pa.schema(
    [
        ("assure", pa.string()),
        ("nature", pa.string()),
        ("compte_pour_c2s", pa.bool_()),
        ("premier_mois", pa.date32()),
        ("centimes", pa.list_(pa.int32(), HISTORY_MONTHS)),
    ]
)
EFFECT = pa.schema(
    [("programme", pa.string()), ("seul", pa.float64()), ("apport_du_contact", pa.float64()), ("defaut", pa.bool_())]
)


class TruthWriter:
    """The truth being written, beside the one before. Used as a context: leaving it without `publish` removes it.

    The truth before is withdrawn before its population is replaced: a truth never stands beside another's population.
    """

    def __init__(self, folder: Path) -> None:
        self._final = folder / FOLDER
        self._staging = folder / f"{FOLDER}-en-cours"

    def __enter__(self) -> Self:
        shutil.rmtree(self._staging, ignore_errors=True)
        self._staging.mkdir()
        forms = (("menage", HOUSEHOLD), ("personne", PERSON), ("revenu", INCOME), ("effet", EFFECT))
        self._files = {name: ParquetSink(self._staging / f"{name}.parquet", form) for name, form in forms}
        self._files["effet"].add(effects())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._staging.exists():
            for sink in self._files.values():
                sink.abandon()
            shutil.rmtree(self._staging)

    def add(self, truth: Iterable[tuple[str, pa.Table]]) -> None:
        for name, content in truth:
            self._files[name].add(content)

    def withdraw_previous(self) -> None:
        shutil.rmtree(self._final, ignore_errors=True)

    def publish(self) -> None:
        self._close()
        self._staging.replace(self._final)

    def _close(self) -> None:
        for sink in self._files.values():
            sink.close()
        self._files = {}


def written(block: Block) -> list[tuple[str, pa.Table]]:
    return [("menage", _households(block)), ("personne", _persons(block)), ("revenu", _incomes(block))]


def effects() -> pa.Table:
    known = [(name, effect.alone, effect.contact, False) for name, effect in EFFECTS.items()]
    columns = list(zip(*known, ("*", ANY.alone, ANY.contact, True), strict=True))
    return pa.table([pa.array(column) for column in columns], EFFECT)


def _households(block: Block) -> pa.Table:
    means, homes, aid = block.means, block.households, block.allowances
    signer = homes.reference
    here = block.people.present[signer]
    columns = [
        block.household_names,
        block.names.take(pa.array(signer)),
        pa.array(means.size.astype(np.int32)),
        word(means.kind_of_means, CLASSES).arrow(),
        flag(means.eligible).arrow(),
        money(means.ceiling).arrow(),
        money(block.incomes.counted(block.people, means)).arrow(),
        money(means.lump_sum).arrow(),
        word(block.insurance.cover, COVERS).arrow(),
        flag(block.insurance.linked).arrow(),
        flag(aid.rsa_entitled[signer] & here).arrow(),
        flag(aid.rsa[signer]).arrow(),
        flag(aid.aspa_entitled[signer] & here).arrow(),
        flag(aid.aspa[signer]).arrow(),
    ]
    return pa.table(columns, HOUSEHOLD)


def _persons(block: Block) -> pa.Table:
    people, reactions = block.people, block.reactions
    columns = [
        block.names,
        block.household(people.household).arrow(),
        word(people.role, ROLES).arrow(),
        flag(people.present).arrow(),
        word(block.occupation, OCCUPATIONS).arrow(),
        flag(block.incomes.stopped).arrow(),
        flag(declared_now(block)).arrow(),
        pa.array(reactions.propensity),
        pa.array(reactions.sensitivity),
        pa.array(reactions.luck),
    ]
    return pa.table(columns, PERSON)


def _incomes(block: Block) -> pa.Table:
    first = as_date(int(block.at.month_starts[0]))
    tables = []
    for nature, persons in block.incomes.persons.items():
        cents = np.rint(block.incomes.euros[nature] * 100).astype(np.int32)
        count = persons.size
        columns = [
            block.person(persons).arrow(),
            pa.array([nature]).take(pa.array(np.zeros(count, dtype=np.int32))),
            flag(np.full(count, nature in COUNTED)).arrow(),
            pa.array([first], pa.date32()).take(pa.array(np.zeros(count, dtype=np.int32))),
            pa.FixedSizeListArray.from_arrays(pa.array(cents.ravel()), HISTORY_MONTHS),
        ]
        tables.append(pa.table(columns, INCOME))
    return pa.concat_tables(tables)
