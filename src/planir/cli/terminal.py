"""The only way to a terminal: what is printed is text, never markup, never a command, in whatever encoding it reads."""

from __future__ import annotations

import codecs
import json
import os
import re
import sys
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from planir.engine.printable import COMMANDS, printable
from planir.population.nir import without_nir

if TYPE_CHECKING:
    from rich.console import Console

_NEAREST = "planir.nearest"
_GLUED = {0xA0: 0xF8FA, 0x202F: 0xF8FB}
"""A line may break at any space for Rich, those that French forbids to break included: it is shown others."""
_UNGLUED = {shown: space for space, shown in _GLUED.items()}
_ESCAPED = re.compile(f"[{''.join(COMMANDS[2:])}]")
"""What JSON leaves as it is, and a terminal would not."""


def open_console(*, stderr: bool = False) -> Console:
    """A Rich console for text that comes from anywhere: brackets are brackets, control characters are shown as such."""
    from rich.console import Console, ConsoleOptions, RenderableType
    from rich.segment import Segment
    from rich.text import Text

    class TextConsole(Console):
        def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
            if isinstance(renderable, str):
                renderable = self.render_str(renderable)
            if isinstance(renderable, Text):
                renderable = renderable.copy()
                renderable.plain = renderable.plain.translate(_GLUED)
            for segment in super().render(renderable, options):
                text = segment.text.translate(_UNGLUED)
                yield segment if segment.control else Segment(printable(text), segment.style)

        def on_broken_pipe(self) -> None:
            raise BrokenPipeError

    return TextConsole(stderr=stderr, markup=False, highlight=False, emoji=False)


def say(text: str, *, stderr: bool = False) -> None:
    """Print one line or several: a sentence may quote anything, and what is shaped like a NIR is masked."""
    print(printable(without_nir(text)), file=sys.stderr if stderr else sys.stdout)


def say_json(value: Any) -> None:
    """Print JSON that is the same value whatever the encoding: what is not UTF-8 gets escapes only."""
    unicode = codecs.lookup(sys.stdout.encoding or "ascii").name == "utf-8"
    text = json.dumps(value, ensure_ascii=not unicode, indent=2)
    print(_ESCAPED.sub(lambda found: f"\\u{ord(found[0]):04x}", text))


def accept_any_encoding() -> None:
    """From now on what the terminal's encoding lacks is printed as the nearest letters, or « ? », and never fails.

    Nor does an output that was closed before the start (`>&-`): Python then gives no stream at all.
    """
    codecs.register_error(_NEAREST, _nearest)
    nowhere = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - open as long as the command runs
    sys.stdout, sys.stderr = (stream or nowhere for stream in (sys.stdout, sys.stderr))
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors=_NEAREST)


def _nearest(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    lacking = error.object[error.start : error.end]
    plain = unicodedata.normalize("NFKD", lacking.translate(_PLAIN))
    kept = "".join(one for one in plain if not unicodedata.combining(one))
    return "".join(one if one.isascii() else "?" for one in kept), error.end


_PLAIN = str.maketrans(
    {"«": '"', "»": '"', "’": "'", "…": "...", "€": "EUR", "−": "-", "–": "-", "—": "-", "œ": "oe", "Œ": "OE"}
    | {"█": "#", "━": "-", "✓": "+", "✗": "x", "▲": "!", "●": "*", "◆": "*", "→": "->"}
)


def let_go() -> None:
    """Whoever read the output has left (`| head -1`): what is still to be printed goes nowhere, in silence."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
