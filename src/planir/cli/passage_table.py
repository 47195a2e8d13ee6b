"""A run as a readable table: each programme under its risk, with a bar."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from planir.detection.passage import Passage, ProgrammeResult
from planir.programmes.sheet import RISKS

RISK_WORDS = {"rupture": "▲ RUPTURE", "non_recours": "● NON-RECOURS", "incomprehension": "◆ INCOMPRÉHENSION"}
RISK_STYLES = {"rupture": "red", "non_recours": "yellow", "incomprehension": "magenta"}
STATUS_WORDS = {"non_examine": "Non examinés", "reserve": "Réservés"}
BAR = 16


def show(passage: Passage, output: Path | None) -> None:
    """Print the run on standard output."""
    console = Console(highlight=False)
    known = "" if passage.connu_au == passage.au else f", avec ce qui était connu le {passage.connu_au:%d/%m/%Y}"
    console.print(f"Situations au {passage.au:%d/%m/%Y}{known}", style="bold")
    if passage.synthetic:
        console.print("Population synthétique : aucune de ces personnes n'existe.", style="dim")
    largest = max((programme.situations for programme in passage.programmes), default=0)
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("Programme", no_wrap=True)
    for name in ("Situations", "Nouvelles", "Closes"):
        table.add_column(name, justify="right", no_wrap=True, min_width=len(name))
    table.add_column("", no_wrap=True, width=BAR)
    for risk in RISKS:
        programmes = [one for one in passage.programmes if one.risk == risk and one.status == "examine"]
        if programmes:
            table.add_row(Text(RISK_WORDS[risk], style=f"bold {RISK_STYLES[risk]}"))
        for programme in sorted(programmes, key=lambda one: (-one.situations, one.code)):
            _row(table, programme, largest)
    console.print(table)
    _not_known(console, passage)
    for status, word in STATUS_WORDS.items():
        stopped = [one for one in passage.programmes if one.status == status]
        if stopped:
            console.print(word, style="bold")
        for programme in stopped:
            console.print(f"  {programme.code} : {programme.reason}", style="dim", soft_wrap=True, markup=False)
    console.print(
        f"{_counted(passage.situations, 'situation')}, {_counted(len(passage.programmes), 'programme')}, "
        f"{passage.duration:.1f} s".replace(".", ",", 1)
    )
    console.print(f"Passage : {passage.folder}", soft_wrap=True)
    if output is not None:
        console.print(f"Situations écrites dans : {output}", soft_wrap=True)


def _not_known(console: Console, passage: Passage) -> None:
    """What the numbers above were counted without: one line a programme and table."""
    lacking = [one for one in passage.programmes if one.not_known]
    if lacking:
        console.print("Examinés sans tout connaître", style="bold")
    for programme in lacking:
        for said in programme.not_known:
            console.print(f"  {programme.code}, {said}", style="dim", soft_wrap=True, markup=False)


def _row(table: Table, programme: ProgrammeResult, largest: int) -> None:
    width = 0 if largest == 0 else max(round(BAR * programme.situations / largest), 1 if programme.situations else 0)
    table.add_row(
        f"  {programme.code}",
        _number(programme.situations),
        _number(programme.new),
        _number(sum(programme.closed.values())),
        Text("█" * width, style=RISK_STYLES[programme.risk]),
    )


def _number(count: int) -> str:
    return f"{count:,}".replace(",", "\u202f")


def _counted(count: int, word: str) -> str:
    return f"{_number(count)} {word}{'s' * (count > 1)}"
