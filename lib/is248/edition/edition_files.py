"""The files of a whole year: report, results, index, the page that finds a municipality."""

from __future__ import annotations

import re
from collections.abc import (
    Iterable,  # noqa: TC003 - used in dataclass fields
    Mapping,  # noqa: TC003 - used in dataclass fields
)
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from is248.base.numbers import MISSING, format_number
from is248.edition.audit import audited
from is248.edition.audit_page import AUDIT, AUDIT_PDF, TITLE, audit_document, audit_html
from is248.edition.chapter_files import write
from is248.edition.edition_pages import INDEX, MUNICIPALITIES, QUESTIONS
from is248.edition.finder_page import FINDER_TABLE, finder_html
from is248.edition.key_findings import finding_of, key_findings
from is248.edition.manifest import unsaved_words
from is248.edition.pages import (
    and_list,
    item_entries,
    render,
)
from is248.edition.pdf_export import report_bytes
from is248.edition.questions_page import questions_html
from is248.edition.results import RESULTS, results_csv
from is248.edition.sheet_index import units_with_sheet
from is248.edition.shell import failed_shell, shell_of
from is248.edition.workbench import failure_text
from is248.show.invented import foundation
from is248.survey.codebook import has_codebook, load_codebook
from is248.year.labels import load_labels
from is248.year.params import YearParams  # noqa: TC001 - used in dataclass fields

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from is248.base.paths import Project
    from is248.edition.document import Document
    from is248.edition.plan import Plan
    from is248.edition.results import Change
    from is248.edition.shell import Shell
    from is248.edition.workbench import Built
    from is248.show.bundle import Bundle
    from is248.survey.codebook import Codebook

_MONTHS = "januar februar mars april mai juni juli august september oktober november desember"


@dataclass(frozen=True)
class ChapterEntry:
    """A chapter on the index page.

    Attributes:
        chapter: Number and title as a reader sees them.
        html: Link to its page.
        pdf: Link to its PDF, or None.
        notebook: Link to its notebook, or None.
        xlsx: Link to its tables, or None.
        items: Its tables and figures as (label, title, anchor).
        finding: The first of its key findings; empty when it has none.
    """

    chapter: str
    html: str
    pdf: str | None = None
    notebook: str | None = None
    xlsx: str | None = None
    items: tuple[tuple[str, str, str], ...] = ()
    finding: str = ""


@dataclass(frozen=True)
class IndexPage:
    """The first page of a version.

    Attributes:
        year: The choices of the year.
        version: ``v3``, or ``utkast``.
        chapters: The chapters in order.
        report: Link to all chapters in one PDF, or None.
        results: Link to every number shown, or None.
        manifest: Link to the record of inputs and outputs, or None.
        municipalities: Link to the page that finds a municipality, or None.
        questions: Link to the page of the year's questions, or None.
        audit: Link to the page that holds print beside ours, or None.
        audit_pdf: Link to the same as PDF.
        provenance: What it was made of: label → text.
        changes: (item label, row, column, old, new) since the last version; None in the first.
        previous: The version that ``changes`` is measured from; one before ``version`` if empty.
        failures: What could not be made, one sentence each.
        unsaved: The sentence on inputs that are not saved in git; empty when all are.
        foundation: The sentence on what the numbers rest on.
    """

    year: YearParams
    version: str
    chapters: tuple[ChapterEntry, ...]
    report: str | None = "report.pdf"
    results: str | None = "results.csv"
    manifest: str | None = "manifest.json"
    municipalities: str | None = "municipalities.html"
    questions: str | None = None
    audit: str | None = None
    audit_pdf: str = "audit.pdf"
    provenance: Mapping[str, str] = field(default_factory=dict)
    changes: tuple[tuple[str, str, str, str, str], ...] | None = None
    previous: str = ""
    failures: tuple[str, ...] = ()
    unsaved: str = ""
    foundation: str = ""

    @property
    def is_draft(self) -> bool:
        """Whether this is not a numbered version."""
        return not re.fullmatch(r"v\d+", self.version)

    @property
    def before(self) -> str:
        """Name of the version before this one."""
        number = re.fullmatch(r"v(\d+)", self.version)
        return self.previous or (f"v{int(number.group(1)) - 1}" if number else "forrige utgave")


def index_html(index: IndexPage, shell: Shell) -> str:
    """The first page of a version.

    Args:
        index: What stands on it.
        shell: What surrounds it.

    Returns:
        The page; everything is readable without JavaScript, which only adds the search field.
    """
    day = index.year.edition_date
    return render(
        "index.html.j2",
        "filter_items.js",
        shell=shell,
        here="index",
        up="",
        index=index,
        edition=f"{day.day}. {_MONTHS.split()[day.month - 1]} {day.year}",
        counts=[_counts(entry.items) for entry in index.chapters],
        total=_counts([item for entry in index.chapters for item in entry.items]),
    )


def chapter_entry(document: Document) -> ChapterEntry:
    """The chapter on the index page, with links to the places its formats have in outputs/."""
    slug = document.chapter.slug
    return ChapterEntry(
        chapter=document.chapter.heading,
        html=f"chapters/{slug}.html",
        pdf=f"chapters/{slug}.pdf",
        notebook=f"chapters/{slug}.ipynb",
        xlsx=f"tables/{slug}.xlsx",
        items=item_entries(document),
        finding=next((finding_of(one)[0] for one in key_findings(document.items)), ""),
    )


def _counts(items: Iterable[tuple[str, str, str]]) -> str:
    """How many tables and figures: "14 tabeller og 6 figurer"."""
    kinds = [anchor.split("-")[0] for _, _, anchor in items]
    names = {"table": ("tabell", "tabeller"), "figure": ("figur", "figurer")}
    found = [(kinds.count(kind), words) for kind, words in names.items()]
    return and_list([f"{n} {words[n != 1]}" for n, words in found if n]) or "ingen tabeller"


REPORT = "report.pdf"

ABSENT = "ikke med"
"""Stands for a value that the other version does not have."""


@dataclass(frozen=True)
class Edition:
    """What the index page says of a version beside its chapters.

    Attributes:
        name: ``v3``, or ``utkast``.
        previous: Name of the version before it; empty in the first.
        changes: What changed since then; None when there is nothing to compare with.
    """

    name: str
    previous: str = ""
    changes: tuple[Change, ...] | None = None


def write_edition(
    project: Project, plan: Plan, built: Sequence[Built], folder: Path, edition: Edition
) -> None:
    """Write the files of a whole year.

    Args:
        project: The project.
        plan: What was done.
        built: The chapters, all of them made.
        folder: Where they are.
        edition: What the index page says.

    Raises:
        DocumentError: A page cannot be made.
        OSError: A file could not be written.
    """
    documents = [chapter.document for chapter in built if chapter.document]
    shell = shell_of(plan, edition.name)
    unsaved = unsaved_words(plan.inputs.unsaved)
    report = REPORT if _gathers(plan) else None
    if report:
        write(folder / report, report_bytes(documents, unsaved, edition.name))
    write(folder / RESULTS, results_csv(r for chapter in built for r in chapter.results))
    has_audit = plan.draft is None and _write_audit(project, plan, built, folder, shell)
    finder = next((d for d in documents if FINDER_TABLE in d.labels), None)
    if finder:
        named = units_with_sheet(plan.year.year, project) if plan.draft is None else None
        page = finder_html(finder, shell, f"chapters/{finder.chapter.slug}.html", named)
        write(folder / MUNICIPALITIES.file, page)
    changed = None if edition.changes is None else tuple(named_changes(edition.changes, documents))
    book = _codebook(project, plan)
    if book:
        write(folder / QUESTIONS.file, questions_html(shell, book, documents))
    index = IndexPage(
        year=plan.year,
        version=edition.name,
        chapters=tuple(chapter_entry(document) for document in documents),
        report=report,
        results=RESULTS,
        municipalities=MUNICIPALITIES.file if finder else None,
        questions=QUESTIONS.file if book else None,
        audit=AUDIT if has_audit else None,
        provenance=provenance(plan),
        unsaved=unsaved,
        foundation=foundation(r.basis for chapter in built for r in chapter.results),
        changes=changed,
        previous=edition.previous,
    )
    write(folder / INDEX.file, index_html(index, shell))


def _write_audit(
    project: Project, plan: Plan, built: Sequence[Built], folder: Path, shell: Shell
) -> bool:
    """Write print beside ours as a page and as PDF; nothing in a year without print."""
    results = (result for chapter in built for result in chapter.results)
    year = plan.year.year
    found, labels = audited(project, year, results), load_labels(project, year)
    if not found.verdicts:
        return False
    documents = [chapter.document for chapter in built if chapter.document]
    page = audit_document(found, plan.year, documents, labels)
    bases = {str(key): name for key, name in labels.basis.items()}
    write(folder / AUDIT, audit_html(page, shell, bases))
    paper = audit_document(found, plan.year, documents, labels, condensed=True)
    volume = report_bytes([paper], unsaved_words(plan.inputs.unsaved), shell.version, TITLE)
    write(folder / AUDIT_PDF, volume)
    return True


def _gathers(plan: Plan) -> bool:
    """Whether there is anything to gather: the PDF of a draft's only chapter is its own."""
    return plan.draft is None or len(plan.tasks) > 1


def _codebook(project: Project, plan: Plan) -> Codebook | None:
    """The year's codebook; a year that is made of printed tables alone has none."""
    year = plan.year.year
    return load_codebook(year, project) if has_codebook(year, project) else None


def write_failed_index(plan: Plan, built: Sequence[Built], folder: Path) -> None:
    """Write the index of a run that failed: what was made, and what was not and why."""
    index = IndexPage(
        year=plan.year,
        version="mislykket kjøring",
        chapters=tuple(_entry(b) for b in built if b.failure is None or b.failure.ran),
        report=None,
        results=None,
        manifest=None,
        municipalities=None,
        provenance=provenance(plan),
        unsaved=unsaved_words(plan.inputs.unsaved),
        failures=tuple(failure_text(chapter) for chapter in built if chapter.failure),
    )
    write(folder / INDEX.file, index_html(index, failed_shell(plan, index.version)))


def _entry(chapter: Built) -> ChapterEntry:
    if chapter.document:
        return chapter_entry(chapter.document)
    notebook = f"chapters/{chapter.task.chapter.slug}.ipynb"
    return ChapterEntry(chapter.task.chapter.heading, notebook, notebook=notebook)


def provenance(plan: Plan) -> dict[str, str]:
    """What a version was made of, for the index page; nothing that differs between machines."""
    inputs = plan.inputs
    used = {
        name: f"{name} {inputs.packages.get(name, '').partition(' ')[0]}"
        for name in ("pandas", "matplotlib")
    }
    data = sum(name.startswith("data/") for name in inputs.files)
    given = ", ".join(f"{key}={value}" for key, value in sorted(inputs.parameters.items()))
    own = plan.year.own_files
    return {
        "Fingeravtrykk": inputs.fingerprint[:16],
        "Datafiler": str(data),
        **({"Egne filer, ikke i git": ", ".join(own)} if own else {}),
        "Parametre": given or "som i notatbøkene",
        "Programvare": ", ".join([f"Python {inputs.python}", *used.values()]),
    }


@dataclass(frozen=True)
class _Names:
    """What a reader calls an item and its rows and columns."""

    label: str
    rows: Mapping[str, str]
    columns: Mapping[str, str]
    decimals: Mapping[str, int]


def named_changes(
    changes: Sequence[Change], documents: Sequence[Document]
) -> Iterator[tuple[str, str, str, str, str]]:
    """Changes in a reader's words; what has no name any more keeps its key."""
    names = {
        (document.chapter.theme, bundle["id"]): _names(document, bundle)
        for document in documents
        for bundle in document.items
    }
    for change in changes:
        known = names.get((change.chapter, change.item), _Names(change.item, {}, {}, {}))
        old, new = both_shown(change, known.decimals.get(change.column))
        row = known.rows.get(change.row, change.row)
        yield known.label, row, known.columns.get(change.column, change.column), old, new


def _names(document: Document, bundle: Bundle) -> _Names:
    if bundle["kind"] == "text":
        return _Names(f"{document.chapter.title}, tekst", {}, {"value": "verdi"}, {})
    grid = bundle["grid"]
    columns = {c["key"]: ", ".join(filter(None, [c["span"], c["label"]])) for c in grid["columns"]}
    rows = {row["key"]: row["label"] for row in grid["rows"]}
    decimals = {c["key"]: c["decimals"] for c in grid["columns"]}
    return _Names(bundle.get("label") or bundle["id"], rows, columns, decimals)


def both_shown(change: Change, decimals: int | None) -> tuple[str, str]:
    """Both values as shown; in full when rounding would hide the change."""
    old, new = (_value(value, decimals) for value in (change.old, change.new))
    return (old, new) if old != new else (_full(change.old), _full(change.new))


def _value(value: str | None, decimals: int | None) -> str:
    if not value:
        return ABSENT if value is None else MISSING
    try:
        return format_number(float(value), decimals) if decimals is not None else _full(value)
    except ValueError:
        return value


def _full(value: str | None) -> str:
    try:
        float(value or "")
    except ValueError:
        return ABSENT if value is None else value or MISSING
    return (value or "").replace(".", ",")
