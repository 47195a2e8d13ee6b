"""Brings a run of the detection into the service: only the persons found, in one transaction, once.

What an agent has said of a situation stays: a load changes what was found, never what was done.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
from django.db import transaction

from planir.accounts.models import Organisation
from planir.detection.keep import situations_of
from planir.detection.medical_counts import is_ciphered
from planir.detection.passage import Passage, passages
from planir.engine.connection import connect
from planir.engine.errors import PlanirError
from planir.journal.record import record
from planir.people.models import Person
from planir.people.names import normalised
from planir.people.nir import NirKeys
from planir.people.reference import draw
from planir.population.reading import keys_of, read_file, stores
from planir.population.store import open_population
from planir.programmes.catalogue import Catalogue
from planir.situations.models import Run, Situation
from planir.situations.states import OPEN

BATCH = 500
CLOSED_STATES = {"obtenue": "obtenue", "echue": "expiree"}
"""The state after a closing, by its reason; any other reason says that the person is no longer found."""

_IDENTITY = ("sex", "birth_date", "birth_precision", "commune", "birth_name", "usage_name", "first_names")
_FOUND = ("title", "risk", "access", "sentence", "evidence", "deadline", "deadline_meaning", "weight", "since", "run")


@dataclass(frozen=True)
class Loaded:
    """What a load did. `again`: that run was already there, and nothing changed."""

    run: Run
    new: int = 0
    continuing: int = 0
    closed: Mapping[str, int] | None = None
    again: bool = False


def load(folder: Path, fund: Organisation, catalogue: Catalogue) -> Loaded:
    """Load the latest run kept in `folder`.

    Raises PlanirError: as `open_population`; `aucun_passage`; `passage_ancien` when a later day was already loaded.
    """
    population = open_population(folder)
    kept = passages(folder)
    if not kept:
        raise PlanirError(
            "aucun_passage", f"Aucun passage dans « {folder} » : lancez d'abord « planir detect {folder} »."
        )
    passage = kept[-1]
    known = Run.objects.filter(fund=fund, key=passage.key).first()
    if known is not None:
        return Loaded(known, again=True)
    latest = Run.objects.filter(fund=fund).first()
    if latest is not None and latest.au > passage.au:
        raise PlanirError(
            "passage_ancien",
            f"Le passage du {latest.au:%d/%m/%Y} est déjà chargé : celui du {passage.au:%d/%m/%Y} est plus ancien.",
        )
    keys = keys_of(population)
    readable = [population.folder / "versions" / population.version, passage.folder]
    with connect(readable=readable) as connection:
        files = stores(connection, population, keys)
        connection.execute(
            f"CREATE TEMP TABLE trouvee AS SELECT * FROM {situations_of(connection, passage, keys)} AS s"
        )
        with transaction.atomic():
            return _load(connection, files, passage, fund, catalogue, _reasons(connection, passage, keys))


def _load(
    connection: duckdb.DuckDBPyConnection,
    files: Mapping[str, str],
    passage: Passage,
    fund: Organisation,
    catalogue: Catalogue,
    reasons: Mapping[tuple[str, str, str], str],
) -> Loaded:
    run = Run.objects.create(
        fund=fund, key=passage.key, au=passage.au, connu_au=passage.connu_au, synthetic=passage.synthetic
    )
    persons = _persons(connection, files, fund)
    there = set(
        Situation.objects.filter(person__fund=fund).values_list("person__assure", "programme", "objet").iterator()
    )
    found = list(_situations(connection, passage, catalogue, persons, run))
    Situation.objects.bulk_create(
        found,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["person", "programme", "objet"],
        update_fields=list(_FOUND),
    )
    _reopen(run)
    references = {person: assure for assure, person in persons.items()}
    continuing = sum((references[one.person_id], one.programme, one.objet) in there for one in found)
    closed = _close(passage, fund, run, reasons)
    details = {"au": passage.au.isoformat(), "trouvees": len(found), "closes": sum(closed.values())}
    record(by=None, verb="chargement", subject=passage.key, details=details)
    return Loaded(run, new=len(found) - continuing, continuing=continuing, closed=closed)


def _persons(connection: duckdb.DuckDBPyConnection, files: Mapping[str, str], fund: Organisation) -> dict[str, int]:
    """The persons found, created or brought up to date; their keys by pseudonym."""
    known = dict(Person.objects.filter(fund=fund).values_list("assure", "reference").iterator())
    keys = NirKeys.load()
    rows = [_person(row, fund, known, keys) for row in _identities(connection, files)]
    updated = [*_IDENTITY, "birth_name_key", "usage_name_key", "first_names_key", "nir_kept", "nir_index"]
    Person.objects.bulk_create(
        rows,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["fund", "assure"],
        update_fields=[*updated, "deaf", "reading_difficulty", "language", "protected"],
    )
    return dict(Person.objects.filter(fund=fund).values_list("assure", "pk").iterator())


def _identities(connection: duckdb.DuckDBPyConnection, files: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """One row for each person found, with the names when this desk holds the key of identities."""
    names = ("nir", "nom_naissance", "nom_usage", "prenoms")
    latest = "a.connu_jusqu DESC NULLS FIRST, a.connu_le DESC NULLS LAST"
    if "identite" in files:
        latest += ", i.connu_jusqu DESC NULLS FIRST, i.connu_le DESC NULLS LAST"
        chosen, joined = ", ".join(f"i.{name}" for name in names), f"LEFT JOIN {files['identite']} AS i USING (assure)"
    else:
        chosen, joined = ", ".join(f"NULL AS {name}" for name in names), ""
    answer = connection.execute(
        f"SELECT p.assure, a.sexe, a.date_naissance, a.precision_naissance, a.commune, a.surdite, a.langue, "
        f"a.lecture_difficile, a.dossier_protege, {chosen} FROM (SELECT DISTINCT assure FROM trouvee) AS p "
        f"JOIN {files['assure']} AS a USING (assure) {joined} "
        f"QUALIFY row_number() OVER (PARTITION BY p.assure ORDER BY {latest}) = 1 ORDER BY p.assure"
    )
    columns = [column[0] for column in answer.description or ()]
    while rows := answer.fetchmany(BATCH):
        yield from (dict(zip(columns, row, strict=True)) for row in rows)


def _person(row: Mapping[str, Any], fund: Organisation, known: Mapping[str, str], keys: NirKeys) -> Person:
    reference = known.get(row["assure"]) or draw()
    number = (row["nir"] or "")[:13]
    names = {
        "birth_name": row["nom_naissance"] or "",
        "usage_name": row["nom_usage"] or "",
        "first_names": row["prenoms"] or "",
    }
    return Person(
        fund=fund,
        reference=reference,
        assure=row["assure"],
        sex=row["sexe"] or "",
        birth_date=row["date_naissance"],
        birth_precision=row["precision_naissance"] or "",
        commune=row["commune"] or "",
        nir_kept=keys.cipher(number, reference) if number else b"",
        nir_index=keys.index(number) if number else "",
        deaf=bool(row["surdite"]),
        reading_difficulty=bool(row["lecture_difficile"]),
        language=row["langue"] or "",
        protected=bool(row["dossier_protege"]),
        **names,
        **{f"{name}_key": normalised(value) for name, value in names.items()},
    )


def _situations(
    connection: duckdb.DuckDBPyConnection, passage: Passage, catalogue: Catalogue, persons: Mapping[str, int], run: Run
) -> Iterator[Situation]:
    titles = {programme.code: programme.title for programme in passage.programmes}
    meanings = {code: one.sheet.sens_echeance or "" for code, one in catalogue.programmes.items()}
    answer = connection.execute(
        "SELECT assure, programme, risque, acces, objet, phrase, preuves, echeance, poids, depuis FROM trouvee"
    )
    while rows := answer.fetchmany(BATCH):
        for assure, programme, risk, access, objet, sentence, evidence, deadline, weight, since in rows:
            yield Situation(
                person_id=persons[assure],
                programme=programme,
                title=titles[programme],
                risk=risk,
                access=access,
                objet=objet,
                sentence=sentence,
                evidence=json.loads(evidence),
                deadline=deadline,
                deadline_meaning=meanings.get(programme, ""),
                weight=weight,
                since=since,
                run=run,
            )


def _reopen(run: Run) -> None:
    """What had closed by itself and is found again is to be done again; what an agent said stays said."""
    again = Situation.objects.filter(run=run, state__in=("close", "expiree"))
    again.update(state="ouverte", closed_because="")


def _close(
    passage: Passage, fund: Organisation, run: Run, reasons: Mapping[tuple[str, str, str], str]
) -> dict[str, int]:
    """What was open and is no longer found, for each programme that the night examined; why, by reason."""
    examined = [programme.code for programme in passage.programmes if programme.status == "examine"]
    gone = (
        Situation.objects.filter(person__fund=fund, programme__in=examined, state__in=(*OPEN, "deja_fait"))
        .exclude(run=run)
        .values_list("pk", "person__assure", "programme", "objet")
    )
    by_reason: dict[str, list[int]] = {}
    for pk, assure, programme, objet in gone.iterator():
        by_reason.setdefault(reasons.get((assure, programme, objet), "plus_concernee"), []).append(pk)
    for reason, ids in by_reason.items():
        for start in range(0, len(ids), BATCH):
            Situation.objects.filter(pk__in=ids[start : start + BATCH]).update(
                state=CLOSED_STATES.get(reason, "close"), closed_because=reason
            )
    return {reason: len(ids) for reason, ids in sorted(by_reason.items())}


def _reasons(
    connection: duckdb.DuckDBPyConnection, passage: Passage, keys: Mapping[str, bytes]
) -> dict[tuple[str, str, str], str]:
    """Why what was found the night before is no longer; of the medical ones too, with the medical key."""
    reasons = {}
    for name in ("closes", "closes_medical"):
        path = passage.folder / f"{name}.parquet"
        key = keys.get("medical") if is_ciphered(path) else None
        if key is None and is_ciphered(path):
            continue
        rows = connection.execute(f"SELECT assure, programme, objet, motif FROM {read_file(connection, path, key)}")
        reasons.update({(assure, programme, objet): motif for assure, programme, objet, motif in rows.fetchall()})
    return reasons


def today_of(fund: Organisation) -> date | None:
    """The day of the latest run loaded: what the desk shows is true that day."""
    latest = Run.objects.filter(fund=fund).first()
    return None if latest is None else latest.au
