"""Every address, every role: what the policy says, and a new address without a row here fails."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from planir.accounts.models import Membership, Organisation
from planir.web.urls import urlpatterns
from service.conftest import member, opened, person, situation

pytestmark = pytest.mark.django_db

FILES = frozenset(
    {
        *("conseiller_accueil", "conseiller_telephone", "gestionnaire", "service_social", "accompagnant_mas"),
        *("centre_examens_sante", "medecin_conseil", "service_medical"),
    }
)
EVERYBODY = FILES | {
    *("statisticien", "pilote", "direction", "agent_partenaire", "responsable_partenaire", "administrateur"),
}
REVEAL = FILES - {"centre_examens_sante"}

ALLOWED: dict[str, tuple[str, frozenset[str]]] = {
    "accueil": ("GET", EVERYBODY),
    "connexion": ("GET", EVERYBODY),
    "deconnexion": ("POST", EVERYBODY),
    "recherche": ("POST", FILES),
    "personne": ("GET", FILES),
    "ouvrir": ("POST", FILES),
    "identite": ("POST", REVEAL),
    "verification": ("POST", FILES),
    "situation": ("GET", FILES),
    "mes_droits": ("GET", EVERYBODY),
    "journal": ("GET", frozenset({"administrateur"})),
    "etat": ("GET", EVERYBODY),
    "pret": ("GET", EVERYBODY),
}
OPEN = {"connexion", "etat", "pret", "deconnexion"}
"""Those that answer to nobody in particular."""


def address(name: str) -> str:
    found = next(str(one.pattern) for one in urlpatterns if one.name == name)
    return "/" + found.replace("<str:reference>", person("ana").reference).replace("<int:pk>", str(situation("ana").pk))


def ask(client: Client, name: str) -> int:
    method, _ = ALLOWED[name]
    given = {"motif": "recu" if name == "ouvrir" else "identite", "quoi": "rien"}
    answer = client.get(address(name)) if method == "GET" else client.post(address(name), given)
    return answer.status_code


def test_every_address_has_a_row_here() -> None:
    assert {one.name for one in urlpatterns} == set(ALLOWED)


@pytest.mark.parametrize("name", ALLOWED)
def test_each_role_gets_what_the_policy_says(
    name: str, members: dict[str, Membership], logged_in: Callable[[Membership], Client]
) -> None:
    got = {}
    for code, someone in members.items():
        client = logged_in(someone)
        if code in FILES:
            opened(client, "ana")
        got[code] = ask(client, name)

    assert {code for code, status in got.items() if status in {200, 302}} == ALLOWED[name][1]
    assert {status for code, status in got.items() if code not in ALLOWED[name][1]} <= {403}


@pytest.mark.parametrize("name", ALLOWED)
def test_nobody_is_asked_to_log_in(name: str, loaded: Organisation) -> None:
    status = ask(Client(), name)

    assert status == 200 if name in OPEN - {"deconnexion"} else status == 302


@pytest.mark.parametrize("name", ["personne", "ouvrir", "identite", "verification", "situation"])
def test_the_file_of_another_fund_is_not_found(
    name: str, loaded: Organisation, logged_in: Callable[[Membership], Client]
) -> None:
    elsewhere = Organisation.objects.create(name="Autre caisse", kind="caisse")

    assert ask(logged_in(member(elsewhere, "medecin_conseil")), name) == 404


def test_a_page_of_a_member_is_not_kept_by_the_browser_and_asks_nothing_outside(
    adviser: Membership, logged_in: Callable[[Membership], Client]
) -> None:
    answer = logged_in(adviser).get("/")

    assert answer["Cache-Control"] == "no-store"
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert "unsafe" not in answer["Content-Security-Policy"]
    page = answer.content.decode()
    assert "<script" not in page
    assert "style=" not in page
    assert "http://" not in page.replace("http://testserver", "")
