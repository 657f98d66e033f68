"""Faults that the user can mend.

A :class:`UserError` carries one Norwegian sentence that says what is wrong, where, what was
expected and what to do. The command line prints it without a traceback and exits with code 2.
"""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class UserError(Exception):
    """Something the user gave cannot be used; the message is ready to print."""


class DataError(UserError):
    """A data file is missing, changed or has a content that cannot be read."""


class DisplayError(ValueError):
    """A display object is incomplete: no alt text, no title, an unbound number."""


def suggestion_of_label(word: str, known: Mapping[str, str]) -> str:
    """As :func:`suggestion`, for names that have a label which may have been written instead.

    Args:
        word: What the user wrote.
        known: Name → label.
    """
    said = word.casefold()
    for name, label in known.items():
        if label.casefold() == said:
            return f" Mente du «{name}» ({label})?"
    return suggestion(word, known)


def suggestion(word: str, known: Iterable[str]) -> str:
    """Names near a misspelt word.

    Args:
        word: What the user wrote.
        known: The names that would have been accepted.

    Returns:
        A Norwegian sentence with at most three near names, else all known names; it starts with
        a space so that it can be appended to a message.
    """
    names = sorted(known)
    near = difflib.get_close_matches(word, names, n=3, cutoff=0.5)
    if near:
        return " Mente du " + " eller ".join(f"«{name}»" for name in near) + "?"
    return " Kjente navn: " + ", ".join(names) + "." if names else ""
