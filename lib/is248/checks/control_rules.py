"""All checks of a year, and which findings are worth a question."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

import pandas as pd

from is248.base.errors import UserError, suggestion
from is248.base.keys import TOTAL
from is248.checks import rule_findings
from is248.checks import unit_totals as totals
from is248.checks.rule_findings import CHECKS, together
from is248.year.labels import CODE_LENGTH

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from is248.survey.answers import Answers
    from is248.year.params import Quality


@dataclass(frozen=True)
class Checked:
    """A year after its checks.

    Attributes:
        people: This year's FTE with inhabitants: :func:`is248.checks.unit_totals.with_people`.
        both: The same beside the year before: :func:`is248.checks.rule_findings.changes`.
        findings: All findings: :mod:`is248.checks.rule_findings`.
        quality: The thresholds.
    """

    people: pd.DataFrame
    both: pd.DataFrame
    findings: pd.DataFrame
    quality: Quality

    @property
    def asked(self) -> pd.DataFrame:
        """The findings that are asked about."""
        return self.findings[~self.findings["check"].isin(self.quality.listed_only)]


def check_year(
    answers: Answers, before: Answers | None, units: pd.DataFrame, quality: Quality
) -> Checked:
    """Run all checks.

    Args:
        answers: The answers of the year.
        before: The answers of the year before; None in the first year: nothing is compared then.
        units: The register, from :func:`is248.register.municipalities.load_units`.
        quality: Thresholds.

    Returns:
        The checked year.

    Raises:
        UserError: The thresholds name a check that there is not.
    """
    known_checks(quality)
    people = totals.with_people(totals.reported(answers), units)
    earlier = _nothing_before(people) if before is None else totals.reported(before)
    both = rule_findings.changes(people, earlier)
    missing = [rule_findings.carried_forward(answers, people), rule_findings.no_answers(answers)]
    numeric = [*_without_fence(people, both, quality), *_by_rate(people, quality)]
    found = together([*numeric, *_by_change(both, quality), *missing])
    return Checked(people, both, found, quality)


def _without_fence(
    people: pd.DataFrame, both: pd.DataFrame, quality: Quality
) -> list[pd.DataFrame]:
    return [
        *(rule_findings.disagreements(people, split, quality) for split in rule_findings.AGAINST),
        rule_findings.missing_halves(people),
        rule_findings.children_gone(both),
        rule_findings.changed_with_form(both, quality),
    ]


def _by_rate(people: pd.DataFrame, quality: Quality) -> list[pd.DataFrame]:
    return [rule_findings.unusual_rates(people, side, quality) for side in ("high", "low")]


def _by_change(both: pd.DataFrame, quality: Quality) -> list[pd.DataFrame]:
    return [
        rule_findings.unusual_changes(both, column, quality) for column in ("change", "change_rate")
    ]


def _nothing_before(people: pd.DataFrame) -> pd.DataFrame:
    return people[["unit", "group", "form"]].assign(measure=float("nan"))


def known_checks(quality: Quality) -> None:
    """Refuse thresholds that name unknown checks.

    Raises:
        UserError: ``listed_only`` names a check that there is not.
    """
    for check in quality.listed_only:
        if check not in CHECKS:
            raise UserError(
                f"params, «quality.listed_only»: kjenner ikke kontrollen «{check}»."
                + suggestion(check, CHECKS)
            )


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
    rows = {check: _tally_row(checked, [check]) for check in CHECKS}
    rows[TOTAL] = _tally_row(checked, list(CHECKS))
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
    people, both, quality = checked.people, checked.both, checked.quality
    always = _units_asked(_without_fence(people, both, quality), quality)
    fenced = quality.model_copy
    by_rate = {f: _units_asked(_by_rate(people, fenced(update={"rate_fence": f})), quality)
               for f in rate_fences}  # fmt: skip
    by_change = {f: _units_asked(_by_change(both, fenced(update={"change_fence": f})), quality)
                 for f in change_fences}  # fmt: skip
    rows: dict[str, dict[str, float]] = {}
    for (rate, one), (moved, other) in product(by_rate.items(), by_change.items()):
        units = always | one | other
        counts = {"asked_units": len(units), "asked_municipalities": municipalities(units)}
        rows[str(len(rows) + 1)] = {"rate_fence": rate, "change_fence": moved, **counts}
    return pd.DataFrame(list(rows.values()), index=pd.Index(rows, name="case"))


def _units_asked(found: list[pd.DataFrame], quality: Quality) -> set[str]:
    """The units of findings that are asked about."""
    frame = together(found)
    return set(frame.loc[~frame["check"].isin(quality.listed_only), "unit"])
