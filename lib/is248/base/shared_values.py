"""Values that rest on their arguments alone, shared by runs of one chapter in other processes.

The runs of a grid draw the same tables for the same margins hundreds of times. Where sharing has
begun, a value that another run has made is taken; it was made by the same code of the same
arguments, type and order of their parts included, and comes out the same to the last bit. Nothing
is shared where it has not: ordinary runs make all of theirs.
"""

from __future__ import annotations

import pickle
from copy import deepcopy
from dataclasses import dataclass, field
from functools import wraps
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Values = Mapping[tuple[str, bytes], Any]
    """Function and arguments → the value."""

P = ParamSpec("P")
T = TypeVar("T")


@dataclass
class Sharing:
    """What a process shares.

    Attributes:
        known: What it and others have made; None where nothing is shared.
        made: What it has made.
    """

    known: dict[tuple[str, bytes], Any] | None = None
    made: dict[tuple[str, bytes], Any] = field(default_factory=dict)


HERE = Sharing()


def begin(known: Values) -> None:
    """Share from now on, in a process that is a run's own.

    Args:
        known: What others have made.
    """
    HERE.known, HERE.made = dict(known), {}


def made() -> Values:
    """What this process has made since, and others can take."""
    return dict(HERE.made)


def shareable(function: Callable[P, T]) -> Callable[P, T]:
    """A function whose value rests on its arguments and its code alone, draws included.

    Args:
        function: The function; what it is given and gives can be pickled.
    """
    name = f"{function.__module__}.{function.__qualname__}"

    @wraps(function)
    def value(*given: P.args, **named: P.kwargs) -> T:
        if (known := HERE.known) is None:
            return function(*given, **named)
        key = (name, pickle.dumps((given, named)))
        if key not in known:
            known[key] = HERE.made[key] = function(*given, **named)
        found: T = deepcopy(known[key])  # who is given it may change it
        return found

    return value
