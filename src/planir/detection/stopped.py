"""A rule that stops while an example runs, said in the words of its author: what was found, and what to do."""

from __future__ import annotations

import re

import duckdb

from planir.engine.naming import shown

_VALUE = re.compile(r"""(?:string|format:) ['"]?(?P<value>.*?)['"]?(?: to (?P<type>\w+).*|, expected.*|)$""")
_TYPES = {"DATE": "une date", "BOOL": "un oui/non", "BOOLEAN": "un oui/non"}


def stopped(error: duckdb.Error) -> str:
    """One French sentence. It may quote a value: the rows are those of an example, never of a population."""
    text = str(error).partition(": ")[2].splitlines()[0].partition(" when casting")[0]
    if isinstance(error, duckdb.OutOfMemoryException):
        return "elle demande plus de mémoire que permis : gardez moins de lignes ou moins de colonnes par étape"
    if isinstance(error, duckdb.InterruptException):
        return "elle dure trop longtemps : découpez-la en étapes plus petites"
    if isinstance(error, duckdb.OutOfRangeException) or "out of range" in text:
        return "un calcul sort des bornes (nombre trop grand, date impossible) : bornez ses valeurs avant de calculer"
    if isinstance(error, duckdb.ConversionException):
        if "Could not cast value" in text:
            return f"une valeur est trop grande pour {text.rpartition(' to ')[2].replace(',', ', ')} : élargissez-le"
        found = _VALUE.search(text)
        value = f"« {shown(found['value'])} »" if found else "une valeur"
        kind = "une date" if "date field" in text else _TYPES.get(found["type"] or "" if found else "", "un nombre")
        return f"{value} ne se change pas en {kind} : corrigez l'exemple, ou écartez ces valeurs avant le CAST"
    return (
        "le moteur ne sait pas la calculer : simplifiez cette étape, ou écrivez les types avec CAST, "
        "jusqu'à trouver l'expression en cause"
    )
