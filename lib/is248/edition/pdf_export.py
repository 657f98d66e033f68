"""The PDF edition: Typst source compiled to PDF/A-2a and PDF/UA-1."""

from __future__ import annotations

import datetime as dt
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import typst
from nbconvert.exporters import Exporter
from traitlets import default

from is248.edition.document import DocumentError, document_from_notebook
from is248.edition.pdf_tags import complete_tags
from is248.edition.typst_source import chapter_source, report_source
from is248.year.labels import load_labels
from is248.year.params import load_year

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from is248.edition.document import Document
    from is248.year.labels import Labels

STANDARDS: tuple[Literal["a-2a"], Literal["ua-1"]] = ("a-2a", "ua-1")
"""Archiving with full structure, and accessibility."""


def pdf_bytes(documents: Sequence[Document], unsaved: str = "") -> bytes:
    """The PDF of one chapter.

    Args:
        documents: The chapter, alone in a sequence.
        unsaved: What its first page says of inputs that are not saved; empty when all are.

    Returns:
        A PDF file; the same bytes for the same chapter.

    Raises:
        ValueError: There is not exactly one chapter.
        DocumentError: The chapter cannot be set, for example for want of a letter in the font.
    """
    (document,) = documents
    return _published(chapter_source(document, unsaved), document.year.edition_date)


def report_bytes(
    documents: Sequence[Document], labels: Labels | None = None, unsaved: str = ""
) -> bytes:
    """The PDF of a whole year: cover, contents and all chapters.

    Args:
        documents: The chapters in order; all of one year.
        labels: The words for what numbers rest on; params/labels.yml when not given.
        unsaved: What the cover says of inputs that are not saved; empty when all are.

    Returns:
        A PDF file; the same bytes for the same chapters.

    Raises:
        DocumentError: A chapter cannot be set.
    """
    source = report_source(
        documents,
        basis_words(documents, labels or load_labels(None, documents[0].year.year)),
        unsaved,
    )
    return _published(source, documents[0].year.edition_date)


def basis_words(documents: Sequence[Document], labels: Labels) -> list[str]:
    """What the numbers of some chapters rest on, in the words and order of labels.yml."""
    used = {bundle["basis"] for document in documents for bundle in document.items}
    return [words for basis, words in labels.basis.items() if basis in used]


class PdfExporter(Exporter):
    """Notebook to PDF for nbconvert.

    The notebook names its year and theme in its metadata: ``{"is248": {"year": 2016, "theme":
    "fte_national", "parameters": {}}}``.
    """

    output_mimetype = "application/pdf"
    export_from_notebook = "IS-24/8 PDF"

    @default("file_extension")
    def _file_extension_default(self) -> str:
        return ".pdf"

    # nbconvert's own PDF exporter returns bytes as well; its base class is typed for notebooks
    def from_notebook_node(  # type: ignore[override]
        self,
        nb: Any,  # noqa: ANN401 - nbformat has no types
        resources: Any = None,  # noqa: ANN401
        **kw: Any,
    ) -> tuple[bytes, Any]:
        """Export a notebook.

        Args:
            nb: The executed notebook.
            resources: nbconvert's resources.
            **kw: Passed on to nbconvert.

        Returns:
            The PDF and the resources.
        """
        nb, resources = super().from_notebook_node(nb, resources, **kw)
        return pdf_bytes([_document(nb)]), resources


def _document(notebook: Mapping[str, Any]) -> Document:
    try:
        about = notebook["metadata"]["is248"]
        number, theme = int(about["year"]), str(about["theme"])
    except KeyError as error:
        raise DocumentError(f"the notebook's metadata do not name {error} under is248") from None
    year = load_year(number)
    return document_from_notebook(notebook, year, year.chapter(theme), about.get("parameters"))


@cache
def _compiler() -> typst.Compiler:
    # one for all chapters: reading the fonts costs more than setting a short chapter
    fonts = Path(str(resources.files("is248.show") / "fonts"))
    return typst.Compiler(root=fonts, font_paths=[fonts], ignore_system_fonts=True)


def _published(source: str, edition: dt.date) -> bytes:
    return complete_tags(compile_pdf(source, edition))


def compile_pdf(source: str, edition: dt.date) -> bytes:
    """Compile Typst source.

    Args:
        source: Source text that needs no other file.
        edition: Date written into the file.

    Returns:
        A PDF file as Typst makes it.

    Raises:
        DocumentError: Typst refused the source.
    """
    midnight = dt.datetime.combine(edition, dt.time(), tzinfo=dt.UTC)
    try:
        made = _compiler().compile(
            input=source.encode(), format="pdf", pdf_standards=list(STANDARDS), timestamp=midnight
        )
    except typst.TypstError as error:
        raise DocumentError(f"the PDF cannot be made: {error}") from error
    assert isinstance(made, bytes)
    return made
