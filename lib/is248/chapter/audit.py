"""The audit of a chapter: what differs from print, by how much, and what explains it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from is248.base.keys import TOTAL, Shown
from is248.base.numbers import format_number
from is248.printed.comparison import status_of

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence

    from is248.printed.explanations import Explanation
    from is248.year.labels import Labels

VERDICTS = {"rounding": "innenfor avrunding", "differs": "strider mot andre trykte tall"}
"""Statuses of cells that are not equal to print, in words."""

EQUAL = "likt"
"""Verdict on a statement that ours equals."""

FROM_ANSWERS = frozenset({"synthetic", "microdata"})
"""Bases of numbers that come from answers: a difference then says nothing of the print itself."""

_GIVES = dict.fromkeys(FROM_ANSWERS, "svarene") | dict.fromkeys(
    ("register", "reconstructed"), "registeret"
)
"""What gives a number that the print has otherwise, by basis."""

_REMARK = re.compile(r"\s*\([^)]*\)")
_BETWEEN = re.compile(r";| and ")

_SEPARATOR = re.compile(r"(; | / | and )")
_REMARKS = {
    "(county)": "(fylke)",
    "(HF)": "(HF-område)",
    "(large municipalities)": "(store kommuner)",
}
"""Remarks of the transcription, in Norwegian."""

_AGDER = ("Aust-Agder", "Vest-Agder")
_TOGETHER = {"Agder": _AGDER, "Agderfylkene": _AGDER}
"""Names that the report has for two counties together."""

_COUNTS = {
    "match": "matched",
    "rounding": "rounded",
    "differs": "differing",
    "not_computed": "unchecked",
}


@dataclass(frozen=True)
class Check:
    """A printed table beside ours.

    Attributes:
        cells: From :func:`is248.printed.comparison.compare`: one row per printed cell.
        row_labels: Row key → label.
        basis: What ours rests on.
    """

    cells: pd.DataFrame
    row_labels: Mapping[str, str]
    basis: str = "table"


@dataclass(frozen=True)
class Claim:
    """A number or ranking told in the report's text, and ours.

    Attributes:
        key: Its key in statements.csv, unique in its chapter.
        about: What it is about, in Norwegian.
        value: Ours: a number, unrounded, or names joined by "; ", whose order, ending "-området"
            and remarks in brackets do not count.
        alternative: Another way to compute it, in Norwegian, and what it gives: named as the
            explanation when it is what the report has.
        statement: The id of the only statement meant, where a key is told of two things.
    """

    key: str
    about: str
    value: float | str
    alternative: tuple[str, float] | None = None
    statement: int | None = None


def odd_cells(cells: pd.DataFrame) -> pd.DataFrame:
    """The compared cells that are not equal."""
    return cells[cells["status"].isin(list(VERDICTS))]


def difference_note(
    cell: Mapping[Hashable, Any], basis: str = "table", why: Explanation | None = None
) -> str:
    """The note below a table on a cell that is not equal to print.

    Args:
        cell: A row of :func:`is248.printed.comparison.compare`.
        basis: What ours rests on.
        why: The explanation, if there is one.
    """
    printed, ours, low, high = _in_words(cell)
    if basis in _GIVES:
        told = f"Rapporten har {printed}; {_GIVES[basis]} gir {ours}."
        return f"{told} {why}" if why else told
    if cell["status"] == "rounding":
        window = f"avrundingen av tallene bak tillater alt fra {low} til {high}"
    else:
        only = low if low == high else f"{low} til {high}"
        window = f"avrunding kan bare gi {only}: tallene i rapporten strider mot hverandre"
    return f"Rapporten har {printed}; regnet av de trykte tallene blir det {ours}, og {window}."


def differences(checks: Mapping[str, Check], labels: Labels) -> pd.DataFrame:
    """All cells that are not equal to print.

    Args:
        checks: Printed item → comparison.
        labels: Display names.

    Returns:
        One row per cell, index ``case`` ("1", "2", …), all words: ``item`` ("tabell 3.5"), ``cell``
        (row and column), ``printed``, ``ours``, ``range`` (what rounding of the printed inputs
        allows) and ``verdict``.
    """
    rows = [
        _difference_row(item, check, cell, labels)
        for item, check in checks.items()
        for cell in odd_cells(check.cells).to_dict("records")
    ]
    columns = ["item", "cell", "printed", "ours", "range", "verdict"]
    index = pd.Index([str(number) for number in range(1, len(rows) + 1)], name="case")
    return pd.DataFrame(rows, columns=columns, index=index)


def tally(checks: Mapping[str, Check]) -> pd.DataFrame:
    """How many printed cells are equal, within rounding, different or not computed.

    Args:
        checks: Printed item → comparison.

    Returns:
        One row per printed table and a last row ``total``, index ``printed_item``: ``compared``,
        ``matched``, ``rounded``, ``differing``, ``unchecked``.
    """
    statuses = {item: check.cells["status"].value_counts() for item, check in checks.items()}
    counts = pd.DataFrame(statuses).T.reindex(columns=list(_COUNTS)).fillna(0).astype(int)
    counts = counts.rename(columns=_COUNTS).rename_axis("printed_item")
    counts.insert(0, "compared", counts.sum(axis=1))
    counts.loc[TOTAL] = counts.sum()
    return counts


def claims(
    statements: pd.DataFrame,
    told: Sequence[Claim],
    explained: Mapping[tuple[str, str, str], Explanation] | None = None,
) -> pd.DataFrame:
    """Statements of the report's text beside ours.

    Args:
        statements: The statements of the chapter, from :func:`is248.printed.report.statements`.
        told: Ours. A claim whose key the report does not tell is left out.
        explained: Why printed numbers are not ours, from
            :func:`is248.printed.explanations.explanations`.

    Returns:
        One row per statement, index ``statement`` (its id as text): the words ``told`` and
        ``verdict``, and ``printed`` and ``ours``, words or :class:`is248.show.table.Shown`.
    """
    found = [(claim, number) for claim in told for number in _numbers(statements, claim)]
    rows = [
        _claim_row(claim, number, str(statements["value"][number]), explained or {})
        for claim, number in found
    ]
    index = pd.Index([str(number) for _, number in found], name="statement")
    return pd.DataFrame(rows, columns=["told", "printed", "ours", "verdict"], index=index)


def _numbers(statements: pd.DataFrame, claim: Claim) -> list[int]:
    """The ids of the statements with a key: what a chapter tells, the summary often repeats."""
    same = [int(number) for number in statements.index[statements["key"] == claim.key]]
    return [number for number in same if claim.statement in {None, number}]


def _difference_row(
    item: str, check: Check, cell: Mapping[Hashable, Any], labels: Labels
) -> dict[str, str]:
    printed, ours, low, high = _in_words(cell)
    column = labels.column(cell["column"])
    place = " ".join(filter(None, [column.span, column.label]))
    return {
        "item": item.replace("table-", "tabell "),
        "cell": f"{check.row_labels.get(cell['row'], cell['row'])}, {place.lower()}",
        "printed": printed,
        "ours": ours,
        "range": low if low == high else f"{low} til {high}",
        "verdict": "avviker" if check.basis in FROM_ANSWERS else VERDICTS[cell["status"]],
    }


def _in_words(cell: Mapping[Hashable, Any]) -> tuple[str, str, str, str]:
    """Printed number, ours and its bounds, at printed precision."""
    decimals = _decimals(str(cell["printed"]))
    values = (cell["printed"], cell["ours"], cell["low"], cell["high"])
    printed, ours, low, high = (format_number(float(value), decimals) for value in values)
    return printed, ours, low, high


def _claim_row(
    claim: Claim,
    number: int,
    printed: str,
    explained: Mapping[tuple[str, str, str], Explanation],
) -> dict[str, str | Shown]:
    if isinstance(claim.value, str):
        shown: str | Shown = printed
        ours: str | Shown = claim.value
        verdict = EQUAL if same_names(claim.value, printed) else "avviker"
    else:
        shown, ours = (as_precise(float(value), printed) for value in (printed, claim.value))
        verdict = _verdict(claim, claim.value, printed)
    why = explained.get((f"statement-{number}", "", ""))
    if why and verdict != EQUAL:
        verdict = f"avviker. {why}"
    return {"told": claim.about, "printed": shown, "ours": ours, "verdict": verdict}


def is_number(text: str) -> bool:
    """Whether a transcribed statement is a number; a ranking is names."""
    return re.fullmatch(r"-?\d+(\.\d+)?", text) is not None


def as_precise(value: float, printed: str) -> Shown:
    """A number as a reader sees it, with as many decimals as the printed one."""
    return Shown(value, format_number(value, _decimals(printed)))


def same_names(ours: str, printed: str) -> bool:
    """Whether two lists name the same areas.

    The order, the ending "-området", hyphens and remarks in brackets do not count.

    Args:
        ours: Names joined by "; ".
        printed: As transcribed.
    """
    return _names(ours) == _names(printed)


def names_in_words(listed: str, labels: Labels) -> Shown:
    """A ranking as a reader sees it; results.csv keeps its keys.

    Args:
        listed: Names or size classes joined by "; " or " / ", with remarks in brackets.
        labels: Display names.
    """
    sizes = labels.category("size_class").values
    words = [
        "; " if part == " and " else sizes[part].label if part in sizes else part
        for part in _SEPARATOR.split(listed)
    ]
    said = _REMARK.sub(lambda found: " " + _told(found.group().strip()), "".join(words))
    return Shown(listed, said)


def _told(remark: str) -> str:
    return _REMARKS.get(remark, remark)


def _names(listed: str) -> set[str]:
    named = (_REMARK.sub("", name).strip() for name in _BETWEEN.split(listed))
    single = (part for name in named for part in _TOGETHER.get(name, (name,)))
    return {name.removesuffix("-området").replace("-", " ") for name in single}


def _verdict(claim: Claim, value: float, printed: str) -> str:
    if status_of(printed, value, None, None) == "match":
        return EQUAL
    if claim.alternative and status_of(printed, claim.alternative[1], None, None) == "match":
        return f"avviker; rapporten har {claim.alternative[0]}"
    return "avviker"


def _decimals(text: str) -> int:
    return len(text.partition(".")[2])
