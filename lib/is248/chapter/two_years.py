"""A question's answers in two years, in one table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from is248.base.keys import TOTAL
from is248.chapter import rests
from is248.measures.repeated import MUNICIPALITIES, NOT_STATED, answers_by_year

if TYPE_CHECKING:
    from is248.chapter.asked import Asked
    from is248.chapter.displays import Tabled


def by_year(question: Asked, item: str) -> Tabled:
    """The answers to a single choice this year and the year before, and who did not answer.

    Args:
        question: The question.
        item: Id of the table.

    Example:
        >>> used = open_chapter("user_involvement", 2016).question("user_experience_collected")
        >>> from is248.chapter.two_years import by_year
        >>> list(by_year(used, "table-mine").frame.columns)
        ['n_2015', 'n_2016', 'pct_2015', 'pct_2016']
    """
    chapter, categories = question.chapter, question.variable.categories
    years = _by_its_id(question, chapter.years("one"))
    frame = answers_by_year(years, question.id, list(categories))
    if frame.empty:
        return chapter.not_asked(item)
    asked = {chapter.year: question, chapter.year - 1: question.last_year()}
    bases = [_rests(one, frame, year) for year in years if (one := asked[year])]
    return chapter.table(
        item, frame.rename_axis("Svar"), f"{question.label}? {' og '.join(map(str, years))}",
        n=f"{chapter.counted_units('one')}, {chapter.city} som én", asks=[question.id],
        row_labels={**categories, NOT_STATED: "Ikke oppgitt", MUNICIPALITIES: "Kommuner"},
        source=chapter.source_of_two_years(item), cell_bases=pd.concat(bases, axis=1),
    )  # fmt: skip


def _by_its_id(question: Asked, years: dict[int, pd.DataFrame]) -> dict[int, pd.DataFrame]:
    """Units of both years with the answers under the id of this one."""
    then, last = question.last_year(), question.chapter.year - 1
    if then is None or then.id == question.id:
        return years
    return years | {last: years[last].assign(**{question.id: years[last][then.id]})}


def _rests(asked: Asked, frame: pd.DataFrame, year: int) -> pd.DataFrame:
    given = frame[[f"n_{year}", f"pct_{year}"]].set_axis(["n", "pct"], axis=1)
    found = rests.of_answers(asked, given.drop(index=[NOT_STATED, MUNICIPALITIES]))
    found.loc[NOT_STATED] = found.loc[TOTAL]
    found.loc[MUNICIPALITIES] = "register"
    return found.add_suffix(f"_{year}")
