"""One question to the same units in two years, or two questions in one: shares and who changed."""

from __future__ import annotations

from math import comb
from typing import TYPE_CHECKING

import pandas as pd

from is248.base.keys import TOTAL
from is248.measures.lookup import answers_to
from is248.stats.multiplicity import holm

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

NOT_STATED, MUNICIPALITIES = "not_stated", "municipalities"


def paired(before: pd.Series[str], after: pd.Series[str], codes: Sequence[str]) -> dict[str, float]:
    """Whether the same units answer two single choices alike (McNemar's exact test).

    Args:
        before: Answers to the one, index: unit.
        after: Answers to the other, index: unit.
        codes: The answers counted.

    Returns:
        ``n`` units that answered both, ``gained`` (with one of the codes only after), ``lost``
        (only before) and two-sided exact ``p``; p is 1 when none changed and NaN when n is zero.

    Source:
        McNemar (1947), Psychometrika 12; the exact version is a binomial test on the discordant.
    """
    both = pd.DataFrame({"before": before, "after": after}).dropna()
    first, last = both["before"].isin(list(codes)), both["after"].isin(list(codes))
    gained, lost = int((last & ~first).sum()), int((first & ~last).sum())
    p = _even_chances(gained, lost)
    return {"n": len(both), "gained": gained, "lost": lost, "p": p if len(both) else float("nan")}


def _even_chances(gained: int, lost: int) -> float:
    """Two-sided chance of a division as uneven or more so, each of two sides being as likely."""
    changed = gained + lost
    tail = sum(comb(changed, fewer) for fewer in range(min(gained, lost) + 1))
    return float(min(1.0, 2 * tail / 2**changed))


def changes(
    rows: Mapping[str, tuple[pd.Series[str], pd.Series[str], Sequence[str]]],
    years: tuple[int, int],
) -> pd.DataFrame:
    """Shares in two years, and whether the same units changed their answers.

    Args:
        rows: Row key → answers to a single choice in the first and in the last year, and the codes
            counted.
        years: The two years.

    Returns:
        One row per key: ``pct_<year>`` of those that answered that year, and of the units that
        answered both ``n``, ``gained``, ``lost`` and ``p`` as :func:`paired`, with ``p_holm``
        adjusted over the rows. Empty without rows.
    """
    found: dict[str, list[float]] = {}
    for key, (*given, codes) in rows.items():
        shares = [answers.dropna().isin(list(codes)).mean() * 100 for answers in given]
        found[key] = [*shares, *paired(given[0], given[1], codes).values()]
    columns = [*(f"pct_{year}" for year in years), "n", "gained", "lost", "p"]
    frame = pd.DataFrame.from_dict(found, orient="index", columns=columns)
    return frame.assign(p_holm=holm(frame["p"]))


def answers_by_year(
    years: Mapping[int, pd.DataFrame], name: str, codes: Sequence[str]
) -> pd.DataFrame:
    """Answers to a single choice by year, with those who did not answer.

    Args:
        years: Year → one row per unit with the answers.
        name: The question.
        codes: Its answers, in order.

    Returns:
        Rows: the codes, ``total`` (answers), ``not_stated`` and ``municipalities`` (units); columns
        ``n_<year>`` and ``pct_<year>`` (of those that answered; missing in the last two). Empty
        when nobody answered in the last year.
    """
    counts = pd.DataFrame({year: _counts(units, name, codes) for year, units in years.items()})
    if counts.empty or not counts.iloc[:, -1][TOTAL]:
        return pd.DataFrame()
    known = counts.loc[[*codes, TOTAL]]
    percent = known.div(counts.T[TOTAL].replace(0, float("nan"))) * 100
    return counts.add_prefix("n_").join(percent.add_prefix("pct_"))


def _counts(units: pd.DataFrame, name: str, codes: Sequence[str]) -> pd.Series[float]:
    given = answers_to(units, name).astype("object").dropna()
    found = given.value_counts().reindex(list(codes), fill_value=0).astype("float64")
    found[TOTAL] = found.sum()
    found[NOT_STATED] = len(units) - found[TOTAL]
    found[MUNICIPALITIES] = len(units)
    return found


def weighted_share(units: pd.DataFrame, name: str, codes: Sequence[str], weight: str) -> float:
    """Per cent of the inhabitants of the units that answered who live where a code was given.

    Args:
        units: One row per unit with the answers.
        name: A single choice.
        codes: The answers counted.
        weight: Column of inhabitants.

    Returns:
        The ratio of sums in per cent; NaN when nobody answered.
    """
    given = answers_to(units, name).astype("object")
    known = units.loc[given.notna(), weight]
    hit = known[given.dropna().isin(list(codes))]
    return float(hit.sum() / known.sum() * 100) if known.sum() else float("nan")
