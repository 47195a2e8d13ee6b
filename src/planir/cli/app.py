"""The commands, gathered; and what a user reads when one of them cannot go on."""

from __future__ import annotations

import errno
import re
from collections.abc import Sequence

import typer

from planir.cli import demo, detect, docs, explain, generate, law, population, programmes, relations, service, sql
from planir.cli.french import FrenchCommand, FrenchGroup
from planir.cli.terminal import say
from planir.engine.errors import PlanirError
from planir.engine.naming import shown, suggestion

UsageError: type[Exception] = typer.BadParameter.__bases__[0]
"""What Typer raises on a command line it does not understand; it gives the class no public name."""

_UNKNOWN_COMMAND = re.compile(r"No such command '(.*?)'")
"""How Typer begins its message: it has no other place for the name that was typed."""

COMMANDS = "Commandes"
USAGE = 2
INTERRUPTED = 130

app = typer.Typer(
    cls=FrenchGroup,
    help="PLANIR : repérer, joindre, accompagner, mesurer.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
_population = typer.Typer(
    cls=FrenchGroup, help="Ce que la caisse sait : importer, vérifier, générer.", no_args_is_help=True
)
_population.command("import", cls=FrenchCommand, rich_help_panel=COMMANDS)(population.import_)
_population.command("check", cls=FrenchCommand, rich_help_panel=COMMANDS)(population.check)
_population.command("generate", cls=FrenchCommand, rich_help_panel=COMMANDS)(generate.generate)
app.add_typer(_population, name="population", rich_help_panel=COMMANDS)
_programmes = typer.Typer(
    cls=FrenchGroup, help="Les programmes : les lister, en préparer un, les contrôler.", no_args_is_help=True
)
for _name, _command in programmes.COMMANDS.items():
    _programmes.command(_name, cls=FrenchCommand, rich_help_panel=COMMANDS)(_command)
app.add_typer(_programmes, name="programmes", rich_help_panel=COMMANDS)
_law = typer.Typer(
    cls=FrenchGroup, help="Le droit à une date : C2S, EPICES, les nombres de la loi.", no_args_is_help=True
)
for _name, _command in law.COMMANDS.items():
    _law.command(_name, cls=FrenchCommand, rich_help_panel=COMMANDS)(_command)
app.add_typer(_law, name="law", rich_help_panel=COMMANDS)
app.command("detect", cls=FrenchCommand, rich_help_panel=COMMANDS)(detect.detect)
app.command("explain", cls=FrenchCommand, rich_help_panel=COMMANDS)(explain.explain)
app.command("relations", cls=FrenchCommand, rich_help_panel=COMMANDS)(relations.relations)
app.command("sql", cls=FrenchCommand, rich_help_panel=COMMANDS)(sql.sql)
_situations = typer.Typer(cls=FrenchGroup, help="Le service : ce qui y est repéré.", no_args_is_help=True)
_situations.command("load", cls=FrenchCommand, rich_help_panel=COMMANDS)(service.load)
app.add_typer(_situations, name="situations", rich_help_panel=COMMANDS)
_journal = typer.Typer(
    cls=FrenchGroup, help="Le journal : le sceller, vérifier qu'il est intact.", no_args_is_help=True
)
_journal.command("seal", cls=FrenchCommand, rich_help_panel=COMMANDS)(service.seal)
_journal.command("verify", cls=FrenchCommand, rich_help_panel=COMMANDS)(service.verify)
app.add_typer(_journal, name="journal", rich_help_panel=COMMANDS)
app.command("serve", cls=FrenchCommand, rich_help_panel=COMMANDS)(service.serve)
app.command("demo", cls=FrenchCommand, rich_help_panel=COMMANDS)(demo.demo)
app.command("docs", cls=FrenchCommand, hidden=True)(docs.docs)


def run(arguments: Sequence[str]) -> int:
    """Run one command; its exit code: 0 done, 2 a fault that the user can mend, 130 interrupted."""
    try:
        result = app(args=list(arguments), prog_name="planir", standalone_mode=False)
    except (KeyboardInterrupt, typer.Abort):
        _say("Interrompu : rien n'a été changé.")
        return INTERRUPTED
    except BrokenPipeError:
        raise
    except (PlanirError, UsageError, MemoryError, OSError) as error:
        if type(error).__name__ == "NoArgsIsHelpError":
            return 0
        sentence = _sentence(error)
        if sentence is None:
            raise
        return _say(sentence)
    return result if isinstance(result, int) else 0


def _sentence(error: Exception) -> str | None:
    """What a user reads of an error; None for what nobody foresaw."""
    if isinstance(error, PlanirError):
        return error.sentence
    if isinstance(error, MemoryError):
        return "La mémoire de ce poste ne suffit pas : demandez moins, ou fermez d'autres programmes."
    return _system(error) if isinstance(error, OSError) else _usage(error)


def _say(sentence: str) -> int:
    say(f"Erreur : {sentence}", stderr=True)
    return USAGE


def _usage(error: Exception) -> str:
    context, parameter = getattr(error, "ctx", None), getattr(error, "param", None)
    help_line = f" « {context.command_path} --help » dit comment l'écrire." if context else ""
    option = next((name for name in getattr(parameter, "opts", ()) if name.startswith("--")), None)
    name = option or getattr(parameter, "metavar", None) or "un argument"
    match type(error).__name__:
        case "NoSuchOption":
            return f"L'option « {getattr(error, 'option_name', '')} » n'existe pas.{help_line}"
        case "MissingParameter":
            return f"Il manque « {name} ».{help_line}"
        case "BadParameter":
            return f"« {name} » ne convient pas.{help_line}"
        case _:
            typed = _UNKNOWN_COMMAND.match(str(error))
            if typed is None:
                return f"Cette commande n'est pas comprise.{help_line}"
            known = list(getattr(getattr(context, "command", None), "commands", {}))
            return f"La commande « {shown(typed.group(1))} » n'existe pas{suggestion(typed.group(1), known)}{help_line}"


def _system(error: OSError) -> str | None:
    """What a full disk, a forbidden folder, or a bad path says; None for what nobody foresaw."""
    match error.errno:
        case errno.ENOSPC | errno.EDQUOT | errno.EFBIG:
            return "Le disque est plein : libérez de la place, puis recommencez. Rien n'a été changé."
        case errno.EMFILE | errno.ENFILE:
            return "Trop de fichiers sont ouverts sur ce poste : fermez d'autres programmes, puis recommencez."
        case errno.EACCES | errno.EPERM | errno.EROFS:
            return f"Accès refusé à « {error.filename} » : vérifiez les droits sur ce dossier."
        case errno.ENOENT | errno.EEXIST | errno.ENOTDIR | errno.EISDIR | errno.ENAMETOOLONG | errno.ELOOP | errno.EIO:
            return f"« {str(error.filename)[:80]} » ne s'ouvre pas : vérifiez ce chemin, puis recommencez."
        case _:
            return None
