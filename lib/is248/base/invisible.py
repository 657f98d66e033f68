"""Signs that no eye sees, or that turn what it sees around, written so that they are seen."""

from __future__ import annotations

import re
from typing import Any

from is248.base.numbers import NBSP

_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u034f\u0600-\u0605\u061c\u06dd\u070f\u115f\u1160"
    "\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ud800-\uf8ff\ufeff"
    "\uffa0\ufff0-\ufffb\ufffe\uffff\U0001d173-\U0001d17a\U000e0000-\U0010ffff]"
)
"""Controls, signs of direction, of no width and of private use; the same in every Python.

Tabs, ends of lines and blanks of all widths are not among them: they are seen as blanks.
"""


def visible(text: str) -> str:
    r"""A text for pages, workbooks and the terminal, with invisible signs escaped.

    Args:
        text: Any text, of a file of answers, a label or a question.

    Returns:
        For example ``"ja\u202e"`` for a word with a sign behind it that turns the line around.
    """
    return _INVISIBLE.sub(lambda found: _escaped(found.group()), text)


def visible_line(text: str) -> str:
    """A value on a line of its own: as :func:`visible`, and every blank but the usual escaped."""
    return "".join(c if c.isprintable() or c == NBSP else _escaped(c) for c in text)


def all_visible(content: Any) -> Any:  # noqa: ANN401 - JSON has no type
    """JSON content with all its texts as :func:`visible` writes them; keys stay."""
    if isinstance(content, str):
        return content if content.isprintable() else visible(content)
    if isinstance(content, dict):
        return {key: all_visible(value) for key, value in content.items()}
    return [all_visible(one) for one in content] if isinstance(content, list) else content


def _escaped(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")
