"""The files of a whole year: report, results, index, the page that finds a municipality."""

from __future__ import annotations

import re
from collections.abc import (
    Iterable,  # noqa: TC003 - used in dataclass fields
    Mapping,  # noqa: TC003 - used in dataclass fields
)
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from is248.base.files import sha256
from is248.base.numbers import format_number
from is248.edition.audit import audited
from is248.edition.audit_page import AUDIT, AUDIT_PDF, TITLE, audit_document, audit_html
from is248.edition.causes import causes_between
from is248.edition.changes import Comparison, compared
from is248.edition.changes_page import write_changes
from is248.edition.chapter_files import write
from is248.edition.citation import Issue
from is248.edition.edition_pages import INDEX
from is248.edition.english_pages import write_english
from is248.edition.finding_files import write_finding
from is248.edition.kept_files import NOTHING_KEPT, KeptFiles
from is248.edition.key_findings import finding_of, key_findings
from is248.edition.manifest import read_manifest, unsaved_words
from is248.edition.pages import (
    and_list,
    item_entries,
    render,
)
from is248.edition.pdf_export import report_bytes
from is248.edition.quality_page import write_quality
from is248.edition.results import RESULTS, results_csv
from is248.edition.shell import failed_shell, shell_of
from is248.edition.volume_pdf import volume_bytes
from is248.edition.workbench import failure_text
from is248.show.invented import foundation
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
    from is248.printed.verdicts import Comparison as Printed

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
        audit: Link to the page that holds print beside ours, or None.
        audit_pdf: Link to the same as PDF.
        provenance: What it was made of: label → text.
        changes: The version beside the one before; None where there is none.
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
    audit: str | None = None
    audit_pdf: str = "audit.pdf"
    provenance: Mapping[str, str] = field(default_factory=dict)
    changes: Comparison | None = None
    failures: tuple[str, ...] = ()
    unsaved: str = ""
    foundation: str = ""

    @property
    def is_draft(self) -> bool:
        """Whether this is not a numbered version."""
        return not re.fullmatch(r"v\d+", self.version)


def index_html(index: IndexPage, shell: Shell) -> str:
    """The first page of a version.

    Args:
        index: What stands on it.
        shell: What surrounds it.

    Returns:
        The page; everything is readable without JavaScript, which only adds a search field.
    """
    day = index.year.edition_date
    return render(
        "index.html.j2",
        shell=shell,
        here="index",
        up="",
        index=index,
        changed=format_number(index.changes.count)
        if index.changes and index.changes.count
        else "Ingen",
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


@dataclass(frozen=True)
class Edition:
    """What the index page says of a version beside its chapters.

    Attributes:
        name: ``v3``, or ``utkast``.
        previous: Folder of the version before it; None in the first.
        changes: What changed since then; None when there is nothing to compare with.
        kept: Where files may be, made of the same before.
    """

    name: str
    previous: Path | None = None
    changes: tuple[Change, ...] | None = None
    kept: KeptFiles = NOTHING_KEPT


def write_edition(
    project: Project, plan: Plan, built: Sequence[Built], folder: Path, edition: Edition
) -> None:
    """Write the files of a whole year but its volumes.

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
    write(folder / RESULTS, results_csv(r for chapter in built for r in chapter.results))
    audit = _write_audit(project, plan, built, folder, shell, kept=edition.kept)
    changed = _comparison(plan, documents, folder, edition)
    write_changes(folder, shell, changed, edition.changes or ())
    quality, previous = None, edition.previous.name if edition.previous else ""
    if audit:
        quality = write_quality(
            project, built, folder, shell=shell, previous=previous, comparison=audit
        )
    write_finding(project, plan, documents, folder, shell, quality=quality, kept=edition.kept)
    index = IndexPage(
        year=plan.year,
        version=edition.name,
        chapters=tuple(chapter_entry(document) for document in documents),
        report=REPORT if _gathers(plan) else None,
        results=RESULTS,
        audit=AUDIT if audit and audit.verdicts else None,
        provenance=provenance(plan),
        unsaved=unsaved,
        foundation=foundation(r.basis for chapter in built for r in chapter.results),
        changes=changed,
    )
    write(folder / INDEX.file, index_html(index, shell))
    edition.kept.keep()


def write_volumes(
    project: Project, plan: Plan, built: Sequence[Built], folder: Path, edition: Edition
) -> None:
    """Write what rests on the chapters alone: all of them in one PDF, and the English pages.

    Args and faults as of :func:`write_edition`.
    """
    documents = [chapter.document for chapter in built if chapter.document]
    unsaved, kept = unsaved_words(plan.inputs.unsaved), edition.kept
    # the report last: the audit is set meanwhile, and two books at once take a gigabyte
    write_english(project, plan, documents, folder, edition.name, kept=kept)
    if _gathers(plan):
        write(folder / REPORT, report_bytes(documents, unsaved, edition.name, kept=kept))
    kept.keep()


def _comparison(
    plan: Plan, documents: Sequence[Document], folder: Path, edition: Edition
) -> Comparison | None:
    """The version beside the one before; None in the first."""
    before, changes = edition.previous, edition.changes
    if before is None or changes is None:
        return None
    stood = dict(_notebooks(before, documents))
    same = {
        theme: sums is not None and sums == stood[theme]
        for theme, sums in _notebooks(folder, documents)
    }
    causes = causes_between(read_manifest(before) or {}, plan.inputs)
    return compared(before.name, causes, changes, documents, same)


def _notebooks(folder: Path, documents: Sequence[Document]) -> Iterator[tuple[str, str | None]]:
    """Theme → sum of its executed notebook in a version; None where there is none."""
    for document in documents:
        path = folder / "chapters" / f"{document.chapter.slug}.ipynb"
        yield document.chapter.theme, sha256(path) if path.is_file() else None


def _write_audit(
    project: Project,
    plan: Plan,
    built: Sequence[Built],
    folder: Path,
    shell: Shell,
    *,
    kept: KeptFiles,
) -> Printed | None:
    """Write print beside ours as a page and as PDF; nothing in a draft or a year without print."""
    if plan.draft is not None:
        return None
    results = (result for chapter in built for result in chapter.results)
    year = plan.year.year
    found, labels = audited(project, year, results), load_labels(project, year)
    if not found.verdicts:
        return found
    documents = [chapter.document for chapter in built if chapter.document]
    bases = {str(key): name for key, name in labels.basis.items()}
    issue, of = Issue(plan.year, shell.version), [one.shown for one in documents]
    other = issue.standing_in

    def document(*, condensed: bool) -> Document:
        return audit_document(found, plan.year, documents, labels, condensed=condensed)

    def page() -> bytes:
        shown = document(condensed=False)
        return audit_html(shown, shell_of(plan, other.version), bases).encode()

    # first of all, before the report is set too: two books at once take half a gigabyte more
    unsaved, paper = unsaved_words(plan.inputs.unsaved), partial(document, condensed=True)
    write(folder / AUDIT_PDF, volume_bytes(paper, issue, unsaved, TITLE, of=of, kept=kept))
    made = kept.made("audit", (kept.all, *of, other.version, issue.date.isoformat()), page)
    write(folder / AUDIT, issue.told_in(made.decode()))
    return found


def _gathers(plan: Plan) -> bool:
    """Whether there is anything to gather: the PDF of a draft's only chapter is its own."""
    return plan.draft is None or len(plan.tasks) > 1


def write_failed_index(plan: Plan, built: Sequence[Built], folder: Path) -> None:
    """Write the index of a run that failed: what was made, and what was not and why."""
    index = IndexPage(
        year=plan.year,
        version="mislykket kjøring",
        chapters=tuple(_entry(b) for b in built if b.failure is None or b.failure.ran),
        report=None,
        results=None,
        manifest=None,
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
