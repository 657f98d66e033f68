"""The command line: ``is248 report 2016``.

Exit codes: 0 all well; 1 a chapter failed, or a version could not be made again; 2 something given
cannot be used; 70 a fault in the program; 130 stopped by the user.
"""

from __future__ import annotations

import argparse
import io
import os
import re
import sys
import traceback
from typing import TYPE_CHECKING, Any, NoReturn

from is248 import __version__
from is248.base.errors import UserError, suggestion
from is248.base.invisible import visible
from is248.base.paths import find_project
from is248.cli.commands import COMMANDS, command_module
from is248.cli.leavings import clear_leavings

if TYPE_CHECKING:
    from collections.abc import Sequence

DEBUG_VARIABLE = "IS248_DEBUG"
BAD_INPUT = 2
INTERNAL_FAULT = 70
STOPPED = 130

_ENGLISH = (
    (re.compile(r"the following arguments are required: (.*)"), r"Mangler \1."),
    (re.compile(r"unrecognized arguments: (.*)"), r"Kjenner ikke \1."),
    (re.compile(r"argument (\S+).*: expected .*argument.*"), r"\1 mangler en verdi."),
    (re.compile(r"argument (\S+).*: invalid choice: '(.*?)'.*"), r"Kjenner ikke «\2»."),
)
"""What argparse says → what we say."""


class _Format(argparse.HelpFormatter):
    """Help with Norwegian headings."""

    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: Any = None) -> None:  # noqa: ANN401
        super().add_usage(usage, actions, groups, "Bruk: " if prefix is None else prefix)


class _Parser(argparse.ArgumentParser):
    """A parser that speaks Norwegian and raises instead of ending the program."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(
            **{"add_help": False, "allow_abbrev": False, "formatter_class": _Format, **settings}
        )
        self._positionals.title = "Argumenter"
        self._optionals.title = "Valg"
        self.add_argument("-h", "--help", action="help", help="vis denne hjelpen")

    def error(self, message: str) -> NoReturn:
        """Say in Norwegian what cannot be read.

        Raises:
            UserError: Always.
        """
        raise UserError(_norwegian(message) + f" Se «{self.prog} --help».")


def _norwegian(message: str) -> str:
    for pattern, words in _ENGLISH:
        if match := pattern.fullmatch(message):
            return match.expand(words)
    return f"Kan ikke lese kommandoen: {message}."


def parser(chosen: str | None = None) -> argparse.ArgumentParser:
    """The parser of the command line.

    Args:
        chosen: The command that is about to run; only its module is imported.
    """
    top = _Parser(prog="is248", description="Kompendiet for IS-24/8: fra svar til rapport.")
    top.add_argument("--version", action="version", version=__version__, help="vis versjonen")
    commands = top.add_subparsers(dest="command", metavar="KOMMANDO", title="Kommandoer")
    for name, words in COMMANDS.items():
        command = commands.add_parser(name, help=words, description=words)
        if name == chosen:
            command_module(name).arguments(command)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command.

    Args:
        arguments: Words of the command line; those of the process when not given.

    Returns:
        The exit code.
    """
    _write_any_letter()
    try:
        return _run(_known_command(arguments))
    except UserError as error:
        return _said(str(error), BAD_INPUT)
    except BrokenPipeError:
        # the reader, such as head, has what it wanted; nothing is left to write to
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return _said("Stoppet. Ingenting er publisert.", STOPPED)
    except Exception as error:  # noqa: BLE001 - the last resort: one sentence, no traceback
        first = next(iter(str(error).splitlines()), "")
        hint = f"Kjør med {DEBUG_VARIABLE}=1 for å se hele feilmeldingen."
        return _said(f"Uventet feil ({type(error).__name__}: {first}). {hint}", INTERNAL_FAULT)


def _write_any_letter() -> None:
    """A terminal that lacks a letter shows a sign in its place."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def _known_command(arguments: Sequence[str] | None) -> list[str]:
    words = list(sys.argv[1:] if arguments is None else arguments)
    if words and not words[0].startswith("-") and words[0] not in COMMANDS:
        raise UserError(f"Kjenner ikke kommandoen «{words[0]}».{suggestion(words[0], COMMANDS)}")
    return words


def _said(sentence: str, code: int) -> int:
    if os.environ.get(DEBUG_VARIABLE):
        traceback.print_exc()
    print(visible(" ".join(sentence.split())), file=sys.stderr)
    return code


def _run(words: Sequence[str]) -> int:
    if not words:
        parser().print_help()
        return BAD_INPUT
    chosen = words[0] if words[0] in COMMANDS else None
    options = parser(chosen).parse_args(words)
    project = find_project()
    clear_leavings(project)
    return command_module(options.command).run(options, project)
