"""An adviser finds a person, opens the file with a reason, sees what can be done, settles it: each of it journalled."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.test import Client

from planir.accounts.models import Membership, Organisation
from planir.journal.models import Entry
from planir.programmes.cache import load_catalogue
from planir.situations.models import Situation
from service.conftest import NIR, member, opened, person, situation

pytestmark = pytest.mark.django_db

Enter = Callable[[Membership], Client]


def verbs() -> list[str]:
    return [entry.verb for entry in Entry.objects.order_by("pk") if entry.verb != "chargement"]


def text(answer: HttpResponse) -> str:
    return answer.content.decode().replace("&#x27;", "'")


def said(answer: HttpResponse) -> str:
    """The page, but for the token that each form draws."""
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", text(answer))


@pytest.mark.parametrize(
    "typed",
    [
        NIR,
        " 2 94 02 73 001 001 17 ",
        "2940273001001",
        "2.94.02.73.001.001.17",
        "exemple corveste 26/02/1994",
        "Demo eloise 26 02 1994",
        "Éloïse Exemple-Corveste 1994-02-26",
        "CORVESTE 26021994",
    ],
)
def test_a_person_is_found_by_what_an_adviser_pastes(typed: str, adviser: Membership, logged_in: Enter) -> None:
    answer = logged_in(adviser).post("/recherche", {"quoi": typed})

    assert answer.status_code == 302
    assert answer["Location"] == f"/personnes/{person('ana').reference}"


def test_a_reference_said_without_its_dashes_is_found(adviser: Membership, logged_in: Enter) -> None:
    reference = person("ana").reference

    answer = logged_in(adviser).post("/recherche", {"quoi": reference.replace("-", " ").lower()})

    assert answer["Location"] == f"/personnes/{reference}"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("2 94 02 73 001 001 94", "La clé ne correspond pas"),
        ("2,94027E+14", "vient d'un tableur"),
        ("29402730010", "13 caractères"),
        ("Corveste", "date de naissance"),
        ("Corveste 31/02/1994", "date de naissance"),
        ("26/02/1994", "date de naissance"),
        ("", "Écrivez un numéro"),
        ("\x00 %s ' OR 1=1 --", "date de naissance"),
        ("Inconnue Personne 01/01/1990", "Aucun dossier ouvert à ce nom"),
        ("1 80 01 75 001 001", "Aucun dossier ouvert à ce nom"),
    ],
)
def test_what_is_not_found_says_what_to_do(typed: str, said: str, adviser: Membership, logged_in: Enter) -> None:
    answer = logged_in(adviser).post("/recherche", {"quoi": typed})

    assert answer.status_code == 200
    assert said in text(answer)


def test_what_was_typed_is_written_nowhere(adviser: Membership, logged_in: Enter) -> None:
    logged_in(adviser).post("/recherche", {"quoi": NIR})

    entry = Entry.objects.get(verb="recherche")
    assert NIR not in str(entry.details) + entry.subject + entry.reason
    assert entry.details == {"trouvees": 1}


def test_a_file_opens_with_a_reason_and_is_masked(adviser: Membership, logged_in: Enter) -> None:
    client, reference = logged_in(adviser), person("ana").reference
    assert "Dites pourquoi" in text(client.get(f"/personnes/{reference}"))
    assert client.post(f"/personnes/{reference}/ouvrir", {"motif": "curiosite"}).status_code == 422
    assert verbs() == []

    opened(client, "ana")
    page = text(client.get(f"/personnes/{reference}"))

    assert verbs() == ["consultation"]
    assert Entry.objects.get(verb="consultation").reason == "recu"
    assert "D… É…" in page
    assert "CORVESTE" not in page
    assert NIR[:5] not in page
    assert "Surdité : pas d'appel" in page
    assert "Aucun médecin traitant n'est déclaré" in page


def test_the_mask_is_lifted_for_this_visit_with_a_reason(adviser: Membership, logged_in: Enter) -> None:
    client = logged_in(adviser)
    reference = opened(client, "ana")

    client.post(f"/personnes/{reference}/identite", {"motif": "identite"})

    page = text(client.get(f"/personnes/{reference}"))
    assert "Éloïse Anne DÉMO (naissance : EXEMPLE-CORVESTE)" in page
    assert "2 94 02 73 001 001 17" in page
    assert verbs() == ["consultation", "identite_levee"]
    assert "CORVESTE" not in text(logged_in(adviser).get(f"/personnes/{reference}"))


def test_a_protected_file_is_not_there_for_who_may_not_see_it(
    adviser: Membership, loaded: Organisation, logged_in: Enter
) -> None:
    reference = person("zoe").reference

    assert logged_in(adviser).get(f"/personnes/{reference}").status_code == 404
    assert "Aucun dossier" in text(logged_in(adviser).post("/recherche", {"quoi": "Valmire Zoe 03/05/1991"}))
    assert logged_in(member(loaded, "service_social")).get(f"/personnes/{reference}").status_code == 200


def test_what_rests_on_health_data_is_for_the_medical_service(
    adviser: Membership, loaded: Organisation, logged_in: Enter
) -> None:
    sophia = situation("leo", "sophia")
    social, medical = logged_in(adviser), logged_in(member(loaded, "service_medical"))
    for client in (social, medical):
        opened(client, "leo")

    assert social.get(f"/situations/{sophia.pk}").status_code == 404
    assert sophia.title not in text(social.get(f"/personnes/{person('leo').reference}"))
    assert sophia.title in text(medical.get(f"/personnes/{person('leo').reference}"))


def test_the_full_check_says_what_the_night_says_and_stores_nothing(adviser: Membership, logged_in: Enter) -> None:
    client = logged_in(adviser)
    reference = opened(client, "ana")
    before = Situation.objects.count()

    page = text(client.post(f"/personnes/{reference}/verification"))

    assert situation("ana").sentence.split(".")[0] in page
    assert "réservés à d'autres rôles" in page
    assert Situation.objects.count() == before
    assert verbs()[-1] == "verification"


def test_the_full_check_keeps_what_is_restricted_for_who_may_see_it(
    adviser: Membership, loaded: Organisation, logged_in: Enter
) -> None:
    pages = []
    for someone in (adviser, member(loaded, "service_social")):
        client = logged_in(someone)
        pages.append(text(client.post(f"/personnes/{opened(client, 'ana')}/verification")))

    title = load_catalogue().programmes["ame_renouvellement"].sheet.titre
    assert title not in pages[0]
    assert title in pages[1]


def test_the_journal_names_no_programme(adviser: Membership, loaded: Organisation, logged_in: Enter) -> None:
    found, client = situation("leo", "sophia"), logged_in(member(loaded, "service_medical"))
    opened(client, "leo")

    client.post(f"/situations/{found.pk}", {"suite": "proposer", "version": found.version})

    entry = Entry.objects.get(verb="situation_reglee")
    assert "sophia" not in f"{entry.subject} {entry.reason} {entry.details}"
    assert entry.details["situation"] == found.pk


def test_a_situation_is_settled_once(adviser: Membership, loaded: Organisation, logged_in: Enter) -> None:
    found = situation("ana")
    first, second = logged_in(adviser), logged_in(member(loaded, "gestionnaire"))
    for client in (first, second):
        opened(client, "ana")
    said = {"suite": "proposer", "version": found.version}

    done, late = first.post(f"/situations/{found.pk}", said), second.post(f"/situations/{found.pk}", said)

    assert done.status_code == 302
    assert late.status_code == 409
    found.refresh_from_db()
    assert (found.state, found.version) == ("proposee", 2)
    settled = Entry.objects.get(verb="situation_reglee")
    assert (settled.actor, settled.subject) == (adviser.user.name, person("ana").reference)
    assert settled.details["vers"] == "proposee"


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 40, "١"])
def test_a_form_that_was_tampered_with_changes_nothing(version: str, adviser: Membership, logged_in: Enter) -> None:
    found, client = situation("ana"), logged_in(adviser)
    opened(client, "ana")

    for said in ({"suite": "proposer", "version": version}, {"suite": "x"}, {"suite": "obtenir", "obstacle": "y"}, {}):
        assert client.post(f"/situations/{found.pk}", said).status_code == 409

    found.refresh_from_db()
    assert found.state == "ouverte"


def test_a_situation_is_not_shown_before_its_file_is_opened(adviser: Membership, logged_in: Enter) -> None:
    found = situation("ana")

    assert logged_in(adviser).get(f"/situations/{found.pk}").status_code == 404


def test_wrong_words_to_log_in_are_the_same_whatever_is_wrong(adviser: Membership) -> None:
    known = Client().post("/connexion", {"email": adviser.user.email, "password": "faux"})
    unknown = Client().post("/connexion", {"email": "personne@essais.invalid", "password": "faux"})

    assert "Adresse ou mot de passe incorrects" in text(known)
    assert said(known).replace(adviser.user.email, "") == said(unknown).replace("personne@essais.invalid", "")


def test_after_a_log_in_no_other_site_is_gone_to(adviser: Membership) -> None:
    given = {"email": adviser.user.email.upper(), "password": "un-mot-de-passe-long", "next": "//ailleurs.invalid/x"}

    answer = Client().post("/connexion", given)

    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert verbs() == ["connexion"]
