"""What a number rests on, from the strongest to the weakest."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

RANK: dict[str, int] = {
    "microdata": 0, "printed": 1, "register": 2, "params": 3,
    "reconstructed": 4, "calibrated": 5, "synthetic_fitted": 6,
    "synthetic_invented": 7, "synthetic": 7,
}  # fmt: skip

FITTED, INVENTED = "synthetic_fitted", "synthetic_invented"

SYNTHETIC = "synthetic"
"""Answers that nobody gave, before it is known which of their numbers a printed margin holds."""


def weakest(bases: Iterable[str], otherwise: str = "") -> str:
    """The weakest of several bases: what is made of them holds no better.

    Args:
        bases: Bases; empty ones say nothing.
        otherwise: The basis of nothing at all.
    """
    return max(filter(None, bases), key=RANK.__getitem__, default=otherwise)


def of_answers(basis: str) -> str:
    """The basis of a number of which nothing is known but what its answers are."""
    return INVENTED if basis == SYNTHETIC else basis
