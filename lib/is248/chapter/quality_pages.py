"""What the chapter on the data basis shows: who answered, what was checked, and what is unusual."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from is248.base.errors import DataError
from is248.chapter import grids
from is248.chapter import quality_frames as frames
from is248.chapter.area_pages import ASKS, area_pages
from is248.chapter.sayable import Values
from is248.checks import (
    content,
    control_rules,
    marks,
    real_change,
    reporting_forms,
    response,
    rule_findings,
)
from is248.checks.nonresponse import LEVEL, Nonresponse
from is248.checks.unit_totals import reported, silent_units
from is248.measures.national import printed_words
from is248.show import words
from is248.show.plots import box_plots, tiles
from is248.stats import fences

if TYPE_CHECKING:
    import pandas as pd

    from is248.chapter.area_pages import AreaPages
    from is248.chapter.context import Chapter
    from is248.chapter.displays import Drawn, Tabled
    from is248.checks.control_rules import Checked
    from is248.checks.response import Responses
    from is248.show.paragraph import Text
    from is248.survey.answers import Answers
    from is248.survey.decisions import Decisions

_MEASURES = list(ASKS.values())
_AGES = {"adult": "innbyggere fra 18 år", "child": "innbyggere under 18 år"}
_FIRST = 3
"""How many of the farthest outliers a sentence names."""


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
            answer, ``silent`` ones without a form, ``told``, those that the report says it lacks.
        """
        kinds = self.register["kind"].value_counts()
        told = printed_words(self._year, self.chapter.project) if self.answers.synthetic else {}
        missing = told.get("non_reporting_municipalities", float("nan"))
        return Values(
            municipalities=words.number(kinds.get("municipality", 0)),
            districts=words.number(kinds.get("district", 0)),
            agencies=words.number(kinds.get("agency", 0)),
            units=words.number(len(self.answers.values)),
            silent=words.count(len(silent_units(self.answers)), "kommune", "kommuner"),
            told=words.count(missing, "kommune", "kommuner"),
        )

    def carried(self) -> Values:
        """``carried``: the units with values of the year before."""
        found = frames.carried(self.checked)
        codes = [str(code) for code in found.index]
        names = frames.unit_labels(codes, self.register, synthetic=self.answers.synthetic)
        return Values(carried=frames.carried_words(found, names))

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
            persons=words.number(now["persons"]),
            alone=words.count(now["alone"], "enhet", "enheter"),
            before=words.number(before),
            open=words.percent(response.open_share(self.answers) or float("nan"), 1),
        )

    @cached_property
    def _forms(self) -> pd.DataFrame:
        return reporting_forms.form_shares(self._years)

    def forms_table(self, item: str) -> Tabled:
        """Municipalities by reporting form."""
        title = f"Kommuner etter rapporteringsform, {words.listing(map(str, self._years)).text}"
        told = self._forms[f"adult_{self._year}"]["municipalities"]
        n = f"{told:.0f} kommuner, {self.chapter.city} som én"
        return self._table_of_both(
            item, self._forms, f"{title}. Prosent", n=n, asks=["reporting_form"]
        )

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
            found[group] = words.percent(joint[f"{group}_{self._year}"])
            before = joint.get(f"{group}_{self._year - 1}", float("nan"))
            found[f"{group}_before"] = words.percent(before)
            apart = (forms(self.answers, group) == "separate").sum()
            found[f"{group}_apart"] = words.count(apart, "enhet", "enheter")
            districts = (forms(self.answers, group, agencies=False) == "separate").sum()
            found[f"{group}_districts"] = words.number(districts)
        return found

    # ---- what was checked -----------------------------------------------------------------------

    @cached_property
    def checked(self) -> Checked:
        """The year after its checks."""
        rules = self.chapter.params.quality
        return control_rules.check_year(self.answers, self.before, self.register, rules)

    @property
    def agreement(self) -> pd.DataFrame:
        """How many units count the same staff alike; see :func:`rule_findings.agreement`."""
        return rule_findings.agreement(self.checked.people, self.chapter.params.quality)

    @property
    def tally(self) -> pd.DataFrame:
        """Findings by check; see :func:`control_rules.tally`."""
        return control_rules.tally(self.checked)

    def rules(self) -> Values:
        """Thresholds: ``tolerance``, ``rate``, ``change``, ``least`` and ``form``.

        Also ``asked``, municipalities that are, and ``changed``, units that changed practice.
        """
        rules = self.chapter.params.quality
        return Values(
            asked=words.number(control_rules.municipalities(self.checked.asked["unit"])),
            changed=words.count(len(self.changed), "enhet", "enheter"),
            tolerance=words.number(rules.fte_tolerance),
            rate=words.number(rules.rate_fence, 1),
            change=words.number(rules.change_fence, 1),
            least=words.number(rules.least_change),
            form=words.percent(rules.form_change_pct),
        )

    @property
    def thresholds(self) -> pd.DataFrame:
        """How many are asked under other fences; see :func:`control_rules.by_thresholds`."""
        return control_rules.by_thresholds(self.checked)

    @cached_property
    def _decisions(self) -> Decisions:
        return marks.decisions_of(self.answers, self.chapter.project)

    @property
    def decisions(self) -> pd.DataFrame:
        """What the units that were asked have said; see :func:`frames.decisions_taken`."""
        return frames.decisions_taken(self.checked, self._decisions)

    @cached_property
    def changed(self) -> list[str]:
        """The units that changed how they report."""
        return marks.changed_practice(self._decisions)

    def real_change_table(self, item: str) -> Tabled | None:
        """Change of all units, and of those whose practice stands; None without a year before."""
        if self.before is None:
            return None
        units, changed = len(self.answers.values), self.changed
        frame = real_change.real_change(reported(self.answers), reported(self.before), changed)
        return self._table_of_both(
            item, frame,
            f"Rapportert og reell endring i årsverk fra {self._year - 1} til {self._year}",
            n=f"{units - len(changed)} av {units} enheter i den reelle endringen",
            spans={"real_change_pct": "Endring"}, asks=_MEASURES,
        )  # fmt: skip

    # ---- unusual units --------------------------------------------------------------------------

    @property
    def units(self) -> Chapter:
        """The chapter, its items resting on what rates of single units rest on."""
        return replace(self.chapter, rests_on=self.fte.fte.rate_basis)

    @cached_property
    def _rates(self) -> pd.DataFrame:
        return self.fte.fte.per_thousand(self.fte.fte.counted("one"))

    @property
    def _fence(self) -> float:
        return self.chapter.params.thresholds.box_fence

    def _outside(self, group: str) -> pd.DataFrame:
        return fences.outliers(self._rates, "size_class", f"{group}_per1000", self._fence)

    def spread_figure(self, item: str, group: str) -> Drawn:
        """Box plots of the rates of adults or children, outliers named."""
        column, sizes = f"{group}_per1000", self.chapter.short_labels("size_class")
        limits = fences.fences_by(self._rates, "size_class", column, self._fence)
        outside, unit = self._outside(group), f"Årsverk per 1 000 {_AGES[group]}"
        most = self.chapter.params.thresholds.named_outliers
        plot = box_plots.boxes_with_outliers(
            self._rates, fences.first_of_each(outside, "size_class", most), by="size_class",
            column=column, order=sizes, colour=self.chapter.colour(group), unit=unit,
            fence=self._fence,
        )  # fmt: skip
        return self.units.figure(
            item, plot, f"{unit}, kommunene etter størrelse",
            alt=words.boxes_alt(limits, outside, column, sizes), data=fences.box_columns(limits),
            n=self.fte.counted("one"), asks=[ASKS[group]],
        )  # fmt: skip

    def outliers(self) -> Values:
        """Outside the ``fence``: ``adult``, ``child``, ``adult_first``; ``less``, less weighed."""
        found = {"less": words.count(len(self.less), "kommune", "kommuner")}
        for group in ASKS:
            outside = self._outside(group)
            found[group] = words.count(len(outside), "kommune", "kommuner")
            found[f"{group}_first"] = words.listing(outside["label"][:_FIRST])
        return Values(found, fence=words.number(self._fence, 1))

    def levels(self, group: str) -> pd.DataFrame:
        """The mean of each size class, plain and robust; see :func:`response.levels`."""
        return response.levels(self._rates, f"{group}_per1000", self._sizes)

    @property
    def _sizes(self) -> list[str]:
        return self.chapter.order("size_class")

    @cached_property
    def _weights(self) -> pd.DataFrame:
        return response.weights(self._rates, list(ASKS), self._sizes)

    @cached_property
    def less(self) -> pd.DataFrame:
        """The units with a reduced weight; see :func:`is248.checks.response.reduced`."""
        return response.reduced(self._weights, list(ASKS), self._sizes)

    def weights_table(self, item: str) -> Tabled:
        """The units with a reduced weight, by size class."""
        headings = response.headings(self.less, self.chapter.short_labels("size_class"))
        return self.units.table(
            item, self.less.drop(columns=["label", "size_class"]).rename_axis(index="code"),
            "Kommuner med redusert vekt i robust regresjon",
            n=f"{len(self.less)} av {len(self._weights)} kommuner", groups=headings,
            row_labels=dict(self.less["label"]), asks=_MEASURES,
        )  # fmt: skip

    # ---- response -------------------------------------------------------------------------------

    @cached_property
    def _nonresponse(self) -> Nonresponse:
        return Nonresponse(response.responses(self.answers), self.register)

    @property
    def _responses(self) -> Responses:
        return self._nonresponse.found

    @property
    def topics(self) -> pd.DataFrame:
        """Response by topic and size class; see :func:`frames.topics_by_size`."""
        return frames.topics_by_size(self._responses, self.register)

    def topics_figure(self, item: str, by: str) -> Drawn:
        """Response by topic and area."""
        shares = frames.areas_by_topic(self._responses, self.register, by)
        rows, labels = self.chapter.short_labels(by), self.chapter.labels
        title = f"Besvarte spørsmål etter tema og {self.chapter.grouping_in_titles(by)}"
        return self.chapter.figure(
            item, tiles.response_heat(shares, rows, labels), title,
            alt=tiles.heat_alt(shares, rows, labels), data=shares, n=self.everyone,
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
            questions=words.number(len(tested)),
            odd=words.number(len(self._nonresponse.skewed)),
            outside=words.number(len(self._nonresponse.outside.skewed)),
            limit=words.percent(LEVEL * 100),
            lowest=words.name(lowest["label"]),
            share=words.percent(lowest["response_pct"]),
        )

    @property
    def per_question(self) -> pd.DataFrame:
        """Response to every question; see :func:`frames.per_question`."""
        tested = self._nonresponse.tested
        return frames.per_question(self._responses, self.register, self.chapter.by, tested)

    @property
    def questions(self) -> dict[str, str]:
        """Question → number in the form and label."""
        return frames.question_labels(self._responses)


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
