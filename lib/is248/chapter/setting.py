"""What a chapter works with before it shows anything: the year, its answers, units and labels."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Self

from is248.base.basis import SYNTHETIC
from is248.chapter import grids
from is248.chapter.labelled import UNITS, Labelled
from is248.chapter.others import OtherResults, read_others
from is248.chapter.sayable import Values
from is248.measures import outcomes
from is248.measures.coded_scales import as_single
from is248.measures.support import missing_as_no
from is248.register.dps import dps_notes
from is248.register.hf_notes import hf_notes
from is248.register.municipalities import GROUPINGS, count_oslo, oslo_for
from is248.show import words
from is248.survey import freshness
from is248.survey.answers import answer_units
from is248.survey.held import load_held
from is248.survey.last_year import load_last_year
from is248.year.labels import DPS, HF_AREA

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import pandas as pd

    from is248.register.municipalities import Oslo
    from is248.show.paragraph import Bound
    from is248.survey.answers import Answers
    from is248.survey.held import Held


_MOST = 0.5


@dataclass(kw_only=True, repr=False)
class Setting(Labelled):
    """A chapter, its year and its answers."""

    answers_read: dict[tuple[int, int], Answers | None] = field(default_factory=dict)
    """What was read, by the year of the borders and its own; chapters made of this one share it."""

    _units: dict[str, pd.DataFrame] = field(default_factory=dict, init=False)
    _units_of: dict[tuple[Oslo, frozenset[str]], pd.DataFrame] = field(
        default_factory=dict, init=False
    )
    tests_made: dict[tuple[object, ...], float] = field(default_factory=dict, init=False)
    totals_made: dict[tuple[object, ...], pd.Series[float]] = field(
        default_factory=dict, init=False
    )

    # ---- the year -------------------------------------------------------------------------------

    @cached_property
    def basis(self) -> str:
        """What the answers are: synthetic or microdata; "printed" where there are none.

        Example:
            >>> chapter = open_chapter("housing", 2016)
            >>> chapter.basis
            'synthetic'
        """
        if self.rests_on:
            return self.rests_on
        if self.page.built_from_others:
            made_up = any(basis.startswith(SYNTHETIC) for basis in self.others.bases)
            real = "microdata" if "microdata" in self.others.bases else "printed"
            return SYNTHETIC if made_up else real
        return grids.basis_of([self.answers]) if self.answers else "printed"

    @cached_property
    def held(self) -> Held:
        """What printed margins hold of the answers; nothing where somebody gave them.

        Example:
            >>> chapter = open_chapter("housing", 2016)
            >>> chapter.held.value("housing_grant_applied", measure="n")
            (411.0, 411.0)
        """
        return load_held(self.project, self.answers_year)

    def bound(self, name: str, spec: str) -> Bound | None:
        """``level``, ``year``, ``last`` (the year before) and ``city`` in any sentence.

        Example:
            >>> chapter = open_chapter("housing", 2016)
            >>> chapter.bound("last", "").text
            '2015'
        """
        return self._words.bound(name, spec)

    def names(self) -> Iterable[str]:
        """The names that any sentence may use.

        Example:
            >>> chapter = open_chapter("housing", 2016)
            >>> sorted(chapter.names())
            ['city', 'last', 'level', 'year']
        """
        return self._words.names()

    @cached_property
    def _words(self) -> Values:
        return Values(
            level=words.percent(self.convention * 100).on("params"),
            year=words.year(self.year).on("params"),
            last=words.year(self.year - 1).on("params"),
            city=words.name(self.city).on("register"),
        )

    @cached_property
    def others(self) -> OtherResults:
        """What the other chapters show; see :mod:`is248.chapter.others`.

        Example:
            >>> summary = open_chapter("summary", 2016)  # reads the newest version
            >>> summary.page.built_from_others
            True
        """
        return read_others(self.project, self.year)

    # ---- answers --------------------------------------------------------------------------------

    @cached_property
    def before(self) -> Self | None:
        """This chapter on the answers of the year before; None where there are none.

        They are in this year's borders: :func:`is248.survey.last_year.carried`.

        Example:
            >>> chapter = open_chapter("housing", 2016)
            >>> chapter.before.year - chapter.before.answers.codebook.year
            1
        """
        answers = self.as_read(self.year - 1)
        return replace(self, answers=answers) if answers else None

    def as_read(self, year: int) -> Answers | None:
        """Answers as they were read, whatever has been derived of them since.

        Args:
            year: The year, or the one before.

        Returns:
            Frames of one's own; None where there are no answers.

        Example:
            >>> chapter = open_chapter("housing", 2016)
            >>> chapter.as_read(2016).codebook is chapter.answers.codebook
            True
        """
        key = self.year, year
        if key not in self.answers_read:
            load = freshness.load if year == self.year else load_last_year
            self.answers_read[key] = load(self.year, self.project)
        found = self.answers_read[key]
        if found is None:
            return None
        values, statuses = (frame.copy(deep=False) for frame in (found.values, found.statuses))
        return replace(found, values=values, statuses=statuses)

    @property
    def answers_of_two_years(self) -> list[Answers]:
        """The answers of the year before, where there are any, and of the year.

        Example:
            >>> chapter = open_chapter("housing", 2016)
            >>> [one.codebook.year - chapter.year for one in chapter.answers_of_two_years]
            [-1, 0]
        """
        return [one.answers for one in (self.before, self) if one and one.answers]

    def derive(self, change: Callable[..., Answers], *given: str) -> None:
        """Change the answers of the chapter, those of the year before too.

        Args:
            change: From answers to answers, such as with a question made of others.
            *given: What it needs besides.

        Example:
            >>> from is248.measures.outreach import with_either
            >>> chapter = open_chapter("outreach", 2016)
            >>> chapter.derive(with_either)
            >>> chapter.question("outreach_either").asked
            True
        """
        for chapter in filter(None, (self.before, self)):
            chapter.answers = change(chapter.answers, *given) if chapter.answers else None
            chapter._units.clear()
            chapter._units_of.clear()
            chapter.tests_made.clear()
            chapter.totals_made.clear()

    def reading_codes(self, *names: str) -> Self:
        """The chapter with open questions read as single choices, by the code of each answer.

        Args:
            *names: Open questions whose answers are coded to one step of a scale.

        Raises:
            DataError: An answer has more than one code.

        Example:
            >>> crisis = open_chapter("suicide_and_overdose_followup", 2016)
            >>> crisis.reading_codes().year
            2016
        """
        answers = as_single(self.answers, *names) if self.answers else None
        return replace(self, answers=answers, read_by_code=self.read_by_code | {*names})

    def missing_as_no(self, *names: str) -> Self:
        """The chapter with a missing answer read as a no; see :func:`support.missing_as_no`.

        Args:
            *names: Questions that are often left out by units without the offer.

        Example:
            >>> chapter = open_chapter("housing", 2016)
            >>> chapter.missing_as_no("housing_grant_applied").year == chapter.year
            True
        """
        answers = self.answers
        read = missing_as_no(answers, self.register, *names) if answers else None
        return replace(self, answers=read, silence_is_no=self.silence_is_no | {*names})

    def question_list(self, word: str = "") -> pd.DataFrame:
        """The questions of the year that hold a word.

        Args:
            word: Sought in id, label, number, chapter and answers; all questions when not given.

        Returns:
            One row per question, index ``id``: ``number`` in the form, ``label``, ``kind`` of
            answer, ``answered`` (units that answered).

        Example:
            >>> chapter = open_chapter("housing", 2016)
            >>> list(chapter.question_list("Husbanken").index)
            ['housing_grant_applied', 'housing_grant_not_applied_reason']
        """
        return grids.question_list(self.answers, word)

    def notes_on(self, by: str) -> tuple[str, ...]:
        """What a reader must know of a grouping: DPS areas of another year, HF areas not sure.

        Example:
            >>> chapter = open_chapter("housing", 2016)
            >>> len(chapter.notes_on("dps")), chapter.notes_on("county")
            (2, ())
        """
        if by == HF_AREA:
            return hf_notes(self.register, self.year, self.project)
        own = self.params.register_files.dps
        return dps_notes(self.register, self.year, self.project, own) if by == DPS else ()

    def mostly_small(self, by: str) -> bool:
        """Whether most groups of a grouping have fewer units than groups must have to be named.

        Example:
            >>> chapter = open_chapter("housing", 2016)
            >>> chapter.mostly_small("dps"), chapter.mostly_small("hf_area")
            (True, False)
        """
        if by not in GROUPINGS:
            return False
        counted = count_oslo(self.register, oslo_for(by))
        sizes = counted.loc[counted["counted"] & (counted[by] != ""), by].value_counts()
        return bool((sizes < self.params.thresholds.few).mean() > _MOST)

    # ---- units ----------------------------------------------------------------------------------

    def units(self, oslo: Oslo) -> pd.DataFrame:
        """Answers beside the register, one row per unit; see :func:`answer_units`.

        Example:
            >>> chapter = open_chapter("housing", 2016)
            >>> len(chapter.units("one")), len(chapter.units("districts"))
            (428, 442)
        """
        return self._whole(oslo).copy(deep=False)

    def units_of(self, oslo: Oslo, *questions: str) -> pd.DataFrame:
        """As :meth:`units`, with the register and some questions alone; not to be written in.

        Taking rows of hundreds of columns costs more than to count them.

        Example:
            >>> chapter = open_chapter("housing", 2016)
            >>> chapter.units_of("one", "housing_grant_applied").shape
            (428, 14)
        """
        key = oslo, frozenset(questions)
        if key not in self._units_of:
            whole = self._whole(oslo)
            own = [name for each in key[1] for name in outcomes.columns_of(whole, each)]
            self._units_of[key] = whole[[*self.register.columns.tolist(), *sorted(own)]]
        return self._units_of[key]

    def _whole(self, oslo: Oslo) -> pd.DataFrame:
        if oslo not in self._units:
            assert self.answers is not None
            self._units[oslo] = answer_units(self.answers, self.register, oslo)
        return self._units[oslo]

    def years(self, oslo: Oslo) -> dict[int, pd.DataFrame]:
        """Year → units with answers; this year alone where there are none of the year before.

        Example:
            >>> chapter = open_chapter("housing", 2016)
            >>> {year: len(units) for year, units in chapter.years("one").items()}
            {2015: 428, 2016: 428}
        """
        before = {self.year - 1: self.before.units(oslo)} if self.before else {}
        return before | {self.year: self.units(oslo)}

    def counted_units(self, oslo: Oslo) -> str:
        """How many units there are, and what they are.

        Example:
            >>> chapter = open_chapter("housing", 2016)
            >>> chapter.counted_units("districts")
            '442 kommuner og bydeler'
        """
        return f"{len(self.units(oslo))} {UNITS[oslo]}"
