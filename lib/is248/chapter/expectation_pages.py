"""What the numbers of chapter 19 rest on: who wrote, and one code of several bases."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from is248.base.basis import weakest
from is248.chapter import rests

if TYPE_CHECKING:
    from is248.chapter.asked import Asked

OUTSIDE = "municipality"
"""Kind of the units outside the city."""


def rests_of_writers(asked: Asked, frame: pd.DataFrame) -> pd.DataFrame:
    """What the numbers of who wrote rest on.

    Args:
        asked: The question.
        frame: From :func:`is248.measures.expectations.written`.

    Returns:
        Bases in the shape of the frame. How many units there are is the register's, and those in
        the city are all without those outside.

    Example:
        >>> from is248.measures.expectations import written
        >>> name = "substance_use_plan_expectations"
        >>> asked = open_chapter("substance_use_plan", 2016).question(name)
        >>> rests_of_writers(asked, written(asked.units_as("districts"), name)).shape
        (2, 3)
    """
    counts = frame["count"]
    every = rests.basis(asked.counting("districts"), "n", float(counts.sum()))
    outside = rests.basis(asked, "n", float(counts.get(OUTSIDE, 0)), units=rests.OUTSIDE)
    on = {kind: outside if kind == OUTSIDE else weakest([every, outside]) for kind in counts.index}
    rows = {kind: ["register", basis, basis] for kind, basis in on.items()}
    return pd.DataFrame.from_dict(rows, orient="index", columns=list(frame.columns))


def rests_of_bases(mentions: Asked, frame: pd.DataFrame, code: str) -> pd.DataFrame:
    """What one code as a share of several things rests on.

    Args:
        mentions: The codes as crosses.
        frame: From :func:`is248.measures.expectations.bases`.
        code: The code.

    Returns:
        Bases in the shape of the frame, as far as they are known: of all that answered, and of all
        units, whose number is the register's.

    Example:
        >>> plan = open_chapter("substance_use_plan", 2016)
        >>> frame = pd.DataFrame(columns=["n", "count", "pct", "low_pct", "high_pct"])
        >>> rests_of_bases(plan.question("substance_use_plan_expectations"), frame, "x").empty
        True
    """
    if frame.empty:
        return frame
    asked = mentions.counting("districts")
    found = rests.of_share(asked, pd.Series(frame.loc["answered"]).astype("float64"), [code])
    every = dict.fromkeys(found, found["count"]) | {"n": "register"}
    return pd.DataFrame.from_dict({"answered": found, "missing_no": every}, orient="index")
