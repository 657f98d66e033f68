"""From what size of municipality on a finding holds."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def from_size(groups: Sequence[str], order: Sequence[str]) -> float:
    """Inhabitants from which on a finding holds, as a report may say of size classes.

    Args:
        groups: The size classes that it holds in.
        order: All size classes, the smallest first.

    Returns:
        The lower limit of the smallest of them when it holds in all larger ones too; NaN when it
        does not, or holds nowhere.
    """
    held = [size for size in order if size in groups]
    if not held or held != list(order)[-len(held) :]:
        return math.nan
    limit = re.match(r"\d+", held[0])
    return float(limit[0]) if limit else math.nan
