"""French as it is read on a screen: dates in words, delays, plurals that follow a number."""

from __future__ import annotations

from datetime import date

from django import template

register = template.Library()
_MONTHS = (
    *("janvier", "février", "mars", "avril", "mai", "juin"),
    *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
)


@register.filter
def en_mots(day: date | None) -> str:
    """« 1er décembre 2026 »; nothing for no date."""
    if day is None:
        return ""
    return f"{'1er' if day.day == 1 else day.day} {_MONTHS[day.month - 1]} {day.year}"


@register.filter
def delai(deadline: date, today: date) -> str:
    """« dans 19 jours », « aujourd'hui », « dépassée de 3 jours »: counted from the day that the screen is true for."""
    days = (deadline - today).days
    if days == 0:
        return "aujourd'hui"
    number = abs(days)
    said = f"{number} jour{'s' if number > 1 else ''}"
    return f"dans {said}" if days > 0 else f"dépassée de {said}"


@register.filter
def pluriel(number: int, forms: str) -> str:
    """`{{ n|pluriel:"situation,situations" }}`: « 1 situation », « 3 situations »; zero is singular."""
    one, many = forms.split(",")
    return f"{number} {many if number > 1 else one}"


@register.filter
def risque(code: str) -> str:
    """The risk as it is read: « Non-recours »."""
    return {"rupture": "▲ Rupture", "non_recours": "● Non-recours", "incomprehension": "◆ Incompréhension"}[code]
