"""What the numbers of a question rest on: an answer somebody gave, a printed margin, or nothing.

On synthetic answers a number is held when a printed margin determines it, as far as print itself is
exact (:mod:`is248.survey.held`). All else is invented: the builder of the answers could as well
have dealt them otherwise.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from is248.base.basis import FITTED, INVENTED, SYNTHETIC, weakest
from is248.base.keys import TOTAL
from is248.base.numbers import is_missing
from is248.chapter import grids
from is248.register.municipalities import oslo_for

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from is248.chapter.asked import Answered, Asked
    from is248.register.municipalities import Oslo

COUNTED = ("n", "count", "pct", "low_pct", "high_pct")
"""Columns of shares that a basis is known for."""

SLACK = 1e-6


def who(asked: Asked, by: str = "") -> str:
    """The units that a question is looked at in, as held margins name them.

    Args:
        asked: The question.
        by: A grouping, which decides how Oslo counts where nothing else does.
    """
    units = "oslo" if asked.city else asked.oslo or (oslo_for(by) if by else "one")
    if asked.given is None:
        return units
    first = f"{asked.given.question.id}={'|'.join(sorted(asked.given.codes))}"
    return f"{units} & {first}"


def basis(
    asked: Asked, measure: str, value: float, codes: Sequence[str] = (), *,
    by: str = "", group: str = TOTAL, base: str = "",
) -> str:  # fmt: skip
    """What one number rests on.

    Args:
        asked: The question.
        measure: ``n``, ``count``, ``pct``, ``mean`` or ``inhabitants``.
        value: The number; what is held of another number says nothing.
        codes: The answers counted; none for ``n``.
        by: The grouping.
        group: A group of it, or the total.
        base: What a share is of: those that answered, or ``all`` where silence is read as a no.

    Returns:
        ``microdata`` where somebody gave the answers.
    """
    answers = asked.chapter.answers
    if answers is None or grids.basis_of([answers]) != SYNTHETIC:
        return "microdata"
    base = base or ("all" if asked.id in asked.chapter.silence_is_no else "answered")
    place = f"{by}={group}" if group != TOTAL else ""
    held = asked.chapter.held.value(
        asked.id, codes, who(asked, by), group=place, measure=measure, base=base
    )
    if held is None or is_missing(value):
        return INVENTED
    return FITTED if held[0] - SLACK <= value <= held[1] + SLACK else INVENTED


def of_share(
    asked: Asked, row: pd.Series[float], codes: Sequence[str], by: str = "", group: str = TOTAL
) -> dict[str, str]:
    """What the numbers of a share rest on.

    Args:
        asked: The question.
        row: ``n``, ``count`` and ``pct``.
        codes: The answers counted.
        by: The grouping.
        group: A group of it, or the total.

    Returns:
        Column of :data:`COUNTED` → basis. A share is held when it or both its counts are; limits
        need the number that answered as well.
    """
    n = basis(asked, "n", row["n"], by=by, group=group)
    count = basis(asked, "count", row["count"], codes, by=by, group=group)
    told = basis(asked, "pct", row["pct"], codes, by=by, group=group)
    pct = told if told != INVENTED else weakest([n, count])
    limits = weakest([n, pct])
    return {"n": n, "count": count, "pct": pct, "low_pct": limits, "high_pct": limits}


def of_shares(
    outcome: Answered, frame: pd.DataFrame, by: str = "", oslo: Oslo | None = None
) -> pd.DataFrame:
    """What each number of a frame of shares rests on.

    Args:
        outcome: The outcome.
        frame: One row per group and ``total``, columns of :data:`COUNTED`.
        by: The grouping.
        oslo: How Oslo counts in it, where not as the question says.

    Returns:
        Bases in the shape of the frame.
    """
    asked = outcome.question.counting(oslo) if oslo else outcome.question
    rows = {key: of_share(asked, row, outcome.codes, by, str(key)) for key, row in frame.iterrows()}
    return pd.DataFrame.from_dict(rows, orient="index", columns=list(COUNTED))


def of_answers(asked: Asked, frame: pd.DataFrame) -> pd.DataFrame:
    """What each number of a table of all answers rests on.

    Args:
        asked: The question.
        frame: One row per answer, perhaps ``total``; with ``count`` the columns of
            :data:`COUNTED`, else ``n`` is how many gave the answer.

    Returns:
        Bases in the shape of the frame.
    """
    return pd.DataFrame.from_dict(
        {key: _of_answer(asked, frame, str(key)) for key in frame.index}, orient="index"
    )[list(frame.columns)]


def _of_answer(asked: Asked, frame: pd.DataFrame, code: str) -> dict[str, str]:
    row: pd.Series[float] = pd.Series(frame.loc[code]).astype("float64")
    if code == TOTAL:
        n = basis(asked, "n", float(row["n"]))
        return dict.fromkeys(frame.columns, n)
    if "count" in frame:
        return of_share(asked, row, [code])
    every = float(frame["n"].get(TOTAL, float("nan")))
    share = pd.Series({"n": every, "count": row["n"], "pct": row["pct"]})
    found = of_share(asked, share, [code])
    return {"n": found["count"], "pct": found["pct"]}


def of_codes(asked: Asked, frame: pd.DataFrame, coded: float) -> pd.DataFrame:
    """What each number of a table of coded answers rests on.

    Args:
        asked: An open question with codes.
        frame: One row per code: ``n`` answers with it and ``pct`` of all coded.
        coded: How many answers have codes.

    Returns:
        Bases in the shape of the frame.
    """
    found = {}
    for code, row in frame.astype("float64").iterrows():
        share = pd.Series({"n": coded, "count": row["n"], "pct": row["pct"]})
        on = of_share(asked, share, [str(code)])
        found[code] = {"n": on["count"], "pct": on["pct"]}
    return pd.DataFrame.from_dict(found, orient="index", columns=["n", "pct"])


def of_crosstab(asked: Asked, frame: pd.DataFrame, by: str) -> pd.DataFrame:
    """What each number of answers by group rests on.

    Args:
        asked: The question.
        frame: One row per group and ``total``: ``<code>_pct`` and ``n``.
        by: The grouping.

    Returns:
        Bases in the shape of the frame; ``total_pct`` is 100 whatever was answered.
    """
    columns = {str(name): _of_column(asked, frame, str(name), by) for name in frame.columns}
    return pd.DataFrame(columns, index=frame.index)


def _of_column(asked: Asked, frame: pd.DataFrame, name: str, by: str) -> Iterable[str]:
    code = name.removesuffix("_pct")
    for group, row in frame.iterrows():
        n = float(row["n"])
        if name == "n":
            yield basis(asked, "n", n, by=by, group=str(group))
        elif name == f"{TOTAL}_pct":
            yield "params"
        else:
            pct = float(row[name])
            share = pd.Series({"n": n, "count": round(pct * n / 100), "pct": pct})
            yield of_share(asked, share, [code], by, str(group))["pct"]
