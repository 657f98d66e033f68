"""Several codes or crosses that nothing is told of: drawn from our plausible shares."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from is248_synthetic.categorical import SILENT
from is248_synthetic.synthetic_units import counted

if TYPE_CHECKING:
    from is248_synthetic.categorical import State
    from is248_synthetic.margins import Free


def draw_freely(state: State, entry: Free) -> None:
    """Write the answers to one question: every answer has at least one code.

    An option that excludes all others is drawn first, the rest each for itself.
    """
    draws = state.draws(64, state.book.year, *entry.variable.encode())
    silent, answers = entry.prior.get("none", SILENT), state.answers.setdefault(entry.variable, {})
    codes = [code for code in state.book.variable(entry.variable).categories if code in entry.prior]
    shares = np.array([entry.prior[code] for code in codes])
    free = np.array([code not in entry.exclusive for code in codes])
    for unit in counted(state.units, "districts"):
        answered, place = draws.random() >= silent, draws.random(len(codes))
        crossed = place < shares
        alone = crossed & ~free
        if not crossed.any():  # the code that came nearest
            crossed[np.argmin(place - shares)] = True
        chosen = alone if alone.any() else crossed
        if answered:
            answers[str(unit)] = tuple(code for code, hit in zip(codes, chosen, strict=True) if hit)
