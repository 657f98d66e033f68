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
from is248.errors import UserError, suggestion

if TYPE_CHECKING:
    from collections.abc import Sequence

DEBUG_VARIABLE = "IS248_DEBUG"
BAD_INPUT = 2
INTERNAL_FAULT = 70
STOPPED = 130

COMMANDS = ("report", "chapters")

_ENGLISH = (
    (re.compile(r"the following arguments are required: (.*)"), r"Mangler \1."),
    (re.compile(r"unrecognized arguments: (.*)"), r"Kjenner ikke \1."),
    (re.compile(r"argument (\S+).*: expected .*argument.*"), r"\1 mangler en verdi."),
    (re.compile(r"argument (\S+).*: invalid choice: '(.*?)'.*"), r"Kjenner ikke «\2»."),
)
"""What argparse says → what we say."""

_CHAPTER_HELP = "bare dette kapittelet, som utkast; kan gjentas"
_PARAMETER_HELP = "parameter til notatbøkene, for eksempel by=county; gir et utkast; kan gjentas"
_REBUILD_HELP = "kjør selv om ingenting er endret, og si fra hvis resultatet blir et annet"


class _Format(argparse.HelpFormatter):
    """Help with Norwegian headings."""

    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: Any = None) -> None:  # noqa: ANN401
        super().add_usage(usage, actions, groups, "Bruk: " if prefix is None else prefix)


class _Parser(argparse.ArgumentParser):
    """A parser that speaks Norwegian and raises instead of ending the program."""

    def __init__(self, **settings: Any) -> None:  # noqa: ANN401
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


def parser() -> argparse.ArgumentParser:
    """The parser of the command line."""
    top = _Parser(prog="is248", description="Kompendiet for IS-24/8: fra notatbøker til rapport.")
    top.add_argument("--version", action="version", version=__version__, help="vis versjonen")
    commands = top.add_subparsers(dest="command", metavar="KOMMANDO", title="Kommandoer")
    report = commands.add_parser("report", help="bygg et år, eller et utkast av noen kapitler")
    report.add_argument("year", metavar="ÅR")
    report.add_argument("--chapter", metavar="TEMA", action="append", help=_CHAPTER_HELP)
    report.add_argument("-p", metavar="NAVN=VERDI", action="append", help=_PARAMETER_HELP)
    report.add_argument("--rebuild", action="store_true", help=_REBUILD_HELP)
    chapters = commands.add_parser("chapters", help="vis kapitlene i et år og parametrene deres")
    chapters.add_argument("year", metavar="ÅR")
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
        return _run(parser().parse_args(_known_command(arguments)))
    except UserError as error:
        return _said(str(error), BAD_INPUT)
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
    print(" ".join(sentence.split()), file=sys.stderr)
    return code


def _run(options: argparse.Namespace) -> int:
    if options.command == "report":
        return _report(options)
    if options.command == "chapters":
        return _chapters(options)
    parser().print_help()
    return BAD_INPUT


def _report(options: argparse.Namespace) -> int:
    from is248.paths import find_project
    from is248.publishing.plan import read_overrides, read_year
    from is248.publishing.progress import for_terminal
    from is248.publishing.runner import build_year
    from is248.publishing.summary import failures, summary

    project = find_project()
    year = read_year(options.year, project)
    result = build_year(
        project,
        year,
        options.chapter,
        read_overrides(options.p or []),
        rebuild=options.rebuild,
        progress=for_terminal(),
    )
    _print_lines(summary(result, project))
    for line in failures(result, project):
        print(line, file=sys.stderr)
    return 0 if result.ok else 1


def _chapters(options: argparse.Namespace) -> int:
    from is248.params import load_year
    from is248.paths import find_project
    from is248.publishing.parameters import YEAR, literal, read_notebook
    from is248.publishing.plan import read_year

    project = find_project()
    for chapter in load_year(read_year(options.year, project), project).chapters:
        defaults = read_notebook(project, chapter.theme).defaults
        given = ", ".join(f"{k}={literal(v)}" for k, v in defaults.items() if k != YEAR)
        number = "" if chapter.number is None else str(chapter.number)
        print(f"{number:>3}  {chapter.theme:<20}  {chapter.title}")
        if given:
            print(f"     {given}")
    return 0


def _print_lines(lines: Sequence[str]) -> None:
    for line in lines:
        print(line)
