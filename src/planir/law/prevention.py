"""The prevention calendar of one person: what is to be done now, what is up to date, what comes later, and until when.

Ages and intervals are dated parameters (`depistage.*`, `prevention.*`). Whoever is followed otherwise (a high risk, an
illness) leaves the organised screenings: the calendar proposes, a doctor decides.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

from planir.engine.errors import PlanirError
from planir.law.calendar import months_after
from planir.law.parameters import Parameters

Status = Literal["a_faire", "a_jour", "plus_tard", "pas_concerne", "non_connu"]
BANDS = (1, 2, 3, 4)
"""The four « bilans de prévention », one for each band of ages."""


@dataclass(frozen=True)
class Person:
    """`last`: day of the last exam of each code that is known. `cytologies`: how many smears are known.

    `chronic`: has a chronic illness that flu endangers; None when it is not known. `pregnant_since`, `delivered_on`: of
    the last pregnancy known.
    """

    birth: date
    sex: Literal["F", "M", "inconnu"]
    last: Mapping[str, date] = field(default_factory=dict)
    cytologies: int = 0
    chronic: bool | None = None
    pregnant_since: date | None = None
    delivered_on: date | None = None


@dataclass(frozen=True)
class Exam:
    """`since`: from when it is to be done, or will be. `until`: last day when it is offered; None without an end.

    `why`: a French phrase when something is not known.
    """

    code: str
    title: str
    status: Status
    since: date | None = None
    until: date | None = None
    why: str | None = None


def calendar(person: Person, on: date, parameters: Parameters) -> tuple[Exam, ...]:
    """Every exam of the calendar, in its order. Raises PlanirError `calendrier_impossible` on dates that cannot be."""
    days = [*person.last.values(), *(day for day in (person.pregnant_since, person.delivered_on) if day is not None)]
    if on < person.birth or any(not person.birth <= day <= on for day in days):
        raise PlanirError(
            "calendrier_impossible", "Un examen est d'avant la naissance, ou d'après le jour jugé : vérifiez ces dates."
        )
    law = _Law(parameters, on)
    exams = []
    for code, (title, rule) in _RULES.items():
        try:
            exams.append(rule(code, title, person, law))
        except PlanirError as error:
            exams.append(Exam(code, title, "non_connu", why=error.sentence))
    return tuple(exams)


@dataclass(frozen=True)
class _Law:
    parameters: Parameters
    on: date

    def value(self, name: str) -> int:
        return int(self.parameters.value(name, self.on))

    def known(self, name: str) -> int | None:
        """None when the law had no such number that day: before its first value, or after its end."""
        found = self.parameters.parameter(name).in_force(self.on)
        return None if found is None or found.value is None else self.value(name)


def _birthday(person: Person, age: int) -> date:
    return months_after(person.birth, 12 * age)


def _last_day(person: Person, age: int) -> date:
    """The day before one more year: the last day at that age."""
    return _birthday(person, age + 1) - timedelta(days=1)


def _due(code: str, title: str, law: _Law, since: date, until: date | None) -> Exam:
    """To be done from `since`; an exam that would only come again after the last day comes no more."""
    if since <= law.on:
        return Exam(code, title, "a_faire", since, until)
    if until is not None and since > until:
        return Exam(code, title, "a_jour", None, until)
    return Exam(code, title, "a_jour", since, until)


def _outside(code: str, title: str, person: Person, law: _Law, group: str) -> Exam | None:
    """Too young for it, or too old."""
    first, last = law.value(f"{group}_age_minimum"), law.value(f"{group}_age_maximum")
    if law.on < _birthday(person, first):
        return Exam(code, title, "plus_tard", _birthday(person, first), _last_day(person, last))
    return Exam(code, title, "pas_concerne") if law.on > _last_day(person, last) else None


def _screening(code: str, title: str, person: Person, law: _Law) -> Exam:
    """Breast (women) and bowel: one exam each interval; a full colonoscopy takes the place of a bowel test longer."""
    group = f"depistage.{code}"
    if code == "sein" and person.sex == "M":
        return Exam(code, title, "pas_concerne")
    outside = _outside(code, title, person, law, group)
    if outside is not None:
        return outside
    first = _birthday(person, law.value(f"{group}_age_minimum"))
    nexts = [first]
    if code in person.last:
        nexts.append(months_after(person.last[code], law.value(f"{group}_mois")))
    if code == "colorectal" and "coloscopie" in person.last:
        nexts.append(months_after(person.last["coloscopie"], law.value("depistage.coloscopie_mois")))
    return _due(code, title, law, max(nexts), _last_day(person, law.value(f"{group}_age_maximum")))


def _cervix(code: str, title: str, person: Person, law: _Law) -> Exam:
    """Two smears a year apart, then one each three years; from 30 a HPV test, three years after the last smear."""
    if person.sex == "M":
        return Exam(code, title, "pas_concerne")
    outside = _outside(code, title, person, law, "depistage.col")
    if outside is not None:
        return outside
    nexts = [_birthday(person, law.value("depistage.col_age_minimum"))]
    smear = person.last.get("cytologie")
    if smear is not None:
        young = law.on < _birthday(person, law.value("depistage.col_hpv_age_minimum"))
        again = "col_premier_intervalle_mois" if person.cytologies < 2 and young else "col_cytologie_mois"
        nexts.append(months_after(smear, law.value(f"depistage.{again}")))
    if "hpv" in person.last:
        nexts.append(months_after(person.last["hpv"], law.value("depistage.col_hpv_mois")))
    return _due(code, title, law, max(nexts), _last_day(person, law.value("depistage.col_age_maximum")))


def _review(code: str, title: str, person: Person, law: _Law) -> Exam:
    """One « bilan » in each band of ages: that of the band, or the next one."""
    for band in BANDS:
        first = _birthday(person, law.value(f"prevention.bilan_{band}_age_minimum"))
        last = _last_day(person, law.value(f"prevention.bilan_{band}_age_maximum"))
        if law.on < first:
            return Exam(code, title, "plus_tard", first, last)
        if law.on <= last:
            done = code in person.last and person.last[code] >= first
            return Exam(code, title, "a_jour", None, last) if done else Exam(code, title, "a_faire", first, last)
    return Exam(code, title, "pas_concerne")


def _teeth(code: str, title: str, person: Person, law: _Law) -> Exam:
    """An exam at each birthday of the calendar, offered for as long as it is known to be."""
    outside = _outside(code, title, person, law, "prevention.dents")
    if outside is not None:
        return outside
    youngest, each = law.value("prevention.dents_age_minimum"), law.value("prevention.dents_intervalle_ans")
    age = youngest
    while _birthday(person, age + each) <= law.on:
        age += each
    since, months = _birthday(person, age), law.known("prevention.dents_validite_mois")
    until = None if months is None else months_after(since, months) - timedelta(days=1)
    if person.last.get(code, since - timedelta(days=1)) < since:
        return Exam(code, title, "a_faire", since, until)
    again = age + each <= law.value("prevention.dents_age_maximum")
    return Exam(code, title, "a_jour", _birthday(person, age + each) if again else None)


def _flu(code: str, title: str, person: Person, law: _Law) -> Exam:
    """Each autumn, for those whom it is recommended or offered to; the dates of a campaign are law of their year."""
    if not law.value("prevention.grippe_campagne"):
        return Exam(code, title, "plus_tard")
    since = law.parameters.parameter("prevention.grippe_campagne").at(law.on).start
    old = law.on >= _birthday(person, law.value("prevention.grippe_age_minimum"))
    child = (
        _birthday(person, law.value("prevention.grippe_enfant_age_minimum"))
        <= law.on
        <= _last_day(person, law.value("prevention.grippe_enfant_age_maximum"))
    )
    pregnant = person.pregnant_since is not None and person.delivered_on is None
    ill = bool(person.chronic) and law.on >= months_after(
        person.birth, law.value("prevention.grippe_malades_age_minimum_mois")
    )
    if old or child or pregnant or ill:
        return Exam(code, title, "a_jour" if person.last.get(code, person.birth) >= since else "a_faire", since)
    if person.chronic is None:
        return Exam(code, title, "non_connu", why="une maladie chronique le ferait recommander : elle n'est pas connue")
    return Exam(code, title, "pas_concerne")


def _pregnancy_teeth(code: str, title: str, person: Person, law: _Law) -> Exam:
    """From the fourth month of pregnancy to six months after the birth."""
    if person.pregnant_since is None:
        return Exam(code, title, "pas_concerne")
    since = months_after(person.pregnant_since, law.value("prevention.examen_dentaire_grossesse_mois") - 1)
    birth = person.delivered_on or months_after(person.pregnant_since, law.value("grossesse.duree_mois"))
    until = months_after(birth, law.value("prevention.examen_dentaire_apres_naissance_mois"))
    if law.on > until:
        return Exam(code, title, "pas_concerne")
    if since > law.on:
        return Exam(code, title, "plus_tard", since, until)
    done = person.last.get(code, person.birth) >= since
    return Exam(code, title, "a_jour" if done else "a_faire", since, until)


def _health(code: str, title: str, person: Person, law: _Law) -> Exam:
    if code not in person.last:
        return Exam(code, title, "a_faire")
    return _due(code, title, law, months_after(person.last[code], 12 * law.value("prevention.examen_sante_ans")), None)


_RULES: Mapping[str, tuple[str, Callable[[str, str, Person, _Law], Exam]]] = {
    "dents": ("Examen bucco-dentaire M'T dents", _teeth),
    "dents_grossesse": ("Examen bucco-dentaire de la grossesse", _pregnancy_teeth),
    "col": ("Dépistage du cancer du col de l'utérus", _cervix),
    "sein": ("Dépistage du cancer du sein", _screening),
    "colorectal": ("Dépistage du cancer colorectal", _screening),
    "bilan": ("Mon bilan prévention", _review),
    "grippe": ("Vaccin contre la grippe", _flu),
    "examen_sante": ("Examen de prévention en santé", _health),
}
