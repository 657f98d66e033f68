"""Sentences that recur from chapter to chapter, each with its grammar."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pandas as pd

from is248.chapter.sayable import Values
from is248.measures.group_tests import below, tests_of_models, with_holm
from is248.measures.outcomes import PERCENT_COLUMNS
from is248.show import words
from is248.show.plots import bars
from is248.stats.logit import GROUPINGS, response_p

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

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


def response(chapter: Chapter, name: str) -> Values:
    """Who answered a question, and whether non-response is systematic, for a sentence.

    Args:
        chapter: The chapter.
        name: The question.

    Returns:
        ``all`` units, Oslo as one, ``answered`` and ``missing`` of them; by size class, county and
        HF area ``<grouping>_differ`` and ``_p``, adjusted over the three (Holm). All missing where
        the year does not ask.
    """
    question = chapter.question(name)
    units, answered, _, *tests = _response(chapter, question.variable.columns[0])
    if not question.asked:
        answered, tests = math.nan, [math.nan] * len(GROUPINGS)
    counts = {"all": units, "answered": answered, "missing": units - answered}
    said = {key: words.number(count) for key, count in counts.items()}
    for by, p in zip(GROUPINGS, tests, strict=True):
        said |= {f"{by}_differ": words.differs(p, chapter.convention), f"{by}_p": words.p_value(p)}
    return Values(said)


def say_last_year(chapter: Chapter, item: str, *names: str) -> Text:
    """How many of the chapter's questions the year before asked as well."""
    again = sum(chapter.question(name).last_year() is not None for name in names)
    return chapter.say(
        item,
        "Året før ble {again} i dette kapitlet stilt på samme måte. Endring fra året før kan bare "
        "vises for spørsmål som er stilt begge år.",
        again=words.of_all(again, len(names), "spørsmål", "spørsmål"),
    )


def say_changed(chapter: Chapter, item: str, outcome: Outcome, template: str) -> Text | None:
    """Who changed the answer since last year; nothing where last year did not ask.

    Args:
        chapter: The chapter.
        item: Id of the sentence.
        outcome: The outcome.
        template: May name ``before``, last year's share, and what :meth:`Outcome.paired` gives:
            ``n``, ``first`` (last year alone), ``second`` (this year alone), ``p``.
    """
    then = outcome.last_year()
    return chapter.say(item, template, then.paired(outcome), before=then) if then else None


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


TESTS_BELOW = (
    "Av {all} prøver har {raw} p-verdi under {level}, som er rapportens grense. Etter justering "
    "gjelder det {adjusted}."
)


def say_tests_table(
    chapter: Chapter, item: str, table: Table | Text, template: str = TESTS_BELOW
) -> Text:
    """How many tests of :func:`tests_table` fall below the convention, raw and adjusted.

    Args:
        chapter: The chapter.
        item: Id of the sentence.
        table: The tests.
        template: May name ``all``, ``raw`` and ``adjusted``, ``raw_of`` ("to av ni tester") and
            ``adjusted_words`` ("to tester").
    """
    frame = getattr(table, "frame", pd.DataFrame())
    (raw, every), (adjusted, _) = (below(frame, part) for part in ("lr_", "holm_"))
    if not every:
        return chapter.not_asked(item)
    counts = {"all": every, "raw": raw, "adjusted": adjusted}
    said = {name: words.number(count) for name, count in counts.items()}
    of = words.of_all(raw, every, "test", "tester")
    left = words.count(adjusted, "test", "tester")
    return chapter.say(item, template, Values(**said, raw_of=of, adjusted_words=left))


def totals(
    chapter: Chapter,
    item: str,
    outcomes: Mapping[str, Outcome],
    title: str,
    *,
    n: str,
    rows: str = "question",
) -> Table | Text:
    """Several outcomes under one another, each for all units: counts, shares and intervals.

    Args:
        chapter: The chapter.
        item: Id of the table.
        outcomes: Row → outcome; one that was not asked is left out.
        title: Caption without number and year.
        n: Number of units and what they are.
        rows: What the rows are: a category of labels.yml, or ``question``.
    """
    asked = {row: one for row, one in outcomes.items() if one.question.asked}
    lines = {row: one.total for row, one in asked.items()}
    frame = pd.DataFrame.from_dict(lines, orient="index", columns=list(PERCENT_COLUMNS))
    frame = frame.astype({"n": "Int64", "count": "Int64"}).rename_axis(rows)
    asks = list(dict.fromkeys(one.question.id for one in asked.values()))
    return chapter.table(item, frame, title, n=n, asks=asks)


def tests_given_size(
    chapter: Chapter, item: str, outcomes: Sequence[Outcome], by: str, title: str
) -> Table | Text:
    """Whether outcomes differ by size class, and by another grouping given size class.

    Args:
        chapter: The chapter.
        item: Id of the table.
        outcomes: One per row, named by the title of its question; those not asked are left out.
        by: The other grouping.
        title: Caption without number and year.
    """
    raw = {
        one.question.id: {
            "size_p": one.shares("size_class").p(),
            "area_p": one.shares(by).p("size_class"),
        }
        for one in outcomes
    }
    labels = {one.question.id: one.question.label for one in outcomes}
    n = chapter.units_in_words(max((one.total["n"] for one in outcomes), default=0), "one")
    return chapter.table(item, with_holm(raw), title, n=n, asks=list(labels), row_labels=labels)


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
