"""The help of a command in French: what Typer and Click say in English on their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from typer.core import TyperCommand, TyperGroup

if TYPE_CHECKING:
    from click import Context, HelpFormatter, Option

_HELP = "Affiche cette aide."


class FrenchCommand(TyperCommand):
    """A command whose help is in French."""

    def format_help(self, ctx: Context, formatter: HelpFormatter) -> None:
        _say_in_french()
        super().format_help(ctx, formatter)

    def get_help_option(self, ctx: Context) -> Option | None:
        return _french(super().get_help_option(ctx))


class FrenchGroup(TyperGroup):
    """A group of commands whose help is in French."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**{**given, "subcommand_metavar": "COMMANDE [ARGUMENTS]…"})

    def format_help(self, ctx: Context, formatter: HelpFormatter) -> None:
        _say_in_french()
        super().format_help(ctx, formatter)

    def get_help_option(self, ctx: Context) -> Option | None:
        return _french(super().get_help_option(ctx))


def _french(option: Option | None) -> Option | None:
    if option is not None:
        option.help = _HELP
    return option


def _say_in_french() -> None:
    from typer import rich_utils  # Late: only a help needs it, and it loads Rich whole.

    rich_utils.REQUIRED_LONG_STRING = "[obligatoire]"
    rich_utils.DEFAULT_STRING = "[à défaut : {}]"
