"""Competence centres: who knows them, who has been in contact with them, and in what form.

Each centre has the same three questions. A year may ask only some of them, or with other answers;
what it does not ask comes out empty.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from is248.base.keys import TOTAL
from is248.measures import outcomes as questions
from is248.measures.group_tests import factor_p
from is248.measures.lookup import answers_to, value
from is248.measures.repeated import paired
from is248.measures.support import answers_of_all
from is248.stats.multiplicity import holm

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from is248.survey.answers import Answers
    from is248.survey.codebook import Variable

CENTRE = "competence_centre"
"""Category of the centres in labels.yml, and the beginning of the ids of their questions."""

CONTACT = ("in_contact", "used")
USEFUL = ("very_useful", "useful")
UNHEARD = ("not_heard",)
OTHER = "other"


def names(
    answers: Answers, centres: Iterable[str], topic: str, codes: Sequence[str] = ()
) -> dict[str, str]:
    """The question on a topic by centre.

    Args:
        answers: The prepared answers.
        centres: Keys of the centres.
        topic: "awareness", "contact" or "usefulness".
        codes: Answers that the question must offer: a year may ask the same with fewer.

    Returns:
        Centre → id of the question; empty text where nobody was asked it so.
    """
    told = _told(answers)
    ids = {centre: f"{CENTRE}_{centre}_{topic}" for centre in centres}
    return {
        centre: name if name in told and set(codes) <= set(told[name].categories) else ""
        for centre, name in ids.items()
    }


def awareness(
    units: pd.DataFrame, answers: Answers, asked: Mapping[str, str]
) -> dict[str, pd.DataFrame]:
    """Who knows each centre, as a share of all units, also of those that did not answer.

    Args:
        units: One row per unit.
        answers: The prepared answers.
        asked: From :func:`names`.

    Returns:
        Centre → as :func:`is248.measures.support.answers_of_all`; empty when not asked.
    """
    told = _told(answers)
    return {
        centre: answers_of_all(units, told[name], len(units)) if name else pd.DataFrame()
        for centre, name in asked.items()
    }


def dots(shown: pd.DataFrame) -> pd.DataFrame:
    """A table of shares as :func:`is248.show.plots.intervals.ranked_intervals` draws it."""
    chosen = shown[["count", "pct", "low_pct", "high_pct"]]
    return chosen.set_axis(["n", "estimate", "low", "high"], axis=1)


def in_touch(shown: Mapping[str, pd.DataFrame]) -> pd.Series[float]:
    """Per cent that have been in contact with a centre or used it.

    Args:
        shown: From :func:`awareness`.

    Returns:
        One value per centre; missing when not asked.
    """
    found = {
        centre: sum(value(frame, "pct", code) for code in CONTACT)
        for centre, frame in shown.items()
    }
    return pd.Series(found, dtype="float64")


def forms(
    units: pd.DataFrame, answers: Answers, asked: Mapping[str, str]
) -> dict[str, pd.DataFrame]:
    """The forms of contact with each centre.

    Args:
        units: One row per unit; what counts as no cross must be decided before.
        answers: The prepared answers.
        asked: From :func:`names`.

    Returns:
        Centre → one row per form, index named by the question: ``n`` crosses, ``pct`` of the units
        and Wilson limits; empty when not asked.
    """
    told = _told(answers)
    return {
        centre: _crosses(units, told[name]) if name else pd.DataFrame()
        for centre, name in asked.items()
    }


def named_forms(frame: pd.DataFrame, labels: Mapping[str, str]) -> pd.Series[float]:
    """Forms of contact by their label as inside a sentence, "other" left out.

    Args:
        frame: One centre of :func:`forms`.
        labels: Form → label.

    Returns:
        Per cent by label; empty when not asked.
    """
    if frame.empty:
        return pd.Series(dtype="float64")
    percent = frame["pct"].drop(OTHER, errors="ignore").fillna(0.0)
    return percent.rename({code: label.lower() for code, label in labels.items()})


def beside(shares: Mapping[str, pd.DataFrame], by: str) -> pd.DataFrame:
    """Shares of several centres side by side.

    Args:
        shares: Centre → shares by group and in total.
        by: What groups the units.

    Returns:
        One row per group and ``total``, index ``by``: ``<centre>_pct`` and ``n``, the most units
        that answered on any centre. Empty without shares.
    """
    known = {centre: frame for centre, frame in shares.items() if not frame.empty}
    if not known:
        return pd.DataFrame()
    percent = pd.DataFrame({f"{centre}_pct": frame["pct"] for centre, frame in known.items()})
    n = pd.DataFrame({centre: frame["n"] for centre, frame in known.items()}).max(axis=1)
    order = next(iter(known.values())).index
    return percent.assign(n=n).reindex(order).rename_axis(by)


def area_tests(
    alone: Mapping[str, pd.DataFrame], controlled: Mapping[str, pd.DataFrame], by: str
) -> pd.DataFrame:
    """Whether contact differs between areas, alone and given the size of the municipality.

    Args:
        alone: Centre → model on the areas.
        controlled: Centre → model on the areas and size.
        by: The areas.

    Returns:
        One row per centre with a model, index ``competence_centre``: p of the likelihood-ratio
        tests ``group_alone_p`` and ``group_given_size_p``, and the latter adjusted over the centres
        (Holm), ``group_given_size_holm``. Empty without models.
    """
    found = {
        centre: {"group_alone_p": factor_p(model, by),
                 "group_given_size_p": factor_p(controlled[centre], by)}
        for centre, model in alone.items() if not model.empty
    }  # fmt: skip
    if not found:
        return pd.DataFrame()
    frame = pd.DataFrame.from_dict(found, orient="index").rename_axis(CENTRE)
    return frame.assign(group_given_size_holm=holm(frame["group_given_size_p"].to_numpy()))


def by_base(**ways: Mapping[str, float]) -> pd.DataFrame:
    """One share of every centre under several ways of counting.

    Args:
        **ways: Column → centre → per cent.

    Returns:
        One row per centre with any value, index ``competence_centre``.
    """
    frame = pd.DataFrame({column_: pd.Series(dict(given)) for column_, given in ways.items()})
    return frame.astype("float64").dropna(how="all").rename_axis(CENTRE)


def changes_by_centre(
    before: pd.DataFrame | None, after: pd.DataFrame, topic: str, codes: Sequence[str]
) -> pd.DataFrame:
    """The same answers on every centre in two years, from the units that gave both.

    Args:
        before: Units of the first year, index: register key; none when it has no answers.
        after: Units of the second year.
        topic: As for :func:`names`.
        codes: The answers counted.

    Returns:
        One row per centre that anybody answered on in both years, index ``competence_centre``:
        ``both_n`` units, ``gained`` (with one of the codes only after), ``lost`` (only before) and
        ``p_value`` of McNemar's exact test. Empty when there is none.
    """
    if before is None:
        return pd.DataFrame()
    ending = f"_{topic}"
    ids = [str(name) for name in after.columns if str(name).startswith(f"{CENTRE}_")]
    asked = [name for name in ids if name.endswith(ending)]
    found = {
        name.removeprefix(f"{CENTRE}_").removesuffix(ending): paired(
            answers_to(before, name), after[name], codes
        )
        for name in asked
    }
    rows = pd.DataFrame.from_dict(found, orient="index", columns=["n", "gained", "lost", "p"])
    rows = rows[rows["n"] > 0].rename(columns={"n": "both_n", "p": "p_value"})
    return rows.rename_axis(CENTRE)


def country_pct(shares: Mapping[str, pd.DataFrame]) -> dict[str, float]:
    """Per cent of all units by centre; missing when not asked."""
    return {centre: value(frame, "pct", TOTAL) for centre, frame in shares.items()}


def _told(answers: Answers) -> dict[str, Variable]:
    return {v.id: v for v in answers.codebook.variables if questions.asked(answers.values, v)}


def _crosses(units: pd.DataFrame, variable: Variable) -> pd.DataFrame:
    found = questions.options(units, variable)
    return found.drop(columns="n").rename(columns={"count": "n"})
