"""``is248 codebook 2016 [word]``: the questions of a year, or those that hold a word."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from is248.cli.commands import say
from is248.edition.plan import read_year
from is248.survey.codebook import load_codebook, type_name

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from is248.base.paths import Project
    from is248.survey.codebook import Codebook, Variable

NOT_FOUND = 1

ACCESS = {"public": "offentlig", "restricted": "skjermet"}
"""Access class → Norwegian."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Year and word."""
    parser.add_argument("year", metavar="ÅR")
    parser.add_argument(
        "word",
        metavar="ORD",
        nargs="?",
        help="bare spørsmål der ordet står i navn, tekst, nummer, kapittel eller svar",
    )


def run(options: argparse.Namespace, project: Project) -> int:
    """Print the questions; the result is 1 when none holds the word."""
    book = load_codebook(read_year(options.year, project), project)
    found = book.search(options.word) if options.word else list(book.variables)
    if not found:
        sys.stderr.write(f"Ingen spørsmål i {book.year} inneholder «{options.word}».\n")
        return NOT_FOUND
    for variable in found:
        say(describe(variable))
    sys.stdout.write(f"\n{_counted(found, book)}\n")
    return 0


def describe(variable: Variable) -> Iterator[str]:
    """The lines that show a question.

    Args:
        variable: The question.

    Yields:
        Number, id, type and access; the label; then, if it has them, who is asked, its answers,
        the codes that stand for no answer, and its note.
    """
    kind, access = type_name(variable), ACCESS[variable.access]
    yield f"{variable.number:<6}  {variable.id}  [{kind}; {access}]"
    yield f"        {variable.label}"
    if variable.asked:
        yield f"        Spørres når: {variable.asked.variable} = {' | '.join(variable.asked.codes)}"
    for code, label in variable.categories.items():
        yield f"        - {code}: {label}"
    for code, status in variable.missing.items():
        yield f"        - {code}: uten svar ({status})"
    if variable.note:
        yield f"        Merk: {variable.note}"


def _counted(found: list[Variable], book: Codebook) -> str:
    columns = sum(len(variable.columns) for variable in found)
    return (
        f"{len(found)} av {len(book.variables)} spørsmål i {book.year}, "
        f"{columns} kolonner i svarfilen"
    )
