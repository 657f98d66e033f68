"""Questions with the same answers, such as one for each pathway: a row each in what they show."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from is248.base.basis import weakest
from is248.base.keys import TOTAL
from is248.base.numbers import format_number
from is248.chapter.sayable import MAIN
from is248.measures import outcomes, repeated
from is248.show import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from is248.chapter.displays import Displays, Drawn, Tabled
    from is248.chapter.question import Question
    from is248.show.paragraph import Bound


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

    chapter: Displays
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
        """The questions that anybody answered, by row.

        Example:
            >>> chapter = open_chapter("care_pathways", 2016)
            >>> rated = chapter.battery("pathway", "assessment_adult_{}_joint", "enheter")
            >>> list(rated.asked)[0]
            'pathway_1'
        """
        return {key: question for key, question in self.questions.items() if question.asked}

    @property
    def ids(self) -> list[str]:
        """Ids of the questions.

        Example:
            >>> chapter = open_chapter("care_pathways", 2016)
            >>> rated = chapter.battery("pathway", "assessment_adult_{}_joint", "enheter")
            >>> rated.ids[0]
            'assessment_adult_pathway_1_joint'
        """
        return [question.id for question in self.questions.values()]

    @cached_property
    def frame(self) -> pd.DataFrame:
        """One row per question asked: ``<code>_pct``, ``n``, ``<outcome>_n`` and its ``_pct``.

        Example:
            >>> chapter = open_chapter("care_pathways", 2016)
            >>> rated = chapter.battery("pathway", "assessment_adult_{}_joint", "enheter")
            >>> rated.frame.index.name
            'pathway'
        """
        found = {key: _answers(question) for key, question in self.asked.items()}
        return pd.DataFrame.from_dict(found, orient="index").rename_axis(self.rows)

    @cached_property
    def bases(self) -> pd.DataFrame:
        """What each number of :attr:`frame` rests on, in its shape.

        Example:
            >>> chapter = open_chapter("care_pathways", 2016)
            >>> rated = chapter.battery("pathway", "assessment_adult_{}_joint", "enheter")
            >>> set(rated.frame.columns) <= set(rated.bases.columns)
            True
        """
        found = {key: _rests(question) for key, question in self.asked.items()}
        return pd.DataFrame.from_dict(found, orient="index")

    def bound(self, name: str, spec: str) -> Bound | None:
        """As :meth:`Sayable.bound`.

        Example:
            >>> chapter = open_chapter("care_pathways", 2016)
            >>> rated = chapter.battery("pathway", "assessment_adult_{}_joint", "enheter")
            >>> rated.bound("pathway_1_n", "").unit
            ''
        """
        for key, question in self.questions.items():
            if name.startswith(f"{key}_"):
                return question.bound(name.removeprefix(f"{key}_"), spec)
        if any(name in question.variable.outcomes for question in self.questions.values()):
            said = [b for q in self.asked.values() if (b := q.outcome(name).bound(MAIN, spec))]
            on = weakest(b.basis for b in said)
            return words.listing(b.text for b in said).on(on) if said else words.missing()
        return None

    def names(self) -> Iterable[str]:
        """As :meth:`Sayable.names`.

        Example:
            >>> chapter = open_chapter("care_pathways", 2016)
            >>> rated = chapter.battery("pathway", "assessment_adult_{}_joint", "enheter")
            >>> "pathway_1_n" in rated.names()
            True
        """
        return [f"{key}_{name}" for key, q in self.questions.items() for name in q.names()]

    @property
    def counted(self) -> str:
        """N: "284–312 enheter som …", a single number where all rows have the same.

        Example:
            >>> chapter = open_chapter("care_pathways", 2016)
            >>> rated = chapter.battery("pathway", "assessment_adult_{}_joint", "enheter")
            >>> rated.counted.split()[-1]
            'enheter'
        """
        known = sorted({int(self.frame["n"].min()), int(self.frame["n"].max())})
        return f"{'–'.join(map(str, known))} {self.who}"

    def figure(self, item: str, title: str) -> Drawn:
        """All answers along the scale, a bar per question.

        Args:
            item: Id of the figure.
            title: Caption without number and year.

        Example:
            >>> chapter = open_chapter("care_pathways", 2016)
            >>> rated = chapter.battery("pathway", "assessment_adult_{}_joint", "enheter")
            >>> rated.figure("figure-mine", "Vurdering").id
            'figure-mine'
        """
        if not self.asked:
            return self.chapter.not_asked(item)
        names, one = self.chapter.short_labels(self.rows), next(iter(self.asked.values()))
        rows = {key: f"{names[key]} ({self.frame['n'][key]})" for key in self.asked}
        return self.chapter.figure(
            item, one.scale_plot(self.frame, rows), title, alt=self._alt(names),
            data=self.frame, n=self.counted, headers=one.headers, asks=self.ids,
            cell_bases=self.bases, notes=self.chapter.in_full(self.rows),
        )  # fmt: skip

    def _alt(self, names: Mapping[str, str]) -> str:
        said = [f"{names[key]}: {_in_words(question)}" for key, question in self.asked.items()]
        return f"Prosent av dem som svarte. {'; '.join(said)}."

    def table(self, item: str, outcome: str, title: str) -> Tabled:
        """One outcome of every question, with Wilson intervals.

        Args:
            item: Id of the table.
            outcome: Its name in the codebook.
            title: Caption without number and year.

        Example:
            >>> chapter = open_chapter("care_pathways", 2016)
            >>> rated = chapter.battery("pathway", "assessment_adult_{}_joint", "enheter")
            >>> rated.table("table-mine", "good_or_better", "Godt tilbud").id
            'table-mine'
        """
        if not self.asked:
            return self.chapter.not_asked(item)
        rows = {key: question.outcome(outcome).total for key, question in self.asked.items()}
        frame = pd.DataFrame(rows).T.rename_axis(self.rows)
        bases = pd.DataFrame({k: q.outcome(outcome).rests for k, q in self.asked.items()}).T
        return self.chapter.table(
            item, frame, title, n=self.counted, asks=self.ids, cell_bases=bases
        )

    def changes(self, outcome: str) -> pd.DataFrame:
        """One outcome in two years, and who changed; see :func:`repeated.changes`.

        Example:
            >>> chapter = open_chapter("care_pathways", 2016)
            >>> rated = chapter.battery("pathway", "assessment_adult_{}_joint", "enheter")
            >>> rated.changes("good_or_better").index.name
            'pathway'
        """
        both = {}
        for key, question in self.asked.items():
            if then := question.last_year():
                codes = question.outcome(outcome).codes
                both[key] = (then.answers, question.answers, codes)
        years = self.chapter.year - 1, self.chapter.year
        return repeated.changes(both, years).rename_axis(self.rows)

    def changes_table(self, item: str, outcome: str, title: str) -> Tabled | None:
        """The table of :meth:`changes`; None where there is no year before.

        Example:
            >>> chapter = open_chapter("care_pathways", 2016)
            >>> rated = chapter.battery("pathway", "assessment_adult_{}_joint", "enheter")
            >>> rated.changes_table("table-mine", "good_or_better", "Godt tilbud").id
            'table-mine'
        """
        if self.chapter.before is None:
            return None
        return self.chapter.table(
            item, self.changes(outcome), title, n="enheter som svarte begge år", asks=self.ids,
            source=self.chapter.source_of_two_years(item), cell_bases=self._changes_rest(outcome),
        )  # fmt: skip

    def _changes_rest(self, outcome: str) -> pd.DataFrame:
        """What the shares of both years rest on; who changed, no margin tells."""
        year = self.chapter.year
        both = {key: {year - 1: question.last_year(), year: question}
                for key, question in self.asked.items()}  # fmt: skip
        found = {key: {f"pct_{at}": one.outcome(outcome).rests["pct"]
                       for at, one in years.items() if one}
                 for key, years in both.items()}  # fmt: skip
        return pd.DataFrame.from_dict(found, orient="index")


def _answers(question: Question) -> dict[str, float]:
    found = outcomes.distribution(question.own_as(), question.variable)
    row = {f"{code}_pct": found["pct"][code] for code in question.variable.categories}
    row["n"] = int(found["n"][TOTAL])
    for name in question.variable.outcomes:
        total = question.outcome(name).total
        row |= {f"{name}_n": int(total["count"]), f"{name}_pct": total["pct"]}
    return row


def _rests(question: Question) -> dict[str, str]:
    """What the numbers of :func:`_answers` rest on."""
    found: dict[str, str] = {}
    for name in (*question.variable.categories, *question.variable.outcomes):
        on = question.outcome(name).rests
        found |= {f"{name}_pct": on["pct"], f"{name}_n": on["count"], "n": on["n"]}
    return found


def _in_words(question: Question) -> str:
    columns = question.chapter.labels.columns
    spans = {name: columns[f"{name}_pct"].span or name for name in question.variable.outcomes}
    told = {span: question.outcome(name).pct for name, span in spans.items()}
    return ", ".join(f"{span.lower()} {format_number(pct)}" for span, pct in told.items())
