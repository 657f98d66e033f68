"""A chapter that asks questions, and who answered them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

import pandas as pd

from is248.base.basis import weakest
from is248.base.errors import DataError, suggestion
from is248.base.told_values import ToldValues
from is248.chapter import rests
from is248.chapter.displays import Displays, Tabled
from is248.chapter.question import Question
from is248.chapter.sayable import Values
from is248.checks.nonresponse import COLUMNS, GROUPINGS, LEVEL, Nonresponse
from is248.checks.response import question_of, responses
from is248.measures.coded_scales import by_code
from is248.show import words
from is248.survey.codebook import load_codebook
from is248.survey.places import nonresponse_file, years_with_codebook

if TYPE_CHECKING:
    from collections.abc import Sequence

    from is248.base.paths import Project
    from is248.show.bundle import Place
    from is248.show.paragraph import Text
    from is248.survey.answers import Answers
    from is248.survey.codebook import Variable

NONRESPONSE = (
    "Testene av frafallet gjelder alle enheter som er spurt, hver bydel for seg. p-verdiene er "
    "justert for alle spørsmål i skjemaet og alle tre inndelingene."
)


NO_QUESTION = "-"
SYSTEMATIC = "nonresponse"
"""What comes of the analysis for a question, as it is told."""


def nonresponse_of(
    answers: Answers, register: pd.DataFrame, year: int, project: Project
) -> Nonresponse:
    """Whether those who did not answer differ, in the whole form of a year.

    Args:
        answers: The answers as they were read.
        register: The units of the year.
        year: The year.
        project: The project.
    """
    return Nonresponse(responses(answers), register, kept=nonresponse_file(year, project))


def p_and_city(analysis: Nonresponse, *keys: str) -> tuple[dict[str, float], bool]:
    """The adjusted p of questions taken for one, and whether it is skewed by the city alone."""
    return analysis.p(*keys), len(keys) == 1 and analysis.by_city_alone(keys[0])


class ToldNonresponse:
    """The analysis of a chapter: p of questions tell what comes out, all else all it is made of.

    Args:
        chapter: The chapter.
    """

    def __init__(self, chapter: Responding) -> None:
        self._chapter = chapter

    def p(self, *questions: str) -> dict[str, float]:
        """As :meth:`is248.checks.nonresponse.Nonresponse.p`."""
        return self._chapter._outcome_of(*questions)[0]

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - of any attribute
        """What else it has."""
        return getattr(self._chapter._form_whole, name)


def find_question(chapter: Displays, name: str) -> Variable:
    """A question of the chapter's year, else of another year.

    Raises:
        DataError: No year has it.
    """
    held = chapter.answers.codebook.variables if chapter.answers else ()
    for variable in held:
        if variable.id == name:
            return variable
    known = {variable.id for variable in held}
    for year in years_with_codebook(chapter.project):
        book = load_codebook(year, chapter.project)
        for variable in book.variables:
            if variable.id == name:
                return by_code(variable) if name in chapter.read_by_code else variable
        known |= {variable.id for variable in book.variables}
    raise DataError(f"Ingen skjema har spørsmålet «{name}»." + suggestion(name, known))


@dataclass(kw_only=True, repr=False)
class Responding(Displays):
    """A chapter that asks questions and knows who answered them."""

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

    def say_answered(self, item: str, *names: str) -> Text:
        """How many answered the questions of a chapter, at the fewest and at the most.

        Args:
            item: Id of the sentence.
            *names: Questions that all are asked; those that the year does not ask are left out.

        Example:
            >>> chapter = open_chapter("housing", 2016)
            >>> chapter.say_answered("text-mine", "housing_grant_applied").id
            'text-mine'
        """
        asked = [one for name in names if (one := self.question(name)).asked]
        if not asked:
            return self.not_asked(item)
        n = [rests.basis(one.counting("one"), "n", one.answered) for one in asked]
        counts = sorted(one.answered for one in asked)
        fewest, most = (words.number(counts[at]).on(weakest(n)) for at in (0, -1))
        every = words.number(len(self.units("one"))).on("register")
        if counts[0] == counts[-1]:
            same = "Av {all} kommuner svarte {most} på spørsmålene i kapitlet."
            return self.say(item, same, most=most, all=every)
        both = "Av {all} kommuner svarte {fewest} til {most} på hvert av spørsmålene i kapitlet."
        return self.say(item, both, fewest=fewest, most=most, all=every)

    def who_answered(
        self, *names: str, item: str = "table-coverage", place: Place = "workbook"
    ) -> Tabled:
        """Who answered each question, and whether non-response is systematic.

        Args:
            *names: Questions.
            item: Id of the table.
            place: Where it stands.

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
        bases = {question.variable.label: self._response_rests(question) for question in questions}
        return self.table(
            item, frame.rename_axis("question"), title, n=n, place=place,
            cell_bases=pd.DataFrame.from_dict(bases, orient="index", columns=columns[:3]),
        ).noted(NONRESPONSE, *self._by_city_alone(questions))  # fmt: skip

    def _by_city_alone(self, questions: Sequence[Question]) -> list[str]:
        """That non-response is skewed by the city's silence alone, where it is."""
        found = [f"«{q.variable.label}»" for q in questions if self._systematic(q)[1]]
        if not found:
            return []
        told = words.listing(found).text
        return [f"Uten {self.city} er frafallet ikke statistisk sikkert skjevt for {told}."]

    def _response_rests(self, question: Question) -> list[str]:
        n = rests.basis(question.counting("one"), "n", self._response(question)["answered_n"])
        return ["register", n, n]

    def _response(self, question: Question) -> dict[str, float]:
        units, column = self.units_of("one", question.id), question.variable.columns[0]
        answered = units[column].notna()
        counts = {
            "n": len(units),
            "answered_n": answered.sum(),
            "answered_pct": answered.mean() * 100,
        }
        return counts | self._systematic(question)[0]

    def _systematic(self, question: Question) -> tuple[dict[str, float], bool]:
        """The adjusted p of a question, and whether it is skewed by the city alone."""
        return self._outcome_of(question_of(question.variable) or NO_QUESTION)

    def _outcome_of(self, *keys: str) -> tuple[dict[str, float], bool]:
        """What comes out of the analysis for questions.

        It rests on who answered what in the whole form, and mostly stays when that changes: what
        comes out is told, and not what it was made of.
        """
        make = partial(p_and_city, self._form_apart, *keys)
        return self._values_of_form.told("+".join(keys), make, lambda found: found)

    @cached_property
    def _form_whole(self) -> Nonresponse:
        answers = self.as_read(self.year)
        assert answers is not None
        return nonresponse_of(answers, self.register, self.year, self.project)

    @cached_property
    def _values_of_form(self) -> ToldValues:
        return ToldValues(f"{SYSTEMATIC}:{self.year}")

    @cached_property
    def _form_apart(self) -> Nonresponse:
        answers = self.as_read(self.year)
        assert answers is not None
        with self._values_of_form.making():
            return nonresponse_of(answers, self.register, self.year, self.project)

    @cached_property
    def nonresponse(self) -> ToldNonresponse:
        """Whether those who did not answer differ: the analysis that all chapters share.

        Example:
            >>> chapter = open_chapter("housing", 2016)
            >>> chapter.nonresponse.tested.loc["housing_grant_applied", "asked"]
            np.int64(442)
        """
        return ToldNonresponse(self)

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
        n = self._response_rests(question)[1] if question.asked else ""
        said = {key: words.number(count).on(n) for key, count in counts.items()}
        said["all"] = said["all"].on("register")
        for by in GROUPINGS:
            p = found.get(f"p_{by}", math.nan)
            said |= {f"{by}_differ": words.differs(p, LEVEL), f"{by}_p": words.adjusted_p(p)}
        return Values(said, limit=words.percent(LEVEL * 100).on("params"))
