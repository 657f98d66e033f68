"""What print says and which result it answers to: claims.csv of a year, read and checked.

One row per printed statement, or per part of a printed table: the result and how it must stand to
print. Nothing here compares; :mod:`is248.printed.verdicts` does.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

from is248.base.data_files import data_folder, read_rows, read_unlisted
from is248.base.errors import DataError, suggestion
from is248.printed.values import APPENDIX, STATEMENT, TABLE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from is248.base.paths import Project
    from is248.printed.values import PrintedValue

CLAIMS = "claims.csv"
ALL = "*"
"""Stands for every row or column."""

Relation = Literal[
    "equal", "below", "above", "at_most", "at_least", "about",
    "same_set", "first_of", "highest_of", "lowest_of", "not_computed",
]  # fmt: skip
"""How ours must stand to print. ``at_most`` and ``at_least`` of names: ours are among the printed
ones, or all of those and perhaps more."""

RestsOn = Literal["same source", "other print", "fitted to this margin", "independent"]
"""What an agreement is worth: ours is that printed cell itself; is arithmetic on other printed
numbers; comes from numbers that were made to meet it; comes from elsewhere."""

COLUMNS = (
    "statement", "theme", "item", "row", "column", "relation", "width", "rests_on", "why",
)  # fmt: skip
RANKINGS = frozenset({"highest_of", "lowest_of", "first_of"})


@dataclass(frozen=True)
class Claim:
    """One row of claims.csv.

    Attributes:
        item: Printed item: ``statement-427``, ``table-4.2`` or ``appendix``.
        theme: Chapter that shows the result; empty where nothing is computed.
        result: Its table, figure or sentence.
        rows: Row keys there; of a printed table those of print, and ``*`` for all.
        columns: Column keys, as rows.
        relation: How ours must stand to print.
        width: How far from print "about" may be, in the unit printed.
        rests_on: What an agreement is worth; empty where nothing is computed.
        why: In Norwegian: why nothing is computed, or what a reader must know of the rest.
        line: Line in the file.
    """

    item: str
    theme: str
    result: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    relation: Relation
    width: float
    rests_on: str
    why: str
    line: int

    def covers(self, value: PrintedValue) -> bool:
        """Whether a printed value is one that this claim is about."""
        if value.item != self.item:
            return False
        return value.item.startswith(STATEMENT) or (
            _has(self.rows, value.row) and _has(self.columns, value.column)
        )


def read_claims(year: int, project: Project, path: Path | None = None) -> tuple[Claim, ...]:
    """The claims of a year.

    Args:
        year: Reporting year.
        project: The project.
        path: Another file of the same form, as the author of a chapter has it.

    Returns:
        The claims, in the order of the file; none in a year without them.

    Raises:
        DataError: A row is not as it must be; the message names file and line.
    """
    folder = data_folder(project, "published", str(year))
    if path is None and not (folder / CLAIMS).is_file():
        return ()
    name = str(path) if path else project.relative(folder / CLAIMS)
    rows = read_unlisted(path, COLUMNS) if path else read_rows(folder, CLAIMS)
    return tuple(_claim(row, f"{name}, linje {at}", at) for at, row in enumerate(rows, start=2))


def answering(
    values: Iterable[PrintedValue], claims: Sequence[Claim]
) -> Mapping[tuple[str, str, str], Claim]:
    """Which claim each printed value belongs to.

    Args:
        values: What is printed.
        claims: All claims of the year.

    Returns:
        Place → claim; a value without a claim is left out.

    Raises:
        DataError: Two claims are about the same printed value, or one is about none.
    """
    by_item: dict[str, list[Claim]] = {}
    for claim in claims:
        by_item.setdefault(claim.item, []).append(claim)
    found = {v.place: [c for c in by_item.get(v.item, ()) if c.covers(v)] for v in values}
    _refuse_twice(found)
    _refuse_idle(claims, {id(claim) for covering in found.values() for claim in covering}, found)
    return {place: covering[0] for place, covering in found.items() if covering}


def _refuse_twice(found: Mapping[tuple[str, str, str], Sequence[Claim]]) -> None:
    for place, covering in found.items():
        if len(covering) > 1:
            lines = " og ".join(str(claim.line) for claim in covering)
            raise DataError(f"{CLAIMS}, linje {lines}: {_said(place)} er ført to ganger.")


def _refuse_idle(claims: Iterable[Claim], used: set[int], known: Iterable[object]) -> None:
    items = {str(place[0]) for place in known if isinstance(place, tuple)}
    for claim in claims:
        if id(claim) not in used:
            near = "" if claim.item in items else suggestion(claim.item, items)
            where = _said((claim.item, "; ".join(claim.rows), "; ".join(claim.columns)))
            raise DataError(f"{CLAIMS}, linje {claim.line}: ingenting er trykt på {where}.{near}")


def _said(place: tuple[str, str, str]) -> str:
    return " / ".join(filter(None, place))


def _has(keys: Sequence[str], key: str) -> bool:
    return ALL in keys or key in keys


def _claim(row: Mapping[str, str], where: str, line: int) -> Claim:
    relation, rests_on = row["relation"], row["rests_on"]
    _one_of(relation, get_args(Relation), "relation", where)
    computed = relation != "not_computed"
    if computed or rests_on:
        _one_of(rests_on, get_args(RestsOn), "rests_on", where)
    _check_filled(row, where, computed=computed)
    return Claim(
        _item(row["statement"], where),
        row["theme"],
        row["item"],
        _keys(row["row"]),
        _keys(row["column"]),
        relation,  # type: ignore[arg-type]  # checked above
        _width(row["width"], relation, where),
        rests_on,
        row["why"],
        line,
    )


def _check_filled(row: Mapping[str, str], where: str, *, computed: bool) -> None:
    wanted = ("theme", "item", "row", "column") if computed else ("why",)
    if empty := [key for key in wanted if not row[key].strip()]:
        raise DataError(f"{where}: «{row['relation']}» trenger {' og '.join(empty)}.")


def _one_of(value: str, known: Sequence[str], column: str, where: str) -> None:
    if value not in known:
        raise DataError(f"{where}: kjenner ikke {column} «{value}».{suggestion(value, known)}")


def _item(text: str, where: str) -> str:
    if text.isdigit():
        return STATEMENT + text
    if text == APPENDIX or text.startswith((TABLE, STATEMENT)):
        return text
    raise DataError(
        f"{where}: «{text}» er verken nummeret på et utsagn, en trykt tabell eller {APPENDIX}."
    )


def _keys(text: str) -> tuple[str, ...]:
    return tuple(key.strip() for key in text.split("; ") if key.strip())


def _width(text: str, relation: str, where: str) -> float:
    try:
        width = float(text or 0)
    except ValueError:
        raise DataError(f"{where}: bredden «{text}» er ikke et tall.") from None
    if (relation == "about") != (width > 0):
        raise DataError(f"{where}: bredden hører til «about», og bare der.")
    return width
