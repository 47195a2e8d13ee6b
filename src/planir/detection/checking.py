"""The check of programmes: guard, contract, nomenclature, steps, examples, translation; every fault in French."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from planir.detection.trial import try_examples
from planir.engine import dialect
from planir.engine.errors import PlanirError
from planir.law.parameters import Parameters, load
from planir.population.contract import tables
from planir.population.relations import Relation
from planir.population.relations_compiler import compile_relations
from planir.programmes.catalogue import Catalogue, folders
from planir.programmes.codes import wrong_codes
from planir.programmes.compiler import compile_programme, read_sql
from planir.programmes.examples import Example, read_examples
from planir.programmes.loading import with_local
from planir.programmes.nomenclatures import read_nomenclatures
from planir.programmes.outside import OUTSIDE
from planir.programmes.programme import Programme

FEWEST_EXAMPLES = 3


@dataclass(frozen=True)
class Check:
    """What the check of one programme found: how many examples it tried, and every fault."""

    code: str
    access: str | None
    examples: int
    faults: tuple[str, ...]


def check_all(folder: Path | None = None, nomenclatures: Path | None = None) -> Iterator[Check]:
    """Check the shipped catalogue, or one programme, or a folder of programmes; one result each, as they come.

    `nomenclatures`: folder of the national nomenclatures, whose codes are then checked too.
    """
    codes = read_nomenclatures(nomenclatures) if nomenclatures is not None else {}
    if folder is None:
        paths = folders()
    elif (folder / "fiche.yaml").is_file() or (folder / "reperage.sql").is_file():
        paths = (folder.resolve(),)
    else:
        paths = folders([folder])[len(folders()) :]
    relations, law = compile_relations(), load()
    for path in paths:
        yield _check(path, relations, law, codes)


def _check(
    path: Path, relations: Mapping[str, Relation], law: Parameters, codes: Mapping[str, Collection[int]]
) -> Check:
    """A fault in one file does not hide those of the others; the examples are tried once all of them are read."""
    unread = []
    programme, parameters = None, law
    examples: tuple[Example, ...] = ()
    try:
        parameters = with_local(law, [path])
        programme = compile_programme(path, relations, parameters)
    except PlanirError as error:
        unread.append(error.sentence)
    try:
        examples = read_examples(path / "exemples.yaml")
    except PlanirError as error:
        unread.append(error.sentence)
    if programme is None or unread:
        return Check(path.name, None, 0, tuple(unread))
    catalogue = Catalogue({programme.code: programme}, relations, parameters)
    faults = [*_translation(path), *_codes(path, relations, codes), *_form(programme, examples)]
    faults.extend(try_examples(programme, examples, catalogue))
    return Check(programme.code, programme.access, len(examples), tuple(faults))


def _translation(path: Path) -> Iterator[str]:
    for name in ("reperage.sql", "resultat.sql"):
        try:
            dialect.to_spark(dialect.parse(read_sql(path / name)))
        except PlanirError as error:
            yield f"{name} ne se traduit pas pour Spark : {error.sentence}"


def _codes(path: Path, relations: Mapping[str, Relation], codes: Mapping[str, Collection[int]]) -> Iterator[str]:
    for name in ("reperage.sql", "resultat.sql"):
        try:
            tree = dialect.parse(read_sql(path / name))
            yield from (f"{name}, {fault}" for fault in wrong_codes(tree, relations, codes))
        except PlanirError as error:
            yield f"{name}, {error.sentence}"


def _form(programme: Programme, examples: Sequence[Example]) -> Iterator[str]:
    if len(examples) < FEWEST_EXAMPLES:
        yield f"exemples.yaml : {FEWEST_EXAMPLES} exemples au moins sont attendus, il y en a {len(examples)}."
    yield from _untried(programme, examples)
    flows = {table for table, _ in programme.base if tables()[table].nature == "flux"}
    for table in sorted(flows - set(programme.sheet.historique)):
        yield (
            f"fiche.yaml : la règle lit la table {table}, un flux : dites dans « historique » combien de mois elle "
            f"regarde en arrière, par exemple « {table}: 6 » ; un historique trop court la dira non examinée."
        )
    if len(programme.steps) < 2:
        yield "reperage.sql : deux étapes au moins sont attendues, pour que l'explication dise quelque chose."


def _untried(programme: Programme, examples: Sequence[Example]) -> Iterator[str]:
    """A table that the rule can do without: an example shows who is found then, perhaps everybody."""
    implied = {OUTSIDE[reason].table for reason in programme.sheet.hors_champ}
    for table in sorted(set(programme.sheet.facultatif) - implied):
        tried = any(
            (table in example.without or (table in example.supplies and example.supplies[table].covered is not None))
            and any(expected.not_known is not None for expected in example.expected)
            for example in examples
        )
        if not tried:
            yield (
                f"exemples.yaml : « facultatif » cite la table {table} ; montrez dans un exemple qui est repéré sans "
                f"elle (« sans: [{table}] », avec « attendu » et « non_connu »)."
            )
