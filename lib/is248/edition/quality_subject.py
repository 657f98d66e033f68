"""What the page on quality tells of: an edition with its results, beside print."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from is248.edition.audit_page import moved
from is248.edition.blocks import Item, place_of
from is248.show.bundle import FINDING
from is248.survey.corrections import all_changes
from is248.survey.decisions import load_decisions
from is248.survey.places import survey_folder

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from is248.base.paths import Project
    from is248.edition.blocks import Block
    from is248.edition.document import Document
    from is248.edition.shell import Shell
    from is248.printed.verdicts import Comparison, Result
    from is248.survey.codebook import Codebook
    from is248.survey.corrections import Change
    from is248.year.labels import Labels
    from is248.year.params import YearParams


@dataclass(frozen=True)
class Subject:
    """The edition that the page tells of.

    Attributes:
        shell: What surrounds its pages; it knows the year and the version.
        previous: The version that it takes the place of; empty in the first.
        documents: Its chapters.
        results: Every number shown in them.
        comparison: Those beside print.
        labels: Display names.
        book: The questions; None in a year without a form.
        changes: Answers that were corrected.
    """

    shell: Shell
    previous: str
    documents: Sequence[Document]
    results: Sequence[Result]
    comparison: Comparison
    labels: Labels
    book: Codebook | None
    changes: Sequence[Change]

    @property
    def year(self) -> YearParams:
        """The choices of the year."""
        return self.shell.year

    @property
    def bases(self) -> dict[str, int]:
        """What its values rest on: basis → how many; a value is a number or a name shown."""
        shown = [one.basis for one in self.results if one.value and one.row != FINDING]
        known = {str(key): shown.count(str(key)) for key in self.labels.basis}
        return {key: many for key, many in known.items() if many}

    @property
    def made_up(self) -> bool:
        """Whether any of its answers were given by nobody."""
        return any(basis.startswith("synthetic") for basis in self.bases)

    def told(self, item: str) -> Iterator[Block]:
        """What the first chapter with it says, as it says it; nothing where none does."""
        chapter = self.chapter_of(item)
        theme = chapter.chapter.theme.replace("_", "-") if chapter else ""
        for bundle in chapter.items if chapter else []:
            silent = bundle["kind"] == "text" and not bundle["parts"]
            if bundle["id"] == item and place_of(bundle) == "page" and not silent:
                yield Item(moved(bundle, theme), 0)

    def chapter_of(self, item: str) -> Document | None:
        """The chapter that shows an item."""
        return next((d for d in self.documents if any(b["id"] == item for b in d.items)), None)


def corrected(project: Project, year: int) -> list[Change]:
    """The answers of a year that were corrected, with those that a unit called an error."""
    folder = survey_folder(year, project)
    return all_changes(folder, load_decisions(folder))
