"""The audit of a chapter: what differs from print, by how much, and what explains it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from is248.compare import status_of
from is248.display.table import TOTAL
from is248.numbers import format_number

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence

    from is248.params import Labels

VERDICTS = {"rounding": "innenfor avrunding", "differs": "strider mot andre trykte tall"}
"""Statuses of cells that are not equal to print, in words."""

FROM_ANSWERS = frozenset({"synthetic", "microdata"})
"""Bases of numbers that come from answers: a difference then says nothing of the print itself."""

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
        cells: From :func:`is248.compare.compare`: one row per printed cell.
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
        value: Ours: a number, unrounded, or names joined by "; ".
        alternative: Another way to compute it, in Norwegian, and what it gives: named as the
            explanation when it is what the report has.
    """

    key: str
    about: str
    value: float | str
    alternative: tuple[str, float] | None = None


def odd_cells(cells: pd.DataFrame) -> pd.DataFrame:
    """The compared cells that are not equal."""
    return cells[cells["status"].isin(list(VERDICTS))]


def difference_note(cell: Mapping[Hashable, Any], basis: str = "table") -> str:
    """The note below a table on a cell that is not equal to print."""
    printed, ours, low, high = _in_words(cell)
    if basis in FROM_ANSWERS:
        return f"Rapporten har {printed}; svarene gir {ours}."
    if cell["status"] == "rounding":
        why = f"avrundingen av tallene bak tillater alt fra {low} til {high}"
    else:
        window = low if low == high else f"{low} til {high}"
        why = f"avrunding kan bare gi {window}: tallene i rapporten strider mot hverandre"
    return f"Rapporten har {printed}; regnet av de trykte tallene blir det {ours}, og {why}."


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


def claims(statements: pd.DataFrame, told: Sequence[Claim]) -> pd.DataFrame:
    """Statements of the report's text beside ours.

    Args:
        statements: The statements of the chapter, from :func:`is248.published.statements`.
        told: Ours. A claim whose key the report does not tell is left out.

    Returns:
        One row per statement, index ``statement`` (its id as text), all words: ``told``,
        ``printed``, ``ours``, ``verdict``.
    """
    ids = dict(zip(statements["key"], statements.index, strict=True))
    known = [claim for claim in told if claim.key in ids]
    rows = [_claim_row(claim, str(statements["value"][ids[claim.key]])) for claim in known]
    index = pd.Index([str(ids[claim.key]) for claim in known], name="statement")
    return pd.DataFrame(rows, columns=["told", "printed", "ours", "verdict"], index=index)


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


def _claim_row(claim: Claim, printed: str) -> dict[str, str]:
    if isinstance(claim.value, str):
        verdict = "likt" if claim.value == printed else "avviker"
        shown, ours = printed, claim.value
    else:
        decimals = _decimals(printed)
        shown = format_number(float(printed), decimals)
        ours = format_number(claim.value, decimals)
        verdict = _verdict(claim, claim.value, printed)
    return {"told": claim.about, "printed": shown, "ours": ours, "verdict": verdict}


def _verdict(claim: Claim, value: float, printed: str) -> str:
    if status_of(printed, value, None, None) == "match":
        return "likt"
    if claim.alternative and status_of(printed, claim.alternative[1], None, None) == "match":
        return f"avviker; rapporten har {claim.alternative[0]}"
    return "avviker"


def _decimals(text: str) -> int:
    return len(text.partition(".")[2])
