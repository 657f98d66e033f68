"""What every chapter on answers knows: its questions, its units, and what was not asked."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self

import pandas as pd

from is248.chapter.context import ChapterContext
from is248.measures import outcomes as questions
from is248.register.municipalities import oslo_for
from is248.show import words
from is248.show.bundle import NOT_ASKED
from is248.show.paragraph import Text
from is248.survey.answer_units import answer_units
from is248.survey.codebook import load_codebook, type_name
from is248.survey.freshness import has_answers, load
from is248.year.labels import Category, Value

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from matplotlib.figure import Figure as MplFigure

    from is248.register.municipalities import Oslo
    from is248.show.bundle import QuestionRef
    from is248.show.figure import Figure
    from is248.show.paragraph import Bound
    from is248.show.table import Table
    from is248.stats.bounds import Bounded
    from is248.survey.answers import Answers
    from is248.survey.codebook import Variable


from is248.chapter.shares import Shares

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


@dataclass(kw_only=True)
class SurveyBase(ChapterContext):
    """Questions and units of a chapter on answers.

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

    def last_year(self, name: str) -> Self | None:
        """The chapter on the answers of the year before; None where it did not ask the question.

        Args:
            name: A question of this year; it is the same question when it has the same id.
        """
        before = self._before
        return before if before is not None and before.is_asked(name) else None

    @cached_property
    def _before(self) -> Self | None:
        year = self.params.year - 1
        if not has_answers(year, self.project):
            return None
        return replace(self, answers=load(year, self.project))

    def units(self, oslo: Oslo) -> pd.DataFrame:
        """Answers beside the register, one row per unit; see :func:`answer_units`."""
        if oslo not in self._units:
            self._units[oslo] = answer_units(self.answers, self.register, oslo)
        return self._units[oslo].copy(deep=False)

    def labels_of(self, name: str) -> dict[str, str]:
        """Answer → label of a question; none when the year does not ask it."""
        known = self.category(name)
        return {code: value.label for code, value in known.values.items()} if known else {}

    def said(
        self,
        item: str,
        shares: Shares | pd.DataFrame | pd.Series[Any],
        template: str,
        **values: Bound,
    ) -> Text:
        """A paragraph about shares or other results; one line when the question is not asked.

        A sentence that misses a number is left out: the question behind it is not asked.
        """
        known = shares.asked if isinstance(shares, Shares) else not shares.empty
        if not known:
            return self.not_asked(item)
        text = Text(item, template, role="finding", basis=self.basis, **values)
        return text.told() or self.not_asked(item)

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
