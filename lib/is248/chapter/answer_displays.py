"""Answers as they were given: tables and figures of all the answers to a question."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from is248.base.keys import TOTAL
from is248.measures import outcomes as questions
from is248.measures.scale_answers import scales_together
from is248.register.municipalities import oslo_for
from is248.show import words
from is248.show.plots import bars, scales
from is248.stats.nonresponse import response_p

if TYPE_CHECKING:
    from collections.abc import Mapping

    from is248.register.municipalities import Oslo
    from is248.show.figure import Figure
    from is248.show.paragraph import Text
    from is248.show.table import Table


from is248.chapter.survey_base import SurveyBase

GROUPINGS = ("size_class", "county", "hf_area")


@dataclass(kw_only=True)
class AnswerDisplays(SurveyBase):
    """Tables and figures of all the answers to a question."""

    def distribution_table(
        self, item: str, name: str, title: str, oslo: Oslo = "one"
    ) -> Table | Text:
        """All answers to a single choice: numbers and per cent."""
        if not self.is_asked(name):
            return self.not_asked(item)
        frame = questions.distribution(self.units(oslo), self.question(name))
        n = self.units_in_words(frame["n"][TOTAL], oslo)
        return self.table(item, frame, title, n=n, basis=self.basis, asks=[name])

    def answer_table(self, item: str, name: str, title: str, oslo: Oslo = "one") -> Table | Text:
        """All answers to a single choice: numbers, per cent and Wilson intervals."""
        if not self.is_asked(name):
            return self.not_asked(item)
        frame = questions.answer_shares(self.units(oslo), self.question(name))
        n = self.units_in_words(frame["n"].max(), oslo)
        return self.table(item, frame.drop(columns="n"), title, n=n, asks=[name])

    def answer_figure(
        self, item: str, name: str, title: str, oslo: Oslo = "one", *, ranked: bool = True
    ) -> Figure | Text:
        """Bars of the answers to a single or multiple choice, ranked or as on the form."""
        if not self.is_asked(name):
            return self.not_asked(item)
        question = self.question(name)
        shares = questions.options if question.type == "multiple" else questions.answer_shares
        frame = shares(self.units(oslo), question)
        names = [question.categories[str(code)] for code in frame.index]
        plot = bars.ranked_bars(frame["pct"], names, self.colour("adult"), "prosent", ranked=ranked)
        alt = words.bars_alt(frame["pct"], question.categories, "prosent")
        n = self.units_in_words(frame["n"].max(), oslo)
        return self.figure(item, plot, title, alt=alt, data=frame, n=n, asks=[name])

    def crosstab_table(
        self, item: str, name: str, by: str, title: str, *, sums: bool = False
    ) -> Table | Text:
        """All answers to a single choice by group, each row summing to 100 per cent.

        With ``sums`` the table shows the sum, as some printed ones do.
        """
        if not self.is_asked(name):
            return self.not_asked(item)
        frame = questions.crosstab(self.units(oslo_for(by)), self.question(name), by)
        if sums:
            frame.insert(len(frame.columns) - 1, "total_pct", frame.drop(columns="n").sum(axis=1))
        n = self.units_in_words(frame["n"][TOTAL], by)
        headers = self._answers(name)
        return self.table(item, frame, title, n=n, basis=self.basis, headers=headers, asks=[name])

    def scale_figure(
        self, item: str, name: str, by: str, title: str, neutral: str | None = None
    ) -> Figure | Text:
        """Answers on a scale by group, stacked with the neutral answer in the middle."""
        if not self.is_asked(name):
            return self.not_asked(item)
        question = self.question(name)
        frame = questions.crosstab(self.units(oslo_for(by)), question, by)
        shown = frame.rename(columns=lambda c: str(c).removesuffix("_pct"))[
            list(question.categories)
        ]
        names = {key: self.label(by, key) for key in (*self.order(by), TOTAL) if key in frame.index}
        plot = scales.diverging_scale(
            shown, categories=question.categories, neutral=neutral, rows=names,
            colours=self.scale_colours(len(question.categories)),
        )  # fmt: skip
        alt = words.scale_alt(shown.T[TOTAL], question.categories)
        n = self.units_in_words(frame["n"][TOTAL], by)
        headers = self._answers(name)
        return self.figure(
            item, plot, title, alt=alt, data=frame, n=n, basis=self.basis, headers=headers,
            asks=[name],
        )  # fmt: skip

    def scales_figure(
        self, item: str, names: Mapping[str, str], title: str, neutral: str | None = None
    ) -> Figure | Text:
        """Several questions on one scale, stacked with the neutral answer in the middle.

        Args:
            item: Id of the figure.
            names: Question → its name in the figure; those that the year does not ask are left out.
            title: Caption.
            neutral: The neutral answer.
        """
        known = {variable.id: variable for variable in self.answers.codebook.variables}
        asked = {name: known[name] for name in names if name in known}
        frame = scales_together(self.units("one"), asked)
        if frame.empty:
            return self.not_asked(item)
        rows = {name: label for name, label in names.items() if name in frame.index}
        answers = self.question(next(iter(rows))).categories
        shown = frame[[f"{code}_pct" for code in answers]].set_axis(list(answers), axis=1)
        plot = scales.diverging_scale(
            shown, categories=answers, neutral=neutral, rows=rows,
            colours=self.scale_colours(len(answers)),
        )  # fmt: skip
        alt = " ".join(f"{rows[k]}: {words.scale_alt(shown.T[k], answers)}" for k in rows)
        return self.figure(
            item, plot, title, alt=alt, data=frame, n=self.units_in_words(frame["n"].max(), "one"),
            headers=self._answers(next(iter(rows))), row_labels=rows, asks=list(rows),
        )  # fmt: skip

    def option_table(self, item: str, name: str, title: str, oslo: Oslo = "one") -> Table | Text:
        """Crosses of a multiple choice: numbers, per cent and intervals."""
        if not self.is_asked(name):
            return self.not_asked(item)
        frame = questions.options(self.units(oslo), self.question(name))
        n = self.units_in_words(frame["n"].max(), oslo)
        return self.table(item, frame, title, n=n, basis=self.basis, asks=[name])

    def code_table(self, item: str, name: str, title: str) -> Table | Text:
        """Codes of an open question: answers with the code, of all coded answers."""
        if not self.is_asked(name):
            return self.not_asked(item)
        answers = self.answers.values
        frame = questions.codes(answers, self.question(name))
        n = f"{int(answers[f'{name}__codes'].notna().sum())} kodede svar, flere koder per svar"
        return self.table(item, frame, title, n=n, basis=self.basis, asks=[name])

    def coverage(self, *names: str) -> pd.DataFrame:
        """Who answered each question, and whether non-response is systematic.

        Args:
            *names: Questions.

        Returns:
            One row per question that the year asks, index ``question``: ``n`` units (Oslo as one),
            ``answered_n`` and ``answered_pct`` of them, and p of a likelihood-ratio test that
            response is the same by size class, county and HF area, adjusted over the three (Holm;
            NaN where all answered).
        """
        rows = {self.question(n).label: self._response(n) for n in names if self.is_asked(n)}
        columns = ["n", "answered_n", "answered_pct", *(f"p_{by}" for by in GROUPINGS)]
        return pd.DataFrame.from_dict(rows, orient="index", columns=columns).rename_axis("question")

    def coverage_table(self, *names: str) -> Table | Text:
        """The table of :meth:`coverage`."""
        frame = self.coverage(*names)
        if frame.empty:
            return self.not_asked("table-coverage")
        title = f"Hvem som har svart, og om frafallet er skjevt, {self.params.year}"
        n = f"{int(frame['n'].max())} kommuner"
        return self.table("table-coverage", frame, title, n=n, basis=self.basis)

    def _response(self, name: str) -> list[float]:
        units = self.units("one")
        column = self.question(name).columns[0]
        answered = units[column].notna()
        tests = response_p(units, column, GROUPINGS)
        return [len(units), int(answered.sum()), float(answered.mean() * 100), *tests]
