"""Make one chapter: run its notebook and write its formats.

One function per chapter and no state between them: it does not matter which process makes which.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from is248.edition.audit import with_print_notes
from is248.edition.citation import Issue
from is248.edition.document import Document, document_from_notebook
from is248.edition.execute import (
    ChapterFailure,
    Executed,
    Setting,
    execute,
    first_line,
    replayed,
)
from is248.edition.html_export import chapter_html
from is248.edition.lacking_letters import lacking_letters
from is248.edition.manifest import unsaved_words
from is248.edition.normalise import notebook_text
from is248.edition.pdf_export import pdf_bytes
from is248.edition.results import results_of
from is248.edition.run_store import kept_cells
from is248.edition.shell import shell_of
from is248.edition.take_along import write_downloads
from is248.edition.workbench import Bench, Built
from is248.edition.xlsx_export import workbook_bytes
from is248.year.glossary import load_glossary
from is248.year.labels import load_labels

if TYPE_CHECKING:
    from pathlib import Path

    from is248.edition.execute import OnCell
    from is248.edition.plan import Task

CHAPTERS = "chapters"
TABLES = "tables"


def build_chapter(bench: Bench, task: Task, on_cell: OnCell) -> Built:
    """Make a chapter.

    Args:
        bench: Where it is made.
        task: The chapter.
        on_cell: Called when a cell starts.

    Returns:
        The chapter, also when it failed; a failed notebook is written with its traceback.

    Raises:
        OSError: A file could not be written.
    """
    start = time.perf_counter()
    done = _executed(bench, task, on_cell)
    text = notebook_text(done.notebook)
    write(bench.folder / CHAPTERS / f"{task.chapter.slug}.ipynb", text)
    document, failure = (None, done.failure) if done.failure else _exported(bench, task, done)
    results = tuple(results_of(document)) if document else ()
    files = bench.plan.inputs.files
    odd = lacking_letters(document, bench.project, files) if document else ()
    seconds = time.perf_counter() - start
    return Built(task, seconds, done.warnings, document, results, failure, odd)


def _executed(bench: Bench, task: Task, on_cell: OnCell) -> Executed:
    """The notebook with what its cells show, from the store when it has the same run."""
    if task.kept and (cells := kept_cells(task.kept)) is not None:
        return replayed(bench.project, task.chapter, task.parameters, cells)
    others = bench.others if task.chapter.built_from_others else None
    setting = Setting(others, bench.warm)
    done = execute(
        bench.project, task.chapter, task.notebook, task.parameters, on_cell, setting=setting
    )
    if bench.store and done.cells is not None and not done.failure:
        bench.store.keep(task, done.seen, done.cells, others.read_bytes() if others else b"")
    return done


def _exported(
    bench: Bench, task: Task, done: Executed
) -> tuple[Document | None, ChapterFailure | None]:
    try:
        document = document_from_notebook(
            done.notebook, bench.plan.year, task.chapter, task.parameters
        )
        document = with_print_notes(bench.project, document, tuple(results_of(document)))
        _write_formats(bench, task, document)
    except OSError:
        raise
    except Exception as error:  # noqa: BLE001 - one failing chapter must not stop the others
        message = first_line(str(error))
        return None, ChapterFailure(task.chapter, None, "", type(error).__name__, message)
    return document, None


def _write_formats(bench: Bench, task: Task, document: Document) -> None:
    stem, year = task.chapter.slug, bench.plan.year.year
    bases = {str(key): name for key, name in load_labels(bench.project, year).basis.items()}
    shell, terms = shell_of(bench.plan, bench.version), load_glossary(bench.project)
    workbook = f"{TABLES}/{stem}.xlsx"
    write(bench.folder / workbook, workbook_bytes(document, bases))
    issue = Issue(bench.plan.year, bench.version)
    taken = write_downloads(document, issue, bench.folder, bases, workbook)
    page = chapter_html(document, shell, bases=bases, glossary=terms, taken=taken)
    paper = pdf_bytes([document], unsaved_words(bench.plan.inputs.unsaved))
    write(bench.folder / CHAPTERS / f"{stem}.html", page)
    write(bench.folder / CHAPTERS / f"{stem}.pdf", paper)


def write(path: Path, content: str | bytes) -> None:
    """Write a file of a version: UTF-8, and line ends as they are."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
