"""What a chapter notebook works with: the year's questions, units and labels, and what it shows.

A notebook starts with ``chapter = open_chapter("housing", year, by)``. It asks ``chapter.question``
for shares, tables, figures and tests, and tells what they show with ``chapter.say``. A question
that the year does not ask, or that nobody answered, never breaks a page: its tables, figures and
sentences become one line, "Ikke spurt i år".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd
from IPython.display import display

from is248.base.basis import INVENTED
from is248.base.paths import find_project
from is248.chapter.battery import Battery
from is248.chapter.others import Told
from is248.chapter.phrases import Phrases
from is248.chapter.sayable import Values
from is248.printed import report
from is248.register.municipalities import load_units
from is248.show import words
from is248.show.plots import bars, style
from is248.survey import freshness
from is248.survey.answers import load_chapter_labels
from is248.year.params import load_year

if TYPE_CHECKING:
    from collections.abc import Mapping

    from is248.chapter.displays import Drawn
    from is248.chapter.others import Cell
    from is248.register.municipalities import Oslo
    from is248.show.paragraph import Bound


@dataclass(kw_only=True, repr=False)
class Chapter(Phrases):
    """One chapter while its notebook runs.

    Attributes:
        project: Where things are.
        params: The choices of the year.
        page: Number, title and items of the chapter in that year.
        labels: Display names.
        by: The grouping chosen for the chapter; empty when it has none.
        answers: The prepared answers of the year; None where there are none.
        register: The municipal register; one row per unit.
        rests_on: What items rest on where not said, when it is not the answers.
    """

    def battery(self, rows: str, pattern: str, who: str, oslo: Oslo = "one") -> Battery:
        """Questions with the same answers whose ids differ in one part.

        Args:
            rows: The category of labels.yml that names them.
            pattern: Their ids, ``{}`` where a key of the category goes.
            who: Who answers, in the plural.
            oslo: How Oslo counts.

        Example:
            >>> chapter = open_chapter("care_pathways", 2016)
            >>> rated = chapter.battery("pathway", "assessment_adult_{}_joint", "enheter")
            >>> len(rated.questions)
            3
        """
        found = {key: self.question(pattern.format(key)) for key in self.order(rows)}
        return Battery(self, rows, {key: q.counting(oslo) for key, q in found.items()}, who)

    def told_before(self, key: str) -> Bound:
        r"""A share that the year's print tells of the year before, where its answers are not held.

        Args:
            key: Its key among the printed statements.

        Returns:
            The share; missing where the print does not tell it.

        Example:
            >>> open_chapter("housing", 2016).told_before("peer_staff_2015").text
            '16\xa0prosent'
        """
        told = report.told(key, self.year - 1, self.year, self.project)
        return words.percent(told.value).on(told.basis)

    def told(self, theme: str, item: str) -> Told:
        """An item of another chapter, for a sentence that retells it.

        Args:
            theme: The other chapter.
            item: Its table, figure or sentence.

        Returns:
            The item; without values in a year that does not have the chapter.

        Raises:
            DataError: The chapter does not show it.

        Example:
            >>> summary = open_chapter("summary", 2016)
            >>> summary.told("no_such_chapter", "text-x").asked
            False
        """
        if all(page.theme != theme for page in self.params.chapters):
            return Told(theme, item, asked=False)
        return self.others.told(theme, item)

    def told_figure(self, item: str, title: str, told: Mapping[str, tuple[str, str, str]]) -> Drawn:
        """Shares that other chapters tell, as ranked bars.

        Args:
            item: Id of the figure.
            title: Caption without number and year.
            told: What is said of a share, in Norwegian → chapter, item and name of the value.

        Returns:
            The figure; shares that were not asked for, or are invented, are left out.

        Example:
            >>> chapter = open_chapter("housing", 2016)
            >>> told = {"Ingen": ("no_such_chapter", "text-x", "share")}
            >>> chapter.told_figure("figure-mine", "Funn", told).id
            'text-figure-mine-not-asked'
        """
        named = {
            label: (self.told(theme, place), name) for label, (theme, place, name) in told.items()
        }
        bases = {label: [one.rests(name)] for label, (one, name) in named.items()}
        values = {
            label: one.value(name)
            for label, (one, name) in named.items()
            if one.rests(name) != INVENTED
        }
        frame = pd.DataFrame({"pct": pd.Series(values, dtype="float64")}).dropna()
        frame = frame.sort_values("pct", ascending=False, kind="stable").rename_axis("finding")
        if frame.empty and any(INVENTED in rests for rests in bases.values()):
            untold = "Alle andelene er oppdiktet, og figuren er utelatt."
            return self.say(f"text-{item}-untold", untold, basis="params")
        if frame.empty:
            return self.not_asked(item)
        labels = {str(key): str(key) for key in frame.index}
        plot = bars.ranked_bars(frame["pct"], list(labels), self.colour("adult"), "prosent")
        return self.figure(
            item, plot, title, alt=words.bars_alt(frame["pct"], labels, "prosent"), data=frame,
            n="kommunene som svarte, eller alle; se kapitlene", source="kapitlene i denne utgaven",
            cell_bases=pd.DataFrame.from_dict(bases, orient="index", columns=["pct"]),
        )  # fmt: skip

    def say_findings(self, most: int = 3) -> None:
        """The key findings of the other chapters, a heading and a paragraph for each.

        Args:
            most: How many of each chapter.

        Example:
            >>> open_chapter("housing", 2016).say_findings(most=0)
        """
        for page in self.params.chapters:
            told = self.others.findings.get(page.theme, [])[:most] if most else []
            if not told:
                continue
            said = {f"finding_{at}": _sentence(cell) for at, cell in enumerate(told, start=1)}
            template = " ".join(f"{{{name}}}" for name in said)
            text = self.say(f"text-findings-{page.theme.replace('_', '-')}", template, Values(said))
            text.chapter = page.title
            display(text)  # type: ignore[no-untyped-call]


def _sentence(cell: Cell) -> Bound:
    return words.name(cell.text).on(cell.basis)


def open_chapter(theme: str, year: int, by: str = "") -> Chapter:
    """Open a chapter.

    Args:
        theme: Name of the notebook.
        year: Reporting year.
        by: The grouping chosen for the chapter; none when it has none.

    Returns:
        The chapter; figures get the report's style.

    Raises:
        UserError: No such year, chapter or grouping.
        DataError: The answers have not been prepared, or cannot be.

    Example:
        >>> open_chapter("housing", 2016, "county")
        <Chapter housing 2016, by county>
    """
    project = find_project()
    params = load_year(year, project)
    style.use()
    _use_plain_texts()
    chapter = Chapter(
        project=project,
        params=params,
        page=params.chapter(theme),
        labels=load_chapter_labels(project, year),
        by=by,
        register=load_units(year, project),
    )
    if freshness.has_answers(year, project):
        chapter.answers = chapter.as_read(year)
    if by:
        chapter.grouping(by)
    return chapter


def _use_plain_texts() -> None:
    """Let frames hold texts as Python strings: those of a chapter are small, and read one by one.

    In Arrow's memory each is made anew whenever it is looked at, a tenth of what all cells take.
    """
    pd.set_option("mode.string_storage", "python")
