"""The pages of what cannot be shown: a sentence that says what to do, and a way back."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: the role does not allow it."""
    said = "Votre rôle ne permet pas d'ouvrir cette page. « Mes droits » dit ce qu'il permet, et à qui s'adresser."
    return _page(request, 403, "Page réservée", said)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: nothing there, or nothing that this organisation may see; the two are not told apart."""
    said = "Cette page n'existe pas, ou ne concerne pas votre organisme. Cherchez la personne depuis l'accueil."
    return _page(request, 404, "Page introuvable", said)


def failed(request: HttpRequest) -> HttpResponse:
    """500: our fault; nothing was half done, since each operation is one transaction."""
    said = "Une erreur de notre fait a interrompu la demande. Rien n'a été enregistré à moitié : recommencez."
    return _page(request, 500, "Erreur du service", said)


def _page(request: HttpRequest, status: int, title: str, said: str) -> HttpResponse:
    return render(request, "web/erreur.html", {"title": title, "said": said}, status=status)
