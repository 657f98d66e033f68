"""What the FTE by care pathway rest on, and how a sentence tells them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from is248.base.basis import FITTED, SYNTHETIC, weakest
from is248.base.rounding import half_up
from is248.chapter.sayable import Values
from is248.measures import pathways
from is248.printed import report
from is248.show import words
from is248.year.params import load_year

if TYPE_CHECKING:
    from collections.abc import Mapping

    from is248.chapter.displays import Displays
    from is248.show.paragraph import Bound


def rests_of(chapter: Displays, item: str, frame: pd.DataFrame) -> pd.DataFrame:
    """What the cells of a table of FTE rest on: synthetic FTE are fitted to the printed sums.

    Args:
        chapter: The chapter.
        item: Id of the table, which the page knows by its printed number.
        frame: The table.

    Returns:
        In the shape of the frame, the cells that print has as well, and with the same number.

    Example:
        >>> chapter = open_chapter("care_pathways", 2016)
        >>> fte = pathways.coverage_of_fte(chapter.units("districts_and_agencies"))
        >>> rests_of(chapter, "table-distributed", fte)["units_adult"].to_list()
        ['synthetic_fitted', 'synthetic_fitted', 'synthetic_fitted']
    """
    found = pd.DataFrame(index=frame.index, columns=frame.columns, dtype="object")
    if frame.empty or chapter.basis != SYNTHETIC:
        return found
    rows = frame.to_dict("index")
    for cell in _printed(chapter, item).to_dict("records"):
        ours = rows.get(cell["row"], {}).get(cell["column"])
        if ours is not None and half_up(ours, cell["decimals"]) == cell["value"]:
            found.loc[cell["row"], cell["column"]] = FITTED
    return found


def _printed(chapter: Displays, item: str) -> pd.DataFrame:
    """The printed cells of a table; of the report of the year after, those of the year alone."""
    own, after = chapter.year, chapter.year + 1
    year = own if report.has_print(own, chapter.project) else after
    if not report.has_print(year, chapter.project):
        return pd.DataFrame()
    page = load_year(year, chapter.project).chapter(chapter.page.theme)
    number = page.printed.get(item, "").removeprefix("table-")
    cells = report.cells(year, number, chapter.project) if number else pd.DataFrame()
    return cells if year == own or cells.empty else cells[cells["column"].str.endswith(f"_{own}")]


def told(frame: pd.DataFrame, bases: pd.DataFrame, names: Mapping[str, str]) -> Values:
    r"""The shares of :func:`is248.measures.pathways.by_pathway` for a sentence.

    Args:
        frame: The shares.
        bases: What they rest on.
        names: Pathway → what its users have.

    Returns:
        ``largest`` and ``smallest`` pathway with ``share`` and ``least``; for each pathway how its
        share changed, ``<pathway>_before`` and ``<pathway>_now``.

    Example:
        >>> frame = pd.DataFrame({"pct_1": [4.0, 5, 6], "pct_2": [3.0, 5, 7]}, pathways.PATHWAYS)
        >>> told(frame, frame * float("nan"), {"pathway_3": "mest"})["pathway_3"].text
        'økte med 1,0\xa0prosentpoeng'
    """
    shares = bases.filter(regex="^pct_")
    known = bool(len(shares)) and bool(shares.notna().to_numpy().all())
    on = weakest(shares.to_numpy().ravel()) if known else ""
    ranked, yearly = pathways.ranked(frame, names), pathways.yearly_shares(frame)
    said = {
        "largest": words.name(ranked.index[0]), "share": words.percent(ranked.iloc[0]),
        "smallest": words.name(ranked.index[-1]), "least": words.percent(ranked.iloc[-1]),
        **_of_two_years(yearly),
    }  # fmt: skip
    return Values({name: bound.on(on) for name, bound in said.items()})


def _of_two_years(yearly: pd.DataFrame) -> dict[str, Bound]:
    ends = yearly.reindex(list(pathways.PATHWAYS))
    said = {
        path: words.rose(change, "prosentpoeng", 1)
        for path, change in pathways.share_change(yearly).items()
    }
    for at, name in ((0, "before"), (-1, "now")) if len(yearly) else ():
        said |= {f"{path}_{name}": words.percent(row.iloc[at], 1) for path, row in ends.iterrows()}
    return {str(name): bound for name, bound in said.items()}
