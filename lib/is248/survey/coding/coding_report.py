"""Frequencies and agreement as lines for the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from is248.base.numbers import format_number
from is248.survey.coding.agreement import agreement, overall_alpha
from is248.survey.coding.frequencies import denominator, frequencies

if TYPE_CHECKING:
    from is248.survey.coding.coding_model import Coding

LEVELS = {"code": "Koder", "sub_theme": "Undertemaer", "theme": "Temaer"}


def frequency_lines(coding: Coding) -> list[str]:
    """Answers per code, sub-theme and theme."""
    frame = frequencies(coding)
    lines = ["Syntetiske svar: ingen har gitt dem."] if coding.synthetic else []
    for level, title in LEVELS.items():
        rows = frame[frame["level"] == level]
        lines += [f"{title}:"] if len(rows) else []
        lines += [_frequency(row) for row in rows.to_dict("records")]
    return [*lines, denominator(coding)]


def _frequency(row: dict[Any, Any]) -> str:
    name = f"{row['code']}  {row['label']}".strip()
    return f"  {name:<50} {format_number(row['n']):>5} {_shown(row['pct'], 0):>4} %"


def agreement_lines(first: Coding, second: Coding) -> list[str]:
    """Kappa and alpha per code, alpha over all codes."""
    rows = agreement(first, second).to_dict("records")
    overall = _shown(overall_alpha(first, second), 2)
    head = "Enighet mellom to kodere (kappa med 95 % intervall, Krippendorffs alfa):"
    last = f"Alle koder under ett: alfa {overall} (kodesett, MASI-avstand)."
    return [head, *(_agreement(row) for row in rows), last]


def _agreement(row: dict[Any, Any]) -> str:
    kappa, low, high, alpha = (
        _shown(row[key], 2) for key in ("kappa", "kappa_low", "kappa_high", "alpha")
    )
    agree = f"enige {_shown(row['agree_pct'], 0)} %"
    line = f"  {row['code']:<12} {agree}, kappa {kappa} ({low} til {high}), alfa {alpha}"
    return f"{line}. {row['note']}" if row["note"] else line


def _shown(value: Any, decimals: int) -> str:  # noqa: ANN401 - a cell of a frame, or NA
    import pandas as pd

    return format_number(None if value is None or pd.isna(value) else float(value), decimals)
