"""Ingest: from the file of a year to its prepared answers, or to everything that is wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence  # noqa: TC003 - dataclasses name it
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path  # noqa: TC003 - dataclasses name it
from typing import TYPE_CHECKING, Any

from is248.base.data_files import SOURCE_FILE
from is248.base.errors import DataError, UserError
from is248.base.files import sha256
from is248.base.yaml_files import read_yaml_file
from is248.survey.cells import STATUSES, read_cells
from is248.survey.codebook import Codebook, load_codebook
from is248.survey.columns import answer_columns, match_columns
from is248.survey.corrections import CORRECTIONS_FILE, Change, all_changes, apply_changes
from is248.survey.decisions import DECISIONS_FILE, Decisions, load_decisions
from is248.survey.diagnosis import Beside, diagnosed
from is248.survey.filled_form import Form, build_form
from is248.survey.filters import apply_filters, empty_forms
from is248.survey.findings import Fault, Finding, UnreadableError, as_record, failed, ordered
from is248.survey.mapping.accept import accept
from is248.survey.mapping.apply_columns import apply_columns, unfit
from is248.survey.mapping.columns_file import (
    COLUMNS_FILE,
    ColumnsFile,
    columns_path,
)
from is248.survey.mapping.draft_workbook import read_mapping
from is248.survey.mapping.mapping_told import told_of
from is248.survey.places import MAPPING, prepared_folder, survey_folder, years_with_codebook
from is248.survey.prepared_files import Prepared, to_prepared, write_prepared
from is248.survey.raw_table import NO_HEADER
from is248.survey.readers import read_rows, read_table
from is248.survey.unit_keys import Register, load_register
from is248.survey.validation import validate

if TYPE_CHECKING:
    from is248.base.paths import Project
    from is248.survey.raw_table import RawTable


def check_sidecar(path: Path) -> tuple[bool, list[Finding]]:
    """Compare a file with what ``source.yml`` in its folder says of it.

    Args:
        path: The file of answers.

    Returns:
        Whether the list calls it synthetic, and an error when its checksum is another. A file
        that is not listed passes: a fresh export lies where it was saved.

    Raises:
        UserError: There is no such file.
        DataError: The list is not as it must be.
    """
    if not path.is_file():
        raise UserError(f"Fant ikke filen «{path}».")
    entry = _entry(path)
    findings = []
    listed = str(entry.get("sha256", ""))
    if listed and listed != (found := sha256(path)):
        words = f"filen er endret: sha256 er {found[:12]}…, men {SOURCE_FILE} sier {listed[:12]}…"
        mend = f"Hent filen tilbake, eller før den nye summen i {SOURCE_FILE} om endringen er ment."
        findings.append(Finding(path.name, words, mend))
    return entry.get("synthetic") is True, findings


def _entry(path: Path) -> dict[str, Any]:
    source = path.parent / SOURCE_FILE
    if not source.is_file():
        return {}
    try:
        content: Any = read_yaml_file(source, f"{SOURCE_FILE} ved siden av {path.name}") or {}
        entry = (content.get("files") or {}).get(path.name) or {}
        entry.get("sha256")
    except AttributeError as error:
        raise DataError(f"{SOURCE_FILE} ved siden av {path.name} kan ikke leses.") from error
    return dict(entry)


CODEBOOK_FILE = "codebook.yml"
_NOBODY = Fault("ingen rad gjelder en enhet som rapporterer", "Sjekk kolonnen med koder.")


@dataclass(frozen=True)
class Inputs:
    """What a file of answers is read with.

    Attributes:
        book: The questions of the year.
        register: The units that are asked.
        changes: Corrections, and decisions that a value was an error.
        decisions: Which of several answers from one unit holds.
        columns: How the file's own names and values are read; None when they are ours.
        mapping: Where that is said.
    """

    book: Codebook
    register: Register
    changes: Sequence[Change] = ()
    decisions: Decisions = field(default_factory=Decisions)
    columns: ColumnsFile | None = None
    mapping: Path | None = None


@dataclass(frozen=True)
class Outcome:
    """What came of a file.

    Attributes:
        findings: Everything found, in order; warnings too.
        prepared: The answers; None when an error stopped the run.
        folder: Where they were written; None when they were not.
    """

    findings: Sequence[Finding]
    prepared: Prepared | None = None
    folder: Path | None = None

    @property
    def first(self) -> Finding | None:
        """What is wrong with the whole file and to be mended first; None when nothing is."""
        return next((finding for finding in self.findings if finding.whole), None)


def load_inputs(year: int, project: Project, mapping: Path | None = None) -> Inputs:
    """Read the codebook, register, mapping, corrections and decisions of a year.

    Args:
        year: Reporting year.
        project: The project.
        mapping: A mapping in place of the year's ``columns.yml``.

    Raises:
        UserError: One of them is missing or not as it must be.
    """
    folder = survey_folder(year, project)
    book = load_codebook(year, project)
    decisions = load_decisions(folder)
    own = columns_path(year, project)
    if mapping is not None and not mapping.is_file():
        raise UserError(f"Fant ikke filen «{mapping}».")
    used = mapping or (own if own.is_file() else None)
    columns = read_mapping(used, _called(used, project)) if used else None
    changes = all_changes(folder, decisions)
    return Inputs(book, load_register(year, project), changes, decisions, columns, used)


def _called(path: Path, project: Project) -> str:
    """A file as the user knows it: below the project where it is there."""
    whole, root = path.resolve(), project.root.resolve()
    return whole.relative_to(root).as_posix() if whole.is_relative_to(root) else path.name


def read_answers(path: Path, inputs: Inputs) -> tuple[RawTable, RawTable]:
    """Read a file, and what it says in our names and codes.

    Args:
        path: The file.
        inputs: Codebook, register and mapping.

    Returns:
        The file as it stands, and with our names, keys and codes: by the mapping where there is
        one, and where the file can mean one thing only.

    Raises:
        UserError: There is no such file, or its ending is none of ours.
        UnreadableError: The file cannot be read.
    """
    columns = inputs.columns or ColumnsFile()
    raw = read_table(
        path, sheet=columns.sheet, header_row=columns.header_row, skip_rows=columns.skip_rows
    )
    table = raw
    if inputs.columns:
        table = apply_columns(raw, columns, inputs.book, inputs.register, inputs.mapping)
    found, _ = match_columns(table, inputs.book)
    return raw, table if unfit(table, inputs.mapping) else accept(table, found, inputs.book)


def prepare(table: RawTable, inputs: Inputs, *, synthetic: bool = False) -> Outcome:
    """Turn a file, read as text, into prepared answers; writes nothing.

    Args:
        table: The file.
        inputs: Codebook, register, corrections, decisions.
        synthetic: What ``source.yml`` says of the file.

    Returns:
        The answers, unless something is wrong, and everything found.
    """
    found, findings = match_columns(table, inputs.book)
    findings += table.findings
    if inputs.book.key not in found:
        return Outcome(ordered(findings))
    form, more = build_form(table, found, inputs.book, inputs.register, inputs.decisions)
    findings += [*more, *apply_changes(form, inputs.changes), *_unmarked(form, synthetic)]
    if not form.units:
        return Outcome(ordered([*findings, _NOBODY.at(table.file, sheet=table.sheet)]))
    return _checked(form, inputs.book, findings)


def ingest(year: int, path: Path, project: Project, mapping: Path | None = None) -> Outcome:
    """Read, check and prepare a file of answers.

    Args:
        year: Reporting year.
        path: The file.
        project: The project.
        mapping: A mapping in place of the year's ``columns.yml``.

    Returns:
        Everything found, and the answers, written to ``data/prepared/<year>``, when no finding is
        an error. With an error, what was prepared before is left as it was.

    Raises:
        UserError: The year, the file or the lists beside the codebook cannot be used.
    """
    import pandas as pd

    # a chapter holds texts in another way, and the file would tell of it
    with pd.option_context("mode.string_storage", "pyarrow"):
        return _ingested(year, path, project, mapping)


def _ingested(year: int, path: Path, project: Project, mapping: Path | None) -> Outcome:
    inputs = load_inputs(year, project, mapping)
    beside = _beside(path, inputs, project)
    try:
        synthetic, listed = check_sidecar(path)
        raw, table = read_answers(path, inputs)
    except UnreadableError as error:
        found = [error.finding]
        readable = error.finding.words == NO_HEADER
        return Outcome(diagnosed(found, path.name, None, beside) if readable else found)
    if unfit(table, inputs.mapping):
        return Outcome(ordered(table.findings))
    outcome = prepare(table, inputs, synthetic=synthetic)
    findings = ordered([*outcome.findings, *listed])
    findings = diagnosed(findings, path.name, table, beside)
    if outcome.prepared is None or failed(findings):
        return Outcome(findings)
    folder = prepared_folder(year, project)
    told = _provenance(path, raw, outcome.prepared, inputs, project)
    if inputs.columns and inputs.mapping:
        name = _called(inputs.mapping, project)
        told[MAPPING] = told_of(inputs.mapping, inputs.columns, raw, table, name)
    told["findings"] = [as_record(finding) for finding in findings]
    write_prepared(outcome.prepared, folder, told)
    return Outcome(findings, outcome.prepared, folder)


def _beside(path: Path, inputs: Inputs, project: Project) -> Beside:
    """What tells what a file looks like as a whole; read only when it is not as it should be."""
    years = [year for year in years_with_codebook(project) if year != inputs.book.year]

    def others() -> list[Codebook]:
        found = []
        for year in years:
            with suppress(UserError):  # another year's codebook is told of when that year is read
                found.append(load_codebook(year, project))
        return found

    sheet = inputs.columns.sheet if inputs.columns else ""
    return Beside(inputs.book, inputs.register, others, lambda: read_rows(path, sheet=sheet))


def _checked(form: Form, book: Codebook, findings: list[Finding]) -> Outcome:
    columns = answer_columns(book)
    cells, unread = read_cells(form, columns)
    findings += unread
    findings += apply_filters(form, book, columns, cells)
    findings += empty_forms(form, book.key, cells)
    findings += validate(form, columns, cells)
    if failed(findings):
        return Outcome(ordered(findings))
    return Outcome(ordered(findings), to_prepared(form, columns, cells))


def _unmarked(form: Form, synthetic: bool) -> list[Finding]:
    """The list beside the file and the file itself must agree on whether anybody answered."""
    if not synthetic or form.synthetic:
        return []
    words = "filen er ført som syntetisk i source.yml, men radene er ikke merket"
    mend = "Skriv true i kolonnen «synthetic», eller rett source.yml."
    return [Finding(form.table.file, words, mend)]


def _provenance(
    path: Path, table: RawTable, prepared: Prepared, inputs: Inputs, project: Project
) -> dict[str, object]:
    """The file, what came of it, and the lists that it was read with."""
    folder = survey_folder(inputs.book.year, project)
    names = [CODEBOOK_FILE, CORRECTIONS_FILE, DECISIONS_FILE]
    names += [COLUMNS_FILE] if inputs.mapping == folder / COLUMNS_FILE else []
    count = Counter(prepared.statuses["status"].tolist())
    source = {"file": path.name, "sha256": sha256(path), "sheet": table.sheet}
    return {
        "source": {**source, "encoding": table.encoding, "rows": len(table.rows)},
        "synthetic": prepared.synthetic,
        "units": len(prepared.values),
        "cells_without_answer": {status: count[status] for status in STATUSES},
        "year": inputs.book.year,
        "inputs": {name: sha256(folder / name) for name in names if (folder / name).is_file()},
        "corrections": len(inputs.changes),
        "duplicates_decided": len(inputs.decisions.duplicates),
    }
