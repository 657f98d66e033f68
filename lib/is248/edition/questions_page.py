"""The page of a year's questions: what was asked of whom, who answered, where and when."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence  # noqa: TC003 - kept beside the code
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from is248.base.rounding import half_up
from is248.edition.blocks import place_of
from is248.edition.edition_pages import QUESTIONS
from is248.edition.kept_files import NOTHING_KEPT, KeptFiles
from is248.edition.pages import Section, and_list, render
from is248.edition.search_index import Entry as Found
from is248.edition.search_index import Group
from is248.show.invented import tagged_title
from is248.survey.codebook import Variable, load_codebook, type_name
from is248.survey.freshness import has_answers
from is248.survey.places import PREPARED_FILES, prepared_folder, years_with_codebook

if TYPE_CHECKING:
    from collections.abc import Iterable

    from is248.base.paths import Project
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


class Use(NamedTuple):
    """A table or figure that shows a question: its chapter, label, title and a link to it."""

    chapter: str
    label: str
    title: str
    href: str


@dataclass(frozen=True)
class Beside:
    """What the codebook of a year does not know of its questions.

    Attributes:
        answered: Variable → units that answered its question and units that were asked; empty in a
            year without answers.
        synthetic: Whether nobody gave the answers.
        others: The codebooks of other years, in order.
    """

    answered: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    synthetic: bool = False
    others: tuple[Codebook, ...] = ()


def beside(year: int, project: Project, kept: KeptFiles = NOTHING_KEPT) -> Beside:
    """Who answered the questions of a year, and the questions of other years.

    Args:
        year: The reporting year.
        project: The project; its answers have been prepared.
        kept: Where the counts may be, made of the same answers before.
    """
    books = (load_codebook(one, project) for one in years_with_codebook(project) if one != year)
    others = tuple(sorted(books, key=lambda book: book.year))
    if not has_answers(year, project):
        return Beside(others=others)
    files = [prepared_folder(year, project) / name for name in PREPARED_FILES]
    of: list[str | bytes] = [kept.all, str(year), *(path.read_bytes() for path in files)]
    made = kept.made("answered", of, lambda: json.dumps(_counted(year, project)).encode())
    counts, synthetic = json.loads(made)
    answered = {id: (told, asked) for id, (told, asked) in counts.items()}
    return Beside(answered, synthetic, others)


def _counted(year: int, project: Project) -> tuple[dict[str, tuple[int, int]], bool]:
    """Units that answered and that were asked, by variable; and whether nobody gave the answers."""
    from is248.checks.response import question_of, responses  # heavy, as the next
    from is248.survey.answers import load_answers

    answers = load_answers(year, project)
    found = responses(answers)
    told, asked = (found.answered & found.asked).sum(), found.asked.sum()
    keys = {variable.id: question_of(variable) or "" for variable in answers.codebook.variables}
    counts = {id: (int(told[key]), int(asked[key])) for id, key in keys.items() if key in told}
    return counts, answers.synthetic


@dataclass(frozen=True)
class Entry:
    """A question on the page: all that the form puts under one number to one group.

    Attributes:
        variables: Its variables, several where joint and separate reporters are asked apart.
        kind: Its type in words.
        asked: Who is asked, in words.
        answered: How many of them answered, in words; empty where that is not known.
        years: When else it is asked, in words; empty where it is not.
        uses: The tables and figures that show it.
        origin: Where it comes from, in words, in a year whose form is not public.
    """

    variables: tuple[Variable, ...]
    kind: str
    asked: str
    answered: str
    years: str
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

    @property
    def by_chapter(self) -> list[tuple[str, list[Use]]]:
        """Its uses below the chapters in which they stand."""
        return [(name, list(run)) for name, run in groupby(self.uses, lambda use: use.chapter)]


def question_entries(
    book: Codebook, documents: Iterable[Document], known: Beside | None = None
) -> list[Entry]:
    """The questions of a year in the order of the form.

    Args:
        book: The codebook.
        documents: The chapters; their tables and figures name the questions that they show.
        known: What the codebook does not know of them.
    """
    uses = _uses(documents)
    return [_entry(variables, book, uses, known or Beside()) for variables in _by_number(book)]


def questions_html(shell: Shell, entries: Sequence[Entry], *, synthetic: bool = False) -> str:
    """The page of a year's questions.

    Args:
        shell: What surrounds the page.
        entries: From :func:`question_entries`.
        synthetic: Whether nobody gave the answers that are counted.

    Returns:
        The page: a section for each theme, in the order in which the form takes them up, an entry
        for each question, with a link to every table and figure made of it.
    """
    themes: dict[str, list[Entry]] = {}
    for entry in entries:
        themes.setdefault(_title(shell.year, entry.question.chapter), []).append(entry)
    sections = [Section(2, f"tema_{n}", title) for n, title in enumerate(themes, start=1)]
    return render(
        "questions.html.j2", shell=shell, here=QUESTIONS.key, up="", sections=sections,
        themes=themes.items(), count=len(entries), synthetic=synthetic,
        counted=any(entry.answered for entry in entries),
    )  # fmt: skip


def question_group(entries: Iterable[Entry]) -> Group:
    """The questions as the search finds them."""
    return Group(QUESTIONS.title, QUESTIONS.file, tuple(map(_found, entries)))


def _found(entry: Entry) -> Found:
    question = entry.question
    answers = "; ".join(question.categories.values())
    return Found(
        "question", question.id, entry.label, question.number, answers, also=question.title
    )


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
        page, heading = f"chapters/{document.chapter.slug}.html", document.chapter.heading
        for bundle in document.items:
            if bundle["kind"] == "text" or place_of(bundle) == "audit":
                continue
            label, title = document.labels[bundle["id"]], tagged_title(bundle)
            use = Use(heading, label, title, f"{page}#{bundle['id']}")
            for question in bundle["questions"]:
                found.setdefault(question["id"], []).append(use)
    return found


def _entry(
    variables: tuple[Variable, ...], book: Codebook, uses: Mapping[str, Sequence[Use]],
    known: Beside,
) -> Entry:  # fmt: skip
    shown = dict.fromkeys(use for variable in variables for use in uses.get(variable.id, ()))
    asked = FORMS if len(variables) > 1 else _asked(variables[0], book)
    origin = ORIGINS.get(book.origin_of(variables[0]) or "", "")
    return Entry(
        variables, type_name(variables[0]), asked, _answered(variables[0], known.answered),
        _years(variables[0], known.others), tuple(shown), origin,
    )  # fmt: skip


FORMS = "alle, i ulike versjoner etter hvordan de rapporterer årsverk"
"""Who is asked what joint and separate reporters are asked apart."""


def _asked(question: Variable, book: Codebook) -> str:
    """Who is asked: "de som svarte «Ja» på 7.2 Lokale rutiner"."""
    if question.asked is None:
        return "alle"
    gate = book.variable(question.asked.variable)
    answers = " eller ".join(f"«{gate.categories.get(c, c)}»" for c in question.asked.codes)
    return f"de som svarte {answers} på {gate.number} {gate.label}"


def _answered(question: Variable, counts: Mapping[str, tuple[int, int]]) -> str:
    """How many answered: "430 av 442 enheter (97 prosent)"."""
    told, asked = counts.get(question.id, (0, 0))
    if not asked:
        return ""
    return f"{told} av {asked} enheter ({half_up(told / asked * 100)} prosent)"


def _years(question: Variable, others: Sequence[Codebook]) -> str:
    """When else it is asked: "også i 2015 og, med andre svar å velge mellom, i 2017"."""
    found = {book.year: book.by_concept(question.concept, question.form) for book in others}
    asked = {str(year): one for year, one in found.items() if one}
    same = [year for year, one in asked.items() if one.categories == question.categories]
    unlike = [year for year in asked if year not in same]
    told = [f"i {and_list(same)}"] if same else []
    told += [f"med andre svar å velge mellom i {and_list(unlike)}"] if unlike else []
    return f"også {', og '.join(told)}" if told else ""


def _title(year: YearParams, theme: str) -> str:
    titles = {chapter.theme: chapter.title for chapter in year.chapters}
    return titles.get(theme, "Andre spørsmål")
