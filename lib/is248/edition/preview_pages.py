"""The page of a chapter that is being written, made of its cells and what they showed.

The same steps as in a build, for HTML alone: no PDF, no workbook and no files to take along, so the
page has no links to them. It lives in a process of its own as long as params and data stand still.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from is248.edition import versions
from is248.edition.audit import with_print_notes
from is248.edition.document import document_from_notebook
from is248.edition.html_export import Links, chapter_html
from is248.edition.normalise import normalised, warnings_of
from is248.edition.parameters import YEAR, Value
from is248.edition.plan import Plan, Task, make_plan
from is248.edition.preview_words import Made, Subject
from is248.edition.results import results_csv, results_of
from is248.edition.shell import ChapterLink, Shell
from is248.edition.workbench import check_others, others_results
from is248.survey.freshness import ensure_all
from is248.year.glossary import load_glossary
from is248.year.labels import load_labels

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import nbformat

    from is248.edition.preview_chain import Shown

NO_FILES = Links(pdf=None, xlsx=None, notebook=None)


@dataclass
class Pages:
    """Makes pages of a chapter.

    Attributes:
        subject: What is previewed.
    """

    subject: Subject
    _plan: Plan | None = field(default=None, init=False)

    @property
    def task(self) -> Task:
        """What was planned last."""
        assert self._plan
        return self._plan.tasks[0]

    def planned(self) -> Mapping[str, Value]:
        """Check all that a run needs, and have it ready.

        Returns:
            All that the notebook is given.

        Raises:
            UserError: An input cannot be used.
        """
        subject = self.subject
        is_first = self._plan is None
        plan = make_plan(subject.project, subject.year, [subject.theme], subject.given, dirty=True)
        if is_first:
            ensure_all(subject.year, subject.project)
        if is_first and plan.tasks[0].chapter.built_from_others:
            self._write_others(plan)
        self._plan = plan
        return plan.tasks[0].parameters

    def _write_others(self, plan: Plan) -> None:
        shelf = versions.Shelf(self.subject.project.outputs / str(self.subject.year))
        check_others(shelf, plan)
        text = results_csv(others_results(shelf, plan, ()))
        self.subject.results.write_text(text, encoding="utf-8", newline="")

    def page(self, cells: Sequence[dict[str, Any]], shown: Sequence[Shown]) -> Made:
        """The page of cells.

        Args:
            cells: All cells of the notebook.
            shown: What its code cells showed, in order.

        Raises:
            UserError: The chapter cannot be published.
        """
        assert self._plan
        task, project, year = self.task, self.subject.project, self._plan.year
        notebook, warnings = self._executed(task, cells, shown)
        document = document_from_notebook(notebook, year, task.chapter, task.parameters)
        document = with_print_notes(project, document, tuple(results_of(document)))
        link = ChapterLink(task.chapter.theme, task.chapter.heading, task.chapter.slug)
        bases = {str(key): name for key, name in load_labels(project, year.year).basis.items()}
        shell, words = Shell(year, "", (link,), ()), load_glossary(project)
        return Made(chapter_html(document, shell, NO_FILES, bases, glossary=words), warnings)

    def _executed(
        self, task: Task, cells: Sequence[dict[str, Any]], shown: Sequence[Shown]
    ) -> tuple[nbformat.NotebookNode, tuple[str, ...]]:
        """The notebook as it is published, and its warnings."""
        outputs = iter(shown)
        raw = {"cells": [_with_outputs(cell, outputs) for cell in cells]}
        given = dict(task.parameters)
        about = {YEAR: self.subject.year, "theme": self.subject.theme, "parameters": given}
        city = load_labels(self.subject.project, self.subject.year).city_name
        told = (f"celle {warning.cell}: {warning.line}" for warning in warnings_of(raw))
        return normalised(raw, given, about, city=city), tuple(told)


def _with_outputs(cell: dict[str, Any], shown: Any) -> dict[str, Any]:  # noqa: ANN401 - an iterator
    if cell["cell_type"] != "code":
        return {"metadata": {}, **cell}
    count, outputs = next(shown)
    return {"metadata": {}, **cell, "execution_count": count, "outputs": outputs}
