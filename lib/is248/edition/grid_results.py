"""What came of a grid: a table of runs, a Parquet of all results, and whether repeats agree."""

from __future__ import annotations

import csv
import io
import os
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING

from is248.base.exchange import remove, said
from is248.edition import versions
from is248.edition.parameters import YEAR, Value
from is248.printed.verdicts import Result

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from is248.base.paths import Project
    from is248.edition.grid_job import Outcome
    from is248.edition.grid_plan import Grid, Run

    Outcomes = Mapping[int, Outcome]

GRIDS, PAGE, RUNS, RESULTS = "grids", "index.html", "runs.csv", "results.parquet"
RUN, REPEAT, STATUS, SECONDS, FAILURE, NUMBER = (
    *("run", "repeat", "status", "seconds", "failure", "number"),
)
OWN = {RUN, REPEAT, STATUS, SECONDS, FAILURE, NUMBER, *(field.name for field in fields(Result))}
"""Columns that a parameter cannot take the name of."""

DONE, FAILED, NOT_RUN = "done", "failed", "not_run"


@dataclass(frozen=True)
class Variant:
    """A combination of parameters and what came of its first run.

    Attributes:
        parameters: Those that the grid sets.
        outcome: The results.
    """

    parameters: Mapping[str, Value]
    outcome: Outcome

    @property
    def label(self) -> str:
        """The parameters in words."""
        words = (f"{key}={value}" for key, value in self.parameters.items())
        return ", ".join(words) or "slik kapitlet er"


def variants(grid: Grid, outcomes: Outcomes) -> list[Variant]:
    """The variants with results, in the order of the grid; of repeats the first that has any."""
    found: dict[tuple[Value, ...], Variant] = {}
    for run in grid.runs:
        outcome = outcomes.get(run.number)
        if outcome and not outcome.failure:
            given = set_by_grid(run)
            found.setdefault(tuple(given.values()), Variant(given, outcome))
    return list(found.values())


def set_by_grid(run: Run) -> dict[str, Value]:
    """The parameters of a run but the year."""
    return {key: value for key, value in run.parameters.items() if key != YEAR}


def disagreeing(grid: Grid, outcomes: Outcomes) -> list[tuple[Run, list[str]]]:
    """Runs that gave something else than the first run of the same variant, and where."""
    first: dict[tuple[Value, ...], Outcome] = {}
    found = []
    for run in grid.runs:
        outcome = outcomes.get(run.number)
        if outcome and not outcome.failure:
            one = first.setdefault(tuple(run.parameters.values()), outcome)
            if places := _unlike(one, outcome):
                found.append((run, places))
    return found


def _unlike(one: Outcome, other: Outcome) -> list[str]:
    before, after = ({r.key: asdict(r) for r in each.results} for each in (one, other))
    keys = [key for key in {**before, **after} if before.get(key) != after.get(key)]
    told = {**(one.sentences or {}), **(other.sentences or {})}
    sentences = [
        item
        for item in told
        if (one.sentences or {}).get(item) != (other.sentences or {}).get(item)
    ]
    return [*("/".join(key[1:]) for key in keys), *sentences]


def columns_of(grid: Grid) -> dict[str, str]:
    """Parameter → its column; one whose name is taken has ``parameter_`` before it."""
    return {key: f"parameter_{key}" if key in OWN else key for key in grid.values}


def runs_csv(grid: Grid, outcomes: Outcomes) -> str:
    """The table of runs: parameters, how it went, seconds, and why there are no results."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow([RUN, *columns_of(grid).values(), REPEAT, STATUS, SECONDS, FAILURE])
    for run in grid.runs:
        outcome = outcomes.get(run.number)
        status = NOT_RUN if outcome is None else FAILED if outcome.failure else DONE
        told = [f"{outcome.seconds:.2f}", outcome.failure] if outcome else ["", ""]
        writer.writerow([run.number, *set_by_grid(run).values(), run.repeat, status, *told])
    return buffer.getvalue()


def results_parquet(grid: Grid, outcomes: Outcomes) -> bytes:
    """One row for each finished run and result: parameters, columns of results.csv, a number."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    done = [(run, o) for run in grid.runs if (o := outcomes.get(run.number)) and not o.failure]
    columns: dict[str, list[object]] = {RUN: [], REPEAT: []}
    for run, outcome in done:
        own: dict[str, Value] = {RUN: run.number, REPEAT: run.repeat}
        own |= {name: run.parameters[key] for key, name in columns_of(grid).items()}
        for name, value in own.items():
            columns.setdefault(name, []).extend([value] * len(outcome.results))
    rows = [result for _, outcome in done for result in outcome.results]
    table = {name: pa.array(values) for name, values in columns.items()}
    for field in fields(Result):
        texts = pa.array([getattr(row, field.name) for row in rows], pa.string())
        table[field.name] = texts.dictionary_encode()
    table[NUMBER] = pa.array([number_of(row) for row in rows], pa.float64())
    buffer = pa.BufferOutputStream()
    pq.write_table(pa.table(table), buffer, compression="zstd")
    data: bytes = buffer.getvalue().to_pybytes()
    return data


def number_of(result: Result) -> float | None:
    """The value of a result that is a number."""
    try:
        return float(result.value)
    except ValueError:
        return None


def write_grid(project: Project, grid: Grid, files: Mapping[str, str | bytes]) -> Path:
    """Put the files of a grid in their place, all at once.

    Args:
        project: The project.
        grid: The grid.
        files: Name → content.

    Returns:
        The folder.

    Raises:
        UserError: It cannot be written; what was there stands.
    """
    shelf = versions.Shelf(project.outputs / str(grid.plan.year.year), "outputs")
    target = shelf.folder / GRIDS / grid.name
    staged = target.with_name(f".{grid.name}.{os.getpid()}")
    with said(project.relative(target)):
        try:
            staged.mkdir(parents=True, exist_ok=True)
            for name, content in files.items():
                data = content.encode() if isinstance(content, str) else content
                (staged / name).write_bytes(data)
            return versions.place(shelf, staged, target)
        finally:
            remove(staged)


def missing(grid: Grid, outcomes: Outcomes) -> Sequence[tuple[Run, str]]:
    """Runs without results, and why."""
    found = ((run, outcomes.get(run.number)) for run in grid.runs)
    return [
        (run, outcome.failure if outcome else "ikke kjørt")
        for run, outcome in found
        if outcome is None or outcome.failure
    ]
