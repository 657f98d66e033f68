"""How many answers mention a code, a sub-theme, a theme; these and agreement as lines to print.

An answer can carry several codes. The denominator is answers, never codes: the per cents of a
question can add up to more than 100. An answer with two codes of a theme counts once in the theme.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from is248.base.numbers import format_number
from is248.survey.coding.agreement import agreement, overall_alpha

if TYPE_CHECKING:
    from collections.abc import Iterator

    from is248.survey.coding.coding_model import Code, Coding

COLUMNS = ("level", "code", "label", "theme", "sub_theme", "n", "n_answers", "pct")
LEVELS = {"code": "Koder", "sub_theme": "Undertemaer", "theme": "Temaer"}


def frequencies(coding: Coding) -> pd.DataFrame:
    """Answers per code, sub-theme and theme.

    Args:
        coding: An accepted coding.

    Returns:
        One row per code, sub-theme and theme (``level``), in the order of the code list. ``n``:
        answers with at least one of its codes; ``n_answers``: the denominator, all answers with a
        text; ``pct``: their ratio in per cent, not rounded (NA without answers).
    """
    held = [frozenset(answer.codes) for answer in coding.answers.values()]
    rows = []
    for level, key, codes in _groups(coding.codes):
        n = sum(1 for given in held if given & codes)
        pct = 100 * n / len(held) if held else None
        rows.append((level, *key, n, len(held), pct))
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    return frame.astype({"n": "Int64", "n_answers": "Int64", "pct": "Float64"})


def denominator(coding: Coding) -> str:
    """The note that goes with every table of frequencies, in Norwegian."""
    n = format_number(len(coding.answers))
    return (
        f"Prosent av svarene med tekst (N = {n}), ikke av kodene. Ett svar kan ha flere koder, så "
        "prosentene kan til sammen bli mer enn 100."
    )


def _groups(codes: tuple[Code, ...]) -> Iterator[tuple[str, tuple[str, ...], frozenset[str]]]:
    """Level, its key columns and the codes in it."""
    for code in codes:
        key = (code.code, code.label, code.theme, code.sub_theme)
        yield "code", key, frozenset({code.code})
    for theme, sub in dict.fromkeys((c.theme, c.sub_theme) for c in codes if c.sub_theme):
        members = frozenset(c.code for c in codes if (c.theme, c.sub_theme) == (theme, sub))
        yield "sub_theme", ("", sub, theme, sub), members
    for theme in dict.fromkeys(c.theme for c in codes if c.theme):
        members = frozenset(c.code for c in codes if c.theme == theme)
        yield "theme", ("", theme, theme, ""), members


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
    return format_number(None if value is None or pd.isna(value) else float(value), decimals)
