"""What the numbers of a question rest on: an answer somebody gave, a printed margin, or nothing.

On synthetic answers a number is held when a printed margin determines it, as far as print itself is
exact (:mod:`is248.survey.held`). All else is invented: the builder of the answers could as well
have dealt them otherwise.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pandas as pd

from is248.base.basis import FITTED, INVENTED, SYNTHETIC, weakest
from is248.base.keys import TOTAL
from is248.base.numbers import is_missing
from is248.chapter import grids
from is248.measures.expectations import ENDING as MENTIONS
from is248.measures.police_forms import as_crosses
from is248.measures.work import DISTRICTS, SIZE_DISTRICTS
from is248.register.municipalities import oslo_for

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from is248.chapter.answered import Answered
    from is248.chapter.asked import Asked
    from is248.register.municipalities import Oslo

COUNTED = ("n", "count", "pct", "low_pct", "high_pct")
"""Columns of shares that a basis is known for."""

OUTSIDE = "municipalities"
"""All municipalities but Oslo, as held margins name them."""

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
    by: str = "", group: str = TOTAL, base: str = "", units: str = "",
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
        units: Who is counted, where the question does not say: :data:`OUTSIDE`.

    Returns:
        ``microdata`` where somebody gave the answers.
    """
    answers = asked.chapter.answers
    if answers is None or grids.basis_of([answers]) != SYNTHETIC:
        return "microdata"
    all_counted = asked.id in asked.chapter.silence_is_no
    if measure == "n" and all_counted:
        return "register"
    places = [(units or known, place) for known, place in _places(asked, by, group)]
    held = [_held(asked, measure, codes, place, base or ("all" if all_counted else "answered"))
            for place in places]  # fmt: skip
    return _judged(value, held)


def is_most(asked: Asked, code: str) -> bool:
    """Whether print tells that an option of a multiple choice is the one that most crossed."""
    held = asked.chapter.held
    return held.order(asked.id, [code], who(asked), measure="most", base="")


def _judged(value: float, held: Sequence[tuple[float, float] | None]) -> str:
    """Whether a number lies in one of several ranges that print holds."""
    near = (low - SLACK <= value <= high + SLACK for low, high in filter(None, held))
    return FITTED if not is_missing(value) and any(near) else INVENTED


def _places(asked: Asked, by: str, group: str) -> list[tuple[str, str]]:
    """The units, and the group of them, that a number is of, as held margins name them."""
    place = f"{by}={group}" if group != TOTAL else ""
    if by == SIZE_DISTRICTS:  # the size classes are of municipalities then
        size = place.replace(SIZE_DISTRICTS, "size_class")
        return [{TOTAL: ("districts", ""), DISTRICTS: ("oslo", "")}.get(
            group, ("municipalities", size))]  # fmt: skip
    if asked.variable.type == "open" and not (asked.oslo or asked.city or asked.given):
        # words are counted wherever they were written
        everywhere = "districts_and_agencies", "districts", "municipalities"
        return [(units, place) for units in everywhere]
    return [(who(asked, by), place)]


def _held(
    asked: Asked, measure: str, codes: Sequence[str], place: tuple[str, str], base: str
) -> tuple[float, float] | None:
    question, known = as_crosses(asked.id.removesuffix(MENTIONS), codes)
    units, group = place
    held = asked.chapter.held
    found = held.value(question, known, units, group=group, measure=measure, base=base)
    if found or measure != "count" or asked.variable.type != "single":
        return found
    # answers of which each unit gives one add up
    parts = [held.value(question, [code], units, group=group, measure=measure) for code in known]
    some = [part for part in parts if part]
    if not some or len(some) < len(parts):
        return None
    return sum(low for low, _ in some), sum(high for _, high in some)


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
    return pd.DataFrame.from_dict(rows, orient="index", columns=list(COUNTED), dtype="object")


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


def of_kinds(offers: Mapping[str, Sequence[Asked]], frame: pd.DataFrame) -> pd.DataFrame:
    """What counts of municipalities and districts with a yes to all of several questions rest on.

    Args:
        offers: Row → the questions.
        frame: From :func:`is248.measures.work.by_kind`.

    Returns:
        Bases in the shape of the frame.
    """
    rows = {row: _of_kinds(offers[str(row)], counts) for row, counts in frame.iterrows()}
    return pd.DataFrame.from_dict(rows, orient="index")


def _of_kinds(offers: Sequence[Asked], counts: pd.Series[float]) -> dict[str, str]:
    first, *rest = offers
    if basis(first, "n", math.nan) == "microdata":
        return dict.fromkeys(counts.index, "microdata")
    given = "".join(f" & {other.id}=yes" for other in rest)
    units = {"municipalities_n": "municipalities", "districts_n": "oslo"}
    held = {
        column: _held(first, "count", ["yes"], (f"{kind}{given}", ""), "answered")
        for column, kind in units.items()
    }
    return {column: _judged(counts[column], [known]) for column, known in held.items()}


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


def of_scale(asked: Asked, frame: pd.DataFrame) -> pd.DataFrame:
    """What each number of one question's row in a table of several rests on.

    Args:
        asked: The question.
        frame: One row: ``<code>_pct`` and ``n``.

    Returns:
        Bases in the shape of the frame.
    """
    total = of_crosstab(asked, frame.set_axis([TOTAL]), "")
    return total.set_axis(frame.index)


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
