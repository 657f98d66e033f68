"""Which function finds what a rule of params/checks.yml describes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from is248.checks import (
    contradicted_answers,
    copied_numbers,
    gaps,
    magnitudes,
    rule_findings,
)

if TYPE_CHECKING:
    import pandas as pd

    from is248.checks.checked_case import Case
    from is248.checks.rule_book import Rule

Finder = Callable[["Case", Any], "pd.DataFrame"]

FENCED = frozenset({"rate", "moved"})
"""Kinds whose fences a year's params set."""

_KINDS: Mapping[str, Finder] = {
    "sums_agree": lambda c, r: rule_findings.disagreements(c.people, r.split, c.quality),
    "half_missing": lambda c, _: rule_findings.missing_halves(c.people),
    "rate": lambda c, r: rule_findings.rates_on(c.unusual_rates, r.side),
    "moved": lambda c, r: rule_findings.unusual_changes(c.both, r.column, c.quality),
    "child_gone": lambda c, _: rule_findings.children_gone(c.both),
    "form_jump": lambda c, _: rule_findings.changed_with_form(c.both, c.quality),
    "carried": lambda c, _: rule_findings.carried_forward(c.answers, c.people),
    "silent": lambda c, _: rule_findings.no_answers(c.answers),
    "copied": copied_numbers.copied,
    "alike": copied_numbers.alike,
    "swapped": copied_numbers.swapped,
    "by_size": magnitudes.by_size,
    "factor": magnitudes.factor,
    "doubled": magnitudes.doubled,
    "bounds": magnitudes.bounds,
    "at_most": magnitudes.at_most,
    "exclusive": contradicted_answers.exclusive,
    "unasked": contradicted_answers.unasked,
    "denied": contradicted_answers.denied,
    "number_of_none": contradicted_answers.number_of_none,
    "straight_line": contradicted_answers.straight_line,
    "against_pattern": contradicted_answers.against_pattern,
    "blanked": gaps.blanked,
    "gone": gaps.gone,
    "hardly_answered": gaps.hardly_answered,
}


def found_by(rule: Rule, case: Case) -> pd.DataFrame:
    """What a rule finds in a year.

    Args:
        rule: The rule.
        case: The year.

    Returns:
        Findings: :mod:`is248.checks.rule_findings`.
    """
    found = rule_findings.findings(rule.id, _KINDS[rule.finds.kind](case, rule.finds))
    return found.assign(severity=rule.severity)
