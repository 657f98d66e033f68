"""Sentences that recur from chapter to chapter, each with its grammar."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from is248.measures.group_tests import below, tests_of_models
from is248.show import words
from is248.show.plots import bars
from is248.stats.nonresponse import GROUPINGS, response_p

if TYPE_CHECKING:
    from collections.abc import Mapping

    from is248.chapter.context import Chapter
    from is248.chapter.outcome import Outcome
    from is248.chapter.shares import SharesBy
    from is248.show.figure import Figure
    from is248.show.paragraph import Text
    from is248.show.table import Table


def who_answered(chapter: Chapter, *names: str, item: str = "table-coverage") -> Table | Text:
    """Who answered each question, and whether non-response is systematic.

    Args:
        chapter: The chapter.
        *names: Questions.
        item: Id of the table.

    Returns:
        One row per question that the year asks, index ``question``: ``n`` units (Oslo as one),
        ``answered_n`` and ``answered_pct`` of them, and p of a likelihood-ratio test that response
        is the same by size class, county and HF area, adjusted over the three (Holm).
    """
    questions = [question for name in names if (question := chapter.question(name)).asked]
    rows = {question.variable.label: _response(chapter, question.variable.columns[0])
            for question in questions}  # fmt: skip
    columns = ["n", "answered_n", "answered_pct", *(f"p_{by}" for by in GROUPINGS)]
    frame = pd.DataFrame.from_dict(rows, orient="index", columns=columns).rename_axis("question")
    title = "Hvem som har svart, og om frafallet er skjevt"
    n = f"{int(frame['n'].max())} kommuner" if rows else ""
    return chapter.table(item, frame, title, n=n)


def _response(chapter: Chapter, column: str) -> list[float]:
    units = chapter.units("one")
    answered = units[column].notna()
    tests = response_p(units, column, GROUPINGS)
    return [len(units), int(answered.sum()), float(answered.mean() * 100), *tests]


def say_last_year(chapter: Chapter, item: str, *names: str) -> Text:
    """How many of the chapter's questions the year before asked as well."""
    again = sum(chapter.question(name).last_year() is not None for name in names)
    return chapter.say(
        item,
        "Året før ble {again} i dette kapitlet stilt på samme måte. Endring fra året før kan bare "
        "vises for spørsmål som er stilt begge år.",
        again=words.of_all(again, len(names), "spørsmål", "spørsmål"),
    )


def say_since_last_year(chapter: Chapter, item: str, outcome: Outcome) -> Text:
    """The national share this year and the year before; that a question is new where it is."""
    then = outcome.last_year()
    if then is None:
        return (
            chapter.say(
                item, "Spørsmålet ble ikke stilt i {last}, så endring fra året før kan ikke vises."
            )
            if outcome.question.asked
            else chapter.not_asked(item)
        )
    return chapter.say(
        item,
        "I {last} var andelen {before} av {before_n} som svarte, i {year} {now} av {n}.",
        outcome, before=then, now=outcome,
    )  # fmt: skip


def say_tests(chapter: Chapter, item: str, shares: SharesBy) -> Text:
    """Whether size classes, counties and HF areas differ, each grouping tested as a whole."""
    return chapter.say(
        item,
        "Størrelsesgruppene {size_class_differ} fra hverandre ({size_class_p}). Fylkene "
        "{county_differ} fra hverandre ({county_p}), og HF-områdene {hf_area_differ} fra hverandre "
        "({hf_area_p}). Hver inndeling er prøvd samlet, ved rapportens grense på {level}.",
        shares,
    )


def tests_table(chapter: Chapter, item: str, tested: Mapping[str, SharesBy]) -> Table | Text:
    """All tests of a chapter in one table, raw and adjusted by Holm over all of them.

    Args:
        chapter: The chapter.
        item: Id of the table.
        tested: Label → shares by the groupings tested.
    """
    models = {
        label: {by: part.model(interval="wald") for by, part in shares.parts.items()}
        for label, shares in tested.items()
    }
    title = "Likelihood ratio-prøver av forskjeller mellom grupper"
    n = "kommuner og bydeler som svarte på hvert spørsmål"
    asks = list(dict.fromkeys(shares.outcome.question.id for shares in tested.values()))
    return chapter.table(item, tests_of_models(models), title, n=n, asks=asks)


def say_tests_table(chapter: Chapter, item: str, table: Table | Text) -> Text:
    """How many tests of :func:`tests_table` fall below the convention, raw and adjusted."""
    frame = getattr(table, "frame", pd.DataFrame())
    (raw, every), (adjusted, _) = (below(frame, part) for part in ("lr_", "holm_"))
    return chapter.say(
        item,
        "Av {all} prøver har {raw} p-verdi under {level}, som er rapportens grense. Etter "
        "justering gjelder det {adjusted}.",
        all=every, raw=raw, adjusted=adjusted,
    )  # fmt: skip


def caution_of_others(chapter: Chapter) -> Text:
    """The caution of a chapter that retells others: their answers are synthetic."""
    return chapter.say(
        "text-synthetic",
        "Tallene om tjenestene bygger på syntetiske svar: ingen kommune har gitt dem. De er laget "
        "slik at de så langt som mulig gir rapportens trykte tall.",
        role="caution",
    )


def told_figure(
    chapter: Chapter, item: str, title: str, told: Mapping[str, tuple[str, str, str]]
) -> Figure | Text:
    """Shares that other chapters tell, as ranked bars.

    Args:
        chapter: The chapter that sums up.
        item: Id of the figure.
        title: Caption without number and year.
        told: What is said of a share, in Norwegian → chapter, item and name of the value.

    Returns:
        The figure; shares that were not asked for are left out.
    """
    values = {
        label: chapter.told(theme, place).value(name)
        for label, (theme, place, name) in told.items()
    }
    frame = pd.DataFrame({"pct": pd.Series(values, dtype="float64")}).dropna()
    frame = frame.sort_values("pct", ascending=False, kind="stable").rename_axis("finding")
    labels = {str(key): str(key) for key in frame.index}
    plot = bars.ranked_bars(frame["pct"], list(labels), chapter.colour("adult"), "prosent")
    alt = words.bars_alt(frame["pct"], labels, "prosent") if labels else ""
    return chapter.figure(
        item, plot if labels else None, title, alt=alt, data=frame,
        n="kommunene som svarte, eller alle; se kapitlene", source="kapitlene i denne utgaven",
    )  # fmt: skip
