"""Gaps between a year's chapters and its form: notebooks, what they ask, what they retell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from is248.base.errors import UserError
from is248.edition.gap import Gap, YearInput, listed
from is248.edition.parameters import check_values, read_notebook
from is248.survey.codebook import load_codebook
from is248.survey.places import years_with_codebook

if TYPE_CHECKING:
    from collections.abc import Iterator

    from is248.edition.notebook_calls import Calls
    from is248.survey.codebook import Codebook, Variable
    from is248.year.params import Chapter


def notebooks(given: YearInput) -> Iterator[Gap]:
    """Notebooks that are missing or whose parameters the year does not know."""
    for chapter in given.chapters:
        try:
            found = read_notebook(given.project, chapter.theme)
            check_values(found.defaults, given.year, given.project)
        except UserError as error:
            missing = not given.project.notebook(chapter.theme).exists()
            again = f"«is248 new-year {given.year} --from ÅR» lager den av kodebokens spørsmål."
            yield Gap("notatbøker", str(error), again if missing else "", stops=True)


def questions(given: YearInput) -> Iterator[Gap]:
    """What notebooks ask for and the form does not have: questions, and answers to them."""
    book = given.book
    if book is None:
        return
    silent = [chapter for chapter, calls in given.calls if not _asks(chapter, calls, book)]
    if given.themes and not silent:  # of a draft only what stops it is told
        return
    others = _other_books(given)
    for chapter in silent:
        yield from _empty(chapter, book, others)
    if not given.themes:
        yield from _fallen(given, book, others)


def _fallen(given: YearInput, book: Codebook, others: list[Codebook]) -> Iterator[Gap]:
    """What notebooks ask for that only other years have."""
    lost: set[str] = set()
    ids = {variable.id for variable in book.variables}
    elsewhere = {v.id for other in others for v in other.variables}
    held = [variable for other in others for variable in other.variables]
    offered: set[str] = set()
    for _, calls in given.calls:
        lost |= (calls.questions & elsewhere) - ids
        offered |= set(_not_offered(calls, book, held))
    yield from _dropped(book.year, sorted(lost), sorted(offered))


def _dropped(year: int, lost: list[str], offered: list[str]) -> Iterator[Gap]:
    """What falls away on pages of its own accord, so that nobody thinks it was forgotten."""
    if lost:
        words = f"Notatbøkene spør om {len(lost)} spørsmål som ikke står i kodeboken for {year} "
        yield Gap(
            "spørsmål", f"{words}({listed(lost)}); der sier de «Ikke spurt i år».",
            "Rett id i kodeboken om et av dem er der under et annet navn.",
        )  # fmt: skip
    if offered:
        words = f"Notatbøkene bruker {len(offered)} svar som ikke kan gis i {year} "
        yield Gap(
            "svaralternativer", f"{words}({listed(offered)}); setninger om dem faller bort.",
            "Rett koden under categories eller outcomes om svaret er der under et annet navn.",
        )  # fmt: skip


def _asks(chapter: Chapter, calls: Calls, book: Codebook) -> bool:
    """Whether the form has anything that a chapter asks for."""
    own = any(variable.chapter == chapter.theme for variable in book.variables)
    return own or bool(calls.questions & {variable.id for variable in book.variables})


def _empty(chapter: Chapter, book: Codebook, others: list[Codebook]) -> Iterator[Gap]:
    """A chapter that asked in other years, and has nothing to ask for this year."""
    if any(v.chapter == chapter.theme for other in others for v in other.variables):
        yield Gap(
            "spørsmål",
            f"«{chapter.heading}» har ingen spørsmål i kodeboken for {book.year}.",
            f"Ta «{chapter.theme}» ut av chapters i params/{book.year}.yml, eller rett chapter ved "
            "spørsmålene.", stops=True,
        )  # fmt: skip


def _not_offered(calls: Calls, book: Codebook, held: list[Variable]) -> Iterator[str]:
    """Answers that a notebook asks for by name, which other years have and this one has not."""
    own = {variable.id: variable.answers for variable in book.variables}
    for name, asked in calls.answers.items():
        known = {answer for v in held if v.id == name for answer in v.answers}
        if name in own:
            yield from (f"{name}: {answer}" for answer in (asked & known) - {*own[name]})


def themes(given: YearInput) -> Iterator[Gap]:
    """Questions of the form that no chapter of the year shows."""
    known = {chapter.theme for chapter in given.params.chapters}
    lost: dict[str, list[str]] = {}
    for variable in given.book.variables if given.book else ():
        if variable.chapter not in known:
            lost.setdefault(variable.chapter, []).append(variable.id)
    for theme, ids in lost.items():
        yield Gap(
            "kapitler", f"Ingen kapitler i params/{given.year}.yml viser temaet «{theme}» "
            f"({listed(ids)}).",
            f"Før - {{theme: {theme}, number: …, title: …}} under chapters, og gi «is248 new-year "
            f"{given.year} --from ÅR» på nytt for en notatbok.",
        )  # fmt: skip


def retold(given: YearInput) -> Iterator[Gap]:
    """Items that a chapter retells and the other chapter's notebook does not make."""
    texts = {chapter.theme: calls.texts for chapter, calls in given.calls}
    for chapter, calls in given.calls:
        lost = [f"{theme} / {item}" for theme, item in sorted(calls.told)
                if theme in texts and item not in texts[theme]]  # fmt: skip
        if lost:
            yield Gap("gjengivelse", f"«{chapter.heading}» gjengir det som ikke lages: "
                      f"{listed(lost)}.",
                      f"Rett navnet i notebooks/{chapter.theme}.ipynb.", stops=True)  # fmt: skip


def _other_books(given: YearInput) -> list[Codebook]:
    years = [year for year in years_with_codebook(given.project) if year != given.year]
    return [load_codebook(year, given.project) for year in years]
