"""Open questions with the same codes, one for each row of a category, side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from is248.base.basis import weakest
from is248.chapter import rests
from is248.measures import coded_answers, outcomes
from is248.show import words
from is248.show.plots import bars

if TYPE_CHECKING:
    from is248.chapter.battery import Battery
    from is248.chapter.displays import Drawn, Tabled


def codes_table(battery: Battery, item: str, title: str) -> Tabled:
    """The codes as rows; of each question how many answers have them, and in per cent.

    Args:
        battery: The questions.
        item: Id of the table.
        title: Caption without number and year.

    Returns:
        The table; "Ikke spurt i år." where no question was asked.

    Example:
        >>> from is248.chapter.coded_battery import codes_table
        >>> chapter = open_chapter("substance_use_plan", 2016)
        >>> asked = chapter.battery("pathway", "challenges_child_{}", "svar")
        >>> codes_table(asked, "table-mine", "Utfordringer").id
        'text-table-mine-not-asked'
    """
    chapter, frame = battery.chapter, _frame(battery)
    if frame.empty:
        return chapter.not_asked(item)
    short, columns = chapter.short_labels(battery.rows), [*frame.columns]
    over = {column: short[column.rpartition("_")[0]] for column in columns}
    headers = {c: "Prosent" if c.endswith("_pct") else "Antall" for c in columns}
    return chapter.table(
        item, frame, title, n=_answers(battery), headers=headers, spans=over,
        asks=battery.ids, cell_bases=_bases(battery),
    )  # fmt: skip


def codes_figure(battery: Battery, item: str, title: str) -> Drawn:
    """A panel of bars for each question, the codes as rows.

    Args:
        battery: The questions.
        item: Id of the figure.
        title: Caption without number and year.

    Returns:
        The figure; codes that few answers have in all are drawn open.

    Example:
        >>> from is248.chapter.coded_battery import codes_figure
        >>> chapter = open_chapter("substance_use_plan", 2016)
        >>> asked = chapter.battery("pathway", "challenges_child_{}", "svar")
        >>> codes_figure(asked, "figure-mine", "Utfordringer").id
        'text-figure-mine-not-asked'
    """
    chapter, frame = battery.chapter, _frame(battery)
    if frame.empty:
        return chapter.not_asked(item)
    short, colours = chapter.short_labels(battery.rows), chapter.colours(battery.rows)
    panels = {f"{key}_pct": short[key] for key in battery.asked}
    mentions = frame.filter(regex="_n$").sum(axis=1)
    shown, bases = frame[[*panels]].assign(n=mentions), _bases(battery)
    labels = next(iter(battery.asked.values())).variable.categories
    few = words.in_words(bars.FEW).text
    alt = " ".join(f"{short[key]}: {words.bars_alt(frame[f'{key}_pct'], labels, 'prosent')}"
                   for key in battery.asked)  # fmt: skip
    return chapter.figure(
        item, bars.share_panels(shown, panels=panels, labels=labels,
                                colours={f"{key}_pct": colours[key] for key in battery.asked}),
        title, alt=alt, data=shown, n=_answers(battery),
        headers=panels, asks=battery.ids,
        notes=[f"I parentes: ganger nevnt i alt. Åpne søyler: nevnt færre enn {few} ganger.",
               *chapter.in_full(battery.rows)],
        cell_bases=bases[[*panels]].assign(n=[weakest(row) for row in bases.to_numpy()]),
    )  # fmt: skip


def _frame(battery: Battery) -> pd.DataFrame:
    answers = battery.chapter.answers
    asked = {key: question.variable for key, question in battery.asked.items()}
    return coded_answers.beside(answers.values, asked) if answers and asked else pd.DataFrame()


def _answers(battery: Battery) -> str:
    """N: "310–342 kodede svar, flere koder per svar"."""
    assert battery.chapter.answers is not None
    values = battery.chapter.answers.values
    n = sorted({coded_answers.coded_n(values, q.id) for q in battery.asked.values()})
    said = "–".join(str(count) for count in dict.fromkeys((n[0], n[-1])))
    return f"{said} kodede svar, flere koder per svar"


def _bases(battery: Battery) -> pd.DataFrame:
    """What each number of the table rests on."""
    assert battery.chapter.answers is not None
    values = battery.chapter.answers.values
    parts = [
        rests.of_codes(
            question,
            outcomes.codes(values, question.variable),
            coded_answers.coded_n(values, question.id),
        ).add_prefix(f"{key}_")
        for key, question in battery.asked.items()
    ]
    return pd.concat(parts, axis=1)
