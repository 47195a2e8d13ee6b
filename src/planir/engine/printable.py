"""Text that anyone may have written, made fit to be shown: no character of it drives a terminal."""

from __future__ import annotations

import re

REPLACEMENT = "\ufffd"

COMMANDS = (
    *("\x00-\x08", "\x0b-\x1f"),
    "\x7f-\x9f",
    *("\u061c", "\u200e\u200f", "\u2028-\u202e", "\u2066-\u2069"),
    "\ud800-\udfff",
)
"""Control characters but the tab and the end of line, marks that reverse the reading, halves of characters."""

_COMMAND = re.compile(f"[{''.join(COMMANDS)}]")
_LINE = re.compile(r"[\t\n\r]+")


def printable(text: str) -> str:
    """The text with every command replaced by « \ufffd »; tabs and ends of line stay."""
    return _COMMAND.sub(REPLACEMENT, text)


def one_line(text: str) -> str:
    """The same, on one line: for a cell of a table or a sentence."""
    return printable(_LINE.sub(" ", text))


def command_in(text: str) -> bool:
    """Whether the text, whose lines may end as Windows ends them, holds a command."""
    return _COMMAND.search(text.replace("\r\n", "\n")) is not None
