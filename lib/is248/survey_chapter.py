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
from is248.chapter import NOT_ASKED, ChapterContext
from is248.display.table import TOTAL
from is248.display.text import Text
from is248.estimators import questions
from is248.estimators.group_tests import factor_p
from is248.estimators.logit import logit, lr_tests
from is248.estimators.nonresponse import response_p
from is248.estimators.scale_answers import scales_together
from is248.estimators.tidy import REFERENCE, pick
from is248.figures import bars, intervals, scales, style, tiles
from is248.municipalities import load_units, oslo_for, tile_grid
from is248.params import Category, Value, load_labels, load_year
from is248.paths import find_project
from is248.survey.codebook import load_codebook, type_name
from is248.survey.prepare import has_answers, load
from is248.survey.units import answer_units

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from matplotlib.figure import Figure as MplFigure

    from is248.display import Figure, Table
    from is248.display.bundle import QuestionRef
    from is248.display.text import Bound
    from is248.estimators.binary_fit import Interval
    from is248.estimators.national import Bounded
    from is248.municipalities import Oslo
    from is248.survey.answers import Answers
    from is248.survey.codebook import Variable

GROUPINGS = ("size_class", "county", "hf_area")
FEW = 30
"""Groups with fewer answers are told in counts: a per cent would look more certain than it is."""

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
        units: The units counted, where they are not all of the chapter's.
        who: N and what the units are, when not just those that answered.
    """

    variable: Variable
    codes: tuple[str, ...]
    by: str
    frame: pd.DataFrame
    oslo: Oslo | None = None
    labels: Mapping[str, str] = field(default_factory=dict)
    units: pd.DataFrame | None = None
    who: str = ""

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

    def said(self, group: str = TOTAL) -> Bound:
        """The share of a group as its number of answers allows.

        Per cent, or "2 av 15" where fewer than :data:`FEW` answered.
        """
        n, count = self._value(group, "n"), self._value(group, "count")
        return words.of_few(int(count), int(n)) if 0 < n < FEW else self.pct(group)

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

    def question_list(self, word: str = "") -> pd.DataFrame:
        """The questions of the year that hold a word.

        Args:
            word: Sought in id, label, number, chapter and answers; all questions when not given.

        Returns:
            One row per question, index ``id``: ``number`` in the form, ``label``, ``kind`` of
            answer, ``answered`` (units that answered).
        """
        found = self.answers.codebook.search(word)
        answered = [self.answers.values[v.columns[0]].notna().sum() for v in found]
        return pd.DataFrame(
            {
                "number": [v.number for v in found],
                "label": [v.label for v in found],
                "kind": [type_name(v) for v in found],
                "answered": answered,
            },
            index=pd.Index([v.id for v in found], name="id"),
        )

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
        shown = content if isinstance(content, pd.DataFrame) else content.shown
        if shown.empty:
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

    def since_last_year(self, item: str, shares: Shares) -> Text:
        """A sentence on the national share this year and the year before.

        Args:
            item: Id of the sentence.
            shares: This year's; their question must be one of the codebook's, not derived.

        Returns:
            The sentence; that the question is new where last year did not ask it.
        """
        name, last = shares.variable.id, words.year(self.params.year - 1)
        before = self.last_year(name)
        if before is None:
            template = "Spørsmålet ble ikke stilt i {last}, så endring fra året før kan ikke vises."
            return self.said(item, shares, template, last=last)
        then = before.shares(name, shares.codes, shares.by, shares.oslo)
        template = "I {last} var andelen {before} av {before_n} som svarte, i {year} {now} av {n}."
        return self.said(
            item, shares, template, last=last, year=words.year(self.params.year),
            before=then.pct(), before_n=then.n(), now=shares.pct(), n=shares.n(),
        )  # fmt: skip

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
        self,
        name: str,
        codes: Sequence[str],
        by: str = "size_class",
        oslo: Oslo | None = None,
        *,
        units: pd.DataFrame | None = None,
        labels: Mapping[str, str] | None = None,
        who: str = "",
    ) -> Shares:
        """Per cent that gave one of the codes, by group.

        Args:
            name: The question, a single choice, or a multiple choice of which any code counts.
            codes: The answers counted.
            by: What groups the units.
            oslo: How Oslo counts; as the report does for the grouping when not given.
            units: Some of the units, or units with a grouping of their own, instead of all.
            labels: Group → label in sentences, when not the short one.
            who: N and what the units are, when not just those that answered.

        Returns:
            The shares; empty when the year does not ask the question.
        """
        if not self.is_asked(name):
            nothing = pd.DataFrame(columns=list(questions.PERCENT_COLUMNS), dtype="float64")
            return Shares(self._stand_in(name), tuple(codes), by, nothing, oslo)
        asked = self.units(oslo or oslo_for(by)) if units is None else units
        frame = questions.shares_by(asked, name, codes, by, {by: self.order(by)})
        names = labels or self.short_labels(by)
        return Shares(self.question(name), tuple(codes), by, frame, oslo, names, units, who)

    def share_table(self, item: str, shares: Shares, title: str) -> Table | Text:
        """A table of shares with counts and Wilson intervals."""
        if not shares.asked:
            return self.not_asked(item)
        asks = [shares.variable.id]
        n = self._counted(shares)
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
            unit="Prosent" if shares.who else "Prosent av dem som svarte",
            reference=float(shares.frame["pct"][TOTAL]),
            ranked=shares.by not in {"size_class", "size_districts"},
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
        frame = scales_together(self.units("one"), self.answers.codebook, list(names))
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

    def model(
        self, shares: Shares, *control: str, interval: Interval | None = None
    ) -> pd.DataFrame:
        """A logit of the outcome on the grouping, with controls; see :func:`logit`.

        Args:
            shares: The outcome and the grouping.
            *control: Columns controlled for.
            interval: As for :func:`logit`. Profile intervals, its choice under separation, are
                costly: "wald" where only the likelihood-ratio test is wanted, which is the same.

        Returns:
            Tidy rows; empty when the question is not asked.
        """
        if not shares.asked:
            return pd.DataFrame()
        data, factors = self._outcome(shares), [shares.by, *control]
        orders = {factor: self.order(factor) for factor in factors}
        return logit(data, questions.OUTCOME, factors, orders=orders, interval=interval)

    def factor_tests(self, shares: Shares, *control: str) -> pd.DataFrame:
        """The likelihood-ratio tests of :meth:`model` alone, in a fraction of its time.

        Returns:
            Tidy rows of :func:`lr_tests`; empty when the question is not asked.
        """
        if not shares.asked:
            return pd.DataFrame()
        data, factors = self._outcome(shares), [shares.by, *control]
        orders = {factor: self.order(factor) for factor in factors}
        return lr_tests(data, questions.OUTCOME, factors, orders=orders)

    def _outcome(self, shares: Shares) -> pd.DataFrame:
        units = self.units(shares.oslo or oslo_for(shares.by))
        asked = units if shares.units is None else shares.units
        return questions.outcome(asked, shares.variable.id, shares.codes)

    def tested(self, models: Mapping[str, pd.DataFrame], by: str | None = None) -> dict[str, Bound]:
        """The values of a sentence on likelihood-ratio tests of one or several groupings.

        Args:
            models: Grouping → model, from :meth:`model`, which may be empty; or any name → model
                of the grouping ``by``.
            by: The grouping tested in all models, where the names are no groupings.

        Returns:
            ``<name>``, whether the groups differ at the convention; ``<name>_p``, the p of the
            test; and ``level``, the convention.
        """
        limit = self.params.thresholds.convention
        said = {"level": self.level}
        for name, model in models.items():
            p = factor_p(model, by or name)
            said |= {name: words.differs(p, limit), f"{name}_p": words.p_value(p)}
        return said

    def labels_of(self, name: str) -> dict[str, str]:
        """Answer → label of a question; none when the year does not ask it."""
        known = self.category(name)
        return {code: value.label for code, value in known.values.items()} if known else {}

    def model_table(
        self,
        item: str,
        model: pd.DataFrame,
        by: str,
        title: str,
        oslo: Oslo | None = None,
        *,
        asks: Sequence[str] = (),
        who: str = "",
    ) -> Table | Text:
        """Odds ratios against the reference and against the country, with p-values."""
        if model.empty:
            return self.not_asked(item)
        against = pick(model, "odds_ratio", by)[["estimate", "low", "high", "p"]]
        mean = pick(model, "odds_ratio_deviation", by)[["estimate", "low", "high", "p", "p_holm"]]
        frame = against.add_prefix("ref_").join(mean.add_prefix("dev_")).rename_axis(by)
        test = pick(model, "lr_test", by).iloc[0]
        n = who or self.units_in_words(test["n"], oslo or by)
        table = self.table(item, frame, title, n=n, basis=self.basis, asks=asks)
        notes = [note for note in dict.fromkeys(model["note"]) if note not in {"", REFERENCE}]
        return table.noted(*notes)

    def variation(self, shares: Shares) -> dict[str, Bound]:
        """The values of a sentence on how a share varies between groups.

        Returns:
            ``count`` of ``n`` units and their ``share``; the groups ``high`` and ``low``; whether
            the groups ``differ`` at the convention, the ``level``, by a likelihood-ratio test, and
            its ``differ_p``. Dashes when the question is not asked.
        """
        tested = self.tested({"differ": self.model(shares, interval="wald")}, shares.by)
        known = {"count": shares.count(), "n": shares.n(), "share": shares.pct()}
        return known | {"high": shares.highest(), "low": shares.lowest()} | tested

    def said(
        self,
        item: str,
        shares: Shares | pd.DataFrame | pd.Series[Any],
        template: str,
        **values: Bound,
    ) -> Text:
        """A paragraph about shares or other results; one line when the question is not asked."""
        known = shares.asked if isinstance(shares, Shares) else not shares.empty
        if not known:
            return self.not_asked(item)
        return Text(item, template, role="finding", basis=self.basis, **values)

    def not_asked(self, item: str) -> Text:
        """The line that stands for a question that the year does not ask."""
        # the words are bound, so that results.csv tells what was not asked
        named, when = NOT_ASKED.format(item=item), words.name("i år")
        return Text(named, "Ikke spurt {when}.", basis=self.basis, when=when)

    def units_in_words(self, n: float, grouping: str) -> str:
        """N and what the units are, for a grouping or an answer to the Oslo question."""
        oslo = oslo_for(grouping) if grouping in _UNIT_OF else grouping
        return f"{0 if pd.isna(n) else int(n)} {_UNITS[oslo]} som svarte"

    def scale_colours(self, steps: int) -> list[str]:
        """Colours of a scale, best first, from labels.yml."""
        names = _SCALES.get(steps, _SCALES[5])
        return [self.labels.colours[f"scale_{name}"] for name in names[:steps]]

    def _source(self, item: str) -> str:
        """The answers, and the printed item that the reader can look up."""
        kind = "syntetiske svar" if self.answers.synthetic else "svarene"
        # last year's answers seen through this year's chapter keep their own year
        made = f"beregnet av {kind} på IS-24/8 for {self.answers.codebook.year}"
        printed = super()._source(item).partition(", jf. ")[2]
        return f"{made}, jf. {printed} i rapporten" if printed else made

    def source_of_two_years(self, item: str) -> str:
        """Where an item's numbers come from when last year's answers are in it too."""
        if self._before is None:
            return self._source(item)
        made_up = self.answers.synthetic or self._before.answers.synthetic
        year, kind = self.params.year, "syntetiske svar" if made_up else "svarene"
        printed = self._source(item).partition(", jf. ")[2]
        made = f"beregnet av {kind} på IS-24/8 for {year - 1} og {year}"
        return f"{made}, jf. {printed}" if printed else made

    def _share_figure(
        self, item: str, plot: MplFigure, shares: Shares, title: str
    ) -> Figure | Text:
        labels = self.short_labels(shares.by)
        n = self._counted(shares)
        alt = words.shares_alt(shares.groups["pct"], labels, float(shares.frame["pct"][TOTAL]))
        asks = [shares.variable.id]
        return self.figure(
            item, plot, title, alt=alt, data=shares.frame, n=n, basis=self.basis, asks=asks
        )

    def _counted(self, shares: Shares) -> str:
        n = shares.frame["n"].get(TOTAL, 0)
        return shares.who or self.units_in_words(n, shares.oslo or shares.by)

    def _response(self, name: str) -> list[float]:
        units = self.units("one")
        column = self.question(name).columns[0]
        answered = units[column].notna()
        tests = response_p(units, column, GROUPINGS)
        return [len(units), int(answered.sum()), float(answered.mean() * 100), *tests]

    def _questions(self, asks: Sequence[str]) -> tuple[QuestionRef, ...]:
        """As in any chapter; a question derived from another is named by that one."""
        book = load_codebook(self.params.year, self.project)
        asked = {variable.id for variable in book.variables}
        derived = {v.id: v.concept for v in self.answers.codebook.variables if v.id not in asked}
        return super()._questions([derived.get(name, name) for name in asks])

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
