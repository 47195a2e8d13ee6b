"""Write a synthetic département: block after block, the version of the store, the truth beside it, the notice."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pyarrow as pa

from planir.engine.errors import PlanirError
from planir.engine.naming import shown
from planir.population.contract import tables
from planir.population.generator import (
    benefits,
    births,
    block,
    c2s_files,
    care,
    conditions,
    contacts,
    cover_seen,
    deaths,
    debts,
    declarations,
    doctors,
    events,
    files,
    hidden,
    homes,
    identity,
    money_seen,
    pay,
    persons,
    representation,
    restricted,
    rulings,
    screening,
    sick_files,
    truth,
    work,
)
from planir.population.generator.acts import Acts
from planir.population.generator.rows import Rows, merged
from planir.population.generator.sink import Sinks
from planir.population.generator.timeline import Timeline, as_date
from planir.population.importing.lock import alone
from planir.population.store import Population, VersionWriter, open_population, write_atomically
from planir.population.versions import remove_old

SOURCE = "synthetique"
AT_WORK = 2
"""Blocks drawn at the same time."""
SMALLEST, LARGEST = 100, 20_000_000
FIRST_DAY, LAST_DAY = date(2020, 1, 1), date(2039, 12, 31)
"""Amounts of social law are known in between; the last ones are kept beyond their year."""
NOTICE = "LISEZMOI.txt"
FILES = (
    persons, identity, representation, homes, cover_seen, declarations, pay, benefits, work, money_seen, c2s_files,
    sick_files, files, rulings, deaths, debts, contacts, events, restricted, births,
)  # fmt: skip


@dataclass(frozen=True)
class Departement:
    """What is asked for: how many persons, which draw, judged at which day."""

    persons: int
    seed: int
    au: date


def generate(folder: Path, wanted: Departement, progress: Callable[[int], None] = lambda persons: None) -> Population:
    """Write the population of a synthetic département in `folder`; the same wish gives the same bytes.

    `progress` is called with the number of persons just written. Raises PlanirError when the folder holds a
    population that is not synthetic, or when the wish makes no sense.
    """
    _refuse(folder, wanted)
    at = Timeline.of(wanted.au)
    with alone(folder), VersionWriter(folder) as writer, truth.TruthWriter(folder) as true:
        sinks = Sinks({name: writer.path(name) for name in tables()}, wanted.au)
        with sinks:
            practitioners = doctors.draw(wanted.seed, at, wanted.persons)
            sinks.add(doctors.written(practitioners, at))
            for drawn in _blocks(wanted, at, practitioners):
                for part in drawn.seen:
                    sinks.add(part)
                true.add(drawn.true)
                progress(drawn.persons)
        write_atomically(folder / NOTICE, _notice(wanted))
        true.withdraw_previous()
        population = writer.publish(
            sinks.stored, source=SOURCE, synthetic=True, known=wanted.au, known_from=as_date(at.start)
        )
        true.publish()
        remove_old(population)
    return population


@dataclass(frozen=True)
class _Drawn:
    """One block, ready to be written."""

    persons: int
    seen: list[Rows]
    true: list[tuple[str, pa.Table]]


def _blocks(wanted: Departement, at: Timeline, practitioners: doctors.Doctors) -> Iterator[_Drawn]:
    """The blocks in order, a few drawn ahead: numpy and Arrow leave the other core free."""
    sizes = [block.BLOCK] * (wanted.persons // block.BLOCK)
    rest = wanted.persons % block.BLOCK
    sizes += [rest] if rest else []
    with ThreadPoolExecutor(AT_WORK) as pool:
        ahead: deque[Future[_Drawn]] = deque()
        for number, size in enumerate(sizes):
            ahead.append(pool.submit(_one, wanted.seed, number, size, at, practitioners))
            if len(ahead) > AT_WORK:
                yield ahead.popleft().result()
        while ahead:
            yield ahead.popleft().result()


def _one(seed: int, number: int, size: int, at: Timeline, practitioners: doctors.Doctors) -> _Drawn:
    state = hidden.draw(seed, number, size, at, practitioners)
    ill = conditions.conditions(state)
    prevention = Acts.joined([screening.drawn(state), births.exams(state)])
    parts = [part for file in FILES for part in file.written(state)]
    parts += conditions.written(state, ill)
    parts += care.written(state, ill, prevention)
    by_table: dict[str, list[Rows]] = {}
    for part in parts:
        by_table.setdefault(part.table, []).append(part)
    return _Drawn(size, [merged(group) for group in by_table.values()], truth.written(state))


def _refuse(folder: Path, wanted: Departement) -> None:
    if wanted.persons < SMALLEST:
        raise PlanirError(
            "generation_trop_petite",
            f"Un département de {wanted.persons} personnes ne montrerait rien : demandez-en au moins {SMALLEST}.",
        )
    if wanted.persons > LARGEST:
        raise PlanirError(
            "generation_trop_grande",
            f"Un département n'a pas {wanted.persons} personnes : demandez-en {LARGEST} au plus.",
        )
    if wanted.seed < 0:
        raise PlanirError("generation_graine", "La graine est un nombre entier positif ou nul : par exemple --seed 1.")
    if not FIRST_DAY <= wanted.au <= LAST_DAY:
        raise PlanirError(
            "generation_date",
            f"Le {wanted.au:%d/%m/%Y} est trop loin : choisissez un jour entre {FIRST_DAY.year} et {LAST_DAY.year}.",
        )
    file = next((path for path in (folder, *folder.parents) if path.exists() and not path.is_dir()), None)
    if file is not None:
        raise PlanirError("generation_dossier", f"« {file} » n'est pas un dossier : choisissez un autre nom.")
    if folder.is_dir() and not (folder / "population.json").is_file():
        other = next((path.name for path in sorted(folder.iterdir()) if not _ours(path)), None)
        if other is not None:
            raise PlanirError(
                "generation_dossier_occupe",
                f"« {folder} » contient déjà autre chose (« {shown(other)} ») : choisissez un dossier vide ou nouveau.",
            )
    if (folder / "population.json").is_file() and not open_population(folder).synthetic:
        raise PlanirError(
            "generation_sur_population_reelle",
            f"« {folder} » contient une population réelle : une population inventée ne la remplace pas. "
            "Choisissez un autre dossier.",
        )


def _ours(path: Path) -> bool:
    """What a generation, finished or killed, leaves in its folder."""
    return path.name.startswith(".") or path.name in {"versions", "rejets", "passages", "journal", truth.FOLDER, NOTICE}


def _notice(wanted: Departement) -> str:
    return (
        "POPULATION SYNTHÉTIQUE\n"
        "\n"
        "Tout ce qui est dans ce dossier est inventé par PLANIR : personnes, noms, numéros, adresses, médecins,\n"
        "soins, revenus, demandes. Aucune personne réelle n'y figure et rien n'y mesure un département réel.\n"
        "\n"
        f"  Personnes : {wanted.persons}\n"
        f"  Graine : {wanted.seed}\n"
        f"  Situation au : {wanted.au.isoformat()}\n"
        "\n"
        "À quoi cela se voit : les pseudonymes commencent par SYN, les noms par EXEMPLE-, le département est le 00,\n"
        "l'organisme est le 999, les téléphones sont ceux que l'Arcep réserve à la fiction, les courriels finissent\n"
        "par .invalid.\n"
        "\n"
        f"Le dossier {truth.FOLDER} contient la vérité cachée (ménages, revenus, couverture, réactions) : il sert à\n"
        "vérifier les résultats. Aucun programme ne le lit.\n"
    )
