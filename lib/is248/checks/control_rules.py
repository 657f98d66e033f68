"""All checks of a year, and which findings are worth a question."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

import pandas as pd

from is248.base.keys import TOTAL
from is248.checks.checked_case import Case
from is248.checks.rule_book import load_rules
from is248.checks.rule_findings import together
from is248.checks.rule_kinds import FENCED, found_by
from is248.year.labels import CODE_LENGTH

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from is248.checks.rule_book import Rule, RuleBook
    from is248.survey.answers import Answers
    from is248.year.params import Quality


@dataclass(frozen=True)
class Checked:
    """A year after its checks.

    Attributes:
        case: What was checked.
        findings: All findings: :mod:`is248.checks.rule_findings`.
        rules: The rules.
    """

    case: Case
    findings: pd.DataFrame
    rules: RuleBook

    @property
    def people(self) -> pd.DataFrame:
        """This year's FTE with inhabitants: :func:`is248.checks.unit_totals.with_people`."""
        return self.case.people

    @property
    def both(self) -> pd.DataFrame:
        """The same beside the year before: :func:`is248.checks.rule_findings.changes`."""
        return self.case.both

    @property
    def quality(self) -> Quality:
        """The thresholds of the year."""
        return self.case.quality

    @property
    def asked(self) -> pd.DataFrame:
        """The findings that are asked about."""
        return self.findings[self.findings["check"].isin(self.rules.asked(self.quality))]


def check_year(
    answers: Answers,
    before: Answers | None,
    units: pd.DataFrame,
    quality: Quality,
    rules: RuleBook | None = None,
) -> Checked:
    """Run all checks.

    Args:
        answers: The answers of the year.
        before: The answers of the year before; None in the first year: nothing is compared then.
        units: The register, from :func:`is248.register.municipalities.load_units`.
        quality: Thresholds.
        rules: The rules; those of params/checks.yml when not given.

    Returns:
        The checked year.

    Raises:
        UserError: The thresholds name a check that there is not.
    """
    rules = rules or load_rules()
    rules.asked(quality)
    case = Case(answers, before, units, quality)
    found = together([found_by(rule, case) for rule in rules.checks], rules.ids)
    return Checked(case, found, rules)


def municipalities(units: Iterable[str]) -> int:
    """How many municipalities some units belong to; Oslo's districts and agencies are one."""
    return len({unit[:CODE_LENGTH] for unit in units})


def tally(checked: Checked) -> pd.DataFrame:
    """Findings by check.

    Args:
        checked: The checked year.

    Returns:
        One row per check, index ``quality_check``, and a row ``total``: ``adult``, ``child``
        (findings), ``found_units`` (units with any) and ``asked_units`` (units that are asked about
        it). A unit may have several findings, so that the total is less than the sum.
    """
    rows = {check: _tally_row(checked, [check]) for check in checked.rules.ids}
    rows[TOTAL] = _tally_row(checked, checked.rules.ids)
    return pd.DataFrame(rows).T.rename_axis(index="quality_check")


def _tally_row(checked: Checked, checks: Sequence[str]) -> dict[str, int]:
    own = checked.findings[checked.findings["check"].isin(checks)]
    asked = checked.asked[checked.asked["check"].isin(checks)]
    return {
        "adult": int((own["group"] == "adult").sum()),
        "child": int((own["group"] == "child").sum()),
        "found_units": own["unit"].nunique(),
        "asked_units": asked["unit"].nunique(),
    }


def by_thresholds(
    checked: Checked,
    rate_fences: Sequence[float] = (1.5, 2.0, 3.0),
    change_fences: Sequence[float] = (1.5, 2.0, 3.0),
) -> pd.DataFrame:
    """How many are asked under other fences.

    Args:
        checked: The checked year.
        rate_fences: Fences of FTE per inhabitant.
        change_fences: Fences of changes.

    Returns:
        One row per pair of fences, index ``case``: ``rate_fence``, ``change_fence``,
        ``asked_units``, ``asked_municipalities``. All other thresholds stand.
    """
    fenced = [rule for rule in checked.rules.checks if rule.finds.kind in FENCED]
    always = checked.asked.loc[~checked.asked["check"].isin([r.id for r in fenced]), "unit"]
    by_rate, by_change = (
        {f: _units_asked(checked, [r for r in fenced if r.finds.kind == kind], name, f)
         for f in fences}
        for kind, name, fences in (
            ("rate", "rate_fence", rate_fences), ("moved", "change_fence", change_fences)
        )
    )  # fmt: skip
    rows: dict[str, dict[str, float]] = {}
    for (rate, one), (moved, other) in product(by_rate.items(), by_change.items()):
        units = {*always} | one | other
        counts = {"asked_units": len(units), "asked_municipalities": municipalities(units)}
        rows[str(len(rows) + 1)] = {"rate_fence": rate, "change_fence": moved, **counts}
    return pd.DataFrame(list(rows.values()), index=pd.Index(rows, name="case"))


def _units_asked(checked: Checked, rules: Sequence[Rule], name: str, fence: float) -> set[str]:
    """The units that some rules ask about under another fence."""
    quality = checked.quality.with_other(**{name: fence})
    asked = checked.rules.asked(quality)
    case = checked.case.under(quality)
    found = [found_by(rule, case) for rule in rules if rule.id in asked]
    return {str(unit) for frame in found for unit in frame["unit"]}
