"""What a chapter on answers works with: a chapter context that knows the year's questions.

A question that the year does not ask, or that nobody answered, never breaks a page: tables, figures
and sentences about it become one line, "Ikke spurt i år".
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pandas as pd

from is248 import text as words
from is248.chapter import ChapterContext
from is248.display.table import TOTAL
from is248.display.text import Text
from is248.estimators import questions
from is248.estimators.logit import logit
from is248.estimators.nonresponse import nonresponse
from is248.estimators.tidy import REFERENCE, pick
from is248.figures import intervals, scales, style, tiles
from is248.municipalities import load_units, oslo_for, tile_grid
from is248.params import Category, Value, load_labels, load_year
from is248.paths import find_project
from is248.survey.prepare import has_answers, load
from is248.survey.units import answer_units

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from matplotlib.figure import Figure as MplFigure

    from is248.display import Figure, Table
    from is248.display.text import Bound
    from is248.estimators.national import Bounded
    from is248.municipalities import Oslo
    from is248.survey.answers import Answers
    from is248.survey.codebook import Variable

GROUPINGS = ("size_class", "county", "hf_area")
_MAPS = {"county": "county_2016", "hf_area": "hf_2016"}


@dataclass(frozen=True)
class Shares:
    """Per cent with an outcome, by group.

    Attributes:
        variable: The question.
        codes: The answers counted.
        by: What groups the units.
        frame: From :func:`is248.estimators.questions.shares_by`; empty when not asked.
        oslo: How Oslo counts; as the report does for the grouping when not given.
        labels: Group → label.
    """

    variable: Variable
    codes: tuple[str, ...]
    by: str
    frame: pd.DataFrame
    oslo: Oslo | None = None
    labels: Mapping[str, str] = field(default_factory=dict)

    @property
    def asked(self) -> bool:
        """Whether anybody answered."""
        return not self.frame.empty

    @property
    def groups(self) -> pd.DataFrame:
        """The groups without the total."""
        return self.frame.drop(index=TOTAL, errors="ignore")

    def pct(self, group: str = TOTAL, decimals: int = 0) -> Bound:
        """The share of a group, in per cent."""
        return words.percent(self._value(group, "pct"), decimals)

    def n(self, group: str = TOTAL) -> Bound:
        """How many of a group answered."""
        return words.number(self._value(group, "n"))

    def count(self, group: str = TOTAL) -> Bound:
        """How many of a group gave the outcome."""
        return words.number(self._value(group, "count"))

    def highest(self, top: int = 1) -> Bound:
        """The groups with the highest shares, in per cent."""
        return self._extreme(top, lowest=False)

    def lowest(self, top: int = 1) -> Bound:
        """The groups with the lowest shares, in per cent."""
        return self._extreme(top, lowest=True)

    def _extreme(self, top: int, *, lowest: bool) -> Bound:
        known = self.groups.dropna(subset="pct")
        if known.empty:
            return words.name("–")
        names = [self.labels.get(str(key), str(key)) for key in known.index]
        return words.ranking(names, known["pct"], top=top, lowest=lowest)

    def _value(self, group: str, column: str) -> float:
        return float(self.frame[column].get(group, float("nan")))


@dataclass(kw_only=True)
class SurveyChapter(ChapterContext):
    """One chapter on answers while its notebook runs.

    Attributes:
        answers: The prepared answers of the year.
        register: The municipal register.
    """

    answers: Answers
    register: pd.DataFrame
    _units: dict[str, pd.DataFrame] = field(default_factory=dict, init=False, repr=False)

    @cached_property
    def basis(self) -> str:
        """What the answers are: synthetic or microdata."""
        return "synthetic" if self.answers.synthetic else "microdata"

    def notice(self) -> Text | None:
        """The caution that the answers are synthetic; nothing when they are real."""
        return self.synthetic_notice(self.answers)

    @property
    def level(self) -> Bound:
        """The level that the report's series calls significant, in per cent."""
        return words.percent(self.params.thresholds.convention * 100)

    def question(self, name: str) -> Variable:
        """A question of the year.

        Raises:
            DataError: The year does not ask it; see :meth:`is_asked`.
        """
        return self.answers.codebook.variable(name)

    def is_asked(self, name: str) -> bool:
        """Whether the year asks a question and anybody answered it."""
        known = {variable.id for variable in self.answers.codebook.variables}
        return name in known and questions.asked(self.answers.values, self.question(name))

    def table(
        self,
        item: str,
        content: pd.DataFrame | Bounded,
        title: str,
        *,
        n: str,
        basis: str = "",
        **settings: Any,  # noqa: ANN401 - passed on as they are
    ) -> Table | Text:
        """As :meth:`ChapterContext.table`; "Ikke spurt i år." in the place of an empty table.

        The basis is that of the answers when not given.
        """
        if isinstance(content, pd.DataFrame) and content.empty:
            return self.not_asked(item)
        return super().table(item, content, title, n=n, basis=basis or self.basis, **settings)

    def figure(
        self,
        item: str,
        plot: MplFigure | None,
        title: str,
        *,
        alt: str,
        data: pd.DataFrame,
        n: str,
        basis: str = "",
        **settings: Any,  # noqa: ANN401 - passed on as they are
    ) -> Figure | Text:
        """As :meth:`ChapterContext.figure`; "Ikke spurt i år." where there is nothing to draw."""
        if plot is None or data.empty:
            return self.not_asked(item)
        basis = basis or self.basis
        return super().figure(item, plot, title, alt=alt, data=data, n=n, basis=basis, **settings)

    def last_year(self, name: str) -> SurveyChapter | None:
        """The chapter on the answers of the year before; None where it did not ask the question.

        Args:
            name: A question of this year; it is the same question when it has the same id.
        """
        before = self._before
        return before if before is not None and before.is_asked(name) else None

    @cached_property
    def _before(self) -> SurveyChapter | None:
        year = self.params.year - 1
        if not has_answers(year, self.project):
            return None
        return replace(self, answers=load(year, self.project))

    def units(self, oslo: Oslo) -> pd.DataFrame:
        """Answers beside the register, one row per unit; see :func:`answer_units`."""
        if oslo not in self._units:
            self._units[oslo] = answer_units(self.answers, self.register, oslo)
        return self._units[oslo].copy(deep=False)

    def shares(
        self, name: str, codes: Sequence[str], by: str = "size_class", oslo: Oslo | None = None
    ) -> Shares:
        """Per cent that gave one of the codes, by group.

        Args:
            name: The question, a single choice.
            codes: The answers counted.
            by: What groups the units.
            oslo: How Oslo counts; as the report does for the grouping when not given.

        Returns:
            The shares; empty when the year does not ask the question.
        """
        if not self.is_asked(name):
            nothing = pd.DataFrame(columns=list(questions.PERCENT_COLUMNS), dtype="float64")
            return Shares(self._stand_in(name), tuple(codes), by, nothing, oslo)
        units = self.units(oslo or oslo_for(by))
        frame = questions.shares_by(units, name, codes, by, {by: self.order(by)})
        names = self.short_labels(by)
        return Shares(self.question(name), tuple(codes), by, frame, oslo, names)

    def share_table(self, item: str, shares: Shares, title: str) -> Table | Text:
        """A table of shares with counts and Wilson intervals."""
        if not shares.asked:
            return self.not_asked(item)
        n = self.units_in_words(shares.frame["n"].get(TOTAL, 0), shares.oslo or shares.by)
        asks = [shares.variable.id]
        return self.table(item, shares.frame, title, n=n, basis=self.basis, asks=asks)

    def share_figure(self, item: str, shares: Shares, title: str) -> Figure | Text:
        """Ranked shares by group with their intervals and the country as a line."""
        if not shares.asked:
            return self.not_asked(item)
        groups = shares.groups.rename(
            columns={"pct": "estimate", "low_pct": "low", "high_pct": "high"}
        )
        plot = intervals.ranked_intervals(
            groups.dropna(subset="estimate"),
            labels=self.short_labels(shares.by),
            colour=self.colour("adult"),
            unit="Prosent av dem som svarte",
            reference=float(shares.frame["pct"][TOTAL]),
            ranked=shares.by != "size_class",
            upper=100,
        )
        return self._share_figure(item, plot, shares, title)

    def share_map(self, item: str, shares: Shares, title: str) -> Figure | Text:
        """A tile-grid map of shares, by county or HF area."""
        if not shares.asked:
            return self.not_asked(item)
        values = self.labels.category(shares.by).values
        names = {key: value.tile or value.label for key, value in values.items()}
        grid = tile_grid(_MAPS[shares.by], self.project)
        return self._share_figure(
            item, tiles.tile_map(shares.groups["pct"], grid, names), shares, title
        )

    def distribution_table(
        self, item: str, name: str, title: str, oslo: Oslo = "one"
    ) -> Table | Text:
        """All answers to a single choice: numbers and per cent."""
        if not self.is_asked(name):
            return self.not_asked(item)
        frame = questions.distribution(self.units(oslo), self.question(name))
        n = self.units_in_words(frame["n"][TOTAL], oslo)
        return self.table(item, frame, title, n=n, basis=self.basis, asks=[name])

    def crosstab_table(self, item: str, name: str, by: str, title: str) -> Table | Text:
        """All answers to a single choice by group, each row summing to 100 per cent."""
        if not self.is_asked(name):
            return self.not_asked(item)
        frame = questions.crosstab(self.units(oslo_for(by)), self.question(name), by)
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

    def model(self, shares: Shares, *control: str) -> pd.DataFrame:
        """A logit of the outcome on the grouping, with controls; see :func:`logit`.

        Returns:
            Tidy rows; empty when the question is not asked.
        """
        if not shares.asked:
            return pd.DataFrame()
        units = self.units(shares.oslo or oslo_for(shares.by))
        data = questions.outcome(units, shares.variable.id, shares.codes)
        factors = [shares.by, *control]
        orders = {factor: self.order(factor) for factor in factors}
        return logit(data, questions.OUTCOME, factors, orders=orders)

    def model_table(
        self, item: str, model: pd.DataFrame, by: str, title: str, oslo: Oslo | None = None
    ) -> Table | Text:
        """Odds ratios against the reference and against the country, with p-values."""
        if model.empty:
            return self.not_asked(item)
        against = pick(model, "odds_ratio", by)[["estimate", "low", "high", "p"]]
        mean = pick(model, "odds_ratio_deviation", by)[["estimate", "low", "high", "p", "p_holm"]]
        frame = against.add_prefix("ref_").join(mean.add_prefix("dev_")).rename_axis(by)
        test = pick(model, "lr_test", by).iloc[0]
        n = self.units_in_words(test["n"], oslo or by)
        table = self.table(item, frame, title, n=n, basis=self.basis)
        notes = [note for note in dict.fromkeys(model["note"]) if note not in {"", REFERENCE}]
        return table.noted(*notes)

    def said(self, item: str, shares: Shares, template: str, **values: Bound) -> Text:
        """A paragraph about shares; one line when the question is not asked."""
        if not shares.asked:
            return self.not_asked(item)
        return Text(item, template, role="finding", basis=self.basis, **values)

    def not_asked(self, item: str) -> Text:
        """The line that stands for a question that the year does not ask."""
        return Text(f"text-{item}-not-asked", "Ikke spurt i år.", basis=self.basis)

    def units_in_words(self, n: float, grouping: str) -> str:
        """N and what the units are, for a grouping or an answer to the Oslo question."""
        oslo = oslo_for(grouping) if grouping in _UNIT_OF else grouping
        return f"{int(n)} {_UNITS[oslo]} som svarte"

    def scale_colours(self, steps: int) -> list[str]:
        """Colours of a scale, best first, from labels.yml."""
        names = _SCALES.get(steps, _SCALES[5])
        return [self.labels.colours[f"scale_{name}"] for name in names[:steps]]

    def _source(self, item: str) -> str:
        """The answers, and the printed item that the reader can look up."""
        kind = "syntetiske svar" if self.answers.synthetic else "svarene"
        made = f"beregnet av {kind} på IS-24/8 for {self.params.year}"
        printed = super()._source(item).partition(", jf. ")[2]
        return f"{made}, jf. {printed} i rapporten" if printed else made

    def _share_figure(
        self, item: str, plot: MplFigure, shares: Shares, title: str
    ) -> Figure | Text:
        labels = self.short_labels(shares.by)
        n = self.units_in_words(shares.frame["n"].get(TOTAL, 0), shares.oslo or shares.by)
        alt = words.shares_alt(shares.groups["pct"], labels, float(shares.frame["pct"][TOTAL]))
        asks = [shares.variable.id]
        return self.figure(
            item, plot, title, alt=alt, data=shares.frame, n=n, basis=self.basis, asks=asks
        )

    def _response(self, name: str) -> list[float]:
        units = self.units("one")
        column = self.question(name).columns[0]
        answered = units[column].notna()
        tests = nonresponse(units, column, GROUPINGS)
        found = [float(pick(tests, "lr_test", by)["p_holm"].iloc[0]) for by in GROUPINGS]
        return [len(units), int(answered.sum()), float(answered.mean() * 100), *found]

    def _answers(self, name: str) -> dict[str, str]:
        return {f"{code}_pct": label for code, label in self.question(name).categories.items()}

    def _stand_in(self, name: str) -> Variable:
        return self.answers.codebook.variables[0].model_copy(update={"id": name})

    def category(self, name: str) -> Category | None:
        """Categories of labels.yml, else those of a question."""
        if found := super().category(name):
            return found
        for variable in self.answers.codebook.variables:
            if variable.id == name:
                values = {code: Value(label=label) for code, label in variable.categories.items()}
                return Category(label="Svar", values=values)
        return None


_UNIT_OF = frozenset({"size_class", "region", "county", "hf_area"})
_UNITS: Mapping[str, str] = {
    "one": "kommuner",
    "districts": "kommuner og bydeler",
    "districts_and_agencies": "kommuner, bydeler og etater",
}
_SCALES: Mapping[int, tuple[str, ...]] = {
    2: ("best", "worst"),
    3: ("best", "middle", "worst"),
    4: ("best", "good", "poor", "worst"),
    5: ("best", "good", "middle", "poor", "worst"),
    6: ("best", "good", "middle", "poor", "worst", "none"),
}


def start_survey(theme: str, year: int) -> SurveyChapter:
    """Start a chapter on answers.

    Args:
        theme: Name of the notebook.
        year: Reporting year.

    Returns:
        The chapter's context; figures get the report's style.

    Raises:
        UserError: No such year or chapter, or the answers have not been prepared.
    """
    project = find_project()
    params = load_year(year, project)
    style.use()
    return SurveyChapter(
        project=project,
        params=params,
        chapter=params.chapter(theme),
        labels=load_labels(project),
        answers=load(year, project),
        register=load_units(year, project),
    )
