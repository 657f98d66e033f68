"""A chapter that asks questions, and sentences that recur, each with its grammar."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from string import Formatter
from typing import TYPE_CHECKING, Literal

import pandas as pd

from is248.chapter import rests
from is248.chapter.asked import NOT_HELD
from is248.chapter.differences import Differences
from is248.chapter.responding import Responding
from is248.chapter.sayable import Values
from is248.chapter.share_displays import SIZES
from is248.measures.group_tests import raw_and_adjusted, with_holm
from is248.measures.outcomes import PERCENT_COLUMNS
from is248.measures.scale_answers import scales_together
from is248.show import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from is248.chapter.asked import Asked
    from is248.chapter.displays import Drawn, Tabled
    from is248.chapter.outcome import Outcome
    from is248.chapter.question import Question
    from is248.chapter.shares import Shares, SharesBy
    from is248.show.bundle import Key, Place
    from is248.show.paragraph import Text


@dataclass(kw_only=True, repr=False)
class Phrases(Responding):
    """A chapter that asks questions and says what recurs."""

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
        if self.before is None:
            return self.say(item, NOT_HELD)
        again = sum(self.question(name).last_year() is not None for name in names)
        return self.say(
            item,
            "Året før ble {again} i dette kapitlet stilt på samme måte. Endring fra året før kan "
            "bare vises for spørsmål som er stilt begge år.",
            again=words.of_all(again, len(names), "spørsmål", "spørsmål").on("params"),
        )

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
            return self.say_without_last_year(item, outcome.question)
        both = "I {last} var andelen {before} av {before_n} som svarte, i {year} {now} av {n}."
        return self.say(item, both, outcome, before=then, now=outcome)

    def say_without_last_year(self, item: str, question: Asked) -> Text:
        """Why a question has no change from the year before: not held, or not asked.

        Args:
            item: Id of the sentence.
            question: The question.

        Example:
            >>> chapter = open_chapter("housing", 2016)
            >>> grant = chapter.question("housing_grant_applied")
            >>> str(chapter.say_without_last_year("text-mine", grant))
            'Spørsmålet ble ikke stilt i 2015, så endring fra året før kan ikke vises.'
        """
        return self.say(item, question.why_not_last_year)

    # ---- tests ----------------------------------------------------------------------------------

    def say_differences(
        self, item: str, areas: Iterable[Shares], *, subject: str = "Andelen",
        finding: Key | Literal[""] = "",
    ) -> Text:  # fmt: skip
        """How an outcome differs between groups, as far as the tests hold.

        Of size classes the ends are told, of areas those that deviate from the country; see
        :mod:`is248.chapter.differences`.

        Args:
            item: Id of the sentence.
            areas: The shares by one grouping or more.
            subject: What the shares are of, as the subject of a sentence: "Andelen med plan".
            finding: As for :meth:`say`.

        Example:
            >>> chapter = open_chapter("housing", 2016)
            >>> grant = chapter.question("housing_grant_applied")
            >>> chapter.say_differences("text-mine", grant.yes.by("size_class")).id
            'text-mine'
        """
        asked = [one for one in areas if one.asked]
        if not asked:
            return self.not_asked(item)
        told = [Differences(one, ordered=one.by in SIZES) for one in asked]
        template = " ".join(one.template() for one in told)
        names = {str(name) for _, name, _, _ in Formatter().parse(template)}
        fixed = {
            "subject": words.name(subject).on("params"),
            "few": words.in_words(self.params.thresholds.few).on("params"),
        }
        said = Values({name: bound for name, bound in fixed.items() if name in names})
        for one in told:
            said |= one.values(names)
        # what chance can explain is no finding, and the first sentence is what becomes one
        key = finding if told[0].certain else ""
        return self.say(item, template, said, finding=key)

    def tests(
        self, item: str, tested: Mapping[str, SharesBy], *, place: Place = "workbook"
    ) -> Tabled:
        """All tests of a chapter in one table, raw and adjusted by Holm over all of them.

        Args:
            item: Id of the table.
            tested: Label → shares by the groupings tested.
            place: Where it stands.

        Example:
            >>> chapter = open_chapter("housing", 2016)
            >>> areas = chapter.question("housing_grant_applied").yes.by("county")
            >>> list(chapter.tests("table-tests", {"Søkt": areas}).frame.columns)
            ['test_county', 'holm_county']
        """
        parts = {label: shares.parts for label, shares in tested.items()}
        p = {label: {by: one.p() for by, one in of.items()} for label, of in parts.items()}
        frame = raw_and_adjusted(p)
        title = "Permutasjonstester av forskjeller mellom grupper"
        n = "kommuner og bydeler som svarte på hvert spørsmål"
        asks = list(dict.fromkeys(shares.outcome.question.id for shares in tested.values()))
        on = {label: [one.weakest for one in of.values()] * 2 for label, of in parts.items()}
        bases = pd.DataFrame.from_dict(on, orient="index", columns=list(frame.columns))
        return self.table(item, frame, title, n=n, asks=asks, place=place, cell_bases=bases)

    def tests_given_size(
        self, item: str, outcomes: Sequence[Outcome], by: str, title: str, *,
        place: Place = "workbook",
    ) -> Tabled:  # fmt: skip
        """Whether outcomes differ by size class, and by another grouping given size class.

        Args:
            item: Id of the table.
            outcomes: One per row, named by the title of its question; those not asked are left out.
            by: The other grouping.
            title: Caption without number and year.
            place: Where it stands.

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
        return self.table(
            item, with_holm(raw), title, n=n, asks=list(labels), row_labels=labels, place=place
        )

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
        bases = pd.DataFrame({row: one.rests for row, one in asked.items()}).T
        return self.table(item, frame, title, n=n, asks=asks, cell_bases=bases)

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
        bases = pd.concat([rests.of_scale(q, frame.loc[[q.id]]) for q in asked.values()])
        return self.figure(
            item, first.scale_plot(frame, rows), title, data=frame,
            alt=" ".join(f"{rows[k]}: {text}" for k, text in texts.items()),
            n=self.units_in_words(frame["n"].max(), "one"), headers=first.headers,
            row_labels=rows, asks=list(rows), cell_bases=bases,
        )  # fmt: skip
