"""The same units in two years: who went from no to yes and back, against chance."""

from __future__ import annotations

import math

import pandas as pd

from is248.display.table import TOTAL
from is248.estimators.repeated import paired


def switched(before: pd.Series[str], after: pd.Series[str]) -> pd.DataFrame:
    """Units that answered yes or no in two years: who changed, and McNemar's exact test.

    Args:
        before: Answers of the first year, index: register key.
        after: Answers of the second year.

    Returns:
        One row ``total``: ``both_n`` units that answered in both years, ``gained`` from no to yes,
        ``lost`` from yes to no, ``p_value`` (NaN when nobody changed). Empty when no unit answered
        in both. See :func:`is248.estimators.repeated.paired`.
    """
    found = paired(before, after, ["yes"])
    if not found["n"]:
        return pd.DataFrame()
    gained, lost = int(found["gained"]), int(found["lost"])
    p = found["p"] if gained + lost else math.nan
    row = {"both_n": int(found["n"]), "gained": gained, "lost": lost, "p_value": p}
    return pd.DataFrame([row], index=pd.Index([TOTAL]))
