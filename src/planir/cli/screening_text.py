"""A screening as a plan lead reads it, and as a program does: what is known first, then a range, never one figure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from rich.console import Console
from rich.table import Table

from planir.cli.import_progress import figure
from planir.cli.terminal import open_console
from planir.disclosure import publish
from planir.law.parameters import Parameters
from planir.rights.screening import COVERS, Cover, Screening, TakeUp

_SOURCES = {
    "declare": "une demande",
    "drm": "ressources mensuelles (DRM)",
    "echange_L114_8": "un échange (CAF, MSA…)",
    "caisse": "les versements de la caisse",
    "aucune": "aucune source",
}
_COVERS: Mapping[Cover, str] = {"gratuite": "C2S gratuite", "participation": "C2S avec participation"}
_BY = {"commune": "Commune", "age": "Âge", "statut_social": "Situation"}
HIDDEN = "caché"
MOST_LINES = 20


def show(screening: Screening, parameters: Parameters) -> None:
    """Print the screening on standard output."""
    console = open_console()
    if screening.synthetic:
        console.print("Population synthétique : aucune de ces personnes n'existe.", style="dim")
    console.print(
        f"Droit à la C2S des foyers connus, pour une demande du {screening.au:%d/%m/%Y} "
        f"(connu au {screening.connu_au:%d/%m/%Y}, extraits du {screening.extracted:%d/%m/%Y})",
        style="bold",
    )
    console.print(
        f"Le foyer de {figure(screening.in_households)} personnes sur {figure(screening.persons)} est connu : "
        f"{figure(screening.households)} foyers. Des autres, rien n'est dit ici."
    )
    _sources(console, screening)
    _verdicts(console, screening)
    _take_up(console, screening)
    for by in screening.by:
        _by(console, screening, by, parameters)
    console.print()
    for assumption in assumptions(screening):
        console.print(f"• {assumption}", style="dim")


def assumptions(screening: Screening) -> Iterator[str]:
    """What the range rests on, a French sentence each."""
    yield (
        "Fourchette : au moins, les seuls foyers dont le droit est certain ; au plus, tous ceux dont ce qui est connu "
        "ne l'exclut pas. Qui a la C2S y a droit."
    )
    yield "Seules comptent les personnes dont le foyer est connu : elles ne ressemblent pas aux autres assurés."
    yield (
        "Les ressources mensuelles (DRM) ne sont pas lues : la caisse n'a pas dit sur quelle base légale (drm.yaml)."
        if screening.drm is None
        else f"Les ressources mensuelles (DRM) sont lues, sur cette base : {screening.drm}."
    )
    yield "Un calcul n'est pas une décision : seule la caisse décide, après dépôt d'une demande."


def to_json(screening: Screening, parameters: Parameters) -> dict[str, Any]:
    """The screening with stable keys, documented in docs/droit-c2s.md; a hidden figure is null."""
    threshold = int(parameters.value("diffusion.seuil", screening.au))
    return {
        "au": screening.au.isoformat(),
        "connu_au": screening.connu_au.isoformat(),
        "personnes": screening.persons,
        "personnes_de_foyer_connu": screening.in_households,
        "foyers": screening.households,
        "presumes": screening.presumed,
        "a_examiner": screening.to_examine,
        "verdicts": dict(screening.verdicts),
        "sources": {
            source: {"decides": known.decided, "bornes": known.bounded, "inconnus": known.unknown}
            for source, known in screening.sources.items()
        },
        "non_recours": {cover: _range(screening.take_up[cover]) for cover in COVERS},
        "par": {by: {cover: _published(screening, by, cover, threshold) for cover in COVERS} for by in screening.by},
        "hypotheses": list(assumptions(screening)),
    }


def _published(screening: Screening, by: str, cover: Cover, threshold: int) -> dict[str, Any]:
    found = publish({name: _counts(of[cover]) for name, of in screening.by[by].items()}, threshold)
    return {name: None if name in found.hidden else _range(TakeUp(*found.shown[name])) for name in screening.by[by]}


def _counts(take_up: TakeUp) -> tuple[int, int, int]:
    return take_up.covered, take_up.certain, take_up.possible


def _range(take_up: TakeUp) -> dict[str, Any]:
    least, most = take_up.least, take_up.most
    return {
        "couverts": take_up.covered,
        "sans_certains": take_up.certain,
        "sans_possibles": take_up.possible,
        "au_moins": None if least is None else round(least, 3),
        "au_plus": None if most is None else round(most, 3),
    }


def _sources(console: Console, screening: Screening) -> None:
    console.print()
    table = _table("D'où viennent les ressources", "foyers", "décidés", "bornés", "inconnus")
    for source, known in screening.sources.items():
        if known.total:
            parts = (_part(part, known.total) for part in (known.decided, known.bounded, known.unknown))
            table.add_row(_SOURCES[source], figure(known.total), *parts)
    console.print(table)


def _verdicts(console: Console, screening: Screening) -> None:
    console.print()
    told = [f"{word} {figure(count)}" for word, count in screening.verdicts.items() if count]
    console.print(f"Verdicts : {', '.join(told)}.")
    console.print(
        f"Dont {figure(screening.presumed)} par une allocation, sans examen des ressources ; "
        f"{figure(screening.to_examine)} à deux euros ou moins d'un plafond, à examiner."
    )


def _take_up(console: Console, screening: Screening) -> None:
    console.print()
    for cover in COVERS:
        take_up = screening.take_up[cover]
        console.print(f"Non-recours, {_COVERS[cover]} : {_said(take_up)}", style="bold")
        console.print(
            f"   {figure(take_up.covered)} personnes l'ont ; sans elle, {figure(take_up.certain)} y ont droit de façon "
            f"certaine, {figure(take_up.possible)} peut-être."
        )


def _by(console: Console, screening: Screening, by: str, parameters: Parameters) -> None:
    threshold = int(parameters.value("diffusion.seuil", screening.au))
    table = _table(_BY[by], *(_COVERS[cover] for cover in COVERS))
    shown = {
        cover: publish({name: _counts(of[cover]) for name, of in screening.by[by].items()}, threshold).shown
        for cover in COVERS
    }
    told = [name for name in screening.by[by] if any(name in shown[cover] for cover in COVERS)]
    largest = sorted(told, key=lambda name: -sum(_counts(screening.by[by][name]["gratuite"])))[:MOST_LINES]
    for name in (name for name in told if name in largest):
        table.add_row(
            name.replace("_", " "),
            *(_said(TakeUp(*shown[cover][name])) if name in shown[cover] else HIDDEN for cover in COVERS),
        )
    console.print()
    console.print(table)
    left = len(screening.by[by]) - len(told)
    if len(told) > MOST_LINES:
        console.print(f"Les {MOST_LINES} plus peuplées, sur {len(told)} ; toutes avec --json.", style="dim")
    if left:
        console.print(f"{left} autres cachées : moins de {threshold} personnes, ou déductibles.", style="dim")


def _table(*columns: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for rank, column in enumerate(columns):
        table.add_column(column, justify="right" if rank else "left")
    return table


def _part(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f} %"


def _said(take_up: TakeUp) -> str:
    least, most = take_up.least, take_up.most
    if least is None or most is None:
        return "personne n'y a droit"
    return f"entre {100 * least:.0f} et {100 * most:.0f} %"
