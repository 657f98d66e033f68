"""What chapter 18 shows of the competence centres, each with the same three questions."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from is248.base.basis import INVENTED, weakest
from is248.chapter import rests
from is248.chapter.sayable import MAIN, Values
from is248.measures import centres, outcomes
from is248.measures.centres import CENTRE
from is248.measures.lookup import column, value
from is248.measures.support import answers_of_all
from is248.show import words
from is248.show.plots import intervals

if TYPE_CHECKING:
    from is248.chapter.context import Chapter
    from is248.chapter.displays import Drawn, Tabled
    from is248.chapter.outcome import Outcome
    from is248.chapter.question import Question
    from is248.show.paragraph import Bound, Text


SIZE = "size_class"
HELD = "kommunestørrelsen og "
CERTAIN = (
    "Forskjellene i kontakt mellom {groups} er statistisk sikre for {which}, når "
    "{held}antallet sentre er tatt hensyn til."
)
UNCERTAIN = (
    "Svarene viser ingen klare forskjeller mellom {groups} i kontakten med noe senter ({p}), når "
    "{held}antallet sentre er tatt hensyn til."
)


def _named(question: Question, outcome: str) -> Outcome | None:
    """An outcome that the codebook names; None where it or the question is not there."""
    named = question.asked and outcome in question.variable.outcomes
    return question.outcome(outcome) if named else None


@dataclass(frozen=True, repr=False, eq=False)
class Centre:
    """One centre, as a share of all municipalities, also of those that did not answer.

    In a sentence ``{share}`` is who has been in contact with it, ``{unheard}`` who has not heard of
    it, ``{forms:3}`` the most frequent forms of contact and ``{centre}`` its name.

    Attributes:
        chapter: The chapter.
        silent: The chapter with a missing form of contact read as none.
        key: Key of the centre in labels.yml.
        label: Its name.
    """

    chapter: Chapter
    silent: Chapter
    key: str
    label: str

    def _question(self, topic: str) -> Question:
        return self.chapter.question(f"{CENTRE}_{self.key}_{topic}")

    @cached_property
    def awareness(self) -> Question:
        """Whether the unit knows it, or has been in contact."""
        return self._question("awareness")

    @cached_property
    def forms(self) -> Question:
        """In what form."""
        return self.silent.question(f"{CENTRE}_{self.key}_contact")

    @property
    def contact(self) -> Outcome | None:
        """Contact or use; None where the year does not ask it so."""
        return _named(self.awareness, "contact")

    @property
    def useful(self) -> Outcome | None:
        """Useful or very useful; None where the year does not ask it so."""
        return _named(self._question("usefulness"), "useful_or_better")

    def bound(self, name: str, spec: str) -> Bound | None:
        """As :meth:`Sayable.bound`."""
        if name == "centre":
            return words.name(self.label).on("params")
        if name == "forms":
            return self.forms.bound("common", spec)
        if name not in {"share", "unheard"}:
            return None
        if self.contact is None:
            return words.missing()
        one = self.contact if name == "share" else self.awareness.not_heard
        return one.bound("everyone", spec)

    def names(self) -> list[str]:
        """As :meth:`Sayable.names`."""
        return ["centre", "share", "unheard", "forms"]

    @property
    def _everyone(self) -> str:
        city = self.chapter.city
        return f"{self.chapter.counted_units('one')}, {city} som én, også de som ikke svarte"

    def table(self, item: str) -> Tabled:
        """The forms of contact."""
        if not self.forms.asked:
            return self.chapter.not_asked(item)
        crossed = outcomes.options(self.forms.units, self.forms.variable)
        shown, on = (
            frame.drop(columns="n").rename(columns={"count": "n"})
            for frame in (crossed, rests.of_answers(self.forms, crossed))
        )
        title = f"Former for kontakt med {self.label}. Flere kryss mulig"
        return self.chapter.table(
            item, shown, title, n=self._everyone, asks=[self.forms.id], cell_bases=on
        )

    def figure(self, item: str) -> Drawn:
        """Who knows it, as dots with intervals."""
        if self.contact is None:
            return self.chapter.not_asked(item)
        units, question = self.chapter.units("one"), self.awareness.variable
        shown = answers_of_all(units, question, len(units))
        dots = shown[["count", "pct", "low_pct", "high_pct"]]
        plot = intervals.ranked_intervals(
            dots.set_axis(["n", "estimate", "low", "high"], axis=1), labels=question.categories,
            colour=self.chapter.colour("adult"), ranked=False, upper=100,
            unit="Prosent av alle kommuner, antall i parentes",
            told=["count", "pct", "low_pct", "high_pct"],
            legend={"estimate": "andel, 95 % intervall"},
        )  # fmt: skip
        alt = words.scale_alt(shown["pct"], question.categories)
        return self.chapter.figure(
            item, plot, f"Kjennskap til og kontakt med {self.label}", data=shown, n=self._everyone,
            alt=alt.replace("alle som svarte", "alle kommuner"), asks=[question.id],
        )  # fmt: skip


@dataclass(frozen=True, repr=False, eq=False)
class Centres:
    """All centres; ``centres.napha`` is one of them.

    In a sentence ``{most}`` and ``{fewest}`` are the centres that most and fewest have been in
    contact with, ``{least_useful}`` and ``{most_useful}`` the smallest and largest share that found
    one useful, and ``{widest}`` how much the share of those that answered is above that of all.

    Attributes:
        chapter: The chapter.
        by: What groups the areas.
    """

    chapter: Chapter
    by: str

    @cached_property
    def each(self) -> dict[str, Centre]:
        """Key → centre."""
        keys, label = self.chapter.order(CENTRE), self.chapter.label
        silent = self.chapter.missing_as_no(*(f"{CENTRE}_{key}_contact" for key in keys))
        return {key: Centre(self.chapter, silent, key, label(CENTRE, key)) for key in keys}

    def __getattr__(self, name: str) -> Centre:
        """A centre by its key."""
        if name.startswith("_") or name not in self.chapter.order(CENTRE):
            raise AttributeError(name)
        return self.each[name]

    @property
    def ids(self) -> list[str]:
        """The questions on awareness."""
        return [centre.awareness.id for centre in self.each.values()]

    @cached_property
    def contact(self) -> dict[str, Outcome]:
        """Key → contact, where it was asked."""
        return {key: one.contact for key, one in self.each.items() if one.contact}

    @property
    def labels(self) -> dict[str, str]:
        """Key → name."""
        return {key: one.label for key, one in self.each.items()}

    def area_table(self, item: str) -> Tabled:
        """Contact by area."""
        shares = {key: one.shares(self.by).frame for key, one in self.contact.items()}
        frame = centres.beside(shares, self.by)
        n = self.chapter.units_in_words(value(frame, "n"), self.by)
        headers = {f"{key}_pct": label for key, label in self.labels.items()}
        area = self.chapter.grouping_in_titles(self.by)
        title = f"Kontakt med sentrene etter {area}. Prosent"
        return self.chapter.table(item, frame, title, n=n, headers=headers, asks=self.ids)

    @cached_property
    def tests(self) -> pd.DataFrame:
        """From :func:`centres.area_tests`."""
        shares = {key: one.shares(self.by) for key, one in self.contact.items()}
        alone = {key: one.p() for key, one in shares.items()}
        return centres.area_tests(alone, {k: one.p("size_class") for k, one in shares.items()})

    def tests_table(self, item: str) -> Tabled:
        """The tests of differences between areas."""
        title = "Permutasjonstester av forskjeller i kontakt etter område"
        return self.chapter.table(
            item, self.tests, title, n="enheter som svarte", asks=self.ids, place="workbook"
        )

    def say_areas(self, item: str) -> Text:
        """For which centres contact differs between areas, as far as the adjusted tests hold."""
        if self.tests.empty:
            return self.chapter.not_asked(item)
        p = column(self.tests, "group_given_size_holm").rename(self.labels)
        certain = p[p < self.chapter.params.thresholds.certain]
        which = [f"{name} ({words.adjusted_p(each).text})" for name, each in certain.items()]
        on = weakest(one.shares(self.by).rests_on(controlled=True) for one in self.contact.values())
        groups = self.chapter.labels.category(self.by).definite_many or "gruppene"
        said = Values(
            which=words.listing(which).on(on), p=words.adjusted_p(p.min()).on(on),
            groups=words.name(groups).on("register"),
            held=words.name("" if self.by == SIZE else HELD).on("params"),
        )  # fmt: skip
        return self.chapter.say(item, CERTAIN if which else UNCERTAIN, said)

    def say_city(self, item: str) -> Text | None:
        """The centres that all districts of the city have been in contact with; None without any.

        Only what somebody answered, or a printed number holds, is told.
        """
        city = {key: one.districts() for key, one in self.contact.items()}
        whole = [
            key
            for key, one in city.items()
            if one.rests["count"] != INVENTED and one.total["count"] == len(one.question.units)
        ]
        if not whole:
            return None
        on = weakest(city[key].rests["count"] for key in whole)
        return self.chapter.say(
            item, "I {city} har alle {n} bydelene vært i kontakt med {which}.",
            n=words.number(float(city[whole[0]].total["count"])).on(on),
            which=words.listing(self.labels[key] for key in whole).on(on),
        )  # fmt: skip

    def usefulness(self, item: str) -> Tabled:
        """Who found each centre useful, of those in contact."""
        n = f"kommuner som har vært i kontakt og svarte, {self.chapter.city} som én"
        title = "Opplever senteret som nyttig eller svært nyttig"
        return self.chapter.totals(item, self.useful, title, n=n, rows=CENTRE)

    @cached_property
    def useful(self) -> dict[str, Outcome]:
        """Key → useful or very useful, where it was asked."""
        return {key: one.useful for key, one in self.each.items() if one.useful}

    @cached_property
    def shares(self) -> pd.DataFrame:
        """Contact as a share of all, of those that answered, and with the city as districts."""
        units = len(self.chapter.units("one"))
        every, answering, districts = {}, {}, {}
        for key, one in self.contact.items():
            every[key] = float(one.total["count"]) / units * 100
            answering[key] = one.pct
            districts[key] = one.counting("districts").pct
        return centres.by_base(all_pct=every, answering_pct=answering, districts_pct=districts)

    @cached_property
    def rests(self) -> pd.DataFrame:
        """What each number of :attr:`shares` rests on."""
        on = {
            key: [_basis(one, "everyone"), _basis(one), _basis(one.counting("districts"))]
            for key, one in self.contact.items()
        }
        return pd.DataFrame.from_dict(on, orient="index", columns=list(self.shares.columns))

    def bases(self, item: str) -> Tabled:
        """The table of :attr:`shares`."""
        n = "kommuner, og kommuner og bydeler i siste kolonne"
        title = "Kontakt etter hva som regnes med. Prosent"
        city = f"{self.chapter.city} som bydeler"
        labels = ["Alle kommuner", "De som svarte", city]
        headers = dict(zip(("all_pct", "answering_pct", "districts_pct"), labels, strict=True))
        return self.chapter.table(
            item, self.shares, title, n=n, headers=headers, decimals=dict.fromkeys(headers, 1),
            asks=self.ids, cell_bases=self.rests,
        )  # fmt: skip

    def changes(self, item: str, topic: str, outcome: str, title: str) -> Tabled | None:
        """One outcome in the year and the year before, and who changed; None without last year.

        Args:
            item: Id of the table.
            topic: ``awareness`` or ``usefulness``.
            outcome: Of the questions on it.
            title: Caption without year.
        """
        asked = self.chapter.battery(CENTRE, f"{CENTRE}_{{}}_{topic}", "kommuner som svarte")
        if not any(question.last_year() for question in asked.questions.values()):
            return None
        return asked.changes_table(item, outcome, title)

    def bound(self, name: str, spec: str) -> Bound | None:
        """As :meth:`Sayable.bound`."""
        return self._values.bound(name, spec)

    def names(self) -> list[str]:
        """As :meth:`Sayable.names`."""
        return list(self._values)

    @cached_property
    def _values(self) -> Values:
        if not self.contact:
            return Values.unknown("most", "fewest", "least_useful", "most_useful", "widest")
        shown, on = self.shares["all_pct"].rename(self.labels), weakest(self.rests["all_pct"])
        every = weakest([on, *self.rests["answering_pct"]])
        useful = [one.pct for one in self.useful.values()]
        told = weakest(map(_basis, self.useful.values()))
        widest = (self.shares["answering_pct"] - self.shares["all_pct"]).max()
        return Values(
            most=words.ranking(shown.index, shown, top=1).on(on),
            fewest=words.ranking(shown.index, shown, top=1, lowest=True).on(on),
            least_useful=words.number(min(useful, default=math.nan)).on(told),
            most_useful=words.percent(max(useful, default=math.nan)).on(told),
            widest=words.number(widest, 1).on(every),
        )


def _basis(outcome: Outcome, name: str = MAIN) -> str:
    found = outcome.bound(name, "")
    return found.basis if found else ""
