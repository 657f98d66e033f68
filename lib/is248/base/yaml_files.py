"""Reading of YAML: strict, quick, and with faults named by file and line.

The safe loader of libyaml is ten times as fast as the one in Python. A key that stands twice in a
mapping is a fault: YAML would silently keep the last. What no list kept by hand has - a million
bytes, a hundred levels, references that unfold to millions of values - is refused before anything
is built of it.
"""

from __future__ import annotations

import pickle
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from is248.base import observed
from is248.base.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence
    from pathlib import Path

ModelT = TypeVar("ModelT", bound=BaseModel)

LARGEST = 1_000_000
"""Bytes of a file; the codebook of a year has a hundred thousand."""

DEEPEST = 60
"""Levels of lists and mappings."""

MOST_VALUES = 50_000
"""Values, with all that references stand for."""

MOST_DIGITS = 100

KNOWN_TEXTS = 64
"""Texts whose content is remembered; a year has about forty."""

_UNREADABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Signs that YAML does not allow, NUL among them."""

_ENGLISH = {
    "mapping values are not allowed": "et kolon står der det ikke kan stå",
    "found character that cannot start": "en tabulator eller et tegn som @ og % står først",
    "could not find expected ':'": "et kolon mangler",
    "did not find expected": "noe mangler, eller innrykket er galt",
    "found unexpected end of stream": "et anførselstegn eller en parentes er ikke lukket",
    "found unknown escape character": "en omvendt skråstrek i anførselstegn står galt",
    "found unhashable key": "en nøkkel er en liste",
    "found duplicate anchor": "to steder har samme merke (&)",
    "control characters are not allowed": "filen har usynlige styretegn",
}
"""How a fault that PyYAML finds begins → what we say."""

_REASONS = {
    "missing": "mangler",
    "extra_forbidden": "er et ukjent felt",
    "string_type": "skal være tekst; sett den i anførselstegn",
}
"""What pydantic finds → what we say."""

# Python's own where PyYAML was built without libyaml; both read the same
_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Strict(_Base):  # type: ignore[misc]  # one of two classes
    """Reads plain values; a key that stands twice is a fault."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        """A mapping, after a look at its keys."""
        seen = set()
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode):
                if key.value in seen:
                    raise _wrong(f"«{key.value}» står to ganger", key)
                seen.add(key.value)
        made: dict[Hashable, Any] = super().construct_mapping(node, deep)
        return made

    def whole_number(self, node: yaml.ScalarNode) -> int:
        """A whole number of a length that numbers have."""
        if len(node.value) > MOST_DIGITS:
            raise _wrong(f"et tall har {len(node.value)} sifre", node)
        try:
            return int(self.construct_yaml_int(node))
        except ValueError:
            raise _wrong(f"«{node.value}» er ikke et tall", node) from None

    def date(self, node: yaml.ScalarNode) -> object:
        """A date that is in the calendar."""
        try:
            made: object = self.construct_yaml_timestamp(node)
        except (ValueError, OverflowError, AttributeError):
            raise _wrong(f"«{node.value:.40}» er ikke en dato", node) from None
        return made


_TAGS = {made.__name__: tag for tag, made in _Base.yaml_constructors.items()}
_Strict.add_constructor(_TAGS["construct_yaml_int"], _Strict.whole_number)
_Strict.add_constructor(_TAGS["construct_yaml_timestamp"], _Strict.date)


def _wrong(fault: str, node: Any) -> yaml.constructor.ConstructorError:  # noqa: ANN401 - node or event
    return yaml.constructor.ConstructorError(None, None, fault, node.start_mark)


def read_yaml(text: str) -> object:
    """What a YAML text holds: plain values, lists and mappings.

    Raises:
        yaml.YAMLError: The text is not YAML, a key stands twice, or it unfolds to too much.
    """
    found: object = pickle.loads(_pickled(text))  # noqa: S301 - made by the next function
    return found


@lru_cache(maxsize=KNOWN_TEXTS)
def _pickled(text: str) -> bytes:
    """What a text holds, taken apart once in a process and in all that are forked from it."""
    _check_extent(text)
    return pickle.dumps(yaml.load(text, Loader=_Strict))  # noqa: S506 - built on a safe one


def _check_extent(text: str) -> None:
    """Refuse what nests too deep or unfolds to too many values, without building it."""
    extent = _Extent()
    for event in yaml.parse(text, Loader=_Strict):
        extent.add(event)
        if extent.values > MOST_VALUES:
            raise _wrong("filen har for mange verdier, med det referanser (*) står for", event)
        if len(extent.opened) > DEEPEST:
            raise _wrong(f"lister og felt ligger i mer enn {DEEPEST} nivåer", event)


class _Extent:
    """How much a YAML text unfolds to; a few lines of references can stand for billions."""

    def __init__(self) -> None:
        self.values = 0
        self.opened: list[tuple[str, int]] = []
        self._sizes: dict[str, int] = {}

    def add(self, event: yaml.Event) -> None:
        """Count one event; a reference counts what it stands for."""
        anchor: str = getattr(event, "anchor", None) or ""
        if getattr(event, "tag", None):
            raise _wrong("merker (!) brukes ikke", event)
        if isinstance(event, yaml.AliasEvent):
            self.values += self._size(anchor, event)
        elif isinstance(event, yaml.CollectionEndEvent):
            opened, before = self.opened.pop()
            self._sizes[opened] = self.values - before
        elif isinstance(event, yaml.NodeEvent):
            self._open(anchor, event)

    def _open(self, anchor: str, event: yaml.Event) -> None:
        if isinstance(event, yaml.CollectionStartEvent):
            self.opened.append((anchor, self.values))
        else:
            self._sizes[anchor] = 1
        self.values += 1

    def _size(self, anchor: str, event: yaml.Event) -> int:
        if anchor not in self._sizes:
            raise _wrong("en referanse (*) viser til seg selv eller til noe som ikke finnes", event)
        return self._sizes[anchor]


def read_yaml_file(path: Path, name: str) -> object:
    """What a YAML file holds.

    Args:
        path: The file.
        name: What messages call it, for example ``params/2016.yml``.

    Returns:
        Plain values, lists and mappings.

    Raises:
        FileNotFoundError: There is no such file.
        DataError: It is not YAML in UTF-8; the message names the line.
    """
    try:
        return read_yaml(_text(path, name))
    except yaml.YAMLError as error:
        raise DataError(f"{name}{_at(error)} er ikke gyldig YAML: {_problem(error)}") from error


def _text(path: Path, name: str) -> str:
    """A file as text, with what no YAML has refused."""
    try:
        if observed.read(path).stat().st_size > LARGEST:
            raise DataError(f"{name} er større enn 1 MB. Er det riktig fil?")
        data = path.read_bytes()
    except FileNotFoundError:
        raise
    except OSError as error:
        raise DataError(f"{name} kan ikke leses: {error.strerror}.") from error
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        words = f"{name}, linje {line}, er ikke gyldig YAML: tegnene er ikke UTF-8."
        raise DataError(f"{words} Lagre filen som UTF-8.") from error
    if odd := _UNREADABLE.search(text.removeprefix("\ufeff")):
        line = text.count("\n", 0, odd.start()) + 1
        words = f"{name}, linje {line}, er ikke gyldig YAML: den har et styretegn"
        raise DataError(f"{words} (U+{ord(odd[0]):04X}). Slett det.")
    return text


def read_model(path: Path, model: type[ModelT], name: str) -> ModelT:
    """The content of a YAML file, checked.

    Args:
        path: The file.
        model: What it must hold.
        name: What messages call it.

    Returns:
        The checked content.

    Raises:
        FileNotFoundError: There is no such file.
        DataError: It is not YAML, or not what it must be; the message names line and field.
    """
    content = read_yaml_file(path, name)
    try:
        return model.model_validate(content)
    except ValidationError as error:
        raise DataError(f"{name}{fault(error, path)}") from error


def fault(error: ValidationError, path: Path) -> str:
    """The first fault of a file's content in words, from the line on: ``, linje 3, «year» …``."""
    first = error.errors()[0]
    place = ".".join(str(part) for part in first["loc"]) or "filen"
    line = line_of(path, first["loc"])
    reason = _REASONS.get(first["type"])
    words = f"«{place}» {reason}" if reason else f"«{place}»: {first['msg']}"
    shown = "" if first["type"] == "missing" else f" (fant {first['input']!r:.80})"
    return f"{f', linje {line}' if line else ''}: {words}{shown}."


def line_of(path: Path, keys: Sequence[int | str]) -> int | None:
    """The line of a value in a YAML file, or of the nearest one around it that is there.

    Args:
        path: The file, which can be read.
        keys: Keys and positions on the way to the value.

    Returns:
        The line from 1; None in an empty file.
    """
    node = nodes(path)
    line = node.start_mark.line + 1 if node else None
    for key in keys:
        found = _below(node, key)
        if found is None:
            break
        line, node = found[0].start_mark.line + 1, found[1]
    return line


def nodes(path: Path) -> yaml.Node | None:
    """The nodes of a YAML file that can be read, which know their lines; None when it is empty."""
    found: yaml.Node | None = yaml.compose(path.read_text(encoding="utf-8"), Loader=_Strict)
    return found


def _below(node: yaml.Node | None, key: int | str) -> tuple[yaml.Node, yaml.Node] | None:
    """Where a value below a node starts (its key has the line), and the value."""
    if isinstance(node, yaml.MappingNode):
        return next(((k, v) for k, v in node.value if k.value == str(key)), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(key, int) and key < len(node.value):
        return node.value[key], node.value[key]
    return None


def _at(error: yaml.YAMLError) -> str:
    """The line of a fault; of what is never closed, where it begins."""
    mark = getattr(error, "problem_mark", None)
    if "end of stream" in str(getattr(error, "problem", "")):
        mark = getattr(error, "context_mark", None) or mark
    return f", linje {mark.line + 1}," if mark else ""


def _problem(error: yaml.YAMLError) -> str:
    found = str(getattr(error, "problem", None) or str(error).splitlines()[0]).rstrip(".")
    return (
        next((words for begin, words in _ENGLISH.items() if found.startswith(begin)), found) + "."
    )
