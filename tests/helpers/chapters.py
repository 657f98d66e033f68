"""Real chapters, of files that no test changes: read once in a session."""

from dataclasses import replace
from functools import cache

import is248
from is248.base.paths import find_project
from is248.show.plots import style


@cache
def _opened(_root, *words):
    return is248.open_chapter(*words)


def open_chapter(*words):
    """Open a chapter that was read once, with nothing in it that another test left."""
    style.use()
    return replace(_opened(find_project().root, *words))
