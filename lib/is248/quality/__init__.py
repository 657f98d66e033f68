"""Quality control: checks of the answers, control questions, response and real change."""

from is248.quality import (
    basis,
    cells,
    checks,
    consistency,
    content,
    forms,
    heat,
    marks,
    pages,
    real_change,
    response,
    systematic,
    totals,
    weights,
)

__all__ = [
    "basis",
    "cells",
    "checks",
    "consistency",
    "content",
    "forms",
    "heat",
    "marks",
    "pages",
    "real_change",
    "response",
    "systematic",
    "totals",
    "weights",
]
