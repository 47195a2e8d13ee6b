"""The front desk: find a person in one field, see what can be done today, check the whole file, settle a situation."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from planir.accounts.permissions import Permission as May
from planir.detection.explain import Explanation
from planir.engine.errors import PlanirError
from planir.journal.models import Entry
from planir.journal.record import record
from planir.people.models import Person
from planir.people.nir import grouped
from planir.people.search import search
from planir.situations.check import check_fully
from planir.situations.load import today_of
from planir.situations.models import Situation, persons_visible_to
from planir.situations.operations import (
    OPENING_REASONS,
    REVEAL_REASONS,
    RefusedError,
    Settled,
    StaleError,
    open_file,
    reveal_identity,
    settle,
)
from planir.situations.states import OBSTACLES
from planir.web.membership import MemberRequest, members_only

OPENED, REVEALED = "dossiers_ouverts", "identites_levees"
"""Keys of the session: the files opened and the masks lifted during this visit."""


@require_safe
@members_only()
def home(request: MemberRequest) -> HttpResponse:
    """The field to search; for a role without files, what the role is for."""
    return render(request, "web/accueil.html")


@require_POST
@members_only(May.SEARCH)
def find(request: MemberRequest) -> HttpResponse:
    """Who is meant by what was typed. By POST: what is typed never enters an address."""
    answer = search(request.POST.get("quoi", ""), persons_visible_to(request.member))
    record(by=request.member, verb="recherche", details={"trouvees": len(answer.persons)})
    if len(answer.persons) == 1:
        return HttpResponseRedirect(reverse("personne", args=[answer.persons[0].reference]))
    return render(request, "web/resultats.html", {"answer": answer})


@require_safe
@members_only(May.OPEN_FILE)
def person_page(request: MemberRequest, reference: str) -> HttpResponse:
    """The page of a person, once the reason to open it was said."""
    person = _person(request, reference)
    if reference not in _kept(request, OPENED):
        return render(request, "web/ouvrir.html", {"person": person, "reasons": OPENING_REASONS})
    return render(request, "web/personne.html", _page(request, person))


@require_POST
@members_only(May.OPEN_FILE)
def open_page(request: MemberRequest, reference: str) -> HttpResponse:
    """Says why the file is opened, then shows it."""
    person = _person(request, reference)
    try:
        open_file(by=request.member, person=person, reason=request.POST.get("motif", ""))
    except RefusedError as refused:
        shown = {"person": person, "reasons": OPENING_REASONS, "fault": str(refused)}
        return render(request, "web/ouvrir.html", shown, status=422)
    _keep(request, OPENED, reference)
    return HttpResponseRedirect(reverse("personne", args=[reference]))


@require_POST
@members_only(May.OPEN_FILE, May.REVEAL_IDENTITY)
def reveal(request: MemberRequest, reference: str) -> HttpResponse:
    """Lifts the mask for this visit, with a reason."""
    person = _opened(request, reference)
    try:
        reveal_identity(by=request.member, person=person, reason=request.POST.get("motif", ""))
    except RefusedError as refused:
        messages.error(request, str(refused))
    else:
        _keep(request, REVEALED, reference)
    return HttpResponseRedirect(reverse("personne", args=[reference]))


@require_POST
@members_only(May.OPEN_FILE, May.CHECK_FULLY)
def full_check(request: MemberRequest, reference: str) -> HttpResponse:
    """Every programme asked for this person, by the SQL of the night; nothing is stored."""
    person = _opened(request, reference)
    try:
        explanation = check_fully(by=request.member, person=person)
    except PlanirError as error:
        return render(request, "web/verification.html", {"person": person, "fault": error.sentence}, status=503)
    return render(request, "web/verification.html", {"person": person, **_checked(explanation)})


@members_only(May.OPEN_FILE, May.SETTLE)
def settle_page(request: MemberRequest, pk: int) -> HttpResponse:
    """One situation: why, the data behind it, and what was done of it."""
    situation = get_object_or_404(Situation.objects.visible_to(request.member).select_related("person", "run"), pk=pk)
    _opened(request, situation.person.reference)
    fault = None
    if request.method == "POST":
        try:
            said = Settled(request.POST.get("suite", ""), _whole(request), request.POST.get("obstacle", ""))
            settle(by=request.member, situation=situation, said=said)
        except StaleError:
            fault = "Quelqu'un vient de changer cette situation. Voici où elle en est : relisez avant de répondre."
            situation.refresh_from_db()
        except RefusedError as refused:
            fault = str(refused)
        else:
            messages.success(request, f"« {situation.title} » : {situation.get_state_display()}.")
            return HttpResponseRedirect(reverse("personne", args=[situation.person.reference]))
    shown = {"situation": situation, "obstacles": OBSTACLES, "fault": fault, "today": situation.run.au}
    return render(request, "web/situation.html", shown, status=200 if fault is None else 409)


def _whole(request: MemberRequest) -> int:
    typed = request.POST.get("version", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 0


def _person(request: MemberRequest, reference: str) -> Person:
    return get_object_or_404(persons_visible_to(request.member), reference=reference)


def _opened(request: MemberRequest, reference: str) -> Person:
    """The person, whose file was opened with a reason during this visit."""
    person = _person(request, reference)
    if reference not in _kept(request, OPENED):
        raise Http404
    return person


def _kept(request: MemberRequest, key: str) -> list[str]:
    return list(request.session.get(key, []))


def _keep(request: MemberRequest, key: str, reference: str) -> None:
    request.session[key] = [*_kept(request, key), reference][-200:]


def _page(request: MemberRequest, person: Person) -> dict[str, Any]:
    situations = Situation.objects.visible_to(request.member).filter(person=person)
    revealed = person.reference in _kept(request, REVEALED)
    number = person.number if revealed else None
    return {
        "person": person,
        "today": today_of(person.fund),
        "revealed": revealed,
        "number": None if number is None else grouped(number),
        "reveal_reasons": REVEAL_REASONS,
        "may_reveal": request.member.may(May.REVEAL_IDENTITY),
        "may_check": request.member.may(May.CHECK_FULLY),
        "open": list(situations.still_open()),
        "settled": list(situations.exclude(pk__in=situations.still_open().values("pk")).order_by("-since", "pk")),
        "history": Entry.objects.filter(subject=person.reference)[:20],
    }


def _checked(explanation: Explanation) -> dict[str, Any]:
    by_outcome: dict[str, list[Any]] = {"concerne": [], "non_concerne": [], "non_examine": [], "reserve": []}
    for verdict in explanation.verdicts:
        by_outcome[verdict.outcome].append(verdict)
    return {"explanation": explanation, "by_outcome": by_outcome, "today": explanation.au}
