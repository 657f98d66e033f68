"""What the chapter on the data basis shows: who answered, what was checked, and what is unusual."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pandas as pd

from is248.base.basis import FITTED, INVENTED, SYNTHETIC
from is248.base.errors import DataError
from is248.chapter import grids
from is248.chapter import quality_frames as frames
from is248.chapter.area_pages import area_pages
from is248.chapter.quality_control import Control
from is248.chapter.rests import SLACK
from is248.chapter.sayable import Values
from is248.chapter.unit_pages import ASKS
from is248.chapter.unusual_units import UnusualUnits
from is248.checks import (
    content,
    marks,
    reporting_forms,
    response,
)
from is248.checks.nonresponse import LEVEL, Nonresponse
from is248.checks.response import question_of
from is248.checks.unit_totals import told_silent
from is248.measures.printed_fte import printed_words
from is248.register.municipalities import are_agencies
from is248.show import words
from is248.show.plots import tiles
from is248.survey.mapping.mapping_told import read_told
from is248.survey.places import nonresponse_file

if TYPE_CHECKING:
    from is248.chapter.area_pages import AreaPages
    from is248.chapter.context import Chapter
    from is248.chapter.displays import Drawn, Tabled
    from is248.checks.response import Responses
    from is248.show.bundle import Place
    from is248.show.paragraph import Bound, Text
    from is248.survey.answers import Answers

_MEASURES = list(ASKS.values())


@dataclass(frozen=True)
class QualityPages:
    """The data basis of a year.

    Attributes:
        chapter: The chapter.
        answers: The answers of the year.
        before: Those of the year before; None where there are none.
        fte: FTE by area.
    """

    chapter: Chapter
    answers: Answers
    before: Answers | None
    fte: AreaPages

    @property
    def _year(self) -> int:
        return self.chapter.year

    @property
    def _years(self) -> dict[int, Answers]:
        earlier = {self._year - 1: self.before} if self.before else {}
        return {**earlier, self._year: self.answers}

    @property
    def register(self) -> pd.DataFrame:
        """The register with FTE."""
        return self.fte.fte.units

    def caution(self) -> Text | None:
        """The caution that answers are made up, where they are."""
        return self.chapter.caution(*self._years.values())

    @property
    def everyone(self) -> str:
        """N of all units that can answer."""
        return f"{len(self.answers.values)} enheter; bydeler og etater hver for seg"

    def _table_of_both(self, item: str, frame: pd.DataFrame, title: str, **settings: Any) -> Tabled:
        """A table of this year's answers and those of the year before."""
        basis = grids.basis_of(self._years.values())
        source = self.chapter.source_of_two_years(item)
        return self.chapter.table(item, frame, title, basis=basis, source=source, **settings)

    # ---- who answered ---------------------------------------------------------------------------

    @property
    def content(self) -> pd.DataFrame:
        """Questions and variables of the form; see :func:`content.form_content`."""
        return content.form_content(self.answers.codebook)

    def coverage(self) -> Values:
        """Who can answer, and who did not.

        Returns:
            ``municipalities``, ``districts`` and ``agencies`` of the register, ``units`` that can
            answer, ``silent`` ones without a form where there are any, ``told``, those that the
            report says it lacks.
        """
        kinds = self.register["kind"].value_counts()
        told = printed_words(self._year, self.chapter.project) if self.answers.synthetic else {}
        missing = told.get("non_reporting_municipalities", float("nan"))
        silent = told_silent(self.answers, self._year) or float("nan")
        return Values(
            municipalities=words.number(kinds.get("municipality", 0)).on("register"),
            districts=words.count(kinds.get("district", 0), "bydel", "bydeler").on("register"),
            agencies=words.count(kinds.get("agency", 0), "etat", "etater").on("register"),
            units=words.number(len(self.answers.values)).on("register"),
            silent=words.count(silent, "enhet", "enheter"),
            told=words.count(missing, "kommune", "kommuner").on("printed"),
        )

    def carried(self) -> Values:
        """``carried``: the units with values of the year before, where there are any."""
        found = self._control.told("carried")
        if found.empty:
            return Values.unknown("carried")
        codes = [str(code) for code in found.index]
        names = frames.unit_labels(codes, self.register, synthetic=self.answers.synthetic)
        return Values(carried=frames.carried_words(found, names))

    def own_names(self) -> Values:
        """``columns`` and ``cells`` that a mapping made ours, where the file's own are others."""
        told = read_told(self._year, self.chapter.project)
        if told is None:
            return Values.unknown("columns", "cells")
        return Values(
            columns=words.count(told["columns"], "kolonne", "kolonner").on("params"),
            cells=words.count(told["cells"], "verdi", "verdier").on("params"),
        )

    def respondents(self) -> Values:
        """Who filled in the form.

        Returns:
            ``units`` that told, ``persons`` in them, ``alone``, units where one did it, ``before``,
            persons the year before, ``open``, per cent of the units that answered an open question.
        """
        now = response.respondents(self.answers)
        before = response.respondents(self.before)["persons"] if self.before else float("nan")
        return Values(
            units=words.number(now["n"]),
            persons=words.number(now["persons"]).on(self._held_persons(now["persons"])),
            alone=words.count(now["alone"], "enhet", "enheter"),
            before=words.number(before).on(self._held_persons(before, before=True)),
            open=words.percent(self._control.told("open_share") or float("nan"), 1),
        )

    def _held(self, question: str, value: float, *, before: bool, **of: Any) -> str:
        """What a number of a question rests on; see :meth:`Held.value`."""
        chapter = self.chapter.before if before else self.chapter
        if chapter is None or chapter.basis != SYNTHETIC:
            return self.chapter.basis
        known = chapter.held.value(question, **of)
        return FITTED if known and known[0] - SLACK <= value <= known[1] + SLACK else INVENTED

    def _held_persons(self, persons: float, *, before: bool = False) -> str:
        of = {"who": "districts_and_agencies", "measure": "sum"}
        return self._held("respondent_count", persons, before=before, **of)

    def _held_form(self, column: str) -> str:
        """What the shares of a column of :meth:`forms_table` rest on: one of two, so both."""
        group, _, year = column.partition("_")
        apart, before = float(self._forms[column]["separate"]), int(year) != self._year
        of = {"codes": ["separate"], "base": "all"}
        return self._held(f"reporting_form_{group}", apart, before=before, **of)

    @cached_property
    def _forms(self) -> pd.DataFrame:
        return reporting_forms.form_shares(self._years)

    def forms_table(self, item: str) -> Tabled:
        """Municipalities by reporting form."""
        title = f"Kommuner etter rapporteringsform, {words.listing(map(str, self._years)).text}"
        told = self._forms[f"adult_{self._year}"]["municipalities"]
        n = f"{told:.0f} kommuner, {self.chapter.city} som én"
        bases = {name: frames.form_bases(self._held_form(name)) for name in map(str, self._forms)}
        return self._table_of_both(
            item, self._forms, f"{title}. Prosent", n=n, asks=["reporting_form"],
            cell_bases=pd.DataFrame(bases),
        )  # fmt: skip

    def forms(self) -> Values:
        """How municipalities report, for adults and in the same way for children.

        Returns:
            ``adult``, per cent that report jointly, ``adult_before``, the year before,
            ``adult_apart``, units in the city that report each field apart, ``adult_districts``,
            its districts that do.
        """
        found, forms = Values(), reporting_forms.district_forms
        joint = self._forms.T["joint"].astype("float64")
        for group in ASKS:
            for name, year in ((group, self._year), (f"{group}_before", self._year - 1)):
                column = f"{group}_{year}"
                on = self._held_form(column) if column in joint else ""
                found[name] = words.percent(joint.get(column, float("nan"))).on(on)
            apart = (forms(self.answers, group) == "separate").sum()
            found[f"{group}_apart"] = words.count(apart, "enhet", "enheter")
            found[f"{group}_districts"] = self._districts(group)
        return found

    def _districts(self, group: str) -> Bound:
        """How many of the city's districts report each field apart."""
        forms = reporting_forms.district_forms(self.answers, group, agencies=False)
        apart, of = int((forms == "separate").sum()), {"who": "oslo", "measure": "count"}
        on = self._held(f"reporting_form_{group}", apart, before=False, codes=["separate"], **of)
        return words.count(apart, "bydel", "bydeler").on(on)

    # ---- what was checked -----------------------------------------------------------------------

    @cached_property
    def _control(self) -> Control:
        """The control of the year: findings, and what was decided on them."""
        chapter = self.chapter
        return Control(self._year, chapter.project, self.answers, self.before, chapter.register)

    @property
    def agreement(self) -> pd.DataFrame:
        """How many units count the same staff alike; see :func:`rule_findings.agreement`."""
        found: pd.DataFrame = self._control.told("agreement")
        return found

    @property
    def tally(self) -> pd.DataFrame:
        """Findings by check; see :func:`control_rules.tally`."""
        found: pd.DataFrame = self._control.told("tally")
        return found

    @property
    def asked_units(self) -> int:
        """How many units are asked about a finding."""
        return int(self._control.told("asked_units"))

    @property
    def first_findings(self) -> pd.DataFrame:
        """The first findings of the control, in the order of lists."""
        found: pd.DataFrame = self._control.told("first_findings")
        return found

    def rules(self) -> Values:
        """Thresholds: ``tolerance``, ``rate``, ``change``, ``least`` and ``form``.

        Also ``asked``, municipalities that are, and ``changed``, units that changed practice.
        """
        rules = self.chapter.params.quality
        return Values(
            asked=words.number(self._control.told("asked_municipalities")),
            changed=words.count(len(self.changed), "enhet", "enheter"),
            tolerance=words.number(rules.fte_tolerance).on("params"),
            rate=words.number(rules.rate_fence, 1).on("params"),
            change=words.number(rules.change_fence, 1).on("params"),
            least=words.number(rules.least_change).on("params"),
            form=words.percent(rules.form_change_pct).on("params"),
        )

    @property
    def thresholds(self) -> pd.DataFrame:
        """How many are asked under other fences; see :func:`control_rules.by_thresholds`."""
        found: pd.DataFrame = self._control.told("thresholds")
        return found

    @property
    def decisions(self) -> pd.DataFrame:
        """What the units that were asked have said; see :func:`frames.decisions_taken`."""
        found: pd.DataFrame = self._control.told("decisions")
        return found

    @cached_property
    def changed(self) -> list[str]:
        """The units that changed how they report."""
        return marks.changed_practice(self._control.decisions)

    def real_change_table(self, item: str) -> Tabled | None:
        """Change of all units, and of those whose practice stands; None without a year before."""
        if self.before is None:
            return None
        units, changed = len(self.answers.values), self.changed
        frame = self._control.told("real_change")
        bases = frames.change_bases(frame, self._year, self.chapter.project)
        return self._table_of_both(
            item, frame,
            f"Rapportert og reell endring i årsverk fra {self._year - 1} til {self._year}",
            n=f"{units - len(changed)} av {units} enheter i den reelle endringen",
            spans={"real_change_pct": "Endring"}, asks=_MEASURES,
            cell_bases=bases if self.answers.synthetic else None,
        )  # fmt: skip

    @property
    def unusual(self) -> UnusualUnits:
        """The municipalities with unusual rates."""
        return UnusualUnits(self.fte)

    # ---- response -------------------------------------------------------------------------------

    @cached_property
    def _nonresponse(self) -> Nonresponse:
        kept = nonresponse_file(self._year, self.chapter.project)
        return Nonresponse(response.responses(self.answers), self.register, kept=kept)

    @property
    def _responses(self) -> Responses:
        return self._nonresponse.found

    @property
    def topics(self) -> pd.DataFrame:
        """Response by topic and size class; see :func:`frames.topics_by_size`."""
        return frames.topics_by_size(self._responses, self.register)

    def topics_figure(self, item: str, by: str, place: Place = "page") -> Drawn:
        """Response by topic and area."""
        shares = frames.areas_by_topic(self._responses, self.register, by)
        rows, labels = self.chapter.short_labels(by), self.chapter.labels
        title = f"Besvarte spørsmål etter tema og {self.chapter.grouping_in_titles(by)}"
        return self.chapter.figure(
            item, tiles.response_heat(shares, rows, labels), title,
            alt=tiles.heat_alt(shares, rows, labels), data=shares, n=self.everyone, place=place,
        )  # fmt: skip

    def systematic(self) -> Values:
        """Whether non-response is skewed.

        Returns:
            ``questions`` that somebody answered, ``odd`` ones whose response is skewed, ``outside``
            those without the city, ``limit``, the level; ``lowest``, the least answered question,
            and its ``share``.
        """
        tested = self._nonresponse.tested
        lowest = tested.sort_values("response_pct").iloc[0]
        return Values(
            questions=words.number(len(tested)).on("params"),
            odd=words.in_words(len(self._nonresponse.skewed)),
            outside=words.in_words(len(self._nonresponse.outside.skewed)),
            limit=words.percent(LEVEL * 100).on("params"),
            lowest=words.name(lowest["label"]),
            share=words.percent(lowest["response_pct"]),
        )

    def response_table(self, item: str) -> Tabled:
        """Response to every question, in the workbook; see :func:`frames.per_question`."""
        tested = self._nonresponse.tested
        return self.chapter.table(
            item, frames.per_question(self._responses, self.register, self.chapter.by, tested),
            "Svarandel for hvert spørsmål, og test av om frafallet er skjevt", n=self.everyone,
            row_labels=frames.question_labels(self._responses), place="workbook",
            cell_bases=self._held_responses if self.answers.synthetic else None,
        )  # fmt: skip

    @property
    def _held_responses(self) -> pd.DataFrame:
        """What the response to each question rests on, where print gives how many answered it."""
        found = {str(q): self._held_response(str(q)) for q in self._responses.questions.index}
        return pd.DataFrame({"asked": "register", "response_total": pd.Series(found)})

    def _held_response(self, question: str) -> str:
        """What a question's share of answers rests on; of several versions in one nothing does."""
        names = [v.id for v in self.answers.codebook.variables if question_of(v) == question]
        if names != [question]:
            return INVENTED
        agencies = are_agencies(self.answers.values.index)
        asked = bool(self._responses.asked.loc[agencies, question].any())
        of = {"who": "districts_and_agencies" if asked else "districts", "measure": "n"}
        told = float(self._responses.answered[question].sum())
        return self._held(question, told, before=False, **of)


def quality_pages(chapter: Chapter) -> QualityPages:
    """The data basis of a year.

    Args:
        chapter: The chapter, as it is opened.

    Raises:
        DataError: The year has no answers.
    """
    if chapter.answers is None:
        raise DataError(
            f"Det finnes ingen svar for {chapter.year}, så det er ikke noe å kontrollere."
        )
    before = chapter.before.answers if chapter.before else None
    return QualityPages(chapter, chapter.answers, before, area_pages(chapter))
