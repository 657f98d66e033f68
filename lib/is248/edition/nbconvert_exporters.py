"""Chapters for nbconvert: the page and the PDF of an executed notebook.

Apart from what makes them: importing nbconvert takes longer than making a page.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from nbconvert.exporters import Exporter, TemplateExporter
from traitlets import default

from is248.edition.blocks import DocumentError
from is248.edition.document import Document, document_from_notebook
from is248.edition.edition_pages import INDEX
from is248.edition.html_export import chapter_html
from is248.edition.pages import TEMPLATES, environment
from is248.edition.pdf_export import pdf_bytes
from is248.edition.shell import bare_shell
from is248.year.labels import load_labels
from is248.year.params import load_year

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jinja2 import Environment
    from nbformat import NotebookNode

    from is248.base.paths import Project
    from is248.edition.html_export import Links


class ChapterExporter(TemplateExporter):
    """Exports an executed chapter notebook as one HTML page; reuse it for many.

    Args:
        config: Settings of nbconvert.
        project: The project; found from the current folder when not given.
        **kw: Passed to nbconvert.
    """

    output_mimetype = "text/html"

    def __init__(self, config: Any = None, *, project: Project | None = None, **kw: Any) -> None:  # noqa: ANN401
        super().__init__(config=config, **kw)  # type: ignore[no-untyped-call]
        self._project = project

    @default("file_extension")
    def _file_extension_default(self) -> str:
        return ".html"

    @default("template_file")
    def _template_file_default(self) -> str:
        return "chapter.html.j2"

    @default("template_paths")
    def _template_paths(self) -> list[str]:
        return [str(TEMPLATES)]  # none of nbconvert's own templates

    def _create_environment(self) -> Environment:
        return environment()

    def from_notebook_node(  # type: ignore[override]  # as in nbconvert: a page, not a notebook
        self,
        nb: NotebookNode,
        resources: dict[str, Any] | None = None,
        **kw: Any,
    ) -> tuple[str, dict[str, Any]]:
        """Make the page of an executed notebook.

        Args:
            nb: The notebook; ``nb.metadata["is248"]`` holds year, theme and parameters.
            resources: ``is248_links`` may hold :class:`Links`, ``is248_shell`` a shell.
            **kw: Passed to nbconvert.

        Returns:
            The page and nbconvert's resources.

        Raises:
            DocumentError: The notebook does not say its year and theme, or cannot be published.
        """
        # past TemplateExporter's own step, which would render the bare notebook
        nb, resources = super(TemplateExporter, self).from_notebook_node(nb, resources, **kw)
        assert resources is not None
        document = self.document_of(nb)
        labels = load_labels(self._project, document.year.year)
        bases = {str(key): name for key, name in labels.basis.items()}
        shell = resources.get("is248_shell") or bare_shell(document.year, INDEX)
        links = cast("Links", resources.get("is248_links") or {})
        return chapter_html(document, shell, links, bases), resources

    def document_of(self, nb: NotebookNode) -> Document:
        """The chapter in an executed notebook, which names its year and theme.

        Raises:
            DocumentError: It does not.
        """
        run = nb.metadata.get("is248") or {}
        if not {"year", "theme"} <= set(run):
            raise DocumentError("the notebook's metadata do not say its year and theme (is248)")
        year = load_year(run["year"], self._project)
        return document_from_notebook(
            nb, year, year.chapter(run["theme"]), run.get("parameters") or {}
        )


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
