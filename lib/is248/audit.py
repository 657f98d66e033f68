"""The audit of a chapter: what differs from print, by how much, and what explains it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from is248.compare import status_of
from is248.display.table import TOTAL, Shown
from is248.numbers import format_number

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence

    from is248.explained import Explanation
    from is248.params import Labels

VERDICTS = {"rounding": "innenfor avrunding", "differs": "strider mot andre trykte tall"}
"""Statuses of cells that are not equal to print, in words."""

EQUAL = "likt"
"""Verdict on a statement that ours equals."""

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


def difference_note(
    cell: Mapping[Hashable, Any], basis: str = "table", why: Explanation | None = None
) -> str:
    """The note below a table on a cell that is not equal to print.

    Args:
        cell: A row of :func:`is248.compare.compare`.
        basis: What ours rests on.
        why: The explanation, if there is one.
    """
    printed, ours, low, high = _in_words(cell)
    if basis in FROM_ANSWERS:
        told = f"Rapporten har {printed}; svarene gir {ours}."
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
        statements: The statements of the chapter, from :func:`is248.published.statements`.
        told: Ours. A claim whose key the report does not tell is left out.
        explained: Why printed numbers are not ours, from :func:`is248.explained.explanations`.

    Returns:
        One row per statement, index ``statement`` (its id as text): the words ``told`` and
        ``verdict``, and ``printed`` and ``ours``, words or :class:`is248.display.table.Shown`.
    """
    ids = dict(zip(statements["key"], statements.index, strict=True))
    known = [claim for claim in told if claim.key in ids]
    rows = [_claim_row(claim, str(statements["value"][ids[claim.key]])) for claim in known]
    for claim, row in zip(known, rows, strict=True):
        why = (explained or {}).get((f"statement-{ids[claim.key]}", "", ""))
        if why and row["verdict"] != EQUAL:
            row["verdict"] = f"avviker. {why}"
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


def _claim_row(claim: Claim, printed: str) -> dict[str, str | Shown]:
    if isinstance(claim.value, str):
        verdict = EQUAL if claim.value == printed else "avviker"
        return {"told": claim.about, "printed": printed, "ours": claim.value, "verdict": verdict}
    decimals = _decimals(printed)
    shown = Shown(float(printed), format_number(float(printed), decimals))
    ours = Shown(float(claim.value), format_number(claim.value, decimals))
    verdict = _verdict(claim, claim.value, printed)
    return {"told": claim.about, "printed": shown, "ours": ours, "verdict": verdict}


def _verdict(claim: Claim, value: float, printed: str) -> str:
    if status_of(printed, value, None, None) == "match":
        return EQUAL
    if claim.alternative and status_of(printed, claim.alternative[1], None, None) == "match":
        return f"avviker; rapporten har {claim.alternative[0]}"
    return "avviker"


def _decimals(text: str) -> int:
    return len(text.partition(".")[2])
