"""What groups of an outcome show, told with no more certainty than its tests allow.

Every grouping of an outcome is tested as a whole, and its p is adjusted (Bonferroni) over the
groupings that the report looks at. An area is named only where that test holds, its own deviation
from the country holds after adjustment over the areas, and it has enough answers. Size classes have
an order of their own: their ends are told as they are, the test beside them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING

from is248.base.keys import TOTAL
from is248.base.numbers import NBSP, is_missing
from is248.base.rounding import half_up
from is248.chapter.sayable import Values
from is248.show import words
from is248.stats.deviations import deviations, smallest_difference

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterator

    import pandas as pd

    from is248.chapter.shares import Shares
    from is248.show.paragraph import Bound

ENDS = "{subject} er {%(by)s_first} i {%(by)s_small} og {%(by)s_last} i {%(by)s_large}."
CERTAIN = "Forskjellene mellom {%(by)s_groups} er statistisk sikre ({%(by)s_p})."
UNCERTAIN = "Svarene viser ingen klare forskjeller mellom {%(by)s_groups} ({%(by)s_p})."
LEAST = "Forskjeller på mindre enn {%(by)s_least} kunne svarene neppe ha vist."
RANGE = (
    "{subject} varierer fra {%(by)s_low} til {%(by)s_high} mellom {%(by)s_groups}, men ikke mer "
    "enn tilfeldigheter kan forklare ({%(by)s_p})."
)
BOTH = (
    "{subject} er høyere enn i landet ({%(by)s_all}) i {%(by)s_above}, og lavere i {%(by)s_below}."
)
ABOVE = "{subject} er høyere enn i landet ({%(by)s_all}) i {%(by)s_above}."
BELOW = "{subject} er lavere enn i landet ({%(by)s_all}) i {%(by)s_below}."
NAMED = "Det er tatt hensyn til at {%(by)s_many} er sammenlignet ({%(by)s_p})."
NOBODY = (
    "{subject} varierer mer mellom {%(by)s_groups} enn tilfeldigheter kan forklare ({%(by)s_p}). "
    "Ingen av {%(by)s_groups} alene avviker sikkert fra landet."
)
ALSO = "Forskjellene er sikre også når kommunestørrelsen er tatt hensyn til ({%(by)s_given})."
NO_LONGER = "Når kommunestørrelsen er tatt hensyn til, er forskjellene ikke sikre ({%(by)s_given})."
NOT_WITHOUT = "Uten {city} er forskjellene ikke statistisk sikre ({%(by)s_without})."
WITHOUT = "Uten {city} er forskjellene statistisk sikre ({%(by)s_without})."
SMALL = "{%(by)s_small} har færre enn {few} svar og omtales ikke hver for seg."


@dataclass(frozen=True)
class Differences:
    """One grouping of an outcome, in a sentence.

    Attributes:
        shares: The shares by that grouping.
        ordered: Whether the groups have an order of their own, as size classes do.
    """

    shares: Shares
    ordered: bool

    @cached_property
    def certain(self) -> bool:
        """Whether the groups differ, adjusted over the groupings of the outcome."""
        return self.shares.adjusted() < self.shares.chapter.params.thresholds.certain

    @property
    def _tested(self) -> bool:
        """Whether there is a test: none where all answered alike or nothing can be compared."""
        return not is_missing(self.shares.adjusted())

    @cached_property
    def enough(self) -> pd.DataFrame:
        """The groups that have enough answers to be told of."""
        groups = self.shares.groups
        return groups[groups["n"] >= self.shares.chapter.params.thresholds.few]

    @cached_property
    def apart(self) -> pd.DataFrame:
        """The groups that deviate from the country, each after adjustment over all groups."""
        found = deviations(self.shares.data, "outcome", self.shares.by)
        level = self.shares.chapter.params.thresholds.certain
        named = found[(found["p_holm"] < level) & found.index.isin(self.enough.index)]
        return named.sort_values("estimate", ascending=False, kind="stable")

    def template(self) -> str:
        """The sentences that hold."""
        return " ".join(part % {"by": self.shares.by} for part in self._sentences())

    def _sentences(self) -> Iterator[str]:
        if self.ordered:
            yield ENDS
            yield CERTAIN if self.certain else UNCERTAIN
        elif self.certain:
            yield from self._names()
            yield ALSO if self._holds_given_size else NO_LONGER
        else:
            yield RANGE
        if not self.certain and not is_missing(self._least) and self._tested:
            yield LEAST
        if self._other_without_city:
            yield NOT_WITHOUT if self.certain else WITHOUT
        if not self.ordered and self._few:
            yield SMALL

    def _names(self) -> Iterator[str]:
        above, below = (bool((self.apart["estimate"] * sign > 0).any()) for sign in (1, -1))
        if not above and not below:
            yield NOBODY
            return
        yield BOTH if above and below else ABOVE if above else BELOW
        yield NAMED

    @property
    def _few(self) -> int:
        return int((self.shares.groups["n"] > 0).sum()) - len(self.enough)

    @property
    def _holds_given_size(self) -> bool:
        level = self.shares.chapter.params.thresholds.certain
        return self.shares.adjusted("size_class") < level

    @cached_property
    def _without_city(self) -> float:
        return self.shares.adjusted(city=False)

    @property
    def _other_without_city(self) -> bool:
        """Whether the city, whose districts share one policy, decides the verdict."""
        level = self.shares.chapter.params.thresholds.certain
        return not is_missing(self._without_city) and self.certain != (self._without_city < level)

    @cached_property
    def _least(self) -> float:
        """The smallest difference that the test could have shown, in percentage points."""
        n = [int(each) for each in self.shares.groups["n"]]
        return smallest_difference(n, self.shares.value("pct") / 100) * 100

    def values(self, named: Container[str]) -> Values:
        """The values that a template names.

        Args:
            named: What :meth:`template` names.
        """
        by, shares = self.shares.by, self.shares
        made = {name: make for name, make in self._made().items() if f"{by}_{name}" in named}
        given = shares.rests_on(controlled=True)
        on = {name: given if name in {"given", "without"} else shares.weakest for name in made}
        said = {f"{by}_{name}": (make(), on[name]) for name, make in made.items()}
        return Values({name: b if b.basis else b.on(basis) for name, (b, basis) in said.items()})

    def _made(self) -> dict[str, Callable[[], Bound]]:
        """How each value is made: tests only where a sentence names them."""
        shares, chapter = self.shares, self.shares.chapter
        groups = words.name(chapter.labels.category(shares.by).definite_many or "gruppene")
        many = chapter.counted_groups(shares.by, len(shares.groups))
        sides = {side: partial(self._named, side) for side in ("above", "below")}
        return {
            "p": lambda: words.adjusted_p(shares.adjusted()),
            "given": lambda: words.adjusted_p(shares.adjusted("size_class")),
            "without": lambda: words.adjusted_p(self._without_city),
            "least": lambda: _points(self._least),
            "many": lambda: many.on("register"),
            "groups": lambda: groups.on("register"),
            "all": lambda: shares.told(TOTAL),
            **{name: partial(self._end, name) for name in self._ends()},
            **sides,
        }

    def _end(self, name: str) -> Bound:
        return self._ends()[name]

    def _ends(self) -> dict[str, Bound]:
        if not self.ordered:
            few = words.capital(self.shares.chapter.counted_groups(self.shares.by, self._few))
            rates = self.enough["pct"]
            low, high = float(rates.min()), float(rates.max())
            return {"small": few, "low": words.number(low), "high": words.percent(high)}
        groups, of = list(self.shares.groups.index), self.shares
        ends = {"first": of.told(groups[0]), "last": of.told(groups[-1])}
        names = {"small": of.chapter.running(of.by, groups[0]),
                 "large": of.chapter.running(of.by, groups[-1])}  # fmt: skip
        return ends | {key: words.name(text).on("register") for key, text in names.items()}

    def _named(self, side: str) -> Bound:
        """Areas above or below the country, those farthest from it first."""
        sign = 1 if side == "above" else -1
        rows = self.apart[self.apart["estimate"] * sign > 0][::sign]
        return words.listing(map(self._with_share, rows.index))

    def _with_share(self, group: str) -> str:
        shares = self.shares
        name = shares.labels.get(group, group)
        return f"{name} ({half_up(shares.value('pct', group), 0):.0f})"


def _points(value: float) -> Bound:
    said = words.number(value, 0, "prosentpoeng")
    return said if is_missing(value) else words.with_unit(said, f"{NBSP}prosentpoeng")
