"""Whether those who left a question out differ from those who answered: one analysis for all pages.

Every question is tested by every grouping, and the p of all these tests are adjusted together: a
chapter looks up what the chapter on the data basis shows. Why so, docs/decisions/0017.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from is248.checks.kept_tests import fisher_p_values
from is248.register.municipalities import are_parts
from is248.stats.multiplicity import benjamini_hochberg

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from is248.checks.response import Responses

GROUPINGS = ("size_class", "county", "hf_area")
COLUMNS = tuple(f"p_{by}" for by in GROUPINGS)
LEVEL = 0.05
"""Level of the adjusted p: of the questions it marks, about one in twenty is chance."""


@dataclass(frozen=True)
class Nonresponse:
    """Who answered each question of a year, tested by every grouping.

    Attributes:
        found: From :func:`is248.checks.response.responses`.
        units: The register.
        groupings: Its grouping columns, each tested alone.
        kept: A file for the p of all tests, so that the next chapter need not draw them.
    """

    found: Responses
    units: pd.DataFrame
    groupings: Sequence[str] = GROUPINGS
    kept: Path | None = None

    @cached_property
    def _raw(self) -> pd.DataFrame:
        questions = self.found.questions.index
        p = np.reshape(self._p_values(), (len(self.groupings), len(questions)))
        return pd.DataFrame(p.T, index=questions, columns=[*self.groupings])

    def _p_values(self) -> list[float]:
        """P that the same share answered in every group, by grouping and question."""
        tables = [table for by in self.groupings for table in _tables(self.found, self.units[by])]
        return fisher_p_values(tables, self.kept)

    @cached_property
    def tested(self) -> pd.DataFrame:
        """One row per question that somebody answered, index ``question``.

        ``number``, ``label``, ``asked``, ``response_pct``, and per grouping ``p_<grouping>`` that
        the same share of those asked answered in every group: Fisher's exact p (by Monte Carlo in
        tables larger than two by two), adjusted by Benjamini and Hochberg over all questions and
        groupings. Missing where all answered: nothing can differ then.
        """
        named = self.found.questions[["number"]].assign(label=pd.Series(self.found.labels))
        return named.join(self._unnamed)

    @cached_property
    def _unnamed(self) -> pd.DataFrame:
        """The same without what the questions are called."""
        asked, told = self.found.asked, self.found.answered
        summary = self.found.questions[[]].assign(
            asked=asked.sum(), response_pct=(told & asked).sum() / asked.sum() * 100
        )
        adjusted = benjamini_hochberg(self._raw.to_numpy().ravel()).reshape(self._raw.shape)
        p = pd.DataFrame(adjusted, index=summary.index, columns=self._raw.columns)
        return summary.join(p.add_prefix("p_"))

    @property
    def skewed(self) -> pd.DataFrame:
        """The questions whose response differs between groups, the lowest response first."""
        return self.tested[self._odd].sort_values("response_pct", kind="stable")

    @cached_property
    def _odd(self) -> pd.Series[bool]:
        return (self._unnamed.filter(regex="^p_") < LEVEL).any(axis=1)

    @cached_property
    def outside(self) -> Nonresponse:
        """The same without the parts of the city: silence may be one policy, counted many times."""
        kept = ~are_parts(self.found.asked.index)
        found = replace(
            self.found, asked=self.found.asked[kept], answered=self.found.answered[kept]
        )
        return replace(self, found=found, kept=self.kept and self.kept.with_suffix(".outside.json"))

    def by_city_alone(self, question: str) -> bool:
        """Whether response to a question is skewed with the city and not without it."""
        skewed, outside = (one._odd for one in (self, self.outside))
        return bool(skewed.get(question, False)) and not outside.get(question, False)

    def p(self, *questions: str) -> dict[str, float]:
        """The adjusted p of one question, or of several that are taken for one.

        Args:
            *questions: Questions as in :attr:`tested`. Of several it is tested who answered any of
                them, adjusted as one question more.

        Returns:
            ``p_<grouping>`` → p; NaN where all answered, or nobody did.
        """
        known = [name for name in questions if name in self._unnamed.index]
        columns = [f"p_{by}" for by in self.groupings]
        if len(known) < 2:  # noqa: PLR2004 - several
            return dict(
                zip(columns, self._unnamed[columns].reindex(known or [""]).iloc[0], strict=True)
            )
        asked, told = self.found.asked[known], self.found.answered[known]
        pooled = replace(
            self.found, asked=asked.any(axis=1).to_frame(), answered=told.any(axis=1).to_frame()
        )
        own = replace(self, found=pooled, kept=None)._p_values()
        adjusted = benjamini_hochberg([*own, *self._raw.to_numpy().ravel()])
        return dict(zip(columns, adjusted, strict=False))


def _tables(found: Responses, groups: pd.Series[str]) -> list[NDArray[np.int64]]:
    """Per question: groups by those asked that did not answer, and that did."""
    asked = _per_group(found.asked, groups)
    told = _per_group(found.answered & found.asked, groups)
    return [np.column_stack(pair) for pair in zip((asked - told).T, told.T, strict=True)]


def _per_group(units: pd.DataFrame, groups: pd.Series[str]) -> NDArray[np.int64]:
    places, names = pd.factorize(groups.reindex(units.index), sort=True)
    member = places == np.arange(len(names))[:, np.newaxis]
    found: NDArray[np.int64] = member.astype(np.int64) @ units.to_numpy(dtype=np.int64)
    return found
