"""How many answers mention a code, a sub-theme, a theme.

An answer can carry several codes. The denominator is answers, never codes: the per cents of a
question can add up to more than 100. An answer with two codes of a theme counts once in the theme.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from is248.base.numbers import format_number

if TYPE_CHECKING:
    from collections.abc import Iterator

    from is248.survey.coding.coding_model import Code, Coding

COLUMNS = ("level", "code", "label", "theme", "sub_theme", "n", "n_answers", "pct")


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
