"""The sheet of a programme (`fiche.yaml`): what it is about, in the words of the source documents."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal, get_args

from planir.engine.errors import PlanirError
from planir.engine.yaml_file import read_yaml, said
from planir.programmes.outside import OUTSIDE

Risk = Literal["rupture", "non_recours", "incomprehension"]
Form = Literal["non_connaissance", "non_proposition", "non_reception", "non_demande"]
HoldOut = Literal["interdit", "differe", "autorise"]
HOLD_OUT_WORDS: Mapping[HoldOut, str] = {
    "interdit": "interdit (tous sont contactés)",
    "differe": "différé (certains sont contactés plus tard)",
    "autorise": "autorisé (par une décision signée)",
}
"""What a sheet allows in order to measure an effect, as it is read."""

RISKS: tuple[Risk, ...] = get_args(Risk)
LONGEST_HISTORY = 1200
"""Months (or days): a century of months, so that going back that far always lands on a date."""
_DAYS = re.compile(r"([0-9]{1,4}) jours?")
_TEXTS = (
    "titre",
    "processus",
    "population",
    "constat",
    "objectif",
    "qui",
    "comment",
    "motif",
    "base_legale",
    "source",
)
KEYS: Mapping[str, str] = {
    "titre": "le nom du programme, tel qu'il s'affiche",
    "risque": f"ce que risque la personne : {', '.join(RISKS)}",
    "processus": "le processus de la caisse, d'après l'analyse nationale",
    "population": "à qui il s'adresse",
    "accueil": "`true` s'il se traite aussi au guichet, `false` sinon",
    "typologie": f"la forme du non-recours : {', '.join(get_args(Form))}",
    "constat": "ce que l'on observe, avec un chiffre et son origine",
    "objectif": "ce que l'on veut obtenir",
    "qui": "qui se mobilise",
    "comment": "comment on s'y prend",
    "motif": "la phrase pour une personne (plus bas)",
    "sens_echeance": "facultatif : ce qu'est la date limite (`echeance`), en quelques mots qui se lisent après elle, "
    "par exemple « Dernier jour pour contester »",
    "poids": "de 0 à 100, pour ranger les situations d'une même personne",
    "horizon": "quand le résultat se lit, par exemple `90 jours`",
    "repos": "avant de recontacter la même personne, par exemple `180 jours`",
    "temoin": f"le groupe témoin : {', '.join(get_args(HoldOut))} (`interdit` quand la loi oblige à informer)",
    "historique": "facultatif : les mois de données qu'il faut, par table lue ; voir plus bas",
    "fraicheur": "facultatif : l'âge que l'extrait d'une table peut avoir, en jours, s'il doit être plus récent que "
    "pour les autres programmes : `{arret: 45}`",
    "hors_champ": "facultatif : qui le programme ne concerne pas, sans que la règle le lise : `[ame]`, les personnes "
    "qui ont l'aide médicale de l'État",
    "facultatif": "facultatif : les tables dont la règle peut se passer, et ce que l'on ignore sans elles ; un exemple "
    "(`sans: [table]`) montre qui est repéré alors",
    "base_legale": "le texte qui permet d'agir",
    "source": "d'où vient le programme",
    "validee_par": "facultatif : qui a relu la fiche",
    "validee_le": "facultatif : quand, par exemple `2026-11-01`",
}
"""Every key of a sheet, and what it says."""


@dataclass(frozen=True)
class Sheet:
    """What `fiche.yaml` says. `horizon` and `repos` are in days; `historique` in months, `fraicheur` in days, by table.

    `hors_champ`: reasons of `outside.OUTSIDE`.
    `facultatif`: tables that only refine the rule, each with the French phrase that says what is not known without it.
    """

    titre: str
    risque: Risk
    processus: str
    population: str
    accueil: bool
    typologie: Form
    constat: str
    objectif: str
    qui: str
    comment: str
    motif: str
    sens_echeance: str | None
    poids: int
    horizon: int
    repos: int
    temoin: HoldOut
    base_legale: str
    source: str
    validee_par: str | None
    validee_le: date | None
    historique: Mapping[str, int]
    fraicheur: Mapping[str, int]
    hors_champ: tuple[str, ...]
    facultatif: Mapping[str, str]


def read_sheet(path: Path) -> Sheet:
    """Read and check one sheet.

    Raises PlanirError `fiche_illisible` or `fiche_incorrecte`, which names the file and the key to mend.
    """
    raw = read_yaml(path, "fiche_illisible")
    if not isinstance(raw, dict):
        raise PlanirError("fiche_illisible", f"{_where(path)} doit être une liste de « clé: valeur ».")
    return _sheet(raw, path)


def _sheet(raw: Mapping[str, Any], path: Path) -> Sheet:
    unknown = sorted(set(map(str, raw)) - set(KEYS))
    if unknown:
        raise _wrong(path, said(unknown[0]), "cette clé n'existe pas ; clés possibles : " + ", ".join(KEYS))
    texts = {key: _text(raw, key, path) for key in _TEXTS}
    return Sheet(
        **texts,
        risque=_choice(raw, "risque", get_args(Risk), path),
        typologie=_choice(raw, "typologie", get_args(Form), path),
        temoin=_choice(raw, "temoin", get_args(HoldOut), path),
        accueil=_choice(raw, "accueil", (True, False), path),
        sens_echeance=None if raw.get("sens_echeance") is None else _text(raw, "sens_echeance", path),
        poids=_whole(raw, "poids", path),
        horizon=_days(raw, "horizon", path),
        repos=_days(raw, "repos", path),
        validee_par=None if raw.get("validee_par") is None else _text(raw, "validee_par", path),
        validee_le=_date(raw, "validee_le", path),
        historique=_counts(
            raw, "historique", "un nombre de mois par table est attendu, par exemple « arret: 36 »", path
        ),
        fraicheur=_counts(
            raw, "fraicheur", "un nombre de jours par table est attendu, par exemple « arret: 45 »", path
        ),
        hors_champ=_reasons(raw, path),
        facultatif=_optional(raw, path),
    )


def _text(raw: Mapping[str, Any], key: str, path: Path) -> str:
    value = raw.get(key)
    if not isinstance(value, str) or not value.strip():
        raise _wrong(path, key, "un texte est attendu")
    return " ".join(value.split())


def _choice(raw: Mapping[str, Any], key: str, choices: tuple[Any, ...], path: Path) -> Any:
    value = raw.get(key)
    if value not in choices or isinstance(value, bool) != isinstance(choices[0], bool):
        expected = ["oui (true)", "non (false)"] if choices[0] is True else list(map(str, choices))
        raise _wrong(path, key, "une de ces valeurs est attendue : " + ", ".join(expected))
    return value


def _whole(raw: Mapping[str, Any], key: str, path: Path) -> int:
    value = raw.get(key)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= 100:
        raise _wrong(path, key, "un nombre entier de 0 à 100 est attendu")
    return value


def _days(raw: Mapping[str, Any], key: str, path: Path) -> int:
    match = _DAYS.fullmatch(str(raw.get(key, "")).strip())
    if match is None:
        raise _wrong(path, key, "une durée en jours est attendue, par exemple « 31 jours »")
    return int(match.group(1))


def _date(raw: Mapping[str, Any], key: str, path: Path) -> date | None:
    value = raw.get(key)
    if value is not None and type(value) is not date:
        raise _wrong(path, key, "une date est attendue, par exemple 2026-11-01")
    return value


def _counts(raw: Mapping[str, Any], key: str, expected: str, path: Path) -> Mapping[str, int]:
    value = raw.get(key) or {}
    count_by_table = isinstance(value, dict) and all(
        isinstance(count, int) and not isinstance(count, bool) and 0 < count <= LONGEST_HISTORY
        for count in value.values()
    )
    if not count_by_table:
        raise _wrong(path, key, expected)
    return {str(table): count for table, count in value.items()}


def _reasons(raw: Mapping[str, Any], path: Path) -> tuple[str, ...]:
    value = raw.get("hors_champ") or []
    if not isinstance(value, list) or not all(one in OUTSIDE for one in value):
        raise _wrong(path, "hors_champ", f"une liste est attendue, parmi : {', '.join(OUTSIDE)}")
    return tuple(dict.fromkeys(value))


def _optional(raw: Mapping[str, Any], path: Path) -> Mapping[str, str]:
    value = raw.get("facultatif") or {}
    said_by_table = isinstance(value, dict) and all(
        isinstance(table, str) and isinstance(phrase, str) and phrase.strip() for table, phrase in value.items()
    )
    if not said_by_table:
        expected = "une phrase par table est attendue, par exemple « evenement: les reprises ne sont pas connues »"
        raise _wrong(path, "facultatif", expected)
    return {table: " ".join(phrase.split()) for table, phrase in value.items()}


def _wrong(path: Path, key: str, expected: str) -> PlanirError:
    return PlanirError("fiche_incorrecte", f"{_where(path)}, « {key} » : {expected}.")


def _where(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"
