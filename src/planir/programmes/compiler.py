"""From a folder to a programme: reads, guards, traces and compiles. Needs the SQL parser: imported late."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path

from sqlglot import exp

from planir.engine import dialect, guard, lineage
from planir.engine.binding import parameters_used
from planir.engine.errors import PlanirError
from planir.engine.rule import Part, read_rule, restricted, selected
from planir.engine.signatures import SAID, Type
from planir.engine.small_file import NotAFileError, read_small
from planir.engine.types import column_types
from planir.law.parameters import Parameters
from planir.population.contract import tables
from planir.population.relations import Relation, base_columns, needed
from planir.programmes import sentence
from planir.programmes.access import access_of
from planir.programmes.coverage import values_read
from planir.programmes.outside import OUTSIDE, SENTENCE, kept_sql
from planir.programmes.programme import CODE, Programme, Query
from planir.programmes.sheet import Sheet, read_sheet

LARGEST_RULE = 200_000
"""Bytes. Twenty times the longest rule shipped."""
_OUTCOME = ("assure", "objet", "obtenu_le")
_REQUIRED = ("assure", "objet", "echeance")
_WITHOUT = {"objet": "'' AS objet", "echeance": "CAST(NULL AS DATE) AS echeance"}
_TYPES: Mapping[str, Type] = {
    **dict.fromkeys(("assure", "objet", "destinataire", "foyer"), "texte"),
    **dict.fromkeys(("echeance", "obtenu_le"), "date"),
}
"""The columns that PLANIR reads itself; the others show what the rule found."""


def compile_programme(folder: Path, relations: Mapping[str, Relation], parameters: Parameters) -> Programme:
    """Compile one folder. Raises PlanirError, its sentence beginning with the file at fault."""
    code = folder.name
    if CODE.fullmatch(code) is None:
        raise PlanirError(
            "code_incorrect",
            f"« {code} » : le nom du dossier est le code du programme, en minuscules, chiffres et « _ » (3 à 40).",
        )
    sheet = read_sheet(folder / "fiche.yaml")
    rule_text, outcome_text = read_sql(folder / "reperage.sql"), read_sql(folder / "resultat.sql")
    single = {name for name, relation in relations.items() if relation.single}
    try:
        place = "reperage.sql"
        rule = read_rule(rule_text, prefix=code, final="situations", key="assure", unique=single)
        columns, types = _checked(rule.tree, relations, parameters)
        among = restricted(rule, _columns(relations), prefix=code, key="assure")
        _require_columns(rule.columns, _REQUIRED)
        _require_types(types, _TYPES)
        _require_last_step(rule.parts)
        _require_chain(rule.steps)
        place = "resultat.sql"
        outcome_tree = dialect.parse(outcome_text)
        outcome_columns, outcome_types = _checked(outcome_tree, relations, parameters)
        if selected(outcome_tree) != _OUTCOME:
            raise PlanirError("resultat_incorrect", f"les colonnes attendues sont : {', '.join(_OUTCOME)}.")
        _require_types(outcome_types, _TYPES)
        place = "fiche.yaml"
        motif = sentence.parse(sheet.motif)
        unknown = sorted(motif.columns - set(rule.columns))
        if unknown:
            raise PlanirError("motif_illisible", f"le motif cite « {unknown[0]} », que la règle ne rend pas.")
        sentence.check_types(motif, types)
        base = base_columns(relations, columns | outcome_columns)
        read = {table for table, _ in base}
        _known_tables("historique", sheet.historique, read)
        _known_tables("fraicheur", sheet.fraicheur, read)
        _known_tables("facultatif", sheet.facultatif, read)
        _refines(sheet, read)
    except PlanirError as error:
        raise PlanirError(error.code, f"{code}/{place}, {error.sentence}") from error
    access = access_of(base)
    unknown_without = {OUTSIDE[reason].table: OUTSIDE[reason].without for reason in sheet.hors_champ}
    sheet = replace(sheet, facultatif={**unknown_without, **sheet.facultatif})
    outside = frozenset((OUTSIDE[reason].relation, "assure") for reason in sheet.hors_champ)
    columns, base = columns | outside, base | base_columns(relations, outside)
    both = columns | outcome_columns
    outcome_sql = dialect.to_duckdb(outcome_tree)
    texts = [part.sql for part in rule.parts]
    sentence_sql = sentence.to_sql(motif)
    used = [relations[name].sql or "" for name in needed(relations, {name for name, _ in both})]
    return Programme(
        code=code,
        folder=folder,
        sheet=sheet,
        queries=_queries(code, sheet, rule.parts, among),
        columns=rule.columns,
        sentence_sql=sentence_sql,
        outcome_sql=outcome_sql,
        uses=columns,
        outcome_uses=outcome_columns,
        base=base,
        values=values_read((rule.tree, outcome_tree), relations, base),
        parameters=tuple(sorted(parameters_used("\n".join([*texts, outcome_sql, *used])))),
        access=access,
        version=_version(
            [
                *texts,
                *used,
                outcome_sql,
                sentence_sql,
                sheet.risque,
                str(sheet.poids),
                json.dumps([dict(sheet.historique), sorted(sheet.facultatif), sheet.hors_champ], sort_keys=True),
                version("planir"),
            ]
        ),
    )


def _queries(code: str, sheet: Sheet, parts: Sequence[Part], among: Mapping[str, str]) -> tuple[Query, ...]:
    """The parts of the rule, then the step that leaves out whom the sheet says."""
    queries = [
        Query(part.name, part.sql, among.get(part.name), part.sentence, part.single, part.readers) for part in parts
    ]
    if sheet.hors_champ:
        last = queries[-1]
        kept = kept_sql(last.name, sheet.hors_champ)
        queries.append(Query(f"{code}__dans_le_champ", kept, None, SENTENCE, last.single, 0))
    return tuple(queries)


def _checked(
    tree: exp.Expression, relations: Mapping[str, Relation], parameters: Parameters
) -> tuple[frozenset[tuple[str, str]], Mapping[str, Type]]:
    """What the statement reads, and the type of each column that it gives."""
    columns = _columns(relations)
    guard.check(tree, columns, parameters.by_name)
    types = column_types(tree, {name: relation.types for name, relation in relations.items()})
    return lineage.columns_read(tree, columns), dict(zip(selected(tree), types, strict=True))


def _columns(relations: Mapping[str, Relation]) -> Mapping[str, Mapping[str, str]]:
    return {name: relation.columns for name, relation in relations.items()}


def _version(texts: Iterable[str]) -> str:
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()[:12]


def read_sql(path: Path) -> str:
    """The text of a rule, whose first bytes may be the mark of Windows. Raises PlanirError `programme_incomplet`."""
    try:
        return read_small(path, LARGEST_RULE).decode("utf-8-sig").replace("\r\n", "\n")
    except FileNotFoundError as error:
        raise PlanirError("programme_incomplet", f"Le fichier {path.parent.name}/{path.name} manque.") from error
    except NotAFileError as error:
        raise PlanirError("programme_incomplet", f"{path.parent.name}/{path.name} : {error}.") from error
    except (OSError, UnicodeDecodeError) as error:
        raise PlanirError(
            "programme_incomplet",
            f"Le fichier {path.parent.name}/{path.name} ne se lit pas comme du texte : enregistrez-le en UTF-8.",
        ) from error


def _require_columns(columns: tuple[str, ...], required: tuple[str, ...]) -> None:
    missing = [column for column in required if column not in columns]
    if missing:
        raise PlanirError(
            "colonnes_manquantes",
            f"le dernier SELECT doit rendre aussi : {', '.join(missing)} "
            f"(au besoin « {_WITHOUT.get(missing[0], missing[0])} »).",
        )


def _require_types(types: Mapping[str, Type], required: Mapping[str, Type]) -> None:
    for column, wanted in required.items():
        if types.get(column, wanted) not in {wanted, "absent"}:
            written = "DATE" if wanted == "date" else "VARCHAR"
            raise PlanirError(
                "types_incompatibles",
                f"la colonne « {column} » du dernier SELECT doit être {SAID[wanted]}, c'est {SAID[types[column]]} "
                f"(au besoin « CAST(… AS {written}) AS {column} »).",
            )


def _require_last_step(parts: tuple[Part, ...]) -> None:
    if parts[-1].sentence is None:
        raise PlanirError("etape_manquante", "le dernier SELECT doit être précédé de « -- étape : phrase ».")


def _require_chain(steps: tuple[Part, ...]) -> None:
    """A step that does not read the one before would let in people who had left: attrition would not add up."""
    for before, after in pairwise(steps):
        if before.name not in after.through:
            name = before.name.rpartition("__")[2]
            raise PlanirError(
                "etapes_separees",
                f"l'étape « {after.sentence} » ne lit pas l'étape d'avant, « {before.sentence} » : "
                f"prenez-y les personnes (FROM {name}, ou JOIN {name}).",
            )


def _known_tables(key: str, cited: Collection[str], read: Collection[str]) -> None:
    unknown = sorted(set(cited) - set(tables()))
    if unknown:
        raise PlanirError("fiche_incorrecte", f"« {key} » cite la table inconnue « {unknown[0]} ».")
    unread = sorted(set(cited) - set(read))
    if unread:
        raise PlanirError("fiche_incorrecte", f"« {key} » cite la table « {unread[0]} », que la règle ne lit pas.")


def _refines(sheet: Sheet, read: Collection[str]) -> None:
    """A table by whose rows people are found, or by the lack of them, is no refinement."""
    both = sorted(set(sheet.facultatif) & set(sheet.historique))
    if both:
        raise PlanirError(
            "fiche_incorrecte",
            f"« facultatif » et « historique » citent tous deux la table « {both[0]} » : "
            "si l'absence de ligne y décide, la table n'est pas facultative.",
        )
    if "assure" in sheet.facultatif or set(read) <= set(sheet.facultatif):
        raise PlanirError("fiche_incorrecte", "« facultatif » : la table « assure » ne l'est jamais.")
