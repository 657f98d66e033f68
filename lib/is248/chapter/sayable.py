"""What a sentence may name: objects that answer to names, and the template that asks them.

A template asks by name, ``"{good} av de {n} kommunene"``, and the objects given answer. A name that
no object knows, or that two know, is an error. A format spec is an argument to the object:
``{good:1}`` is a share with one decimal, ``{high:3}`` the three highest, ``{no_n:words}`` a count
in words.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping, Sequence
from numbers import Real
from string import Formatter
from typing import Any, ClassVar, Protocol, Self, runtime_checkable

from is248.base.errors import DisplayError
from is248.show import words
from is248.show.paragraph import Bound

MAIN = ""
"""The name of an object's own value: ``{grant}`` where ``grant=...`` was given."""


@runtime_checkable
class Sayable(Protocol):
    """An object that a sentence can name values of."""

    def bound(self, name: str, spec: str) -> Bound | None:
        """The value of a name; None when the object does not know it.

        Args:
            name: What the template asks for; :data:`MAIN` for the object itself.
            spec: What stands after the colon; empty when nothing does.
        """

    def names(self) -> Iterable[str]:
        """The names that it knows, for messages."""


@runtime_checkable
class Elsewhere(Protocol):
    """An object that knows names of other years."""

    def known_elsewhere(self, name: str) -> bool:
        """Whether a sentence may use a name although this year does not have it."""


class Said:
    """An object whose values a table of functions gives, :attr:`said`."""

    said: ClassVar[Mapping[str, Callable[[Any, str], Bound | None]]] = {}

    def bound(self, name: str, spec: str) -> Bound | None:
        """As :meth:`Sayable.bound`.

        Example:
            >>> follow = open_chapter("housing", 2016).question("housing_follow_up")
            >>> means = follow.means("county")
            >>> means.bound("n", "").unit
            ''
        """
        known = self.said.get(name)
        return known(self, spec) if known else None

    def names(self) -> Iterable[str]:
        """As :meth:`Sayable.names`.

        Example:
            >>> follow = open_chapter("housing", 2016).question("housing_follow_up")
            >>> means = follow.means("county")
            >>> means.names()
            ['n', 'lighter', 'p', 'controlled_p']
        """
        return [*self.said]


class Values(dict[str, Bound]):
    """Values by name."""

    def bound(self, name: str, spec: str) -> Bound | None:
        """As :meth:`Sayable.bound`; a spec has a meaning for numbers only: decimals."""
        found = self.get(name)
        if found is None or not spec:
            return found
        return said_number(found, spec)

    def names(self) -> Iterable[str]:
        """The names."""
        return self.keys()

    @classmethod
    def unknown(cls, *names: str) -> Self:
        """Names whose values are all missing."""
        return cls(dict.fromkeys(names, words.missing()))


Given = Sayable | Bound | float | int | str | Sequence[str]
"""What may be given to a template by keyword."""


def bind(
    item: str, template: str, objects: Sequence[Sayable], named: Mapping[str, Given]
) -> dict[str, Bound]:
    """The values of a template.

    Args:
        item: Id of the sentence, for messages.
        template: Norwegian text with ``{name}`` or ``{name:spec}``.
        objects: Objects that are asked for every name.
        named: Objects and values by name; ``x`` answers to ``{x}`` and an object to ``{x_...}`` as
            well.

    Returns:
        Name → value, in the order of the template.

    Raises:
        DisplayError: A name that nothing or more than one object knows, or a name given in vain.
    """
    found: dict[str, Bound] = {}
    used: set[str] = set()
    for name, spec in _asked(item, template).items():
        keyword = _keyword(name, named)
        if keyword is not None:
            used.add(keyword)
            found[name] = _of_keyword(item, name, keyword, named[keyword], spec)
        else:
            found[name] = _of_objects(item, name, spec, objects)
    if vain := sorted(set(named) - used):
        raise DisplayError(f"{item}: gitt, men ikke nevnt i teksten: {', '.join(vain)}")
    return found


def without_specs(template: str) -> str:
    """The template with bare names, as a bound sentence takes it."""
    parts = []
    for literal, name, _, _ in Formatter().parse(template):
        parts.append(literal.replace("{", "{{").replace("}", "}}"))
        parts.append("" if name is None else f"{{{name}}}")
    return "".join(parts)


def places(spec: str, otherwise: int = 0) -> int:
    """A spec that is a number: decimals, or how many."""
    return int(spec or otherwise)


def said_number(bound: Bound, spec: str) -> Bound:
    """A value said otherwise: with so many decimals, or in words where it is a count.

    Raises:
        DisplayError: The spec is neither.
    """
    if spec.isdigit() and isinstance(bound.value, int | float):
        again = words.percent if bound.unit == "prosent" else words.number
        return again(bound.value, int(spec)).on(bound.basis)
    raise DisplayError(f"«{spec}» kan ikke brukes på {bound.text}")


def plain(value: Given) -> Bound:
    """A value as it is: a bound one, a number, a name, or names in a row."""
    if isinstance(value, Bound):
        return value
    if isinstance(value, str):
        return words.name(value)
    if isinstance(value, Real):  # those of numpy too
        return words.number(float(value))
    if isinstance(value, Sequence):
        return words.listing(value)
    raise TypeError(f"not a value: {value!r}")


def _asked(item: str, template: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for _, name, spec, _ in Formatter().parse(template):
        if name is None:
            continue
        if found.setdefault(name, spec or "") != (spec or ""):
            raise DisplayError(f"{item}: «{name}» står to ganger, sagt på ulik måte")
    return found


def _keyword(name: str, named: Mapping[str, Given]) -> str | None:
    """The longest keyword that a name is, or begins with."""
    whole = {key for key, value in named.items() if isinstance(value, Sayable)}
    fitting = [k for k in named if name == k or (k in whole and name.startswith(f"{k}_"))]
    return max(fitting, key=len, default=None)


def _of_keyword(item: str, name: str, keyword: str, value: Given, spec: str) -> Bound:
    if not isinstance(value, Sayable):
        return said_number(plain(value), spec) if spec else plain(value)
    rest = name.removeprefix(keyword).removeprefix("_")
    found = value.bound(rest, spec)
    if found is None and _known_elsewhere(rest, [value]):
        return words.missing()
    if found is None:
        raise DisplayError(f"{item}: «{name}» finnes ikke.{_near(rest, [value])}")
    return found


def _of_objects(item: str, name: str, spec: str, objects: Sequence[Sayable]) -> Bound:
    answers = [bound for each in objects if (bound := each.bound(name, spec)) is not None]
    # what was not asked has no value of any name: it is passed over where another has one
    known = [bound for bound in answers if not bound.missing] or answers[:1]
    if len(known) == 1:
        return known[0]
    if answers:
        raise DisplayError(f"{item}: {len(answers)} av objektene har «{name}»; gi dem navn.")
    if _known_elsewhere(name, objects):
        return words.missing()
    raise DisplayError(f"{item}: «{name}» finnes ikke.{_near(name, objects)}")


def _known_elsewhere(name: str, objects: Iterable[Sayable]) -> bool:
    """Whether an answer of that name was offered in another year: it is not asked then."""
    return any(each.known_elsewhere(name) for each in objects if isinstance(each, Elsewhere))


def _near(name: str, objects: Sequence[Sayable]) -> str:
    known = sorted({each for one in objects for each in one.names() if each})
    near = difflib.get_close_matches(name, known, n=5, cutoff=0.4) or known[:20]
    return f" Kjente navn: {', '.join(near)}." if near else ""
