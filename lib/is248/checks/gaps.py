"""What is missing: a field that was filled last year, a group of staff, nearly everything."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from is248.checks.copied_numbers import rows_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from is248.checks.checked_case import Case
    from is248.checks.rule_book import Blanked, Gone, HardlyAnswered

MISSED = ["unit", "group", "variable", "expected"]


def blanked(case: Case, rule: Blanked) -> pd.DataFrame:
    """Fields that are blank and were filled last year.

    Args:
        case: The year.
        rule: Which questions, and from how many FTE.

    Returns:
        ``variable``: the field, ``expected``: last year's number; NaN for a choice. Of a split of
        FTE that is blank throughout, one row.
    """
    if case.before is None:
        return rows_of([], MISSED)
    rows = [*_questions(case, rule), *_fte(case, rule)]
    return rows_of((row for row in rows if row[0] not in case.silent), MISSED)


def _questions(case: Case, rule: Blanked) -> Iterator[tuple[object, ...]]:
    last = case.values_before
    for v in case.variables.values():
        if v.type in rule.types and v.id in last and v.id in case.values:
            blank = ~case.filled[v.id] & ~case.passed_over[v.id]
            for unit, value in last[v.id].reindex(blank.index[blank]).dropna().items():
                number = float("nan") if v.type == "single" else float(value)
                if number != 0:
                    yield unit, v.group or "form", v.id, number


def _fte(case: Case, rule: Blanked) -> Iterator[tuple[object, ...]]:
    """Single parts that are gone, and splits that are gone as a whole."""
    for group, split in dict.fromkeys(zip(case.fte["group"], case.fte["split"], strict=True)):
        if split in rule.splits:
            now, last = case.parts[group][split], case.parts_before[group][split]
            none, sums = now.isna().all(axis=1), last.sum(axis=1, min_count=1)
            lost = now.isna() & (last >= rule.least_fte) & ~none.to_numpy()[:, None]
            for row, column in zip(*np.nonzero(lost.to_numpy()), strict=True):
                key = (group, split, now.columns[column])
                unit = now.index[row]
                yield unit, group, case.column_of(unit, key), last.iloc[row, column]
            for unit in sums.index[none & (sums >= rule.least_fte)]:
                part = str(last.loc[unit].idxmax())
                yield unit, group, case.column_of(unit, (group, split, part)), sums[unit]


def gone(case: Case, rule: Gone) -> pd.DataFrame:
    """Units without any FTE of a group that had some last year.

    Args:
        case: The year.
        rule: Which group, and how many.

    Returns:
        ``value``: zero, or NaN when blank, ``expected``: last year's.
    """
    both = case.both[(case.both["group"] == rule.group) & ~case.both["carried"]]
    rows = both[(both["measure"].fillna(0) == 0) & (both["before"] >= rule.least)]
    return rows.assign(value=rows["measure"], expected=rows["before"])


def hardly_answered(case: Case, rule: HardlyAnswered) -> pd.DataFrame:
    """Units that sent a form with nearly nothing in it.

    Args:
        case: The year.
        rule: How little that is.

    Returns:
        ``value``: per cent of the fields asked that hold an answer, ``low``: the least usual.
    """
    used = case.filled.any().to_numpy()
    filled = case.filled.to_numpy()[:, used]
    asked = filled | ~case.passed_over.to_numpy()[:, used]
    share = pd.Series(filled.sum(1) / np.maximum(asked.sum(1), 1) * 100, case.values.index)
    hit = share[(share < rule.below_pct) & ~share.index.isin(case.silent)]
    rows = pd.DataFrame({"unit": hit.index, "value": hit.to_numpy()})
    return rows.assign(group="form", low=rule.below_pct)
