"""Helper package of the IS-24/8 compendium: from a reported figure to a published page.

A notebook begins with ``from is248 import open_chapter``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from is248.chapter.context import open_chapter as open_chapter

__version__ = "0.1.0"
__all__ = ["__version__", "open_chapter"]


def __getattr__(name: str) -> object:
    """``open_chapter``, imported when it is asked for: the command line starts without pandas."""
    if name == "open_chapter":
        from is248.chapter.context import open_chapter

        return open_chapter
    raise AttributeError(f"module 'is248' has no attribute '{name}'")
