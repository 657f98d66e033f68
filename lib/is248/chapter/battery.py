"""Questions with the same answers, such as one for each pathway: a row each in what they show."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from is248.base.keys import TOTAL
from is248.base.numbers import format_number
from is248.chapter.sayable import MAIN
from is248.measures import outcomes, repeated
from is248.show import words
from is248.show.plots import bars

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from is248.chapter.context import Chapter
    from is248.chapter.question import Question
    from is248.register.municipalities import Oslo
    from is248.show.figure import Figure
    from is248.show.paragraph import Bound, Text
    from is248.show.table import Table


def battery_of(chapter: Chapter, rows: str, pattern: str, who: str, oslo: Oslo) -> Battery:
    """Questions whose ids differ in one part; see :meth:`Chapter.battery`."""
    found = {key: chapter.question(pattern.format(key)) for key in chapter.order(rows)}
    return Battery(chapter, rows, {key: q.counting(oslo) for key, q in found.items()}, who)


@dataclass(frozen=True, repr=False, eq=False)
class Battery:
    """Questions with the same answers; ``battery.pathway_3`` is one of them.

    In a sentence ``{pathway_3_good}`` is ``{good}`` of that question, and ``{good}`` the shares of
    all rows that were asked.

    Attributes:
        chapter: The chapter that asks.
        rows: The category of labels.yml that names the rows.
        questions: Row → question, in order.
        who: Who answers, in the plural.
    """

    chapter: Chapter
    rows: str
    questions: Mapping[str, Question]
    who: str

    def __repr__(self) -> str:
        """One line per question."""
        return "\n".join(map(repr, self.questions.values()))

    def __getattr__(self, name: str) -> Question:
        """A question by its row."""
        found: Question | None = self.__dict__["questions"].get(name)
        if found is None:
            raise AttributeError(f"no {name} in {', '.join(self.__dict__['questions'])}")
        return found

    @cached_property
    def asked(self) -> dict[str, Question]:
        """The questions that anybody answered, by row."""
        return {key: question for key, question in self.questions.items() if question.asked}

    @property
    def ids(self) -> list[str]:
        """Ids of the questions."""
        return [question.id for question in self.questions.values()]

    @cached_property
    def frame(self) -> pd.DataFrame:
        """One row per question asked: ``<code>_pct``, ``n``, ``<outcome>_n`` and its ``_pct``."""
        found = {key: _answers(question) for key, question in self.asked.items()}
        return pd.DataFrame.from_dict(found, orient="index").rename_axis(self.rows)

    def bound(self, name: str, spec: str) -> Bound | None:
        """As :meth:`Sayable.bound`."""
        for key, question in self.questions.items():
            if name.startswith(f"{key}_"):
                return question.bound(name.removeprefix(f"{key}_"), spec)
        if any(name in question.variable.outcomes for question in self.questions.values()):
            said = [q.outcome(name).bound(MAIN, spec) for q in self.asked.values()]
            return words.listing(b.text for b in said if b) if said else words.missing()
        return None

    def names(self) -> Iterable[str]:
        """As :meth:`Sayable.names`."""
        return [f"{key}_{name}" for key, q in self.questions.items() for name in q.names()]

    @property
    def counted(self) -> str:
        """N: "284–312 enheter som …", a single number where all rows have the same."""
        known = sorted({int(self.frame["n"].min()), int(self.frame["n"].max())})
        return f"{'–'.join(map(str, known))} {self.who}"

    def figure(self, item: str, title: str) -> Figure | Text:
        """All answers along the scale, a bar per question.

        Args:
            item: Id of the figure.
            title: Caption without number and year.
        """
        if not self.asked:
            return self.chapter.not_asked(item)
        names, one = self.chapter.short_labels(self.rows), next(iter(self.asked.values()))
        categories = one.variable.categories
        plot = bars.diverging_scale(
            self.frame[list(one.headers)].set_axis(list(categories), axis=1),
            categories=categories, neutral=one.variable.neutral,
            rows={key: f"{names[key]} ({self.frame['n'][key]})" for key in self.asked},
            colours=self.chapter.scale_colours(len(categories)),
        )  # fmt: skip
        return self.chapter.figure(
            item, plot, title, alt=self._alt(names), data=self.frame, n=self.counted,
            headers=one.headers, asks=self.ids,
        )  # fmt: skip

    def _alt(self, names: Mapping[str, str]) -> str:
        said = [f"{names[key]}: {_in_words(question)}" for key, question in self.asked.items()]
        return f"Prosent av dem som svarte. {'; '.join(said)}."

    def table(self, item: str, outcome: str, title: str) -> Table | Text:
        """One outcome of every question, with Wilson intervals.

        Args:
            item: Id of the table.
            outcome: Its name in the codebook.
            title: Caption without number and year.
        """
        if not self.asked:
            return self.chapter.not_asked(item)
        rows = {key: question.outcome(outcome).total for key, question in self.asked.items()}
        frame = pd.DataFrame(rows).T.rename_axis(self.rows)
        return self.chapter.table(item, frame, title, n=self.counted, asks=self.ids)

    def changes(self, outcome: str) -> pd.DataFrame:
        """One outcome in two years, and who changed; see :func:`repeated.changes`."""
        both = {}
        for key, question in self.asked.items():
            if then := question.last_year():
                codes = question.outcome(outcome).codes
                both[key] = (then.answers, question.answers, codes)
        years = self.chapter.year - 1, self.chapter.year
        return repeated.changes(both, years).rename_axis(self.rows)

    def changes_table(self, item: str, outcome: str, title: str) -> Table | Text | None:
        """The table of :meth:`changes`; None where there is no year before."""
        if self.chapter.before is None:
            return None
        return self.chapter.table(
            item, self.changes(outcome), title, n="enheter som svarte begge år", asks=self.ids,
            source=self.chapter.source_of_two_years(item),
        )  # fmt: skip


def _answers(question: Question) -> dict[str, float]:
    found = outcomes.distribution(question.units, question.variable)
    row = {f"{code}_pct": found["pct"][code] for code in question.variable.categories}
    row["n"] = int(found["n"][TOTAL])
    for name in question.variable.outcomes:
        total = question.outcome(name).total
        row |= {f"{name}_n": int(total["count"]), f"{name}_pct": total["pct"]}
    return row


def _in_words(question: Question) -> str:
    told = [question.outcome(name) for name in question.variable.outcomes]
    return ", ".join(f"{one.label.lower()} {format_number(one.pct)}" for one in told)
