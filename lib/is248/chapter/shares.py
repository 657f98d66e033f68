"""Shares with an outcome by group: their table, figures, models, tests and words."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from is248.base.keys import TOTAL
from is248.chapter.sayable import MAIN
from is248.chapter.share_displays import ShareDisplays
from is248.measures import model_reading
from is248.measures.routines import from_size
from is248.measures.support import in_sentence
from is248.register.municipalities import oslo_for
from is248.show import words
from is248.show.paragraph import Bound

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from is248.chapter.answered import Answered


@dataclass(frozen=True, repr=False, eq=False)
class Shares(ShareDisplays):
    """Per cent with an outcome, by group; its fields are those of :class:`Grouped`."""

    def __repr__(self) -> str:
        """Estimand, groups, n, how Oslo counts, and basis."""
        about = self.outcome
        if not self.asked:
            return f"<Shares {about.question.id}={about.name}: ikke spurt>"
        n, oslo = int(self.frame["n"][TOTAL]), self.oslo or oslo_for(self.by)
        return (
            f"<Shares {about.question.id}={about.name} by {self.by}: {len(self.groups)} groups, "
            f"n={n}, {self.chapter.city}: {oslo}, {self.chapter.basis}>"
        )

    def _repr_html_(self) -> str:
        return str(self.frame.rename(index=self.labels).round(1).to_html())

    # ---- in sentences ---------------------------------------------------------------------------

    def bound(self, name: str, spec: str) -> Bound | None:
        """As :meth:`Sayable.bound`; :data:`NAMES` lists what it knows.

        Example:
            >>> grant = open_chapter("housing", 2016).question("housing_grant_applied")
            >>> shares = grant.yes.shares("region")
            >>> shares.bound("high", "1").value.split(" (")[0] in shares.labels.values()
            True
        """
        known = NAMES.get(name)
        if known is None:
            return self._of_group(name, spec)
        if not self.asked:
            return words.missing()
        found = known(self, spec)
        return found if found.basis else found.on(self.rests_on())

    def names(self) -> Iterable[str]:
        """As :meth:`Sayable.names`.

        Example:
            >>> grant = open_chapter("housing", 2016).question("housing_grant_applied")
            >>> shares = grant.yes.shares("region")
            >>> "high" in shares.names()
            True
        """
        return NAMES.keys()

    def _of_group(self, name: str, spec: str) -> Bound | None:
        """``first``, ``last``, ``reference``, ``city``: a group's share; with ``_n`` or ``_count``.

        ``few`` as spec tells a share of few answers in counts.
        """
        head, _, column = name.partition("_")
        places = {"first": 0, "last": -1, "reference": 0}
        order = self.order or []
        if head in places and order:
            group = order[places[head]]
        elif head == "city" and self.by == "county":
            group = self.chapter.city
        else:
            return None
        return self.told(group, column, spec)

    def extreme(self, spec: str, *, lowest: bool, inside: bool = False) -> Bound:
        """The groups with the highest or lowest shares, in per cent.

        Args:
            spec: How many, one when empty.
            lowest: Whether the lowest are named.
            inside: Whether labels begin with a small letter, as inside a sentence.

        Example:
            >>> grant = open_chapter("housing", 2016).question("housing_grant_applied")
            >>> shares = grant.yes.shares("region")
            >>> shares.extreme("2", lowest=True).value.count(";")
            1
        """
        known = self.groups.dropna(subset="pct")
        if known.empty:
            return words.name("–")
        labels = in_sentence(self.labels) if inside else self.labels
        names = [labels.get(str(key), str(key)) for key in known.index]
        return words.ranking(names, known["pct"], top=int(spec or 1), lowest=lowest)

    def apart(self, spec: str) -> list[str]:
        """The groups that differ from the reference at the convention, each taken alone.

        Args:
            spec: "higher", "lower", or empty for either.

        Example:
            >>> grant = open_chapter("housing", 2016).question("housing_grant_applied")
            >>> shares = grant.yes.shares("region")
            >>> set(shares.apart("higher")) <= set(shares.labels.values())
            True
        """
        found = model_reading.standing_out(self.tested, self.by, spec or "either")
        return [self.labels.get(group, group) for group in found]

    def alike(self, spec: str) -> list[str]:
        """The groups that do not differ from the reference in a direction, each taken alone.

        Example:
            >>> grant = open_chapter("housing", 2016).question("housing_grant_applied")
            >>> shares = grant.yes.shares("region")
            >>> set(shares.alike("higher")) <= set(shares.labels.values())
            True
        """
        found = {*self.apart(spec)}
        return [name for name in map(self._short, (self.order or [])[1:]) if name not in found]

    def apart_onwards(self, spec: str) -> Bound:
        """The first of the last groups in order that all differ; its value names them all.

        Example:
            >>> grant = open_chapter("housing", 2016).question("housing_grant_applied")
            >>> shares = grant.yes.shares("region")
            >>> shares.apart_onwards("lower").unit
            ''
        """
        alike, names = {*self.alike(spec)}, [*map(self._short, (self.order or [])[1:])]
        found = [*takewhile(lambda name: name not in alike, reversed(names))][::-1]
        if not found or not self.asked:
            return words.missing()
        return Bound("; ".join(found), found[0])

    def apart_from(self, spec: str) -> Bound:
        r"""Inhabitants from which on all size classes differ from the smallest; else missing.

        Example:
            >>> chapter = open_chapter("user_involvement", 2016)
            >>> use = chapter.question("user_experience_collected").yes
            >>> use.shares("size_class").apart_from("higher").text
            '2\xa0000'
        """
        apart = model_reading.standing_out(self.tested, self.by, spec or "either")
        return words.number(from_size(apart, self.order or []))

    def _short(self, group: str) -> str:
        return self.labels.get(group, group)

    def apart_count(self, spec: str) -> Bound:
        """How many groups :meth:`apart` names, with their noun.

        Example:
            >>> grant = open_chapter("housing", 2016).question("housing_grant_applied")
            >>> shares = grant.yes.shares("region")
            >>> shares.apart_count("higher").unit
            'helseregioner'
        """
        return self.chapter.counted_groups(self.by, len(self.apart(spec)))


NAMES: Mapping[str, Callable[[Shares, str], Bound]] = {
    MAIN: lambda shares, spec: shares.told(TOTAL, "", spec),
    "share": lambda shares, spec: shares.told(TOTAL, "", spec),
    "n": lambda shares, _: words.number(shares.value("n")),
    "count": lambda shares, _: words.number(shares.value("count")),
    "high": lambda shares, spec: shares.extreme(spec, lowest=False),
    "low": lambda shares, spec: shares.extreme(spec, lowest=True),
    "lowest": lambda shares, spec: shares.extreme(spec, lowest=True, inside=True),
    "apart": lambda shares, spec: words.listing(shares.apart(spec)),
    "apart_from": lambda shares, spec: shares.apart_from(spec),
    "apart_onwards": lambda shares, spec: shares.apart_onwards(spec),
    "apart_n": lambda shares, spec: shares.apart_count(spec),
    "p": lambda shares, spec: words.p_value(shares.p(*filter(None, [spec]))),
}
"""What a sentence can name: ``{high:3}`` the three highest, ``{lowest}`` the lowest with a small
letter, ``{apart:lower}`` groups below the reference, ``{apart_from}`` from what size on and
``{apart_onwards}`` from what area on all differ, ``{p}`` the test of all groups."""


@dataclass(frozen=True, repr=False, eq=False)
class SharesBy:
    """The shares of one outcome by several groupings; ``shares.county`` is one of them.

    In a sentence ``{county_high:3}`` is ``{high:3}`` of the shares by county; what stands alone
    (``{high}``) is asked of the only grouping, where there is one.

    Attributes:
        outcome: The outcome.
        parts: Grouping → shares.
    """

    outcome: Answered
    parts: Mapping[str, Shares]

    def __repr__(self) -> str:
        """One line per grouping."""
        return "\n".join(map(repr, self.parts.values()))

    def _repr_html_(self) -> str:
        return "".join(part._repr_html_() for part in self.parts.values())

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - of the only grouping
        """A grouping by name; else what the only grouping has."""
        parts: Mapping[str, Shares] = self.__dict__["parts"]
        if name in parts:
            return parts[name]
        if name.startswith("_") or len(parts) != 1:
            raise AttributeError(f"no {name} by {', '.join(parts)}")
        return getattr(next(iter(parts.values())), name)

    def __iter__(self) -> Iterator[Shares]:
        """The shares, one grouping after the other."""
        return iter(self.parts.values())

    def bound(self, name: str, spec: str) -> Bound | None:
        """As :meth:`Sayable.bound`.

        Example:
            >>> grant = open_chapter("housing", 2016).question("housing_grant_applied")
            >>> areas = grant.yes.by("region", "county")
            >>> areas.bound("region_n", "").text
            '411'
        """
        for by, shares in self.parts.items():
            if name.startswith(f"{by}_"):
                return shares.bound(name.removeprefix(f"{by}_"), spec)
        first = next(iter(self.parts.values()))
        if len(self.parts) == 1 or name in {MAIN, "share"}:
            return first.bound(name, spec)
        return None

    def names(self) -> Iterable[str]:
        """As :meth:`Sayable.names`.

        Example:
            >>> grant = open_chapter("housing", 2016).question("housing_grant_applied")
            >>> areas = grant.yes.by("region", "county")
            >>> "county_high" in areas.names()
            True
        """
        return [f"{by}_{name}" for by in self.parts for name in NAMES if name]
