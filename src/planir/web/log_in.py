"""Logging in with a local account."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.contrib.auth import authenticate, login
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters

from planir.accounts.models import member_of
from planir.journal.record import record


class LogInForm(forms.Form):
    """An address and a password."""

    email = forms.EmailField(label="Adresse électronique", max_length=254)
    password = forms.CharField(label="Mot de passe", max_length=200, strip=False, widget=forms.PasswordInput)


@sensitive_post_parameters("password")
def log_in(request: HttpRequest) -> HttpResponse:
    """The page, then the first one that was asked for. The same words whatever was wrong."""
    form = LogInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = authenticate(request, username=form.cleaned_data["email"], password=form.cleaned_data["password"])
        member = None if user is None else member_of(user)
        if user is None or member is None:
            form.add_error(None, "Adresse ou mot de passe incorrects. Vérifiez les deux et recommencez.")
        else:
            with transaction.atomic():
                login(request, user)
                record(by=member, verb="connexion")
            return HttpResponseRedirect(_next(request))
    return render(request, "web/connexion.html", {"form": form, "next": request.GET.get("next", "")})


def _next(request: HttpRequest) -> str:
    asked = request.POST.get("next", "")
    secure = request.is_secure()
    if url_has_allowed_host_and_scheme(asked, allowed_hosts={request.get_host()}, require_https=secure):
        return asked
    return reverse(settings.LOGIN_REDIRECT_URL)
