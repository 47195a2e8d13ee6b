"""The commands, gathered; and what a user reads when one of them cannot go on."""

from __future__ import annotations

import errno
import sys
from collections.abc import Sequence

import click
import typer

from planir.cli import demo, detect, docs, explain, generate, population, programmes, sql
from planir.engine.errors import PlanirError

USAGE = 2
INTERRUPTED = 130

app = typer.Typer(
    help="PLANIR : repérer, joindre, accompagner, mesurer.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
_population = typer.Typer(help="Ce que la caisse sait : importer, vérifier, générer.", no_args_is_help=True)
_population.command("import")(population.import_)
_population.command("check")(population.check)
_population.command("generate")(generate.generate)
app.add_typer(_population, name="population")
_programmes = typer.Typer(help="Le catalogue des programmes.", no_args_is_help=True)
for _name, _command in programmes.COMMANDS.items():
    _programmes.command(_name)(_command)
app.add_typer(_programmes, name="programmes")
app.command("detect")(detect.detect)
app.command("explain")(explain.explain)
app.command("sql")(sql.sql)
app.command("demo")(demo.demo)
app.command("docs", hidden=True)(docs.docs)


def run(arguments: Sequence[str]) -> int:
    """Run one command; its exit code: 0 done, 2 a fault that the user can mend, 130 interrupted."""
    try:
        result = app(args=list(arguments), prog_name="planir", standalone_mode=False)
    except PlanirError as error:
        return _say(error.sentence)
    except click.exceptions.NoArgsIsHelpError as error:
        print(error.ctx.get_help() if error.ctx else "")
        return 0
    except click.UsageError as error:
        return _say(_usage(error))
    except (KeyboardInterrupt, click.exceptions.Abort):
        _say("Interrompu : rien n'a été changé.")
        return INTERRUPTED
    except OSError as error:
        sentence = _system(error)
        if sentence is None:
            raise
        return _say(sentence)
    return result if isinstance(result, int) else 0


def _say(sentence: str) -> int:
    print(f"Erreur : {sentence}", file=sys.stderr)
    return USAGE


def _usage(error: click.UsageError) -> str:
    help_line = f" « {error.ctx.command_path} --help » dit comment l'écrire." if error.ctx else ""
    match error:
        case click.NoSuchOption():
            return f"L'option « {error.option_name} » n'existe pas.{help_line}"
        case click.MissingParameter():
            name = error.param.human_readable_name if error.param else "un argument"
            return f"Il manque « {name} ».{help_line}"
        case click.BadParameter():
            name = error.param.human_readable_name if error.param else "un argument"
            return f"« {name} » ne convient pas.{help_line}"
        case _:
            return f"Cette commande n'est pas comprise.{help_line}"


def _system(error: OSError) -> str | None:
    """What a full disk, a forbidden folder or a closed pipe says; None for what nobody foresaw."""
    match error.errno:
        case errno.ENOSPC | errno.EDQUOT:
            return "Le disque est plein : libérez de la place, puis recommencez. Rien n'a été changé."
        case errno.EACCES | errno.EPERM | errno.EROFS:
            return f"Accès refusé à « {error.filename} » : vérifiez les droits sur ce dossier."
        case errno.EPIPE:
            return "La lecture s'est arrêtée avant la fin."
        case _:
            return None
