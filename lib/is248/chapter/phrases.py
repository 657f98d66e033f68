"""A chapter that asks questions, and sentences that recur, each with its grammar."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from is248.chapter.displays import Displays, Drawn, Tabled
from is248.chapter.question import Question, find_question
from is248.chapter.sayable import Values
from is248.checks.nonresponse import COLUMNS, GROUPINGS, LEVEL, Nonresponse
from is248.checks.response import question_of, responses
from is248.measures.group_tests import below, tests_of_models, with_holm
from is248.measures.outcomes import PERCENT_COLUMNS
from is248.measures.scale_answers import scales_together
from is248.show import words
from is248.survey import freshness

if TYPE_CHECKING:
    from collections.abc import Sequence

    from is248.chapter.outcome import Outcome
    from is248.chapter.shares import SharesBy
    from is248.show.paragraph import Text

TESTS_BELOW = (
    "Av {all} prøver har {raw} p-verdi under {level}, som er rapportens grense. Etter justering "
    "gjelder det {adjusted}."
)

NONRESPONSE = (
    "Testene av frafallet gjelder alle enheter som er spurt, hver bydel for seg. p-verdiene er "
    "justert for alle spørsmål i skjemaet og alle tre inndelingene."
)


@dataclass(kw_only=True, repr=False)
class Phrases(Displays):
    """A chapter that asks questions and says what recurs."""

    def question(self, name: str) -> Question:
        """A question of the form, for shares, tables, figures, tests and sentences.

        Args:
            name: Its id in the codebook.

        Returns:
            The question; it knows whether the year asks it.

        Raises:
            DataError: No year has such a question; the message names near ones.

        Example:
            >>> chapter = open_chapter("crisis_teams", 2016)
            >>> chapter.question("crisis_plan")
            <Question ...>
        """
        return Question(self, find_question(self, name))

    # ---- who answered ---------------------------------------------------------------------------

    def who_answered(self, *names: str, item: str = "table-coverage") -> Tabled:
        """Who answered each question, and whether non-response is systematic.

        Args:
            *names: Questions.
            item: Id of the table.

        Returns:
            One row per question that the year asks, index ``question``: ``n`` units (Oslo as one),
            ``answered_n`` and ``answered_pct`` of them, and the adjusted p of :attr:`nonresponse`.

        Example:
            >>> chapter = open_chapter("housing", 2016)
            >>> chapter.who_answered("housing_grant_applied").frame["answered_n"].iloc[0]
            np.int64(411)
        """
        questions = [question for name in names if (question := self.question(name)).asked]
        rows = {question.variable.label: self._response(question) for question in questions}
        columns = ["n", "answered_n", "answered_pct", *COLUMNS]
        frame = pd.DataFrame.from_dict(rows, orient="index", columns=columns)
        title = "Hvem som har svart, og om frafallet er skjevt"
        n = f"{int(frame['n'].max())} kommuner" if rows else ""
        notes = NONRESPONSE, *self._by_city_alone(questions)
        return self.table(item, frame.rename_axis("question"), title, n=n).noted(*notes)

    def _by_city_alone(self, questions: Sequence[Question]) -> list[str]:
        """That non-response is skewed by the city's silence alone, where it is."""
        keys = {q.variable.label: question_of(q.variable) or "" for q in questions}
        found = [f"«{name}»" for name, key in keys.items() if self.nonresponse.by_city_alone(key)]
        if not found:
            return []
        told = words.listing(found).text
        return [f"Uten {self.city} er frafallet ikke statistisk sikkert skjevt for {told}."]

    def _response(self, question: Question) -> dict[str, float]:
        units, column = self.units("one"), question.variable.columns[0]
        answered = units[column].notna()
        counts = {
            "n": len(units),
            "answered_n": answered.sum(),
            "answered_pct": answered.mean() * 100,
        }
        return counts | self.nonresponse.p(question_of(question.variable) or "")

    @cached_property
    def nonresponse(self) -> Nonresponse:
        """Whether those who did not answer differ: the analysis that all chapters share.

        Example:
            >>> chapter = open_chapter("housing", 2016)
            >>> chapter.nonresponse.tested.loc["housing_grant_applied", "asked"]
            np.int64(442)
        """
        answers = freshness.load(self.year, self.project)
        return Nonresponse(responses(answers), self.register)

    def response(self, name: str) -> Values:
        """Who answered a question, and whether non-response is systematic, for a sentence.

        Args:
            name: The question.

        Returns:
            ``all`` units, Oslo as one, ``answered`` and ``missing`` of them; by size class, county
            and HF area ``<grouping>_differ`` and ``_p``, from :attr:`nonresponse`, and ``limit``,
            its level. All missing where the year does not ask.

        Example:
            >>> chapter = open_chapter("housing", 2016)
            >>> chapter.response("housing_grant_applied").bound("missing", "").text
            '17'
        """
        question = self.question(name)
        found = self._response(question) if question.asked else {}
        units, answered = len(self.units("one")), found.get("answered_n", math.nan)
        counts = {"all": units, "answered": answered, "missing": units - answered}
        said = {key: words.number(count) for key, count in counts.items()}
        for by in GROUPINGS:
            p = found.get(f"p_{by}", math.nan)
            said |= {f"{by}_differ": words.differs(p, LEVEL), f"{by}_p": words.p_value(p)}
        return Values(said, limit=words.percent(LEVEL * 100))

    # ---- the year before ------------------------------------------------------------------------

    def say_last_year(self, item: str, *names: str) -> Text:
        """How many of the chapter's questions the year before asked as well.

        Args:
            item: Id of the sentence.
            *names: Questions.

        Example:
            >>> chapter = open_chapter("housing", 2016)
            >>> chapter.say_last_year("text-last-year", "housing_grant_applied").id
            'text-last-year'
        """
        again = sum(self.question(name).last_year() is not None for name in names)
        return self.say(
            item,
            "Året før ble {again} i dette kapitlet stilt på samme måte. Endring fra året før kan "
            "bare vises for spørsmål som er stilt begge år.",
            again=words.of_all(again, len(names), "spørsmål", "spørsmål"),
        )

    def say_changed(self, item: str, outcome: Outcome, template: str) -> Text | None:
        """Who changed the answer since last year; nothing where last year did not ask.

        Args:
            item: Id of the sentence.
            outcome: The outcome.
            template: May name ``before``, last year's share, and what :meth:`Outcome.paired`
                gives: ``n``, ``first`` (last year alone), ``second`` (this year alone), ``p``.

        Example:
            >>> chapter = open_chapter("user_involvement", 2016)
            >>> use = chapter.question("user_experience_collected").yes
            >>> chapter.say_changed("text-mine", use, "{n} svarte, {before} ja.").id
            'text-mine'
        """
        then = outcome.last_year()
        return self.say(item, template, then.paired(outcome), before=then) if then else None

    def say_since_last_year(self, item: str, outcome: Outcome) -> Text:
        """The national share this year and the year before; that a question is new where it is.

        Example:
            >>> chapter = open_chapter("user_involvement", 2016)
            >>> collected = chapter.question("user_experience_collected").yes
            >>> chapter.say_since_last_year("text-since", collected).id
            'text-since'
        """
        then = outcome.last_year()
        if then is None and not outcome.question.asked:
            return self.not_asked(item)
        if then is None:
            new = "Spørsmålet ble ikke stilt i {last}, så endring fra året før kan ikke vises."
            return self.say(item, new)
        both = "I {last} var andelen {before} av {before_n} som svarte, i {year} {now} av {n}."
        return self.say(item, both, outcome, before=then, now=outcome)

    # ---- tests ----------------------------------------------------------------------------------

    def say_tests(self, item: str, shares: SharesBy) -> Text:
        """Whether size classes, counties and HF areas differ, each grouping tested as a whole.

        Example:
            >>> chapter = open_chapter("housing", 2016)
            >>> grant = chapter.question("housing_grant_applied")
            >>> areas = grant.yes.by("size_class", "county", "hf_area")
            >>> chapter.say_tests("text-tests", areas).id
            'text-tests'
        """
        return self.say(
            item,
            "Størrelsesgruppene {size_class_differ} fra hverandre ({size_class_p}). Fylkene "
            "{county_differ} fra hverandre ({county_p}), og HF-områdene {hf_area_differ} fra "
            "hverandre ({hf_area_p}). Hver inndeling er prøvd samlet, ved rapportens grense på "
            "{level}.",
            shares,
        )

    def tests(self, item: str, tested: Mapping[str, SharesBy]) -> Tabled:
        """All tests of a chapter in one table, raw and adjusted by Holm over all of them.

        Args:
            item: Id of the table.
            tested: Label → shares by the groupings tested.

        Example:
            >>> chapter = open_chapter("housing", 2016)
            >>> areas = chapter.question("housing_grant_applied").yes.by("county")
            >>> list(chapter.tests("table-tests", {"Søkt": areas}).frame.columns)
            ['lr_county', 'holm_county']
        """
        models = {
            label: {by: part.model(interval="wald") for by, part in shares.parts.items()}
            for label, shares in tested.items()
        }
        title = "Likelihood ratio-prøver av forskjeller mellom grupper"
        n = "kommuner og bydeler som svarte på hvert spørsmål"
        asks = list(dict.fromkeys(shares.outcome.question.id for shares in tested.values()))
        return self.table(item, tests_of_models(models), title, n=n, asks=asks)

    def say_tests_table(self, item: str, table: Tabled, template: str = TESTS_BELOW) -> Text:
        """How many of :meth:`tests` fall below the convention, raw and adjusted.

        Args:
            item: Id of the sentence.
            table: The tests.
            template: May name ``all``, ``raw`` and ``adjusted``, ``raw_of`` ("to av ni tester") and
                ``adjusted_words`` ("to tester").

        Example:
            >>> chapter = open_chapter("housing", 2016)
            >>> areas = chapter.question("housing_grant_applied").yes.by("county")
            >>> tests = chapter.tests("table-tests", {"Søkt": areas})
            >>> chapter.say_tests_table("text-all", tests).id
            'text-all'
        """
        frame = getattr(table, "frame", pd.DataFrame())
        (raw, every), (adjusted, _) = (below(frame, part) for part in ("lr_", "holm_"))
        if not every:
            return self.not_asked(item)
        counts = {"all": every, "raw": raw, "adjusted": adjusted}
        said = {name: words.number(count) for name, count in counts.items()}
        of = words.of_all(raw, every, "test", "tester")
        left = words.count(adjusted, "test", "tester")
        return self.say(item, template, Values(**said, raw_of=of, adjusted_words=left))

    def tests_given_size(
        self, item: str, outcomes: Sequence[Outcome], by: str, title: str
    ) -> Tabled:
        """Whether outcomes differ by size class, and by another grouping given size class.

        Args:
            item: Id of the table.
            outcomes: One per row, named by the title of its question; those not asked are left out.
            by: The other grouping.
            title: Caption without number and year.

        Example:
            >>> chapter = open_chapter("housing", 2016)
            >>> one = chapter.question("housing_grant_applied").yes
            >>> chapter.tests_given_size("table-mine", [one], "county", "Søkt").frame.columns[0]
            'size_p'
        """
        raw, labels = {}, {one.question.id: one.question.label for one in outcomes}
        for one in outcomes:
            size, area = one.shares("size_class").p(), one.shares(by).p("size_class")
            raw[one.question.id] = {"size_p": size, "area_p": area}
        n = self.units_in_words(max((one.total["n"] for one in outcomes), default=0), "one")
        return self.table(item, with_holm(raw), title, n=n, asks=list(labels), row_labels=labels)

    # ---- several questions ----------------------------------------------------------------------

    def totals(
        self, item: str, outcomes: Mapping[str, Outcome], title: str, *, n: str,
        rows: str = "question",
    ) -> Tabled:  # fmt: skip
        """Several outcomes under one another, each for all units: counts, shares and intervals.

        Args:
            item: Id of the table.
            outcomes: Row → outcome; one that was not asked is left out.
            title: Caption without number and year.
            n: Number of units and what they are.
            rows: What the rows are: a category of labels.yml, or ``question``.

        Example:
            >>> chapter = open_chapter("housing", 2016)
            >>> one = chapter.question("housing_grant_applied").yes
            >>> chapter.totals("table-mine", {"Søkt": one}, "Søkt", n="kommuner").frame.index[0]
            'Søkt'
        """
        asked = {row: one for row, one in outcomes.items() if one.question.asked}
        lines = {row: one.total for row, one in asked.items()}
        frame = pd.DataFrame.from_dict(lines, orient="index", columns=list(PERCENT_COLUMNS))
        frame = frame.astype({"n": "Int64", "count": "Int64"}).rename_axis(rows)
        asks = list(dict.fromkeys(one.question.id for one in asked.values()))
        return self.table(item, frame, title, n=n, asks=asks)

    def scales(
        self, item: str, questions: Sequence[Question] | Mapping[str, Question], title: str
    ) -> Drawn:
        """Several questions on one scale, stacked with the neutral answer in the middle.

        Args:
            item: Id of the figure.
            questions: At least one, perhaps by what names the rows, else their titles do; those
                not asked are left out.
            title: Caption without number and year.

        Example:
            >>> chapter = open_chapter("housing", 2016)
            >>> mental = chapter.question("housing_change_mental_health")
            >>> chapter.scales("figure-mine", [mental], "Endring").id
            'figure-mine'
        """
        if not isinstance(questions, Mapping):
            questions = {each.label: each for each in questions}
        asked = {name: each for name, each in questions.items() if each.asked}
        if not asked:
            return self.not_asked(item)
        first = next(iter(questions.values()))
        rows = {each.id: name for name, each in asked.items()}
        frame = scales_together(self.units("one"), {q.id: q.variable for q in asked.values()})
        texts = {k: words.scale_alt(frame.T[k], first.headers) for k in rows}
        return self.figure(
            item, first.scale_plot(frame, rows), title, data=frame,
            alt=" ".join(f"{rows[k]}: {text}" for k, text in texts.items()),
            n=self.units_in_words(frame["n"].max(), "one"), headers=first.headers,
            row_labels=rows, asks=list(rows),
        )  # fmt: skip
