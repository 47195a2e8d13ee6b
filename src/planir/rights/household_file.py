"""A household as an adviser writes it down, in YAML: read, checked field by field, turned into rows of the contract.

Every refusal names the place (`personnes[2].naissance`) and says what is expected there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from planir.engine.yaml_file import read_yaml
from planir.law.calendar import months_after
from planir.rights.income_field import UNKNOWN, incomes
from planir.rights.yaml_field import CODE, Field

HOME = "foyer"
ROLES = ("demandeur", "conjoint", "enfant", "autre")
HOUSING = ("locataire", "proprietaire", "heberge_gratuit", "hebergement_collectif", "sans_domicile")
ALLOWANCES = ("rsa", "prime_activite", "aspa", "asi", "aah", "ass", "cej", "are", "pension_invalidite")
NOTICE = ("revenus_patrimoine", "revenus_independant", "pensions_recues", "pensions_versees")
MOST_PERSONS = 30
_COMMUNE = "[0-9AB]{5}"
LAST_DAY = date(2100, 12, 31)

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Household:
    """`names`: by pseudonym (`p1`, `p2`…), what the file calls each person. `rows`: by table of the contract.

    `alsace_moselle`: the household belongs to that local scheme. `urgent`: care cannot wait for a decision.
    """

    names: Mapping[str, str]
    rows: Mapping[str, Sequence[Row]]
    alsace_moselle: bool
    urgent: bool


YOUNGEST = 16
"""Years: a minor files alone from sixteen, when ties with the parents are broken (CSS, L.861-1; shared facts, §2.6)."""


@dataclass
class _Rows:
    tables: dict[str, list[Row]] = field(default_factory=dict)

    def add(self, table: str, **row: Any) -> None:
        self.tables.setdefault(table, []).append(row)


def read_household(path: Path, au: date, period: Sequence[date]) -> Household:
    """The household of a file, for a request filed on `au`; `period`: first days of the months whose incomes count.

    Raises PlanirError `foyer_illisible`: not YAML, not a household, or a field that cannot be; the place is named.
    """
    return household(read_yaml(path, CODE), au, period)


def household(raw: object, au: date, period: Sequence[date]) -> Household:
    """The household of a mapping already read. Raises PlanirError `foyer_illisible`."""
    top = Field("", raw).mapping({"foyer", "personnes"}, required={"personnes"})
    home = top.or_else("foyer", {}).mapping({"commune", "logement", "alsace_moselle", "urgence"})
    people = top["personnes"].items(most=MOST_PERSONS)
    rows = _Rows()
    names: dict[str, str] = {}
    roles: list[str] = []
    commune = home["commune"].pattern(_COMMUNE, "un code Insee de commune, comme 73065") if "commune" in home else None
    for number, person in enumerate(people, start=1):
        name = _person(rows, person, f"p{number}", commune, roles, au, period)
        if name in names.values():
            raise person.refused(f"deux personnes s'appellent « {name} » : distinguez-les")
        names[f"p{number}"] = name
    _check_roles(top["personnes"], roles)
    if "logement" in home:
        _housing(rows, home["logement"])
    return Household(
        names=names,
        rows=rows.tables,
        alsace_moselle="alsace_moselle" in home and home["alsace_moselle"].boolean(),
        urgent="urgence" in home and home["urgence"].boolean(),
    )


def _person(
    rows: _Rows, raw: Field, who: str, commune: str | None, roles: list[str], au: date, period: Sequence[date]
) -> str:
    person = raw.mapping(
        {
            "nom",
            "role",
            "naissance",
            "garde_alternee",
            "travaille",
            "arret_depuis",
            "allocations",
            "ressources",
            "avis_imposition",
        },
        required={"role", "naissance"},
    )
    role = person["role"].choice(ROLES)
    born = person["naissance"].day(most=au, later="est après le jour de la demande")
    if role in {"demandeur", "conjoint"} and months_after(born, 12 * YOUNGEST) > au:
        raise person["naissance"].refused(f"un {role} a {YOUNGEST} ans au moins : un enfant est « enfant »")
    name = person["nom"].text() if "nom" in person else role if role not in roles else f"{role} {roles.count(role) + 1}"
    roles.append(role)
    rows.add("assure", assure=who, date_naissance=born, precision_naissance="jour", commune=commune)
    alternate = "garde_alternee" in person and person["garde_alternee"].boolean()
    rows.add("foyer", foyer=HOME, assure=who, role=role, garde_alternee=alternate)
    if "travaille" in person:
        _work(rows, person["travaille"], who, born, period)
    if "arret_depuis" in person:
        _leave(rows, person["arret_depuis"], who, au)
    for allowance in person.or_else("allocations", []).items():
        _allowance(rows, allowance, who, au)
    known = incomes(person.or_else("ressources", UNKNOWN), period)
    for month, nature, amount in known.amounts:
        rows.add("ressource", assure=who, mois=month, nature=nature, montant=amount)
    for nature in known.known:
        rows.add("ressource_connue", assure=who, nature=nature, debut=date(1990, 1, 1), fin=au)
    if "avis_imposition" in person:
        _notice(rows, person["avis_imposition"], who, au)
    return name


def _work(rows: _Rows, raw: Field, who: str, born: date, period: Sequence[date]) -> None:
    """Whether the person worked these last months: said, it is known, whatever is known of the incomes before."""
    if raw.boolean():
        rows.add("activite", assure=who, nature="salarie", debut=born)
        return
    for nature in ("salaire", "independant"):
        rows.add("ressource_connue", assure=who, nature=nature, debut=period[1], fin=LAST_DAY)


def _leave(rows: _Rows, since: Field, who: str, au: date) -> None:
    begun = since.day(most=au, later="est après le jour de la demande")
    rows.add("arret", assure=who, debut=begun, fin=au, jours=(au - begun).days + 1, ald=False, risque="maladie")


def _allowance(rows: _Rows, raw: Field, who: str, au: date) -> None:
    one = raw.mapping({"type", "depuis", "taux_plein"}, required={"type"})
    rows.add(
        "allocation",
        assure=who,
        type=one["type"].choice(ALLOWANCES),
        debut=one["depuis"].day(most=au, later="est après le jour de la demande") if "depuis" in one else au,
        taux_plein=one["taux_plein"].boolean() if "taux_plein" in one else None,
    )


def _notice(rows: _Rows, raw: Field, who: str, au: date) -> None:
    one = raw.mapping({"annee", "imposable", *NOTICE}, required={"annee"})
    year = one["annee"].whole(least=1990, most=au.year - 1)
    rows.add(
        "avis_imposition",
        assure=who,
        annee=year,
        imposable=one["imposable"].boolean() if "imposable" in one else None,
        **{name: one[name].money() for name in NOTICE if name in one},
    )


def _housing(rows: _Rows, raw: Field) -> None:
    one = raw.mapping({"statut", "aide_mensuelle"}, required={"statut"})
    rows.add(
        "logement",
        foyer=HOME,
        statut=one["statut"].choice(HOUSING),
        aide_mensuelle=one["aide_mensuelle"].money() if "aide_mensuelle" in one else None,
    )


def _check_roles(place: Field, roles: Sequence[str]) -> None:
    if roles.count("demandeur") != 1:
        raise place.refused("il faut un demandeur, et un seul, celui qui fait la demande")
    if roles.count("conjoint") > 1:
        raise place.refused("il ne peut y avoir qu'un conjoint")
