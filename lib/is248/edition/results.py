"""results.csv: every number shown, and what changed since another version."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, fields
from operator import attrgetter
from typing import TYPE_CHECKING

from is248.edition.key_findings import finding_of, key_findings
from is248.printed.verdicts import Result
from is248.show.bundle import FINDING, NOT_ASKED

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from pathlib import Path

    from is248.edition.document import Document
    from is248.show.bundle import FigureBundle, TableBundle, TextBundle

RESULTS = "results.csv"


COLUMNS = tuple(field.name for field in fields(Result))
_VALUES = attrgetter(*COLUMNS)


@dataclass(frozen=True)
class Change:
    """A result that is not as it was; ``old`` or ``new`` is None when it did not exist."""

    chapter: str
    item: str
    row: str
    column: str
    old: str | None
    new: str | None


def results_of(document: Document) -> Iterator[Result]:
    """The values of a chapter, in the order in which a reader meets them."""
    theme = document.chapter.theme
    for key in key_findings(document.items):
        text, basis = finding_of(key)
        yield Result(theme, key["id"], FINDING, key["key"], text, "", "", basis)
    for bundle in document.items:
        if bundle["kind"] == "text":
            yield from _sentence(theme, bundle)
        else:
            yield from _grid(theme, bundle)


def _grid(theme: str, bundle: TableBundle | FigureBundle) -> Iterator[Result]:
    for row in bundle["grid"]["rows"]:
        for column, cell in zip(bundle["grid"]["columns"], row["cells"], strict=False):
            yield Result(
                theme,
                bundle["id"],
                row["key"],
                column["key"],
                written(cell["value"]),
                bundle["n"],
                column["unit"],
                cell.get("basis") or column["basis"] or bundle["basis"],
                bundle.get("answers") or "",
                *(written(cell.get(key)) for key in ("computed", "low", "high")),
            )


def _sentence(theme: str, bundle: TextBundle) -> Iterator[Result]:
    """The values of a paragraph, those that it does not tell last."""
    item, untold = bundle["id"], bundle.get("untold", [])
    told = [part for part in bundle["parts"] if part["kind"] == "value"]
    for part in (*told, *untold):
        place = NOT_ASKED.format(item=item) if part in untold and part["value"] is None else item
        value, basis = written(part["value"]), part.get("basis") or bundle["basis"]
        yield Result(theme, place, part["name"], "value", value, "", part["unit"], basis)


def written(value: object) -> str:
    """A value as it stands in results.csv: full precision, a point as decimal mark."""
    if value is None:
        return ""
    return value if isinstance(value, str) else repr(value)


def results_csv(results: Iterable[Result]) -> str:
    """The text of results.csv."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(map(_VALUES, results))
    return buffer.getvalue()


def read_results(path: Path, themes: Collection[str] | None = None) -> list[Result]:
    """The results of a version, or of some of its chapters.

    Args:
        path: Its results.csv.
        themes: The chapters; all when not given.

    Returns:
        None when it has no results.csv of today's form.
    """
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        if tuple(next(rows, ())) != COLUMNS:
            return []
        return [Result(*row) for row in rows if row and (themes is None or row[0] in themes)]


def changes_between(old: Iterable[Result], new: Iterable[Result]) -> list[Change]:
    """What changed from one version to another.

    Args:
        old: Results of the older version.
        new: Results of the newer one.

    Returns:
        Changed and new values in the order of the newer version, then those that are gone.
    """
    before = {result.key: result.value for result in old}
    after = {result.key: result.value for result in new}
    changed = [
        Change(*key, before.get(key), value)
        for key, value in after.items()
        if before.get(key) != value
    ]
    gone = [Change(*key, value, None) for key, value in before.items() if key not in after]
    return changed + gone
