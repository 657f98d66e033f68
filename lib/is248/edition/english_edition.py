"""What the English pages of an edition say, gathered once for all their formats."""

from __future__ import annotations

from collections.abc import Mapping, Sequence  # noqa: TC003 - used in dataclass fields
from dataclasses import dataclass
from typing import TYPE_CHECKING

from is248.edition.blocks import Item
from is248.edition.english_questions import EnglishQuestion, english_questions
from is248.edition.english_summary import (
    ChapterFindings,
    EnglishBlock,
    english_year,
    summary_blocks,
)
from is248.register.municipalities import load_units
from is248.show.english import InEnglish, and_list
from is248.show.invented import INVENTED, bases_of
from is248.survey.codebook import has_codebook, load_codebook
from is248.year.glossary import Term, load_glossary
from is248.year.labels import load_labels
from is248.year.params import YearParams  # noqa: TC001 - used in dataclass fields
from is248.year.translations import load_translations

if TYPE_CHECKING:
    import datetime as dt

    from is248.base.paths import Project
    from is248.edition.document import Document
    from is248.edition.questions_page import Beside
    from is248.show.bundle import FigureBundle, TableBundle

_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September",
           "October", "November", "December")  # fmt: skip

COUNTED = (
    "The answers are synthetic: no municipality has given them. How many answered is therefore "
    "invented where the report does not tell."
)

_MEANINGS: Mapping[str, str] = {
    "printed": "The number is printed in the report, or computed from numbers printed there.",
    "register": "The number follows from the register of municipalities.",
    "params": "The number is set beforehand, such as a limit.",
    "reconstructed": "The number is derived from what is printed; it is no count.",
    "calibrated": "The number agrees with every printed sum; it is no fact about a single "
    "municipality.",
    "synthetic_fitted": "The answers are made by a program, and the result agrees with a printed "
    "number.",
    "synthetic_invented": "The answers are made by a program, and no printed number holds the "
    "result. It says nothing about the municipalities.",
    "synthetic": "The answers are made by a program after printed numbers.",
    "microdata": "The number is computed from the answers of the municipalities.",
}
"""What each basis means."""


@dataclass(frozen=True)
class EnglishEdition:
    """The content of the English pages.

    Attributes:
        year: The choices of the year, in English.
        version: Name of the version.
        norwegian: Link to the summary in Norwegian, or to the index.
        blocks: The summary.
        bases: What numbers rest on, by key, in words.
        terms: The glossary, in the order of English.
        themes: The questions of the form, by theme; none without a codebook.
        counted: What to know of how many answered; empty where somebody did.
        demonstration: What a demonstration says; empty in any other edition.
        unsaved: The sentence on files that are not saved in git; empty when all are.
    """

    year: YearParams
    version: str
    norwegian: str
    blocks: tuple[EnglishBlock, ...]
    bases: Mapping[str, str]
    terms: tuple[Term, ...]
    themes: Mapping[str, Sequence[EnglishQuestion]]
    counted: str
    demonstration: str
    unsaved: str

    @property
    def dated(self) -> str:
        """Name and date: "Edition v3, 21 November 2026"."""
        name = f"Edition {self.version}" if self.version.startswith("v") else "Draft"
        return f"{name}, {english_date(self.year.edition_date)}"

    @property
    def bases_used(self) -> list[tuple[str, str]]:
        """What the numbers of the summary rest on, and what that means."""
        used: set[str] = set()
        for block in self.blocks:
            if isinstance(block, ChapterFindings):
                parts = (part for one in block.findings for part in one["parts"])
                used |= {part["basis"] for part in parts if part["kind"] == "value"}
            elif isinstance(block, Item) and block.bundle["kind"] != "text":
                used |= set(bases_of(block.bundle))
        return [(name, _MEANINGS[key]) for key, name in self.bases.items() if key in used]

    def tag(self, bundle: TableBundle | FigureBundle) -> str:
        """What a caption says of invented numbers; empty when there are none."""
        found = bases_of(bundle)
        if INVENTED not in found:
            return ""
        return "invented" if found == [INVENTED] else "partly invented"

    def alt(self, bundle: FigureBundle) -> str:
        """The alt text; it ends with a sentence on invented numbers where there are any."""
        tag = self.tag(bundle)
        return f"{bundle['alt']} The numbers are {tag}." if tag else bundle["alt"]

    def foot(self, bundle: TableBundle | FigureBundle) -> str:
        """What stands below a table or figure."""
        rests = and_list([self.bases.get(key, key) for key in bases_of(bundle) if key])
        return f"N: {bundle['n']}. Source: {bundle['source']}. Rests on: {rests}."


def english_edition(
    project: Project,
    year: YearParams,
    documents: Sequence[Document],
    version: str,
    known: Beside | None = None,
    *,
    unsaved: bool = False,
) -> EnglishEdition:
    """Say an edition in English.

    Args:
        project: The project.
        year: The choices of the year.
        documents: The chapters.
        version: Name of the version.
        known: What the codebook does not know of its questions.
        unsaved: Whether it is made of files that are not saved in git.

    Raises:
        UserError: A translation is missing; the message names file and key.
        DataError: A file of translations is not as it must be.
    """
    book = load_codebook(year.year, project) if has_codebook(year.year, project) else None
    translations, labels = load_translations(project), load_labels(project, year.year)
    english = InEnglish(translations, _places(project, year.year))
    own = next((one.chapter.slug for one in documents if one.chapter.built_from_others), None)
    notice = year.demonstration_notice
    edition = EnglishEdition(
        year=english_year(year, english),
        version=version,
        norwegian=f"chapters/{own}.html" if own else "index.html",
        blocks=tuple(summary_blocks(documents, english, labels.colours["adult"])),
        bases={
            str(key): english.words("edition", f"bases.{key}", name)
            for key, name in labels.basis.items()
        },
        terms=tuple(sorted(load_glossary(project).terms, key=lambda term: term.en.term.casefold())),
        themes=english_questions(year, book, documents, english, known) if book else {},
        counted=COUNTED if known and known.synthetic and known.answered else "",
        demonstration=english.words("edition", "demonstration", notice) if notice else "",
        unsaved="Made of files that are not saved in git." if unsaved else "",
    )
    translations.require_all(year.year)
    return edition


def _places(project: Project, year: int) -> frozenset[str]:
    """Names of municipalities, districts and areas."""
    units = load_units(year, project)
    areas = (
        value
        for grouping, category in load_labels(project, year).categories.items()
        if grouping in units
        for value in category.values.values()
    )
    named = {name for one in areas if one.inside is None for name in (one.label, one.short) if name}
    return frozenset({*units["name"].astype(str), *named})


def english_date(date: dt.date) -> str:
    """A date in words: ``21 November 2026``."""
    return f"{date.day} {_MONTHS[date.month - 1]} {date.year}"
