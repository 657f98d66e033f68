"""How the municipalities chose to report: jointly, or each field apart (table 1.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from is248.base.keys import TOTAL
from is248.checks.unit_totals import GROUPS, reporting_form
from is248.register.municipalities import are_agencies, are_parts
from is248.year.labels import city_code

if TYPE_CHECKING:
    from collections.abc import Mapping

    from is248.survey.answers import Answers

CHOICES = ("joint", "separate")


def form_shares(years: Mapping[int, Answers]) -> pd.DataFrame:
    """Municipalities by reporting form, Oslo as one.

    Args:
        years: Year → its answers.

    Returns:
        Rows ``joint``, ``separate`` (per cent of the municipalities that told), ``municipalities``
        (how many told) and ``total`` (100), index ``reporting_choice``; columns ``adult_<year>``
        and ``child_<year>``. Oslo reports as most of its districts do; its agencies do not count.
    """
    columns = {
        f"{group}_{year}": _shares(chosen_forms(answers, group))
        for group in GROUPS
        for year, answers in years.items()
    }
    return pd.DataFrame(columns).rename_axis(index="reporting_choice")


def chosen_forms(answers: Answers, group: str) -> pd.Series[str]:
    """The form of each municipality, Oslo as one.

    Args:
        answers: The answers of a year.
        group: ``adult`` or ``child``.

    Returns:
        Municipality code → ``joint`` or ``separate``; those that did not tell are left out.
    """
    told = reporting_form(answers, group).dropna().astype("str")
    is_part = are_parts(told.index)
    districts = told[is_part & ~are_agencies(told.index)]
    forms = told[~is_part]
    if len(districts):
        forms = pd.concat(
            [forms, pd.Series({city_code(districts.index): str(districts.mode().iloc[0])})]
        )
    return forms


def district_forms(answers: Answers, group: str, *, agencies: bool = True) -> pd.Series[str]:
    """The form of Oslo's districts, with or without its agencies."""
    told = reporting_form(answers, group).dropna().astype("str")
    parts = told[are_parts(told.index)]
    return parts if agencies else parts[~are_agencies(parts.index)]


def _shares(forms: pd.Series[str]) -> dict[str, float]:
    shares = {choice: float((forms == choice).mean() * 100) for choice in CHOICES}
    return {**shares, "municipalities": float(len(forms)), TOTAL: sum(shares.values())}
