"""What an item rests on, cell by cell, and how a reader is told that numbers are invented."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from is248.show.bundle import CellBundle, ColumnBundle, FigureBundle, TableBundle

    GridItem = TableBundle | FigureBundle

INVENTED = "synthetic_invented"
"""Basis of what neither print nor anybody's answers hold."""

_REAL = {
    "svarene som kommunene har gitt": {"microdata"},
    "tall trykt i rapporten": {"printed", "calibrated", "reconstructed"},
    "kommuneregisteret": {"register"},
}
_MIXED = "syntetiske svar laget etter trykte tall"
_MADE_UP = "syntetiske svar som ingen kommune har gitt; de er laget etter trykte tall"

ALL, SOME = "oppdiktet", "delvis oppdiktet"
"""Words in the caption of an item whose numbers are invented, all of them or some."""

PALER = 0.4
"""How far the colours of an invented figure are taken towards white.

Dark letters on them have a contrast of 4.5:1 in every colour of labels.yml that is that dark.
"""

_COLOUR = re.compile(r"#([0-9a-f]{6})\b")
_LETTERS = re.compile(r'style="fill: #[0-9a-f]{6}"(?= transform="translate\([^"]*scale\()')
_WHITE, _INK = "#ffffff", "#000000"


def is_invented(cell: CellBundle, column: ColumnBundle, item: str = "") -> bool:
    """Whether a cell shows an invented number.

    Args:
        cell: The cell.
        column: Its column.
        item: What the item as a whole rests on.
    """
    return cell["value"] is not None and _basis(cell, column, item) == INVENTED


def _basis(cell: CellBundle, column: ColumnBundle, item: str) -> str:
    return cell.get("basis") or column["basis"] or item


def bases_of(bundle: GridItem) -> list[str]:
    """What the numbers of an item rest on, each once, in the order in which they stand.

    Args:
        bundle: The item; without numbers it rests on what it says itself.
    """
    return list(dict.fromkeys(_bases(bundle))) or [bundle["basis"]]


def _bases(bundle: GridItem) -> Iterator[str]:
    """The basis of each cell that shows a number."""
    columns, item = bundle["grid"]["columns"], bundle["basis"]
    for row in bundle["grid"]["rows"]:
        for cell, column in zip(row["cells"], columns, strict=False):
            if cell["value"] is not None:
                yield _basis(cell, column, item)


def foundation(bases: Iterable[str], what: str = "Denne utgaven") -> str:
    """One sentence on what some numbers rest on.

    Args:
        bases: What each of them rests on.
        what: What shows them.

    Returns:
        The sentence; nothing where no basis is known.
    """
    known = set(filter(None, bases))
    made_up = any(basis.startswith("synthetic") for basis in known)
    marked = ", og resten er merket «oppdiktet»" if INVENTED in known else ""
    if made_up and "microdata" in known:
        return f"{what} bygger dels på svar fra kommunene og dels på {_MIXED}{marked}."
    if made_up:
        return f"{what} bygger på {_MADE_UP}{marked}."
    real = [words for words, bases in _REAL.items() if not known.isdisjoint(bases)]
    return f"{what} bygger på {' og på '.join(real)}." if real else ""


def invented_tag(bundle: GridItem) -> str:
    """What the caption says of invented numbers; empty when there are none."""
    bases = bases_of(bundle)
    if INVENTED not in bases:
        return ""
    return ALL if bases == [INVENTED] else SOME


def tagged_title(bundle: GridItem) -> str:
    """The title for lists of items: with "(oppdiktet)" after it where that holds."""
    tag = invented_tag(bundle)
    return f"{bundle['title']} ({tag})" if tag else bundle["title"]


def tagged_alt(bundle: FigureBundle) -> str:
    """The alt text; it ends with a sentence on invented numbers where there are any."""
    tag = invented_tag(bundle)
    return f"{bundle['alt']} Tallene er {tag}." if tag else bundle["alt"]


def shown_svg(bundle: FigureBundle) -> str:
    """The drawing: pale when at least half of the numbers behind it are invented."""
    bases = list(_bases(bundle))
    pale = bool(bases) and 2 * bases.count(INVENTED) >= len(bases)
    return paled(bundle["svg"]) if pale else bundle["svg"]


def paled(svg: str) -> str:
    """A drawing in paler colours; its letters keep theirs, and white ones on shapes become dark.

    Args:
        svg: As :func:`is248.show.figure.svg_of` makes it.
    """
    pieces, last = [], 0
    for letters in _LETTERS.finditer(svg):
        pieces += [_COLOUR.sub(_paler, svg[last : letters.start()]), _dark(letters.group())]
        last = letters.end()
    return "".join([*pieces, _COLOUR.sub(_paler, svg[last:])])


def _dark(style: str) -> str:
    return style.replace(_WHITE, _INK)


def _paler(colour: re.Match[str]) -> str:
    parts = bytes.fromhex(colour.group(1))
    return "#" + "".join(f"{round(part + PALER * (255 - part)):02x}" for part in parts)
