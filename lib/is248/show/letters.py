"""Letters that no font of ours has, and what stands for them on paper and in figures.

What Source Sans lacks is taken from DejaVu, where both its sans (figures) and its mono (PDF) have
it; symbols and pictures beyond are of another version in Typst than in Matplotlib.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from pathlib import Path

from is248.base.invisible import visible

ODD = re.compile(
    r"[^\t\n\r -~\xa0-\xac\xae-\u017f\u2010-\u2015\u2018-\u201e\u2020-\u2022\u2026"
    r"\u202f\u2030\u2212]"
)
"""What a Norwegian text seldom has; every other sign is in the fonts, which need not be read."""

SYMBOLS = 0x2600
"""First code point that is not taken from DejaVu."""

LOOKS = "\ufe0e\ufe0f"
"""They choose how the sign before them is drawn, and are nothing by themselves."""


def lacking(text: str) -> list[str]:
    """The letters of a text that the fonts lack, each once, in the order of their code points."""
    return [letter for letter in sorted(set(ODD.findall(text))) if _lacks(letter)]


def stood_in(text: str) -> str:
    """A text that the fonts can show: ``[U+1F600]`` for a letter that they lack."""
    return ODD.sub(lambda found: _stand_in(found.group()), text)


def drawable(text: str) -> str:
    """A text that a figure can show: invisible signs are seen, and lacking letters stood in for."""
    return stood_in(visible(text))


def is_rare(text: str) -> bool:
    """Whether a figure cannot show a text as it is, in Source Sans."""
    return visible(text) != text or any(ord(c) not in _own() for c in ODD.findall(text))


def name_of(letter: str) -> str:
    """How a letter is named: ``U+1F600``."""
    return f"U+{ord(letter):04X}"


def _stand_in(letter: str) -> str:
    if letter in LOOKS:
        return ""
    return f"[{name_of(letter)}]" if _lacks(letter) else letter


def _lacks(letter: str) -> bool:
    return letter not in LOOKS and ord(letter) not in _covered()


@cache
def _covered() -> frozenset[int]:
    """Code points that can be drawn."""
    import matplotlib as mpl

    theirs = Path(mpl.get_data_path()) / "fonts" / "ttf"
    both = _code_points(theirs / "DejaVuSans.ttf") & _code_points(theirs / "DejaVuSansMono.ttf")
    return _own() | {code for code in both if code < SYMBOLS}


@cache
def _own() -> frozenset[int]:
    """Code points of Source Sans; its cuts have the same."""
    with resources.as_file(resources.files("is248.show") / "fonts") as folder:
        return _code_points(folder / "SourceSans3-Regular.ttf")


def _code_points(font: Path) -> frozenset[int]:
    from matplotlib.ft2font import FT2Font

    return frozenset(FT2Font(str(font)).get_charmap())
