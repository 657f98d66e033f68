"""Make one chapter: run its notebook and write its formats.

One function per chapter and no state between them: it does not matter which process makes which.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import pickle
import time
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

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
from is248.edition.normalise import CellWarning, notebook_text
from is248.edition.pdf_export import pdf_bytes
from is248.edition.results import results_of
from is248.edition.run_store import kept_cells
from is248.edition.shell import shell_of
from is248.edition.take_along import write_downloads
from is248.edition.typst_source import MADE, chapter_blocks
from is248.edition.workbench import CHAPTERS, Bench, Built, published_bytes, published_of
from is248.edition.xlsx_export import workbook_bytes
from is248.year.glossary import load_glossary
from is248.year.labels import load_labels

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from is248.edition.execute import OnCell
    from is248.edition.lacking_letters import LackingLetter
    from is248.edition.plan import Task
    from is248.edition.take_along import Taken
    from is248.printed.verdicts import Result

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
    done = _published(bench, task, on_cell)
    write(bench.folder / CHAPTERS / f"{task.chapter.slug}.ipynb", done.text)
    told, failure = (None, done.failure) if done.failure else _exported(bench, task, done.text)
    bench.exports.keep()
    seconds = time.perf_counter() - start
    if told is None:
        return Built(task, seconds, done.warnings, failure=failure)
    return Built(task, seconds, done.warnings, *told[:2], lacking=told.lacking)


class Published(NamedTuple):
    """A notebook with what its cells show, as it is published; and how its run went."""

    text: str
    warnings: tuple[CellWarning, ...]
    failure: ChapterFailure | None = None


class _GoneError(Exception):
    """A kept run is damaged, or was cleared away meanwhile."""


def _published(bench: Bench, task: Task, on_cell: OnCell) -> Published:
    """The notebook with what its cells show, from the store when it has the same run."""
    if task.kept:
        of = published_of(bench, task)
        with contextlib.suppress(_GoneError, FileNotFoundError):
            made = bench.exports.made("notebook", of, lambda: _replayed(bench, task)).decode()
            os.utime(task.kept)  # used: the last to be cleared away
            warnings, _, text = made.partition("\n")
            return Published(text, tuple(CellWarning(*one) for one in json.loads(warnings)))
    done = _executed(bench, task, on_cell)
    return Published(notebook_text(done.notebook), done.warnings, done.failure)


def _replayed(bench: Bench, task: Task) -> bytes:
    """What a kept run wrote to stderr, on a line; then the notebook."""
    assert task.kept
    if (cells := kept_cells(task.kept)) is None:
        raise _GoneError
    done = replayed(bench.project, task.chapter, task.parameters, cells)
    return published_bytes(done.warnings, notebook_text(done.notebook).encode())


def _executed(bench: Bench, task: Task, on_cell: OnCell) -> Executed:
    others = bench.others if task.chapter.built_from_others else None
    setting = Setting(others, bench.warm)
    done = execute(
        bench.project, task.chapter, task.notebook, task.parameters, on_cell, setting=setting
    )
    if bench.store and done.cells is not None and not done.failure:
        results = others.read_bytes() if others else b""
        bench.store.keep(task, done.seen, done.cells, results)
    return done


class Told(NamedTuple):
    """A chapter with its notes on print, and what follows from it.

    Attributes:
        document: The chapter.
        results: Every number shown in it.
        lacking: Letters of it that the fonts lack.
    """

    document: Document
    results: tuple[Result, ...]
    lacking: tuple[LackingLetter, ...]


def _exported(bench: Bench, task: Task, text: str) -> tuple[Told | None, ChapterFailure | None]:
    try:
        given = json.dumps([task.chapter.theme, sorted(task.parameters.items())])
        of = (bench.exports.all, given, hashlib.sha256(text.encode()).hexdigest())
        told = _told(bench, task, text, of)
        _write_formats(bench, task, told.document, of)
    except OSError:
        raise
    except Exception as error:  # noqa: BLE001 - one failing chapter must not stop the others
        message = first_line(str(error))
        return None, ChapterFailure(task.chapter, None, "", type(error).__name__, message)
    return told, None


def _told(bench: Bench, task: Task, text: str, of: tuple[str, ...]) -> Told:
    """What a notebook tells; kept in our own form, without the choices of the year."""
    year, chapter = bench.plan.year, task.chapter

    def made() -> bytes:
        document = document_from_notebook(json.loads(text), year, chapter, task.parameters)
        document = with_print_notes(bench.project, document, results_of(document))
        odd = lacking_letters(document, bench.project, bench.plan.inputs.files)
        too = {"shown": document.shown, MADE: chapter_blocks(document)}
        results = tuple(results_of(document))
        return pickle.dumps((document.blocks, dict(document.labels), too, results, odd))

    found = bench.exports.made("told", of, made)
    blocks, labels, too, *others = pickle.loads(found)  # noqa: S301 - our own, and whole
    document = Document(year, chapter, blocks, labels, task.parameters)
    vars(document).update(too)
    return Told(document, *others)


def _write_formats(bench: Bench, task: Task, document: Document, of: tuple[str, ...]) -> None:
    stem, kept = task.chapter.slug, bench.exports
    labels = load_labels(bench.project, bench.plan.year.year)
    bases = {str(key): name for key, name in labels.basis.items()}
    workbook = f"{TABLES}/{stem}.xlsx"
    write(bench.folder / workbook, kept.made("xlsx", of, lambda: workbook_bytes(document, bases)))
    issue = Issue(bench.plan.year, bench.version)
    taken = write_downloads(document, issue, bench.folder, bases, workbook, kept=kept)
    unsaved = unsaved_words(bench.plan.inputs.unsaved)
    paper = kept.made("paper", (*of, unsaved), lambda: pdf_bytes([document], unsaved, kept=kept))
    write(bench.folder / CHAPTERS / f"{stem}.html", _page(bench, taken, bases, of))
    write(bench.folder / CHAPTERS / f"{stem}.pdf", paper)


def _page(bench: Bench, taken: Taken, bases: Mapping[str, str], of: tuple[str, ...]) -> str:
    """The page of a chapter; kept for any version of the same date, and named last."""
    issue = taken.issue.standing_in
    files = json.dumps([[(f.path, f.words) for f in one] for one in taken.files.values()])

    def made() -> bytes:
        return chapter_html(
            taken.document,
            shell_of(bench.plan, issue.version),
            bases=bases,
            glossary=load_glossary(bench.project),
            taken=replace(taken, issue=issue),
        ).encode()

    of = (*of, issue.version, issue.date.isoformat(), files)
    return taken.issue.told_in(bench.exports.made("page", of, made).decode())


def write(path: Path, content: str | bytes) -> None:
    """Write a file of a version: UTF-8, and line ends as they are."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
