"""Every address of the service. No name, number or word of health is ever part of one."""

from __future__ import annotations

from django.contrib.auth.views import LogoutView
from django.urls import path

from planir.web import access, desk, health, log_in

urlpatterns = [
    path("", desk.home, name="accueil"),
    path("connexion", log_in.log_in, name="connexion"),
    path("deconnexion", LogoutView.as_view(), name="deconnexion"),
    path("recherche", desk.find, name="recherche"),
    path("personnes/<str:reference>", desk.person_page, name="personne"),
    path("personnes/<str:reference>/ouvrir", desk.open_page, name="ouvrir"),
    path("personnes/<str:reference>/identite", desk.reveal, name="identite"),
    path("personnes/<str:reference>/verification", desk.full_check, name="verification"),
    path("situations/<int:pk>", desk.settle_page, name="situation"),
    path("mes-droits", access.permissions, name="mes_droits"),
    path("journal", access.journal, name="journal"),
    path("etat", health.alive, name="etat"),
    path("etat/pret", health.ready, name="pret"),
]
handler403 = "planir.web.errors.forbidden"
handler404 = "planir.web.errors.not_found"
handler500 = "planir.web.errors.failed"
