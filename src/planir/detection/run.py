"""One night: every programme asked, at two dates, its situations compared with the night before and kept."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from pathlib import Path

import duckdb

from planir.detection.compare import Before, compare, load_before, nights_before
from planir.detection.examine import SITUATIONS, Step, count, examine
from planir.detection.judgement import PLAIN_READERS, Dates, Judgement, create_relations, parameters_needed
from planir.detection.keep import keep, remove_abandoned, situations_file
from planir.detection.limits import RULE_SECONDS, RUN_TIME, failure, time_limit
from planir.detection.obstacle import FRESHNESS, Obstacle, obstacle
from planir.detection.opening import open_judged, reading
from planir.detection.outcomes import Fund, load_outcomes
from planir.detection.passage import Passage, ProgrammeResult, TableRead, passages, read, sound
from planir.detection.sensitive import SENSITIVE, reserve
from planir.detection.set_aside import set_aside
from planir.detection.supply import known_tables, not_known, readable_tables
from planir.engine.connection import connect
from planir.population.drm import drm_ground
from planir.population.reading import keys_of, stores
from planir.population.relations import needed, tables_needed
from planir.population.store import Population
from planir.population.supply import StoredTable, extracted
from planir.population.versions import held
from planir.programmes.catalogue import Catalogue
from planir.programmes.programme import Programme

OUTSIDE = ("assure", "assure_au_jour", SENSITIVE)
"""Relations that a night needs, whatever the programmes read."""

FEW = 4
"""A step that leaves less than one person in four: finding the rows of these costs less than reading all of them."""


def detect(
    folder: Path,
    catalogue: Catalogue,
    *,
    au: date,
    connu_au: date | None = None,
    codes: Collection[str] = (),
    access: Collection[str] = (),
    told: Callable[[str], None] = lambda code: None,
    rule_seconds: float = RULE_SECONDS,
) -> Passage:
    """Run the catalogue (or the programmes named) on the fund of `folder`, as of `au` and what `connu_au` knew.

    The same dates, programmes, population and access give the same record, read back without computing, unless it
    says that a programme failed. `told` is called with the code of each programme as it begins; one that lasts more
    than `rule_seconds` is interrupted. Raises PlanirError on an unknown programme, and as `open_judged`.
    """
    population, dates = open_judged(folder, au, connu_au)
    programmes = catalogue.selected(codes)
    keys = keys_of(population)
    tables = known_tables(population.tables, dates.connu_au)
    found = {
        code: obstacle(programme, catalogue, tables, keys, access, dates.au) for code, programme in programmes.items()
    }
    values = catalogue.parameters.values(au)
    unknown = {code: not_known(programme, readable_tables(tables, keys)) for code, programme in programmes.items()}
    versions = {code: _version(programme, catalogue, values, unknown[code]) for code, programme in programmes.items()}
    key = _key(population, dates, access, keys, {**versions, FRESHNESS: str(values.get(FRESHNESS))})
    target = folder / "passages" / f"{au.isoformat()}_{key}"
    remove_abandoned(target.parent)
    if sound(target, keys):
        kept = read(target, keys)
        if not any(programme.reason in RUN_TIME for programme in kept.programmes):
            return kept
    started = time.perf_counter()
    runnable = {code: programme for code, programme in programmes.items() if found[code] is None}
    kept_runs = passages(folder)
    readable = [folder / "versions" / population.version, folder / "passages"]
    with held(population), connect(readable=readable) as connection:
        files = {name: rows for name, rows in stores(connection, population, keys).items() if name in tables}
        judgement = Judgement(dates, values, files, extracted(tables))
        wanted = {*OUTSIDE, *(name for programme in runnable.values() for name, _ in programme.uses)}
        with reading(connection, files):
            create_relations(connection, catalogue.relations, judgement, wanted, _shared(catalogue, runnable))
        connection.execute(SITUATIONS)
        few = count(connection, "assure_au_jour") // FEW
        examined: dict[str, tuple[Step, ...]] = {}
        for code, programme in runnable.items():
            told(code)
            outcome = _examine(connection, programme, judgement, few, rule_seconds)
            if isinstance(outcome, Obstacle):
                found[code] = outcome
            else:
                examined[code] = outcome
        for code, stopped in set_aside(connection, examined).items():
            found[code] = stopped
            del examined[code]
        reserve(connection)
        befores = dict(
            load_before(
                connection,
                {code: nights_before(kept_runs, judgement, code) for code in examined},
                lambda night: situations_file(connection, night.passage.folder, keys, medical=night.medical),
            )
        )
        asked = {code: programmes[code] for code in examined}
        fund = Fund(tables, files, catalogue.relations)
        for code, stopped in load_outcomes(connection, asked, befores, judgement, fund, rule_seconds).items():
            found[code] = stopped
            del examined[code]
            befores.pop(code, None)
        compare(connection, programmes, versions, judgement)
        results = _results(connection, programmes, found, examined, befores, versions, unknown)
        passage = Passage(
            key=key,
            au=dates.au,
            connu_au=dates.connu_au,
            access=tuple(sorted(access)),
            population=population.version,
            synthetic=population.synthetic,
            tables=_tables_read(tables, catalogue, runnable),
            programmes=results,
            duration=round(time.perf_counter() - started, 3),
            folder=target,
        )
        return keep(connection, passage, keys)


def _examine(
    connection: duckdb.DuckDBPyConnection, programme: Programme, judgement: Judgement, few: int, seconds: float
) -> tuple[Step, ...] | Obstacle:
    """One programme at fault never stops the night: it is said, and the others go on."""
    try:
        with time_limit(connection, seconds):
            return examine(connection, programme, judgement, few=few)
    except duckdb.Error as error:
        return failure(error)


def _results(
    connection: duckdb.DuckDBPyConnection,
    programmes: Mapping[str, Programme],
    obstacles: Mapping[str, Obstacle | None],
    examined: Mapping[str, tuple[Step, ...]],
    befores: Mapping[str, Before],
    versions: Mapping[str, str],
    unknown: Mapping[str, Sequence[str]],
) -> tuple[ProgrammeResult, ...]:
    counts = {
        code: (total, new)
        for code, total, new in connection.execute(
            "SELECT programme, count(*), count(*) FILTER (etat = 'nouvelle') FROM suivi GROUP BY programme"
        ).fetchall()
    }
    closed: dict[str, dict[str, int]] = {}
    for code, reason, number in connection.execute(
        "SELECT programme, motif, count(*) FROM close GROUP BY ALL ORDER BY ALL"
    ).fetchall():
        closed.setdefault(code, {})[reason] = number

    def result(code: str, programme: Programme) -> ProgrammeResult:
        stopped = obstacles[code]
        total, new = counts.get(code, (0, 0))
        before = befores.get(code)
        return ProgrammeResult(
            code=code,
            title=programme.sheet.titre,
            risk=programme.sheet.risque,
            access=programme.access,
            status="examine" if stopped is None else stopped.status,
            reason=None if stopped is None else stopped.reason,
            version=versions[code],
            situations=total,
            new=new,
            closed=closed.get(code, {}),
            steps=examined.get(code, ()),
            before=None if before is None else before.passage.key,
            before_au=None if before is None else before.passage.au,
            not_known=tuple(unknown[code]) if stopped is None else (),
        )

    return tuple(result(code, programme) for code, programme in programmes.items())


def _shared(catalogue: Catalogue, programmes: Mapping[str, Programme]) -> Mapping[str, frozenset[str]]:
    """Derived relations that more than one query reads, with the columns read: computed once a run.

    One that only filters a table costs a few of its readings to keep: it takes more readers.
    """
    readers_of: dict[str, int] = {}
    columns: dict[str, set[str]] = {}
    read = {name for programme in programmes.values() for name, _ in programme.uses}
    reached = needed(catalogue.relations, {*OUTSIDE, *read})
    uses: Sequence[frozenset[tuple[str, str]]] = [
        *(programme.uses for programme in programmes.values()),
        *(catalogue.relations[name].uses for name in reached),
    ]
    for use in uses:
        for name in {name for name, _ in use}:
            readers_of[name] = readers_of.get(name, 0) + 1
        for name, column in use:
            columns.setdefault(name, set()).update({column} - {"*"})
    return {
        name: frozenset(columns[name] | ({"assure"} if name == "assure_au_jour" else set()))
        for name, count in readers_of.items()
        if catalogue.relations[name].kind in {"vue", "regle"}
        and count > (PLAIN_READERS if catalogue.relations[name].plain else 1)
    }


def _tables_read(
    tables: Mapping[str, StoredTable], catalogue: Catalogue, programmes: Mapping[str, Programme]
) -> Mapping[str, TableRead]:
    wanted = {*OUTSIDE, *(name for programme in programmes.values() for name in programme.reads)}
    return {
        name: TableRead(stored.rows, stored.first, stored.last, stored.extracted)
        for name in tables_needed(catalogue.relations, wanted)
        if (stored := tables.get(name)) is not None
    }


def _version(programme: Programme, catalogue: Catalogue, values: Mapping[str, object], unknown: Sequence[str]) -> str:
    """What decides, parameters in force and tables lacking included: a new value of the law is a change of rule."""
    names = {*programme.parameters, *parameters_needed(catalogue.relations, programme.reads)}
    bound = json.dumps({name: str(values.get(name)) for name in sorted(names)})
    lacking = json.dumps(unknown) if unknown else ""
    return hashlib.sha256(f"{programme.version}{bound}{lacking}".encode()).hexdigest()[:12]


def _key(
    population: Population, dates: Dates, access: Collection[str], keys: Collection[str], versions: Mapping[str, str]
) -> str:
    """Access and keys are two lists: a medical key without the access is not the access without the key."""
    drm = drm_ground(population.folder) is not None
    day, known = dates.au.isoformat(), dates.connu_au.isoformat()
    said = [population.version, day, known, sorted(access), sorted(keys), dict(versions), drm]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:12]
