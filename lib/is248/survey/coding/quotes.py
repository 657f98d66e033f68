"""Quotes chosen for print: nothing but the text and the size class, and no name that nobody saw.

``data/survey/<year>/quotes.yml`` lists them. A quote with a hit of :mod:`.quote_scan`
is blocked until somebody puts a name and a date to exactly that text; a changed text has another
checksum, and the approval no longer counts.
"""

from __future__ import annotations

import datetime as dt  # noqa: TC003 - pydantic needs it at run time
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import Field

from is248.base.errors import DataError
from is248.base.paths import Project, find_project
from is248.base.yaml_files import read_model
from is248.survey.coding.coding_model import canonical, open_answers, text_sum
from is248.survey.coding.quote_scan import scan
from is248.survey.places import survey_folder
from is248.survey.records import Record

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from is248.survey.answers import Answers
    from is248.survey.coding.coding_model import OpenAnswer

_LEFT_OUT = re.compile(r"\[[^\]]*\]|…")
"""What the editor wrote instead of something: «[kommunen]», «[…]»."""


class Quote(Record):
    """A quote as it is listed.

    Attributes:
        variable: The open question.
        answer: Id of the answer.
        text: The text to print; what was left out or replaced stands in [brackets].
        sha256: Checksum of the text, as it was when it was chosen or approved.
        approved_by: Who has read the text and answers for printing it.
        approved_on: When.
    """

    variable: str
    answer: str
    text: str = Field(min_length=1)
    sha256: str = ""
    approved_by: str = ""
    approved_on: dt.date | None = None

    @property
    def approved(self) -> bool:
        """Whether somebody approved exactly this text by name."""
        signed = bool(self.approved_by.strip()) and self.approved_on is not None
        return signed and self.sha256 == text_sum(self.text)


class QuoteFile(Record):
    """The quotes of a year."""

    year: int
    synthetic: bool
    quotes: tuple[Quote, ...] = ()


@dataclass(frozen=True)
class PrintedQuote:
    """What a page may show of a quote.

    Attributes:
        text: The text.
        size_class: Size class of the municipality, as a reader sees it.
        synthetic: Whether nobody said it.
    """

    text: str
    size_class: str
    synthetic: bool


def quotes_path(year: int, project: Project | None = None) -> Path:
    """Where the quotes of a year are listed."""
    return survey_folder(year, project) / "quotes.yml"


def load_quotes(year: int, project: Project | None = None) -> QuoteFile:
    """Read the quotes of a year.

    Raises:
        DataError: The file is missing or not as it must be.
    """
    project = project or find_project()
    path = quotes_path(year, project)
    try:
        listed = read_model(path, QuoteFile, project.relative(path))
    except FileNotFoundError:
        raise DataError(f"Mangler {project.relative(path)}, listen over sitater.") from None
    if listed.year != year:
        raise DataError(f"{project.relative(path)} er for {listed.year}, ikke {year}.")
    return listed


def blocked(answers: Answers, project: Project | None = None) -> list[str]:
    """Why quotes of the year may not be printed.

    Args:
        answers: The prepared answers.
        project: The project; found when not given.

    Returns:
        One Norwegian line per fault, in the order of the file; none when all may be printed.
    """
    project = project or find_project()
    listed = load_quotes(answers.codebook.year, project)
    file = project.relative(quotes_path(listed.year, project))
    _check_origin(listed, answers, file)
    known = {
        (variable, answer.id): answer
        for variable in {quote.variable: None for quote in listed.quotes}
        for answer in open_answers(answers, variable, project)
    }
    return [
        f"{file}, sitat {at} ({quote.variable}, {quote.answer}): {fault}"
        for at, quote in enumerate(listed.quotes, start=1)
        for fault in _faults(quote, known.get((quote.variable, quote.answer)), listed.year, project)
    ]


def printable_quotes(
    answers: Answers, variable: str, project: Project | None = None
) -> list[PrintedQuote]:
    """The quotes of a question, ready to print.

    Args:
        answers: The prepared answers.
        variable: The open question.
        project: The project; found when not given.

    Returns:
        Text and size class, in the order of the file.

    Raises:
        DataError: A quote of the year is blocked; the message holds every reason.
    """
    project = project or find_project()
    if faults := blocked(answers, project):
        raise DataError(f"{len(faults)} hinder for å trykke sitatene. " + " ".join(faults))
    own = [q for q in load_quotes(answers.codebook.year, project).quotes if q.variable == variable]
    sizes = {a.id: a.size_class for a in open_answers(answers, variable, project)} if own else {}
    return [PrintedQuote(canonical(q.text), sizes[q.answer], answers.synthetic) for q in own]


def _check_origin(listed: QuoteFile, answers: Answers, file: str) -> None:
    if listed.synthetic != answers.synthetic:
        kind = {True: "syntetiske", False: "virkelige"}
        raise DataError(
            f"{file} har sitater fra {kind[listed.synthetic]} svar, men de klargjorte svarene er "
            f"{kind[answers.synthetic]}."
        )


def _faults(quote: Quote, answer: OpenAnswer | None, year: int, project: Project) -> Iterator[str]:
    if answer is None:
        yield "svar-ID-en finnes ikke. Hent den fra arket «Svar» i den eksporterte filen."
    elif not _stands_in(quote.text, answer.text):
        yield "teksten står ikke slik i svaret. Sett det du har endret eller utelatt, i [klammer]."
    if quote.sha256 and quote.sha256 != text_sum(quote.text):
        yield (
            "teksten er endret etter at den ble valgt, så godkjenningen gjelder ikke lenger. Les "
            f"den på nytt, og skriv sha256: {text_sum(quote.text)}."
        )
    elif not quote.approved and (hits := scan(quote.text, year, project)):
        found = ", ".join(dict.fromkeys(hit.words for hit in hits))
        yield (
            f"kan røpe hvem som svarte: {found}. Bytt det ut med [klammer], eller godkjenn teksten "
            f"med approved_by, approved_on og sha256: {text_sum(quote.text)}."
        )


def _stands_in(quote: str, answer: str) -> bool:
    """Whether the quote's own pieces stand in the answer, in their order."""
    at, whole = 0, " ".join(canonical(answer).split())
    for piece in _LEFT_OUT.split(canonical(quote)):
        words = " ".join(piece.split())
        found = whole.find(words, at)
        if found < 0:
            return False
        at = found + len(words)
    return True
