"""Compiles the whole catalogue from its files. Needs the SQL parser: imported late, and only on a cold cache."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from planir.law.parameters import Parameters, load, load_local
from planir.population.relations_compiler import compile_relations
from planir.programmes.catalogue import Catalogue, folders, in_order
from planir.programmes.compiler import compile_programme


def compile_catalogue(extra: Iterable[Path] = ()) -> Catalogue:
    """Every programme, shipped and added. Raises PlanirError at the first fault, naming its file."""
    paths = folders(extra)
    relations = compile_relations()
    parameters = with_local(load(), paths)
    programmes = [compile_programme(path, relations, parameters) for path in paths]
    return Catalogue(in_order(programmes), relations, parameters)


def with_local(parameters: Parameters, paths: Iterable[Path]) -> Parameters:
    """The law's parameters and those that programmes keep beside their rule (`parametres.yaml`)."""
    merged = parameters
    for path in paths:
        local = path / "parametres.yaml"
        if local.exists() or local.is_symlink():
            merged = merged.merged(load_local(local, path.name))
    return merged
