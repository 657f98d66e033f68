"""Which figures stand side by side in the printed edition."""

from __future__ import annotations

import math
import re
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

from is248.edition.blocks import Code, Item
from is248.show.bundle import WIDEST_HALF_MM

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from is248.edition.blocks import Block

    Placed = tuple[Block, Block | None]

_HEIGHT = re.compile(r'<svg[^>]* height="([0-9.]+)pt"')


def side_by_side(told: Iterable[Block]) -> Iterator[Placed]:
    """The blocks of a chapter without code, each with the figure beside it, if any.

    Args:
        told: The blocks as a reader meets them.
    """
    shown = (block for block in told if not isinstance(block, Code))
    for narrow, run in groupby(shown, _is_narrow):
        blocks = list(run)
        yield from _paired(blocks) if narrow else ((block, None) for block in blocks)


def is_figure(block: Block) -> bool:
    """Whether a block is a figure."""
    return isinstance(block, Item) and block.bundle["kind"] == "figure"


def _is_narrow(block: Block) -> bool:
    """Whether another figure has room beside this one."""
    if not isinstance(block, Item) or block.bundle["kind"] != "figure":
        return False
    return block.bundle["width_mm"] <= WIDEST_HALF_MM


def _paired(figures: Sequence[Block]) -> list[Placed]:
    """Narrow figures in pairs and alone, in order, as low together as they can be."""
    # the heights and places of what follows a figure, and of what follows the next one
    after: tuple[float, list[Placed]] = (0.0, [])
    later: tuple[float, list[Placed]] = (math.inf, [])
    second: Block | None = None
    for first in reversed(figures):
        alone = (_height(first) + after[0], [(first, None), *after[1]])
        height = max(_height(first), _height(second) if second else 0.0)
        paired = (height + later[0], [(first, second), *later[1]])
        after, later, second = min(alone, paired, key=itemgetter(0)), after, first
    return after[1]


def _height(block: Block) -> float:
    """Height of a figure in points; nothing where the drawing does not tell."""
    if not isinstance(block, Item) or block.bundle["kind"] != "figure":
        return 0.0
    found = _HEIGHT.search(block.bundle["svg"])
    return float(found.group(1)) if found else 0.0
