"""The questions of a year's form in English."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from is248.base.rounding import half_up
from is248.edition.blocks import place_of
from is248.edition.english_summary import Named, named
from is248.edition.questions_page import Beside, question_entries
from is248.show.english import and_list

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from is248.edition.document import Document
    from is248.show.english import InEnglish
    from is248.survey.codebook import Codebook, Variable
    from is248.year.params import YearParams

TYPES: Mapping[str, str] = {
    "single": "Single choice",
    "multiple": "Multiple choice",
    "fte": "FTEs",
    "amount": "Amount in NOK",
    "count": "Count",
    "open": "Open answer",
}
"""Types of questions in words."""

CODED = "Open answer, coded"
FORMS = "everyone, in different versions by how they report FTEs"

ORIGINS: Mapping[str, str] = {
    "told": "The source gives a result of the question; wording and answers are assumed.",
    "goes_on": "Assumed to be the same as in an earlier form.",
    "assumed": "The question is our own, within a theme that the source mentions.",
}
"""Where a question comes from, in a year whose form is not public."""

OTHER = "other"
"""Theme of questions that no chapter of the year takes up."""


@dataclass(frozen=True)
class EnglishQuestion:
    """A question: all that the form puts under one number to one group.

    Attributes:
        ids: Its variables.
        number: Its number in the form.
        label: Our short name.
        kind: Its type in words.
        asked: Who is asked.
        answered: How many of them answered; empty where that is not known.
        years: When else it is asked; empty where it is not.
        answers: Its answers.
        notes: What is said of it.
        uses: The tables and figures on pages that show it.
    """

    ids: tuple[str, ...]
    number: str
    label: str
    kind: str
    asked: str
    answered: str
    years: str
    answers: tuple[str, ...]
    notes: tuple[str, ...]
    uses: tuple[Named, ...]


def english_questions(
    year: YearParams,
    book: Codebook,
    documents: Iterable[Document],
    english: InEnglish,
    known: Beside | None = None,
) -> dict[str, list[EnglishQuestion]]:
    """Theme → its questions, in the order of the form.

    Args:
        year: The choices of the year.
        book: The codebook.
        documents: The chapters; their tables and figures name the questions that they show.
        english: Says it in English.
        known: What the codebook does not know of them.
    """
    uses = _uses(documents, english)
    found: dict[str, list[EnglishQuestion]] = {}
    for entry in question_entries(book, ()):
        title = _title(year, entry.question.chapter, english)
        question = _question(entry.variables, book, uses, english, known or Beside())
        found.setdefault(title, []).append(question)
    return found


def _title(year: YearParams, theme: str, english: InEnglish) -> str:
    titles = {chapter.theme: chapter.title for chapter in year.chapters}
    if theme not in titles:
        return english.words("edition", f"chapters.{OTHER}", "Andre spørsmål")
    return english.words("edition", f"chapters.{theme}", titles[theme])


def _question(
    variables: Sequence[Variable],
    book: Codebook,
    uses: Mapping[str, Sequence[Named]],
    english: InEnglish,
    known: Beside,
) -> EnglishQuestion:
    first = variables[0]
    shown = dict.fromkeys(use for one in variables for use in uses.get(one.id, ()))
    note = english.label("questions", first.id, first.note) if first.note else ""
    origin = ORIGINS.get(book.origin_of(first) or "", "")
    return EnglishQuestion(
        ids=tuple(one.id for one in variables),
        number=first.number,
        label=_label(variables, english),
        kind=CODED if first.type == "open" and first.categories else TYPES[first.type],
        asked=FORMS if len(variables) > 1 else _asked(first, book, english),
        answered=_answered(*known.answered.get(first.id, (0, 0))),
        years=_years(first, known.others),
        answers=tuple(english.label("answers", *one) for one in first.categories.items()),
        notes=tuple(filter(None, (note, origin))),
        uses=tuple(shown),
    )


def _label(variables: Sequence[Variable], english: InEnglish) -> str:
    """Its label, without the reporting form where each form has a variable."""
    labels = [english.label("questions", one.id, one.label) for one in variables]
    return labels[0].rpartition(" (")[0] or labels[0] if len(labels) > 1 else labels[0]


def _asked(question: Variable, book: Codebook, english: InEnglish) -> str:
    """Who is asked: "those that answered ‘Yes’ to 7.2 Local routines"."""
    if question.asked is None:
        return "everyone"
    gate = book.variable(question.asked.variable)
    said = (
        english.label("answers", code, gate.categories.get(code, code))
        for code in question.asked.codes
    )
    answers = " or ".join(f"‘{one}’" for one in said)
    label = english.label("questions", gate.id, gate.label)
    return f"those that answered {answers} to {gate.number} {label}"


def _answered(told: int, asked: int) -> str:
    """How many answered: "430 of 442 units (97 per cent)"."""
    return f"{told} of {asked} units ({half_up(told / asked * 100)} per cent)" if asked else ""


def _years(question: Variable, others: Iterable[Codebook]) -> str:
    """When else it is asked: "in 2015 and, with other answers to choose from, in 2017"."""
    same, unlike = list[str](), list[str]()
    for book in others:
        if found := book.by_concept(question.concept, question.form):
            (same if found.categories == question.categories else unlike).append(str(book.year))
    told = [f"in {and_list(same)}"] if same else []
    told += [f"with other answers to choose from in {and_list(unlike)}"] if unlike else []
    return ", and ".join(told)


def _uses(documents: Iterable[Document], english: InEnglish) -> Mapping[str, list[Named]]:
    """Question id → the tables and figures on pages that show it."""
    found: dict[str, list[Named]] = {}
    for document in documents:
        for bundle in document.items:
            if bundle["kind"] != "text" and place_of(bundle) == "page":
                for question in bundle["questions"]:
                    use = named(bundle, document, english)
                    found.setdefault(question["id"], []).append(use)
    return found
