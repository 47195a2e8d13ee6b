"""Reads a YAML file that anyone may have written: small, shallow, without aliases, or one French sentence."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from planir.engine.errors import PlanirError
from planir.engine.printable import command_in, one_line
from planir.engine.small_file import NotAFileError, read_small

try:
    from yaml import CSafeLoader as SafeLoader
except ImportError:
    from yaml import SafeLoader  # type: ignore[assignment] # the same interface, written in Python

LARGEST_FILE = 200_000
"""Bytes. Ten times the longest file shipped."""
LONGEST_TEXT = 10_000
"""Characters of one value. Also keeps the reading of a number written in base 60 short."""
DEEPEST = 50
LARGEST_NUMBER = 10**18

_NOT_YAML = "ce n'est pas du YAML : vérifiez les retraits, les guillemets et les deux-points"
_SLIPS = {
    "mapping values are not allowed": "un texte qui contient « : » s'écrit entre guillemets, ou le retrait est faux",
    "cannot start any token": "une tabulation ou un signe réservé commence ce texte : des espaces, ou des guillemets",
    "found unexpected end of stream": "des guillemets ou un crochet ne sont pas refermés",
    "tab character": "une tabulation commence cette ligne, ou l'une d'avant : mettez des espaces",
    "expected <document start>": "cette ligne n'a pas le retrait de celle d'avant",
    "did not find expected key": "cette ligne n'a pas le retrait de celle d'avant, ou un guillemet est de trop",
    "could not find expected ':'": "il manque les deux-points après la clé",
    "did not find expected ','": "il manque une virgule, ou un crochet ou une accolade n'est pas refermé",
}
"""What the parser says of a fault, by some of its words, and what its author has to do."""

_IMPOSSIBLE = (ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError)


class PlainLoader(SafeLoader):
    """Says at which line a value is impossible: 2026-02-31, a number of thousands of digits, a tag that lies."""

    def construct_object(self, node: Any, deep: bool = False) -> Any:
        try:
            value = super().construct_object(node, deep=deep)
            if type(value) is int and abs(value) > LARGEST_NUMBER:
                raise ValueError("number too large")
        except _IMPOSSIBLE as error:
            problem = f"« {said(node.value)} » n'est ni une date ni un nombre possible"
            raise yaml.MarkedYAMLError(problem_mark=node.start_mark, note=problem) from error
        return value

    def construct_mapping(self, node: Any, deep: bool = False) -> Any:
        written = [str(key.value) for key, _ in node.value]
        twice = next((key for key in written if written.count(key) > 1), None)
        if twice is not None:
            raise yaml.MarkedYAMLError(problem_mark=node.start_mark, note=f"« {said(twice)} » est écrit deux fois")
        return super().construct_mapping(node, deep=deep)


def read_yaml(path: Path, code: str, loader: type[Any] = PlainLoader) -> object:
    """What the file holds; the caller checks that it is the mapping or the list it wants.

    Raises PlanirError `code`, naming the folder, the file and the line when known, when the file is absent, larger than
    200 kB, not UTF-8, not YAML, nested more than 50 deep, holds an alias, a key twice or a value that cannot be.
    """
    try:
        text = read_small(path, LARGEST_FILE).decode("utf-8-sig")
        _survey(text)
        return yaml.load(text, Loader=loader)  # noqa: S506 - builds plain values only: both loaders are safe
    except yaml.MarkedYAMLError as error:
        line = f", ligne {error.problem_mark.line + 1}" if error.problem_mark else ""
        raise _refused(path, code, error.note or _not_yaml(error), line) from error
    except UnicodeDecodeError as error:
        raise _refused(path, code, "ce n'est pas du texte en UTF-8 : enregistrez-le ainsi") from error
    except NotAFileError as error:
        raise _refused(path, code, str(error)) from error
    except OSError as error:
        raise _refused(path, code, "le fichier est absent ou illisible") from error
    except (yaml.YAMLError, *_IMPOSSIBLE) as error:
        raise _refused(path, code, _NOT_YAML) from error


def _not_yaml(error: yaml.MarkedYAMLError) -> str:
    """What to mend, for the slips that a text typed by hand has most often."""
    return next((said for words, said in _SLIPS.items() if words in str(error.problem)), _NOT_YAML)


def said(value: object) -> str:
    """A value as a sentence may quote it: on one line, cut after 40 characters."""
    text = one_line(" ".join(str(value).split()))
    return text if len(text) <= 40 else f"{text[:40]}…"


def _survey(text: str) -> None:
    """Look at the events one by one, before anything is built: neither recursion nor expansion can happen here."""
    depth = 0
    event: Any
    for event in yaml.parse(text, Loader=SafeLoader):
        problem = None
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > DEEPEST:
                problem = f"plus de {DEEPEST} niveaux imbriqués"
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        elif isinstance(event, yaml.AliasEvent):
            problem = f"le renvoi « *{said(event.anchor)} » n'est pas admis, écrivez la valeur en entier"
        elif isinstance(event, yaml.ScalarEvent) and len(event.value) > LONGEST_TEXT:
            problem = f"une valeur dépasse {LONGEST_TEXT} caractères"
        elif isinstance(event, yaml.ScalarEvent) and command_in(event.value):
            problem = "une valeur contient des caractères de commande, invisibles : retapez-la"
        if problem:
            raise yaml.MarkedYAMLError(problem_mark=event.start_mark, note=problem)


def short(path: Path) -> str:
    """The folder and the name of a file: enough to find it, and nothing of the machine."""
    return f"{path.parent.name}/{path.name}"


def _refused(path: Path, code: str, problem: str, line: str = "") -> PlanirError:
    return PlanirError(code, f"« {short(path)} »{line} : {problem}.")
