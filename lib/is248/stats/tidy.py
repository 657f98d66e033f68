"""The one shape that every statistical method returns: a row per quantity, always the same columns.

============ ======== ===========================================================================
column       dtype    content
============ ======== ===========================================================================
item         str      What is estimated: the outcome, or the option of a choice
term         str      What groups or explains: size_class, county, hf_area, ...; "" for none
level        str      Group within the term; ``total`` for all units; "" for a test of the term
quantity     str      What the estimate is: "share", "odds_ratio", "factor_test", ...
estimate     float64  The estimate, unrounded; shares and effects as fractions, not per cent
low, high    float64  Confidence limits
se           float64  Standard error on the estimate's own scale
statistic    float64  z, t, or chi-square; which one, ``df`` and ``method`` tell
df           float64  Degrees of freedom; NaN for z
p            float64  Two-sided p, unrounded; shown with three decimals
p_holm       float64  p adjusted for all levels of the term (Holm 1979)
p_bh         float64  p adjusted for all levels of the term (Benjamini and Hochberg 1995)
below_10     boolean  p < 0.10, the report's convention; never shown alone
n            Int64    Units that the row rests on
count        Int64    Units among them with the outcome; NA where it is no count
missing      Int64    Units left out since they gave no answer
denominator  float64  What the estimate divides by: units, or inhabitants when weighted
method       str      Stable key, "wilson", "firth_profile", "ols_hc3", ...
note         str      Norwegian sentence for the reader when something is out of the ordinary
============ ======== ===========================================================================

What cannot be estimated is NaN with a note; it is never left out and never a made-up number.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pandas as pd

from is248.base.errors import DataError, suggestion

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Row = dict[str, Any]

COLUMNS: Mapping[str, str] = {
    "item": "str",
    "term": "str",
    "level": "str",
    "quantity": "str",
    "estimate": "float64",
    "low": "float64",
    "high": "float64",
    "se": "float64",
    "statistic": "float64",
    "df": "float64",
    "p": "float64",
    "p_holm": "float64",
    "p_bh": "float64",
    "below_10": "boolean",
    "n": "Int64",
    "count": "Int64",
    "missing": "Int64",
    "denominator": "float64",
    "method": "str",
    "note": "str",
}
"""Column → dtype, in order."""

_DTYPES: Mapping[str, Any] = {kind: pd.api.types.pandas_dtype(kind) for kind in COLUMNS.values()}


NO_ANSWERS = "Ingen svar."
REFERENCE = "Referansegruppe."

_BLANKS: Mapping[str, Any] = {"str": "", "float64": math.nan, "boolean": None, "Int64": None}


def tidy(rows: Iterable[Row]) -> pd.DataFrame:
    """Rows as one frame with every column and its dtype.

    Args:
        rows: Columns and values; what a row does not name is missing ("" for text).

    Returns:
        The columns of :data:`COLUMNS`, in order; an empty frame when there are no rows.

    Raises:
        KeyError: A row names a column that the shape does not have.
    """
    blank = {column: _BLANKS[dtype] for column, dtype in COLUMNS.items()}
    full = [blank | row for row in rows]
    if unknown := {column for row in full for column in row} - set(COLUMNS):
        raise KeyError(f"no such columns: {sorted(unknown)}")
    # column by column: astype of a whole frame takes four times as long
    return pd.DataFrame(
        {
            column: pd.array([row[column] for row in full], dtype=_DTYPES[kind])
            for column, kind in COLUMNS.items()
        }
    )


def together(*frames: pd.DataFrame) -> pd.DataFrame:
    """Tidy frames under one another, numbered anew; p-values keep their adjustment."""
    filled = [frame for frame in frames if len(frame)]
    return pd.concat(filled, ignore_index=True) if filled else tidy([])


def pick(
    frame: pd.DataFrame, quantity: str, term: str | None = None, item: str | None = None
) -> pd.DataFrame:
    """The rows of one quantity, ready for a table or figure.

    Args:
        frame: Any tidy frame.
        quantity: What the estimate is.
        term: Only this term; all when not given.
        item: Only this item; all when not given.

    Returns:
        The rows in their order, index ``level`` (``item`` where the frame has several items and
        none was chosen), all tidy columns kept.

    Raises:
        DataError: The frame has no such quantity, term or item.
    """
    wanted = {"quantity": quantity, "term": term, "item": item}
    for column, value in wanted.items():
        if value is not None:
            known = [str(v) for v in frame[column].unique()]
            if value not in known:
                raise DataError(f"«{value}» er ikke estimert." + suggestion(value, known))
            frame = frame[frame[column] == value]
    key = "item" if len(set(frame["item"])) > 1 else "level"
    return frame.set_index(key, drop=False)
