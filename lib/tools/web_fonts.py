"""Make the web fonts of the HTML pages: Latin and Sami letters of Source Sans 3, as WOFF2.

The licence reserves the name "Source", so the subsets are called "IS248 Sans". Run by hand when the
fonts change; needs the package brotli beside the pinned ones: ``python lib/tools/web_fonts.py``.
"""

from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

FONTS = Path(__file__).parents[1] / "is248" / "show" / "fonts"
FEATURES = ["kern", "mark", "mkmk", "ccmp", "locl", "liga", "tnum", "lnum", "case"]
NAMES_KEPT = [0, 1, 2, 3, 4, 5, 6, 13, 14]
LETTERS = "ČčĐđŊŋŠšŦŧŽžǤǥǦǧǨǩƷʒǮǯʹŒœαβγδχσμπρκλ"
SIGNS = "–—‐‑‒‘’‚“”„†‡•…‰′″‹›€−×÷≤≥≈≠±·←↑→↓√∞∆∑µ▲▼►◄ⁿ⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄"
SPACES = "\u2007\u2008\u2009\u200a\u202f"


def subset(weight: str) -> None:
    """Write the web font of one weight."""
    font = TTFont(FONTS / f"SourceSans3-{weight}.ttf")
    options = Options(
        layout_features=FEATURES, hinting=False, name_IDs=NAMES_KEPT, notdef_outline=True
    )
    wanted = {*range(0x20, 0x7F), *range(0xA0, 0x100), *map(ord, LETTERS + SIGNS + SPACES)}
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=wanted)
    subsetter.subset(font)
    rename(font, weight)
    font["head"].modified, font.recalcTimestamp, font.flavor = font["head"].created, False, "woff2"
    font.save(FONTS / f"IS248Sans-{weight}.woff2")


def rename(font: TTFont, weight: str) -> None:
    """Give the subset its own name, as the licence asks."""
    family = "IS248 Sans" if weight == "Regular" else f"IS248 Sans {weight}"
    names = {1: family, 2: "Regular", 3: f"IS248Sans-{weight}", 4: family, 6: f"IS248Sans-{weight}"}
    for number, text in names.items():
        font["name"].setName(text, number, 3, 1, 0x409)


if __name__ == "__main__":
    for each in ("Regular", "Semibold"):
        subset(each)
