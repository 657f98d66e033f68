"""Frames of the chapter on the data basis, ready for its tables and figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from is248.base.basis import weakest
from is248.base.keys import TOTAL
from is248.checks import response
from is248.checks.control_questions import fte
from is248.checks.nonresponse import COLUMNS
from is248.measures.printed_fte import held, printed_real, printed_splits
from is248.show import words
from is248.show.paragraph import Bound

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from is248.base.paths import Project
    from is248.checks.control_rules import Checked
    from is248.checks.response import Responses
    from is248.survey.decisions import Decisions

SIZE_COLUMNS: Mapping[str, str] = {
    "<2000": "size_under_2000",
    "2000-5000": "size_2000_5000",
    "5000-10000": "size_5000_10000",
    "10000-20000": "size_10000_20000",
    "20000-50000": "size_20000_50000",
    "50000 og større": "size_from_50000",
    TOTAL: "response_total",
}
"""Size class → column of a table that has them side by side."""

MEANINGS = ("real_change", "changed_practice", "error")


def topics_by_size(found: Responses, units: pd.DataFrame) -> pd.DataFrame:
    """Response per topic (rows) and size class (columns), in per cent."""
    counts = response.by_group(found, units, "size_class", "topic")
    sizes = [size for size in SIZE_COLUMNS if size != TOTAL]
    return response.wide(counts, sizes).rename(columns=dict(SIZE_COLUMNS))


def areas_by_topic(found: Responses, units: pd.DataFrame, by: str) -> pd.DataFrame:
    """Response per area (rows, and ``total``) and topic (columns ``topic_*``), in per cent.

    Args:
        found: From :func:`is248.checks.response.responses`.
        units: The register.
        by: Grouping column; names the index.
    """
    counts = response.by_group(found, units, by, "topic")
    table = counts.pivot_table("response_pct", "group", "topic", sort=False, observed=True)
    topics = list(dict.fromkeys(found.questions["topic"]))
    table = table[topics].add_prefix("topic_").rename_axis(columns=None)
    return table.rename_axis(index=by)


def per_question(
    found: Responses, units: pd.DataFrame, by: str, tested: pd.DataFrame
) -> pd.DataFrame:
    """Response per question with the lowest and highest group and the tests.

    Args:
        found: From :func:`is248.checks.response.responses`.
        units: The register.
        by: Grouping column that lowest and highest are of.
        tested: From :class:`is248.checks.nonresponse.Nonresponse`.

    Returns:
        One row per question, the lowest response first, index named for the reader: ``asked``,
        ``response_total``, ``lowest_pct``, ``highest_pct`` and the adjusted p per grouping.
    """
    counts = response.by_group(found, units, by)
    groups = counts[counts["group"] != TOTAL].groupby("question", sort=False)["response_pct"]
    frame = tested[["asked", "response_pct"]].rename(columns={"response_pct": "response_total"})
    frame = frame.assign(lowest_pct=groups.min(), highest_pct=groups.max())
    frame = frame.join(tested[list(COLUMNS)])
    return frame.sort_values("response_total", kind="stable").rename_axis(index="Spørsmål")


def question_labels(found: Responses) -> dict[str, str]:
    """Question → number in the form and label."""
    numbers, labels = found.questions["number"], found.labels
    return {str(key): f"{number} {labels[str(key)]}" for key, number in numbers.items()}


def decisions_taken(checked: Checked, decisions: Decisions) -> pd.DataFrame:
    """What the units that were asked have said.

    Args:
        checked: The checked year.
        decisions: The decisions of the year.

    Returns:
        One row per decision and one for units that were asked and have not answered, index
        ``decision``: ``decided`` (decisions; none for the open ones) and ``decided_units``.
    """
    units = {meaning: [c.unit for c in decisions.changes if c.decision == meaning]
             for meaning in MEANINGS}  # fmt: skip
    rows = {m: {"decided": len(u), "decided_units": len(set(u))} for m, u in units.items()}
    answered = {change.unit for change in decisions.changes}
    still_open = set(checked.asked["unit"]) - answered
    rows["open"] = {"decided": 0, "decided_units": len(still_open)}
    return pd.DataFrame(rows).T.rename_axis(index="decision")


def form_bases(held: str) -> dict[str, str]:
    """What the rows of a column of reporting forms rest on: shares, their number and their sum.

    Args:
        held: What the shares rest on.
    """
    return {"joint": held, "separate": held, "municipalities": "register", TOTAL: "params"}


def change_bases(frame: pd.DataFrame, year: int, project: Project) -> pd.DataFrame:
    """What change in made-up answers rests on: print gives sums and real change, never the kept.

    Args:
        frame: From :func:`is248.checks.real_change.real_change`.
        year: Reporting year.
        project: The project.
    """
    sums = printed_splits(year, project).get("group", pd.DataFrame())
    names = {f"fte_{year - 1}": "all_before", f"fte_{year}": "all_after"}
    told = held(frame, sums.rename(columns=names))
    real = held(frame, printed_real(year, project), decimals=1)["real_change_pct"]
    both = [weakest(row) for row in told[["all_before", "all_after"]].to_numpy()]
    return told.assign(reported_change_pct=both, real_change_pct=real)


def carried(checked: Checked) -> pd.DataFrame:
    """Units with values carried forward.

    Args:
        checked: The checked year.

    Returns:
        One row per unit, index ``code``: ``carried_fte``, the FTE of the year before that stand
        for it.
    """
    rows = checked.findings[checked.findings["check"] == "carried_forward"].set_index("unit")
    return pd.DataFrame({"carried_fte": rows["value"]}).rename_axis(index="code")


def carried_words(frame: pd.DataFrame, names: Mapping[str, str]) -> Bound:
    """The units with values carried forward, in words.

    Args:
        frame: From :func:`carried`.
        names: What the units are called.

    Returns:
        For example "én enhet: Lillevik (12,5 årsverk)", or "ingen enheter"; the value is the number
        of units.
    """
    counted = words.count(len(frame), "enhet", "enheter")
    told = [
        f"{names[str(code)]} ({fte(value)} årsverk)" for code, value in frame["carried_fte"].items()
    ]
    text = f"{counted.text}: {words.listing(told).text}" if told else counted.text
    return Bound(len(frame), text, "enheter")


def unit_labels(
    codes: Sequence[str], units: pd.DataFrame, *, synthetic: bool
) -> dict[str, str]:  # fmt: skip
    """What units are called on a page.

    A finding in made-up answers must not stand beside the name of a real municipality: units are
    numbered then.

    Args:
        codes: Register keys.
        units: The register.
        synthetic: Whether nobody gave the answers.
    """
    if synthetic:
        return {code: f"Enhet {at}" for at, code in enumerate(codes, start=1)}
    return {code: str(units.loc[code, "name"]) for code in codes}
