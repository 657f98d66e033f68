"""The files of a sheet: its page and its PDF, of one notebook for all."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from is248.edition.blocks import Code
from is248.edition.chapter_files import write
from is248.edition.document import Document, document_from_notebook
from is248.edition.html_export import chapter_html
from is248.edition.pdf_export import pdf_bytes
from is248.edition.sheet_index import FINDER, units_with_sheet
from is248.edition.shell import bare_shell
from is248.edition.warm_run import warm_run
from is248.year.labels import load_labels
from is248.year.params import SHEET, Chapter, load_year

if TYPE_CHECKING:
    from pathlib import Path

    from is248.base.paths import Project
    from is248.edition.html_export import Links
    from is248.edition.parameters import Value


@dataclass(frozen=True)
class SheetBench:
    """Where sheets are made.

    Attributes:
        project: The project.
        year: The reporting year.
        folder: Where they are written.
        index: Link from a sheet to the page that finds it.
        unsaved: What a PDF says of inputs that are not saved; empty when all are.
    """

    project: Project
    year: int
    folder: Path
    index: str
    unsaved: str = ""

    @cached_property
    def notebook(self) -> dict[str, Any]:
        """The notebook of all sheets."""
        content: dict[str, Any] = json.loads(self.project.notebook(SHEET).read_text("utf-8"))
        return content

    @cached_property
    def units(self) -> dict[str, tuple[str, str]]:
        """The units that have a sheet; see :func:`units_with_sheet`."""
        return units_with_sheet(self.year, self.project)

    def document(self, code: str) -> Document:
        """The sheet of a unit.

        Raises:
            UserError: A cell of the notebook failed.
            DocumentError: It cannot be published.
        """
        name, county = self.units[code]
        given: dict[str, Value] = {"year": self.year, "unit": code}
        ran = warm_run(self.project, self.notebook, given, f"Arket for {code} {name}")
        page = Chapter(theme=SHEET, title=_title(name, county))
        made = document_from_notebook(ran, load_year(self.year, self.project), page, given)
        return replace(made, blocks=tuple(b for b in made.blocks if not isinstance(b, Code)))

    def make(self, code: str) -> str:
        """Write the page and the PDF of a unit; its code is given back.

        Raises:
            UserError: A cell of the notebook failed.
            DocumentError: It cannot be published.
            OSError: A file could not be written.
        """
        document = self.document(code)
        bases = {str(k): name for k, name in load_labels(self.project, self.year).basis.items()}
        shell = bare_shell(document.year, FINDER)
        page = chapter_html(document, shell, self._links(code), bases)
        write(self.folder / f"{code}.html", page)
        write(self.folder / f"{code}.pdf", pdf_bytes([document], self.unsaved, "Arket"))
        return code

    def _links(self, code: str) -> Links:
        return {
            "up": self.index.removesuffix(FINDER.file),
            "pdf": f"{code}.pdf",
            "pdf_name": "Arket som PDF",
            "xlsx": None,
            "notebook": None,
            "what": "arket",
        }


def _title(name: str, county: str) -> str:
    """What a sheet is called; names of municipalities are not always theirs alone."""
    return f"{name}, {county}" if name != county else name
