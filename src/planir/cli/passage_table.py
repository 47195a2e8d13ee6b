"""A run as a readable table: each programme under its risk, with a bar."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from planir.cli.table_titles import TableTitles
from planir.cli.terminal import open_console
from planir.detection.passage import Passage, ProgrammeResult
from planir.programmes.sheet import RISKS

RISK_WORDS = {"rupture": "▲ RUPTURE", "non_recours": "● NON-RECOURS", "incomprehension": "◆ INCOMPRÉHENSION"}
RISK_STYLES = {"rupture": "red", "non_recours": "yellow", "incomprehension": "magenta"}
STATUS_WORDS = {"non_examine": "Non examinés", "reserve": "Réservés"}
CLOSED_WORDS = {
    "obtenue": "droit obtenu",
    "echue": "échéance passée",
    "deces_ou_depart": "décès ou départ",
    "regle_changee": "règle changée",
    "plus_concernee": "n'est plus concernée",
}
"""Why a situation is no longer there, in the order in which a reader asks."""
BAR = 16
WIDE = 130
"""Columns of a terminal from which each programme says why its situations were closed."""


def show(passage: Passage, output: Path | None) -> None:
    """Print the run on standard output."""
    console = open_console()
    known = "" if passage.connu_au == passage.au else f", avec ce qui était connu le {passage.connu_au:%d/%m/%Y}"
    console.print(f"Situations au {passage.au:%d/%m/%Y}{known}", style="bold")
    if passage.synthetic:
        console.print("Population synthétique : aucune de ces personnes n'existe.", style="dim")
    console.print(_compared(passage), style="dim")
    if (aged := _aged(passage)) is not None:
        console.print(aged, style="yellow")
    wide = console.width >= WIDE
    largest = max((programme.situations for programme in passage.programmes), default=0)
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("Programme", no_wrap=True)
    for name in ("Situations", "Nouvelles", "Closes"):
        table.add_column(name, justify="right", no_wrap=True, min_width=len(name))
    table.add_column("", no_wrap=True, width=BAR)
    if wide:
        table.add_column("Closes, pourquoi", style="dim")
    for risk in RISKS:
        programmes = [one for one in passage.programmes if one.risk == risk and one.status == "examine"]
        if programmes:
            table.add_row(Text(RISK_WORDS[risk], style=f"bold {RISK_STYLES[risk]}"))
        for programme in sorted(programmes, key=lambda one: (-one.situations, one.code)):
            _row(table, programme, largest, wide)
    console.print(table)
    _closed(console, passage)
    titles = TableTitles()
    _not_known(console, passage, titles)
    for status, word in STATUS_WORDS.items():
        stopped = [one for one in passage.programmes if one.status == status]
        if stopped:
            console.print(word, style="bold")
        for programme in stopped:
            reason = titles.listed(str(programme.reason))
            console.print(f"  {programme.code} : {reason}", style="dim", soft_wrap=True)
    console.print(
        f"{_counted(passage.situations, 'situation')}, {_examined(passage)}, {passage.duration:.1f} s".replace(
            ".", ",", 1
        )
    )
    console.print(f"Passage : {passage.folder}", soft_wrap=True)
    if output is not None:
        console.print(f"Situations écrites dans : {output}", soft_wrap=True)


def _examined(passage: Passage) -> str:
    count = sum(one.status == "examine" for one in passage.programmes)
    return f"{_counted(count, 'programme')} examiné{'s' * (count > 1)}"


def _aged(passage: Passage) -> str | None:
    """How long before the day judged the oldest extract was made: an absence since then says nothing."""
    oldest = min((table.extracted for table in passage.tables.values()), default=passage.au)
    days = (passage.au - oldest).days
    if days <= 0:
        return None
    counted = _counted(days, "jour")
    return f"Extraits du {oldest:%d/%m/%Y}, {counted} avant le jour jugé : ce qui s'est passé depuis n'est pas connu."


def _not_known(console: Console, passage: Passage, titles: TableTitles) -> None:
    """What the numbers above were counted without: one line a programme and table."""
    lacking = [one for one in passage.programmes if one.not_known]
    if lacking:
        console.print("Examinés sans tout connaître", style="bold")
    for programme in lacking:
        for said in programme.not_known:
            console.print(f"  {programme.code}, {titles.said(said)}", style="dim", soft_wrap=True)


def _compared(passage: Passage) -> str:
    """Each programme is compared with the nearest night that examined it: most often the same one for all."""
    examined = [one for one in passage.programmes if one.status == "examine"]
    nights = Counter(one.before_au for one in examined if one.before_au is not None)
    first = sum(one.before is None for one in examined)
    if not nights:
        return "Première nuit : rien à comparer."
    (usual, _), *others = nights.most_common()
    said = f"Comparé à la nuit du {usual:%d/%m/%Y}"
    said += "".join(f", {_programmes(count)} à celle du {night:%d/%m/%Y}" for night, count in others)
    return f"{said} ; première nuit pour {_programmes(first)}." if first else f"{said}."


def _programmes(count: int) -> str:
    return "un programme" if count == 1 else f"{count} programmes"


def _closed(console: Console, passage: Passage) -> None:
    total: Counter[str] = Counter()
    for programme in passage.programmes:
        total.update(programme.closed)
    if total:
        console.print(f"Situations closes : {_number(total.total())} ({_reasons(total)}).")


def _reasons(closed: Mapping[str, int]) -> str:
    return " ; ".join(f"{word} : {_number(closed[code])}" for code, word in CLOSED_WORDS.items() if closed.get(code))


def _row(table: Table, programme: ProgrammeResult, largest: int, wide: bool) -> None:
    width = 0 if largest == 0 else max(round(BAR * programme.situations / largest), 1 if programme.situations else 0)
    table.add_row(
        f"  {programme.code}",
        _number(programme.situations),
        _number(programme.new),
        _number(sum(programme.closed.values())),
        Text("█" * width, style=RISK_STYLES[programme.risk]),
        *((_reasons(programme.closed),) if wide else ()),
    )


def _number(count: int) -> str:
    return f"{count:,}".replace(",", "\u202f")


def _counted(count: int, word: str) -> str:
    return f"{_number(count)} {word}{'s' * (count > 1)}"
