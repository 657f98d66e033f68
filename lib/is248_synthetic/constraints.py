"""From targets to rows of an integer programme, one 0/1 column per unit and possible answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from is248_synthetic.solve import Programme
from is248_synthetic.synthetic_units import counted, whole_city
from is248_synthetic.targets import NAMES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd
    from numpy.typing import NDArray

    from is248_synthetic.patterns import Choices
    from is248_synthetic.targets import Target

Terms = list[tuple[int, float]]
DISTRICTS = 15
_STRICT = 0.02
"""Less than the smallest step of 100 x count - limit x base at one decimal."""


class BlockProgramme:
    """The programme of one block, and which column is which answer.

    Args:
        units: All units, Oslo as one last.
        asked: Codes of the units that are asked.
        options: What a unit can answer.
        scores: Plausibility, unit x pattern, against giving no answer.
        exclusive: Options that exclude all others.
    """

    def __init__(
        self,
        units: pd.DataFrame,
        asked: Iterable[str],
        options: Choices,
        scores: Mapping[str, NDArray[np.float64]],
        exclusive: tuple[str, ...] = (),
    ) -> None:
        self.units, self.options, self.exclusive = units, options, exclusive
        self.programme = Programme()
        self.cells: dict[str, list[int]] = {}
        self._matching: dict[tuple[tuple[str, tuple[str, ...]], ...], list[int]] = {}
        self._city = whole_city(units)
        self._districts = [str(code) for code in counted(units, "oslo")]
        self._oslo: dict[tuple[str, str], int] = {}
        self._any: dict[tuple[str, tuple[str, ...]], int] = {}
        for code in asked:
            columns = [self.programme.column(float(score)) for score in scores[code]]
            self.cells[code] = columns
            self.programme.hold([(c, 1.0) for c in columns], 0, 1)

    # --- what counts ---------------------------------------------------------------------------
    def chosen(self, code: str, conditions: Mapping[str, tuple[str, ...]]) -> Terms:
        """Columns that say that a unit meets the conditions."""
        if code == self._city:
            return self._oslo_chosen(conditions)
        columns = self.cells.get(code)
        if columns is None:
            return []
        key = tuple(conditions.items())
        if key not in self._matching:
            self._matching[key] = self.options.matching(conditions)
        return [(columns[at], 1.0) for at in self._matching[key]]

    def _oslo_chosen(self, conditions: Mapping[str, tuple[str, ...]]) -> Terms:
        (first, *more) = conditions.items()
        if more:
            return []
        variable, codes = first
        if variable == NAMES:
            return self._oslo_pattern(codes)
        if variable not in self.options.multiple:
            wanted = codes or self._codes(variable)
            return [(self.oslo(variable, c), 1.0) for c in wanted]
        if len(codes) == 1:
            return [(self.oslo(variable, codes[0]), 1.0)]
        column = self._oslo_any(variable, codes or self._codes(variable))
        if not codes:  # that Oslo answers at all is no choice of the programme's
            self.programme.hold([(column, 1.0)], 1, 1)
        return [(column, 1.0)]

    def _oslo_pattern(self, names: tuple[str, ...]) -> Terms:
        # more than half of the districts agree on one option at most: patterns of one option
        found: Terms = []
        for name, pattern in zip(self.options.names, self.options.patterns, strict=True):
            ((variable, codes),) = pattern.items()
            if name in names and len(codes) == 1:
                found.append((self.oslo(variable, codes[0]), 1.0))
        return found

    def _codes(self, variable: str) -> tuple[str, ...]:
        found = (p[variable] for p in self.options.patterns if variable in p)
        return tuple(dict.fromkeys(code for codes in found for code in codes))

    # --- Oslo as one ---------------------------------------------------------------------------
    def oslo(self, variable: str, code: str) -> int:
        """The column that says that Oslo as one gives an answer; tied to its districts."""
        if (variable, code) not in self._oslo:
            if variable in self.options.multiple:
                self._oslo[variable, code] = self._more_than_half(variable, code)
            else:
                self._most_districts(variable)
        return self._oslo[variable, code]

    def _district_terms(self, variable: str, code: str, sign: float = 1.0) -> Terms:
        found = [self.chosen(d, {variable: (code,)}) for d in self._districts]
        return [(column, sign * value) for terms in found for column, value in terms]

    def _more_than_half(self, variable: str, code: str) -> int:
        half = DISTRICTS // 2
        column = self.programme.column()
        terms = self._district_terms(variable, code)
        self.programme.hold([*terms, (column, -(half + 1.0))], 0, np.inf)
        self.programme.hold([*terms, (column, -(half + 1.0))], -np.inf, half)
        return column

    def _most_districts(self, variable: str) -> None:
        codes = self._codes(variable)
        columns = {code: self.programme.column() for code in codes}
        self._oslo.update({(variable, code): column for code, column in columns.items()})
        self.programme.hold([(c, 1.0) for c in columns.values()], 1, 1)
        for code, column in columns.items():
            for other in codes:
                if other == code:
                    continue
                lead = [
                    *self._district_terms(variable, code),
                    *self._district_terms(variable, other, -1.0),
                    (column, -(DISTRICTS + 1.0)),
                ]
                self.programme.hold(lead, -DISTRICTS, np.inf)

    def _oslo_any(self, variable: str, codes: tuple[str, ...]) -> int:
        if (variable, codes) not in self._any:
            column = self.programme.column()
            self._any[variable, codes] = column
            parts = [(self.oslo(variable, code), 1.0) for code in codes]
            self.programme.hold([*parts, (column, -1.0)], 0, np.inf)
            for part, _ in parts:
                self.programme.hold([(column, 1.0), (part, -1.0)], 0, np.inf)
        return self._any[variable, codes]

    # --- targets -------------------------------------------------------------------------------
    def add(self, target: Target, scope: Iterable[str], everywhere: Iterable[str]) -> None:
        """Hold a target among the units of its scope.

        Args:
            target: What must come out.
            scope: Codes of the units that count.
            everywhere: The same without the target's groups, for shares of a whole.
        """
        codes = list(scope)
        if target.measure == "mean":
            self._add_mean(target, codes)
        elif target.measure == "pct":
            self._add_share(target, codes, list(everywhere))
        elif target.measure == "missing":
            answered = self._sum(codes, target.conditions, dict.fromkeys(codes, 1.0))
            self._hold(answered, len(codes) - target.high, len(codes) - target.low, target)
        else:
            weights = self._weights(codes, target.measure == "inhabitants")
            self._hold(
                self._sum(codes, target.conditions, weights), target.low, target.high, target
            )

    def _sum(
        self,
        codes: list[str],
        conditions: Mapping[str, tuple[str, ...]],
        weights: Mapping[str, float],
    ) -> Terms:
        found = ((code, self.chosen(code, conditions)) for code in codes)
        return [(k, v * weights[code]) for code, terms in found for k, v in terms]

    def _weights(self, codes: list[str], by_inhabitants: bool) -> Mapping[str, float]:
        if not by_inhabitants:
            return dict.fromkeys(codes, 1.0)
        people = self.units["pop_18plus"].to_dict()
        return {code: float(people[code]) for code in codes}

    def _hold(self, terms: Terms, low: float, high: float, target: Target) -> None:
        self.programme.hold(terms, low, high, target.key, target.weight)

    def _base(self, target: Target, codes: list[str], everywhere: list[str]) -> Terms:
        one = dict.fromkeys(codes, 1.0)
        variable = next(iter(target.conditions))
        variable = self.options.variables[0] if variable == NAMES else variable
        if target.base == "everywhere":
            return self._sum(everywhere, target.conditions, dict.fromkeys(everywhere, 1.0))
        if target.base == "first":
            return self._sum(codes, {variable: target.conditions[variable]}, one)
        if target.base == "takers":
            kept = tuple(c for c in self._codes(variable) if c not in self.exclusive)
            return self._sum(codes, {variable: kept}, one)
        return self._sum(codes, {variable: ()}, one)

    def _add_share(self, target: Target, codes: list[str], everywhere: list[str]) -> None:
        part = self._sum(codes, target.conditions, dict.fromkeys(codes, 100.0))
        if target.base == "all":
            n = len(codes)
            high = target.high * n - (_STRICT if target.open_high else 0.0)
            self._hold(part, target.low * n, high, target)
            return
        base = self._base(target, codes, everywhere)
        self._hold(base, 1, np.inf, target)
        self._between(part, base, target)

    def _add_mean(self, target: Target, codes: list[str]) -> None:
        weights = self._weights(codes, target.weighted)
        variable = next(iter(target.conditions))
        scale = enumerate(self._codes(variable), start=1)
        parts = [
            (k, v * place)
            for place, code in scale
            for k, v in self._sum(codes, {variable: (code,)}, weights)
        ]
        base = self._sum(codes, {variable: ()}, weights)
        self._between(parts, base, target)

    def _between(self, part: Terms, base: Terms, target: Target) -> None:
        if np.isfinite(target.low):
            self._hold([*part, *((k, -target.low * v) for k, v in base)], 0, np.inf, target)
        if np.isfinite(target.high):
            slack = -_STRICT if target.open_high else 0.0
            self._hold([*part, *((k, -target.high * v) for k, v in base)], -np.inf, slack, target)
