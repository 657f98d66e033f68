"""The page of a year's questions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence  # noqa: TC003 - kept beside the code
from dataclasses import dataclass
from typing import TYPE_CHECKING

from is248.edition.blocks import place_of
from is248.edition.pages import Section, render
from is248.show.invented import tagged_title
from is248.survey.codebook import Variable, type_name

if TYPE_CHECKING:
    from collections.abc import Iterable

    from is248.edition.document import Document
    from is248.edition.shell import Shell
    from is248.survey.codebook import Codebook
    from is248.year.params import YearParams

ORIGINS: Mapping[str, str] = {
    "told": "Kilden oppgir et resultat av spørsmålet; ordlyd og svar er antatt.",
    "goes_on": "Antatt å være det samme som i et tidligere skjema.",
    "assumed": "Spørsmålet er vårt eget, innenfor et tema som kilden nevner.",
}
"""Where a question comes from, as a reader is told it in a year whose form is not public."""


@dataclass(frozen=True)
class Use:
    """A table or figure that shows a question: its label, its title and a link to it."""

    label: str
    title: str
    href: str


@dataclass(frozen=True)
class Entry:
    """A question on the page: all that the form puts under one number to one group.

    Attributes:
        variables: Its variables, several where joint and separate reporters are asked apart.
        kind: Its type in words.
        asked: Who is asked, in words; empty when everybody is.
        uses: The tables and figures that show it.
        origin: Where it comes from, in words, in a year whose form is not public.
    """

    variables: tuple[Variable, ...]
    kind: str
    asked: str
    uses: tuple[Use, ...]
    origin: str = ""

    @property
    def question(self) -> Variable:
        """The first of its variables."""
        return self.variables[0]

    @property
    def label(self) -> str:
        """Its label, without the reporting form where each form has a variable."""
        label = self.question.label
        return label.rpartition(" (")[0] or label if len(self.variables) > 1 else label


def questions_html(shell: Shell, book: Codebook, documents: Iterable[Document]) -> str:
    """The page of a year's questions.

    Args:
        shell: What surrounds the page.
        book: The codebook.
        documents: The chapters; their tables and figures name the questions that they show.

    Returns:
        The page: a section for each theme, in the order in which the form takes them up, an entry
        for each question, with a link to every table and figure made of it.
    """
    uses = _uses(documents)
    entries = [_entry(variables, book, uses) for variables in _by_number(book)]
    themes: dict[str, list[Entry]] = {}
    for entry in entries:
        themes.setdefault(_title(shell.year, entry.question.chapter), []).append(entry)
    sections = [Section(2, f"tema_{n}", title) for n, title in enumerate(themes, start=1)]
    return render(
        "questions.html.j2", shell=shell, here="questions", up="",
        sections=sections, themes=themes.items(), count=len(entries),
    )  # fmt: skip


def _by_number(book: Codebook) -> list[tuple[Variable, ...]]:
    """The variables of each number, apart for adults and children, in the order of the form."""
    found: dict[tuple[str, str, str | None], list[Variable]] = {}
    for variable in book.variables:
        place = (variable.chapter, variable.number, variable.group)
        found.setdefault(place, []).append(variable)
    return [tuple(variables) for variables in found.values()]


def _uses(documents: Iterable[Document]) -> Mapping[str, list[Use]]:
    """Question id → what shows it."""
    found: dict[str, list[Use]] = {}
    for document in documents:
        page = f"chapters/{document.chapter.slug}.html"
        for bundle in document.items:
            if bundle["kind"] == "text" or place_of(bundle) == "audit":
                continue
            use = Use(document.labels[bundle["id"]], tagged_title(bundle), f"{page}#{bundle['id']}")
            for question in bundle["questions"]:
                found.setdefault(question["id"], []).append(use)
    return found


def _entry(
    variables: tuple[Variable, ...], book: Codebook, uses: Mapping[str, Sequence[Use]]
) -> Entry:
    shown = dict.fromkeys(use for variable in variables for use in uses.get(variable.id, ()))
    asked = "" if len(variables) > 1 else _asked(variables[0], book)
    origin = ORIGINS.get(book.origin_of(variables[0]) or "", "")
    return Entry(variables, type_name(variables[0]), asked, tuple(shown), origin)


def _asked(question: Variable, book: Codebook) -> str:
    """Who is asked: "de som svarte «Ja» på 7.2 Lokale rutiner"."""
    if question.asked is None:
        return ""
    gate = book.variable(question.asked.variable)
    answers = " eller ".join(f"«{gate.categories.get(c, c)}»" for c in question.asked.codes)
    return f"de som svarte {answers} på {gate.number} {gate.label}"


def _title(year: YearParams, theme: str) -> str:
    titles = {chapter.theme: chapter.title for chapter in year.chapters}
    return titles.get(theme, "Andre spørsmål")
