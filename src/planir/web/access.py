"""What I may do and why; the journal, for who may reread it."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from planir.accounts.permissions import Permission
from planir.accounts.roles import explain
from planir.journal.models import Entry
from planir.web.membership import MemberRequest, members_only

PAGE = 50


@require_safe
@members_only()
def permissions(request: MemberRequest) -> HttpResponse:
    """Every permission, given or not to my role, and why."""
    return render(request, "web/mes_droits.html", {"explained": list(explain(request.member.role))})


@require_safe
@members_only(Permission.READ_JOURNAL)
def journal(request: MemberRequest) -> HttpResponse:
    """The rows of my fund's journal, the latest first."""
    names = [
        request.member.organisation.fund.name,
        *request.member.organisation.fund.services.values_list("name", flat=True),
    ]
    rows = Entry.objects.filter(organisation__in=[*names, ""])
    return render(request, "web/journal.html", {"page": Paginator(rows, PAGE).get_page(request.GET.get("page"))})
