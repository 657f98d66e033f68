"""Sheets of municipalities and districts: all of a year as a version, or some as a draft.

Sheets stand in ``outputs/<year>/sheets/v<N>``, staged, flushed and renamed like an edition; the
page that finds them stands beside the versions and is written last.
"""

from __future__ import annotations

import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Literal

from is248.base.errors import UserError, suggestion_of_label
from is248.base.exchange import exchange, said, write_whole
from is248.base.files import sha256
from is248.edition import manifest, versions
from is248.edition.manifest import Inputs, read_inputs, refuse_unsaved, unsaved_words
from is248.edition.sheet_index import FOLDER, INDEX, sheet_index_html, units_with_sheet
from is248.survey.freshness import ensure, has_answers
from is248.year.params import SHEET, known_years, load_year

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from is248.base.paths import Project
    from is248.edition.sheet_files import SheetBench
    from is248.edition.versions import Shelf

CHUNK = 4
"""Sheets that a worker fetches at a time."""

LONGEST_NAME = 40
"""Letters in the name of a draft's folder."""


@dataclass(frozen=True)
class SheetsResult:
    """How a run ended.

    Attributes:
        status: ``new`` version, ``unchanged`` inputs (nothing was run) or ``draft``.
        folder: Where the sheets are.
        count: How many there are.
    """

    status: Literal["new", "unchanged", "draft"]
    folder: Path
    count: int


def make_sheets(
    project: Project,
    year: int,
    chosen: Sequence[str] = (),
    *,
    jobs: int = 1,
    dirty: bool = False,
    told: Callable[[int, int], None] = lambda _done, _all: None,
) -> SheetsResult:
    """Make the sheets of a year.

    Args:
        project: The project.
        year: The reporting year.
        chosen: Codes of units, for a draft; all as a version when not given.
        jobs: How many processes make them.
        dirty: Make a version although inputs differ from the commit; the sheets say so.
        told: Called with how many are done, and of how many.

    Raises:
        UserError: An input cannot be used or differs from the commit, there is no such unit, or a
            sheet could not be made; what was there stands.
    """
    from is248.edition.sheet_files import SheetBench  # heavy: a year without changes needs it not

    codes, inputs = _codes(project, year, chosen), _inputs(project, year)
    if not chosen and not dirty:
        refuse_unsaved(inputs.unsaved)
    for one in known_years(project):
        if has_answers(one, project):
            ensure(one, project)
    with versions.opened(project, year, FOLDER) as shelf:
        if not chosen and (standing := _standing(shelf, inputs)):
            return SheetsResult("unchanged", standing, len(codes))
        with versions.staging(shelf) as staged:
            index = f"../{INDEX}" if not chosen else f"../../{INDEX}"
            bench = SheetBench(project, year, staged, index, unsaved_words(inputs.unsaved))
            for done, _ in enumerate(_made(bench, codes, jobs), start=1):
                told(done, len(codes))
            if chosen:
                name = "-".join(codes)[:LONGEST_NAME]
                return SheetsResult("draft", exchange(staged, shelf.drafts(name)), len(codes))
            return SheetsResult("new", _published(project, shelf, bench, inputs), len(codes))


def _codes(project: Project, year: int, chosen: Sequence[str]) -> list[str]:
    known = units_with_sheet(year, project)
    for code in chosen:
        if code not in known:
            near = suggestion_of_label(code, {key: name for key, (name, _) in known.items()})
            raise UserError(f"{year} har ingen kommune eller bydel med koden «{code}».{near}")
    return [code for code in known if code in chosen] if chosen else [*known]


def _inputs(project: Project, year: int) -> Inputs:
    """The inputs of a year's sheets: those of its edition, and the params of all other years."""
    found = read_inputs(project, year, [SHEET], {})
    paths = (project.params / f"{one}.yml" for one in known_years(project))
    others = {f"params/{path.name}": sha256(path) for path in paths}
    return replace(found, files={**found.files, **others})


def _standing(shelf: Shelf, inputs: Inputs) -> Path | None:
    """The newest version, when it stands as it was made and would come out again."""
    latest = shelf.latest()
    if latest is None:
        return None
    folder = shelf.version(latest)
    stands = manifest.read_manifest(folder) or {}
    same = stands.get("fingerprint") == inputs.fingerprint
    return folder if same and not manifest.differences(folder) else None


def _made(bench: SheetBench, codes: Sequence[str], jobs: int) -> Iterator[str]:
    """Make sheets in processes that have the variables of a kernel; their codes as they are done.

    Raises:
        UserError: A worker died.
    """
    from is248.edition.forks import keep_apart
    from is248.edition.kernels import environment

    context = multiprocessing.get_context("spawn")
    with (
        environment(bench.project, bench.folder, None),
        ProcessPoolExecutor(min(jobs, len(codes)), context, keep_apart) as workers,
    ):
        try:
            yield from workers.map(partial(_make, bench), codes, chunksize=CHUNK)
        except BrokenProcessPool as error:
            raise UserError(
                "En prosess som laget ark, ble stoppet; ofte er det for lite minne. Kjør på nytt "
                "med --jobs 1."
            ) from error


_BENCHES: dict[SheetBench, SheetBench] = {}


def _make(bench: SheetBench, code: str) -> str:
    """Make a sheet in a worker, which reads the notebook once."""
    return _BENCHES.setdefault(bench, bench).make(code)


def _published(project: Project, shelf: Shelf, bench: SheetBench, inputs: Inputs) -> Path:
    number, params = shelf.next_number, load_year(bench.year, project)
    commit = manifest.commit(project)
    content = manifest.manifest_of(bench.folder, params, number, inputs, commit)
    (bench.folder / manifest.NAME).write_bytes(manifest.json_text(content).encode())
    place = versions.publish(shelf, bench.folder, number)
    with said(shelf.called):
        write_whole(shelf.folder / INDEX, sheet_index_html(bench.year, project, place.name))
    return place
