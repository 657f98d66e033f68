"""A question of the form as an object: what a notebook asks for its answers."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pandas as pd

from is248.base.basis import FITTED, INVENTED, weakest
from is248.base.errors import DataError, suggestion, suggestion_of_label
from is248.base.keys import TOTAL
from is248.chapter import rests
from is248.chapter.asked import Asked
from is248.chapter.options import Options
from is248.chapter.outcome import Outcome
from is248.chapter.sayable import MAIN, Values
from is248.chapter.scale_means import ScaleMeans
from is248.chapter.weighted import per_adult
from is248.measures import lookup, outcomes
from is248.measures.coded_answers import coded_n, quoted_codes
from is248.measures.group_tests import any_answer_p
from is248.register.municipalities import oslo_for
from is248.show import words
from is248.show.plots import bars
from is248.survey.codebook import other_versions, type_name

if TYPE_CHECKING:
    from collections.abc import Iterable

    from is248.chapter.displays import Drawn, Tabled
    from is248.show.paragraph import Bound

COUNT_ENDING = "_n"
"""``{yes}`` is a share and ``{yes_n}`` a count."""


@dataclass(frozen=True, repr=False, eq=False)
class Question(Asked):
    """A question: its answers as shares, tables, figures, tests and sentences.

    ``question.yes`` or ``question.good`` is an outcome: one answer, or a set that the codebook
    names. In a sentence ``{yes}`` is its share and ``{yes_n}`` its count, ``{n}`` how many
    answered.

    Attributes:
        chapter: The chapter that asks.
        variable: What the codebook says.
        oslo: How Oslo counts; one unit when not given, or as the report does for a grouping.
        city: Whether only the city's districts are looked at.
        given: The outcome that the units looked at have, when not all are.
        who: Those units in words: "som kjøper".
    """

    def __repr__(self) -> str:
        """Number, id, label and answers."""
        if not self.asked:
            return f"<Question {self.id}: ikke spurt i {self.chapter.year}>"
        answers = ", ".join(self._outcomes())
        kind = f"; svar: {answers}" if answers else f"; {type_name(self.variable)}"
        return f"<Question {self.variable.number} {self.id}: {self.variable.label}{kind}>"

    def options(
        self, by: str, *options: str, units: pd.DataFrame | None = None, who: str = ""
    ) -> Options:
        """Some options of a multiple choice by group; see :class:`is248.chapter.options.Options`.

        Args:
            by: Grouping.
            *options: The options, all when not given.
            units: Some of the units instead of all, the city's districts among them.
            who: N and what the units are, when not just those that answered.

        Example:
            >>> how = open_chapter("police_cooperation", 2016).question("police_cooperation")
            >>> how.options("size_class").by
            'size_class'
        """
        shown = options or tuple(self.variable.categories)
        self._check(shown)
        units = self.units_as("districts") if units is None else units
        counted = self.chapter.units_in_words(len(units), "districts", self.who or "som svarte")
        return Options(self, self.chapter.grouping(by), shown, units, who or counted)

    def outcome(self, *answers: str, label: str = "") -> Outcome:
        """One answer, several together, or a set that the codebook names.

        Args:
            *answers: Codes, or the name of one set.
            label: What titles call it, when the codebook does not say.

        Raises:
            DataError: The question has no such answer, or its answers are words or numbers.

        Example:
            >>> plan = open_chapter("crisis_teams", 2016).question("crisis_plan")
            >>> plan.outcome("no", "dont_know").name
            'no_or_dont_know'
        """
        known = self.variable.outcomes
        if len(answers) == 1 and answers[0] in known:
            named = known[answers[0]]
            return Outcome(self, answers[0], named.codes, label or named.label)
        self._check(answers)
        said = " eller ".join(self.variable.categories[code].lower() for code in answers)
        return Outcome(self, "_or_".join(answers), tuple(answers), label or f"{self.label}: {said}")

    def __getattr__(self, name: str) -> Outcome:
        """``question.yes``: the outcome of that name; not asked where only other years have it."""
        if name.startswith("_") or name not in self._outcomes():
            other = None if name.startswith("_") else self._of_another_year(name)
            if other:
                return other.outcome(name)
            raise AttributeError(
                f"{self.variable.id} har ikke «{name}»." + suggestion(name, self._outcomes())
            )
        return self.outcome(name)

    def _outcomes(self) -> list[str]:
        return list(self.variable.answers)

    def _of_another_year(self, answer: str) -> Question | None:
        """The question as another year asks it, with an answer that this year does not offer."""
        chapter = self.chapter
        others = other_versions(self.id, chapter.answers_year, chapter.project)
        return next((replace(self, variable=v) for v in others if answer in v.answers), None)

    def _check(self, codes: tuple[str, ...]) -> None:
        if self.variable.type not in {"single", "multiple"}:
            raise DataError(
                f"«{self.id}» er {type_name(self.variable)} og har ingen andeler av faste svar."
            )
        if not codes:
            raise DataError(f"Hvilke svar på «{self.id}»? Det har {', '.join(self._outcomes())}.")
        for code in codes:
            if code not in self.variable.categories:
                known = {name: self.variable.categories.get(name, "") for name in self._outcomes()}
                near = suggestion_of_label(code, known)
                raise DataError(f"«{code}» er ikke et svar på «{self.id}».{near}")

    def per_adult(self, item: str, by: str) -> Tabled:
        """The people that it counts and their rate per adult; see :func:`weighted.per_adult`.

        Example:
            >>> users = open_chapter("work_measures", 2016).question("ips_se_users_mental_health")
            >>> users.per_adult("table-mine", "county").id
            'table-mine'
        """
        return per_adult(self, item, self.chapter.grouping(by))

    def association(self, by: str) -> Values:
        """Whether all its answers are spread alike over groups (Fisher): ``differ``, ``p``.

        Example:
            >>> grant = open_chapter("housing", 2016).question("housing_grant_applied")
            >>> grant.association("region").names()
            dict_keys(['differ', 'p'])
        """
        p = any_answer_p(self.chapter.units_of(oslo_for(by), self.id), self.id, by)
        return Values(differ=words.differs(p, self.chapter.convention), p=words.p_value(p))

    def means(self, by: str) -> ScaleMeans:
        """The mean of its scale by group, weighted by inhabitants and not.

        Example:
            >>> follow = open_chapter("housing", 2016).question("housing_follow_up")
            >>> follow.means("county").names()
            ['n', 'lighter', 'p', 'controlled_p']
        """
        return ScaleMeans(self, self.chapter.grouping(by))

    # ---- in sentences ---------------------------------------------------------------------------

    def bound(self, name: str, spec: str) -> Bound | None:
        r"""As :meth:`Sayable.bound`: outcomes by name, ``n``, and of an open question itself.

        ``silent`` did not answer; ``asked_in`` is the year of the answers. Of an open question with
        codes ``coded`` is how many answers have codes, ``{most:3}`` the most frequent ones and
        ``step`` the per cent that one answer is.

        Example:
            >>> grant = open_chapter("housing", 2016).question("housing_grant_applied")
            >>> grant.bound("yes_n", "words").text
            '175\xa0kommuner'
        """
        if name in self._outcomes():
            return self.outcome(name).bound("count" if self.city else MAIN, spec)
        if name.removesuffix(COUNT_ENDING) in self._outcomes():
            return self.outcome(name.removesuffix(COUNT_ENDING)).bound("count", spec)
        if name == "asked_in":
            return words.year(self.chapter.answers_year).on("params")
        if name in {"common", "rare"}:
            return self._ranked(spec, lowest=name == "rare")
        return self._of_answers(name, spec)

    def _of_answers(self, name: str, spec: str) -> Bound | None:
        """How many answered, were silent or wrote something, and the codes of what they wrote."""
        kind = self.variable.type
        if name in {"coded", "most", "step"} and kind == "open":
            return self._of_codes(name, spec)
        if name == MAIN and kind in {"open", "count", "amount", "fte"}:
            wrote = self._wrote()
            said = self.counted(wrote, spec, len(self.own_as()))
            return said.on(rests.basis(self, "n", wrote))
        if name not in {"n", "silent"}:
            return None
        n = self.answered
        said = self.counted(n if name == "n" else len(self.own_as()) - n, spec, len(self.own_as()))
        return said.on(rests.basis(self, "n", n))

    def names(self) -> Iterable[str]:
        """As :meth:`Sayable.names`.

        Example:
            >>> grant = open_chapter("housing", 2016).question("housing_grant_applied")
            >>> "yes_n" in grant.names()
            True
        """
        counts = [f"{name}{COUNT_ENDING}" for name in self._outcomes()]
        return ["n", "asked_in", "silent", *self._outcomes(), *counts]

    def known_elsewhere(self, name: str) -> bool:
        """Whether a sentence may use a name because another year's form has that answer.

        Example:
            >>> grant = open_chapter("housing", 2016).question("housing_grant_applied")
            >>> grant.known_elsewhere("perhaps")
            False
        """
        return self._of_another_year(name.removesuffix(COUNT_ENDING)) is not None

    def _ranked(self, spec: str, *, lowest: bool) -> Bound:
        """The options of a multiple choice that most or fewest crossed, "other" apart.

        ``{common:name}`` is the first alone, without its share: print may tell just that.
        """
        if not self.asked:
            return words.missing()
        frame = outcomes.options(self.own_as(), self.variable).drop("other", errors="ignore")
        names = [self.variable.categories[str(code)].lower() for code in frame.index]
        on = weakest(rests.of_answers(self, frame)["pct"])
        if spec == "name":
            told = not lowest and rests.is_most(self, str(frame.index[0]))
            return words.name(names[0]).on(FITTED if told and on == INVENTED else on)
        top = int(spec or 1)
        return words.ranking(names, frame["pct"], top=top, lowest=lowest).on(on)

    @property
    def answered(self) -> float:
        """How many answered; NaN when it is not asked.

        Example:
            >>> open_chapter("housing", 2016).question("housing_grant_applied").answered
            411.0
        """
        return lookup.answered(self.own_as(), self.variable.columns[0]) if self.asked else math.nan

    def _of_codes(self, name: str, spec: str) -> Bound:
        answers = self.chapter.answers
        if answers is None or not (n := coded_n(answers.values, self.id)):
            return words.number(math.nan)
        every = rests.basis(self, "n", n)
        if name == "coded":
            return words.number(n).on(every)
        if name == "step":
            return words.number(100 / n, int(spec or 1)).on(every)
        counts = quoted_codes(answers, self.id)
        codes = rests.of_codes(self, outcomes.codes(answers.values, self.variable), n)
        ranked = words.ranking(counts.index, counts, top=int(spec or 1))
        return ranked.on(weakest(codes["n"]))

    def _wrote(self) -> float:
        """How many wrote an answer: every municipality, district and agency for itself."""
        if not self.asked or self.chapter.answers is None:
            return math.nan
        units = (
            self.own_as() if self.city or self.oslo or self.given else self.chapter.answers.values
        )
        return lookup.answered(units, self.id)

    # ---- tables and figures ---------------------------------------------------------------------

    def table(
        self, item: str, title: str = "", by: str = "", *, intervals: bool = False,
        sums: bool = False,
    ) -> Tabled:  # fmt: skip
        """All answers: numbers and per cent.

        Args:
            item: Id of the table.
            title: Caption without number and year; of the codebook when not given.
            by: A grouping, for a row per group that sums to 100 per cent.
            intervals: Whether a single choice gets Wilson intervals; a multiple choice has them.
            sums: Whether rows by group show their sum, as some printed ones do.

        Example:
            >>> grant = open_chapter("housing", 2016).question("housing_grant_applied")
            >>> grant.table("table-mine").title
            'Søkt Husbanken om tilskudd, 2016'
        """
        if not self.asked:
            return self.chapter.not_asked(item)
        if self.variable.type == "open":
            return self._code_table(item, title)
        if by:
            return self._crosstab(item, title, self.chapter.grouping(by), sums=sums)
        return self._distribution(item, title, intervals=intervals)

    def _distribution(self, item: str, title: str, *, intervals: bool) -> Tabled:
        if self.variable.type == "multiple":
            frame = outcomes.options(self.own_as(), self.variable)
        elif intervals:
            frame = outcomes.answer_shares(self.own_as(), self.variable)
        else:
            frame = outcomes.distribution(self.own_as(), self.variable)
        n, bases = frame["n"].max(), rests.of_answers(self, frame)
        if intervals and self.variable.type == "single":
            frame = frame.drop(columns="n")
        said = self.chapter.units_in_words(n, self.oslo or "one")
        return self.chapter.table(
            item, frame, title or self.label, n=said, asks=[self.id], cell_bases=bases
        )

    def _crosstab(self, item: str, title: str, by: str, *, sums: bool) -> Tabled:
        frame = self.crosstab(by)
        if sums:
            frame.insert(len(frame.columns) - 1, "total_pct", frame.drop(columns="n").sum(axis=1))
        n = self.chapter.units_in_words(frame["n"][TOTAL], by)
        said = title or f"{self.label} etter {self.chapter.grouping_in_titles(by)}"
        return self.chapter.table(
            item, frame, said, n=n, headers=self.headers, asks=[self.id],
            cell_bases=rests.of_crosstab(self, frame, by),
        )  # fmt: skip

    def _code_table(self, item: str, title: str) -> Tabled:
        assert self.chapter.answers is not None
        values = self.chapter.answers.values
        frame = outcomes.codes(values, self.variable)
        coded = int(values[f"{self.id}__codes"].notna().sum())
        n = f"{coded} kodede svar, flere koder per svar"
        return self.chapter.table(
            item, frame, title or self.label, n=n, asks=[self.id],
            cell_bases=rests.of_codes(self, frame, coded),
        )  # fmt: skip

    def figure(self, item: str, title: str = "", by: str = "", *, ranked: bool = True) -> Drawn:
        """All answers: bars, or stacked along the scale by group.

        Args:
            item: Id of the figure.
            title: Caption without number and year; of the codebook when not given.
            by: A grouping: a scale with its neutral answer in the middle, a row per group.
            ranked: Whether bars are ranked; else they stand as on the form.

        Example:
            >>> grant = open_chapter("housing", 2016).question("housing_grant_applied")
            >>> grant.figure("figure-mine").kind if False else grant.figure("figure-mine").id
            'figure-mine'
        """
        if not self.asked:
            return self.chapter.not_asked(item)
        if by:
            return self._scale_figure(item, title, self.chapter.grouping(by))
        multiple = self.variable.type == "multiple"
        shares = outcomes.options if multiple else outcomes.answer_shares
        frame = shares(self.own_as(), self.variable)
        names = [self.variable.categories[str(code)] for code in frame.index]
        colour = self.chapter.colour("adult")
        plot = bars.ranked_bars(frame["pct"], names, colour, "prosent", ranked=ranked)
        alt = words.bars_alt(frame["pct"], self.variable.categories, "prosent")
        n = self.chapter.units_in_words(frame["n"].max(), self.oslo or "one")
        said = title or f"{self.label}. Prosent"
        return self.chapter.figure(
            item, plot, said, alt=alt, data=frame, n=n, asks=[self.id],
            cell_bases=rests.of_answers(self, frame),
        )  # fmt: skip

    def _scale_figure(self, item: str, title: str, by: str) -> Drawn:
        frame, order = self.crosstab(by), (*self.chapter.order(by), TOTAL)
        names = {key: self.chapter.label(by, key) for key in order if key in frame.index}
        total = pd.Series(frame.loc[TOTAL, list(self.headers)])
        plot, alt = self.scale_plot(frame, names), words.scale_alt(total, self.headers)
        n = self.chapter.units_in_words(frame["n"][TOTAL], by)
        return self.chapter.figure(
            item, plot, title or f"{self.label}. Prosent", alt=alt, data=frame, n=n,
            headers=self.headers, asks=[self.id], cell_bases=rests.of_crosstab(self, frame, by),
        )  # fmt: skip
