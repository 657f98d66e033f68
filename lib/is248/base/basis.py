"""What a number rests on, from the strongest to the weakest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable

Basis = Literal[
    "microdata", "printed", "register", "params",
    "reconstructed", "calibrated", "synthetic_fitted", "synthetic_invented",
]  # fmt: skip
"""``microdata`` are answers that somebody gave, ``params`` choices of the year such as a level;
``synthetic_fitted`` is held by a printed margin, ``synthetic_invented`` by nothing."""

RANK: dict[str, int] = {
    "microdata": 0, "printed": 1, "register": 2, "params": 3,
    "reconstructed": 4, "calibrated": 5, "synthetic_fitted": 6, "synthetic_invented": 7,
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
