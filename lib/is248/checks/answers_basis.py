"""What numbers rest on when they are computed of answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from is248.survey.answers import Answers
    from is248.year.params import Basis


def basis_of(*answers: Answers) -> Basis:
    """``synthetic`` when any of the answers are, else ``microdata``."""
    return "synthetic" if any(one.synthetic for one in answers) else "microdata"


def source_of(*answers: Answers) -> str:
    """Where numbers computed of answers come from, for the line below a table."""
    years = " og ".join(str(one.codebook.year) for one in answers)
    kind = "syntetiske svar" if basis_of(*answers) == "synthetic" else "svarene"
    return f"beregnet av {kind} på IS-24/8 for {years}"
