"""A fund of three persons found in one night, loaded into the service; one member a role, and another fund."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from planir.accounts.models import Membership, Organisation, User
from planir.accounts.roles import ROLES
from planir.detection.run import detect
from planir.people.models import Person
from planir.programmes.cache import load_catalogue
from planir.situations.load import load
from planir.situations.models import Situation
from small_fund import write_fund

NIGHT = date(2026, 11, 1)
NIR = "294027300100117"
ROWS = {
    "assure": [
        {"assure": "ana", "sexe": "F", "date_naissance": date(1994, 2, 26), "commune": "73065", "surdite": True},
        {"assure": "zoe", "sexe": "F", "date_naissance": date(1991, 5, 3), "dossier_protege": True},
        {"assure": "leo", "sexe": "M", "date_naissance": date(1980, 1, 1)},
    ],
    "identite": [
        {
            "assure": "ana",
            "nir": NIR,
            "nom_naissance": "EXEMPLE-CORVESTE",
            "nom_usage": "DÉMO",
            "prenoms": "Éloïse Anne",
        },
        {"assure": "zoe", "nom_naissance": "EXEMPLE-VALMIRE", "prenoms": "Zoé"},
    ],
    "soin": [
        {"assure": name, "date_soin": date(2026, 9, day), "hors_parcours": True, "majoration": 10}
        for name, day in (("ana", 4), ("zoe", 5))
    ],
    "affection": [{"assure": "leo", "ald": 8, "exoneration": 41, "debut": date(2015, 1, 1)}],
    "medecin_traitant": [{"assure": "leo", "medecin": "m1", "debut": date(2015, 1, 1)}],
    "delivrance": [
        {"assure": "leo", "date_delivrance": date(2026, month, 1), "atc": "A10BA02", "quantite": 1}
        for month in (6, 7, 8, 9)
    ],
}
"""ana: no médecin traitant; zoe: the same, her file protected; leo: a situation that rests on health data."""


@pytest.fixture(scope="session")
def population(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("caisse")
    write_fund(folder, ROWS)
    detect(folder, load_catalogue(), au=NIGHT, access=("medical",))
    return folder


@pytest.fixture(autouse=True)
def keys(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLANIR_CLES", str(tmp_path_factory.getbasetemp() / "cles"))


@pytest.fixture
def fund(db: None) -> Organisation:
    return Organisation.objects.create(name="Caisse des essais", kind="caisse")


@pytest.fixture
def loaded(fund: Organisation, population: Path, settings: Settings) -> Organisation:
    settings.PLANIR_POPULATION = population
    load(population, fund, load_catalogue())
    return fund


def member(organisation: Organisation, code: str) -> Membership:
    user = User.objects.create_user(f"{code}.{organisation.pk}@essais.invalid", "un-mot-de-passe-long", name=code)
    return Membership.objects.create(user=user, organisation=organisation, role_code=code)


@pytest.fixture
def members(loaded: Organisation) -> dict[str, Membership]:
    """One member of the fund for each role."""
    return {code: member(loaded, code) for code in ROLES}


@pytest.fixture
def adviser(loaded: Organisation) -> Membership:
    return member(loaded, "conseiller_accueil")


@pytest.fixture
def logged_in() -> Callable[[Membership], Client]:
    """A client in whose name a member asks."""

    def enter(someone: Membership) -> Client:
        client = Client()
        client.force_login(someone.user)
        return client

    return enter


def person(assure: str) -> Person:
    return Person.objects.get(assure=assure)


def situation(assure: str, programme: str = "medecin_traitant") -> Situation:
    return Situation.objects.get(person__assure=assure, programme=programme)


def opened(client: Client, assure: str) -> str:
    """The reference of a person whose file was opened, with a reason, in this visit."""
    reference = person(assure).reference
    answer = client.post(f"/personnes/{reference}/ouvrir", {"motif": "recu"})
    assert answer.status_code == 302, "the file opens"
    return reference
