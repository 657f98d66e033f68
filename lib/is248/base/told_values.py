"""Values that are told with what came out: a chapter rests on that, not on what they were made of.

A sum of findings seldom changes when a threshold or an answer does. What a value is made of is
told beside it, and when that has changed the value is made again, see
:mod:`is248.edition.values_again`: if the same comes out, who showed it need not be run.
"""

from __future__ import annotations

import contextlib
import hashlib
import re
from pathlib import PurePath
from typing import TYPE_CHECKING, TypeVar

from is248.base import observed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Found = TypeVar("Found")

_AT_EACH_LOOK = re.compile(
    r"(answers|statuses)\.parquet(#.+)?|codebook\.yml#.+|checks\.yml|\d{4}\.yml#quality\..+"
).fullmatch
"""What each look at is told of. All else is told when it is read, once for all who keep what was
read: a chapter that has looked at it for a value may show it afterwards, and rests on it."""


class ToldValues:
    """Values that are made of the same things.

    What makes them may keep what it has made for another of them, and for nothing else.

    Args:
        name: What can make them again, and the year after the last colon.
    """

    def __init__(self, name: str) -> None:
        self.name = name

    def told(self, of: str, make: Callable[[], Found], said: Callable[[Found], object]) -> Found:
        """A value, and tell what came out and what it was made of.

        Args:
            of: Which of them; no blanks.
            make: What makes it.
            said: All of it that can be seen, in an order, as plain values.
        """
        with self.making():
            found = make()
        observed.value(self.name, of, digest_of(said(found)))
        return found

    @contextlib.contextmanager
    def making(self) -> Iterator[None]:
        """While something is made that values are made of."""
        read: set[tuple[str, str]] = set()
        try:
            with observed.apart(read):
                yield
        finally:
            for kind, path in sorted(read):
                if kind in {"read", "part"} and _AT_EACH_LOOK(PurePath(path).name):
                    observed.made_of(self.name, kind, path)
                else:
                    observed.again(kind, path)  # type: ignore[arg-type]


def digest_of(said: object) -> str:
    """A sum over plain values, as it is told."""
    return hashlib.sha256(repr(said).encode()).hexdigest()[:16]
