"""Reading of YAML: strict, quick, and with faults named by file and line.

The safe loader of libyaml is ten times as fast as the one in Python. A key that stands twice in a
mapping is a fault: YAML would silently keep the last.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from is248.base.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence
    from pathlib import Path

ModelT = TypeVar("ModelT", bound=BaseModel)

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
            if key.value in seen and isinstance(key, yaml.ScalarNode):
                fault = f"«{key.value}» står to ganger"
                raise yaml.constructor.ConstructorError(None, None, fault, key.start_mark)
            seen.add(key.value if isinstance(key, yaml.ScalarNode) else id(key))
        made: dict[Hashable, Any] = super().construct_mapping(node, deep)
        return made


def read_yaml(text: str) -> object:
    """What a YAML text holds: plain values, lists and mappings.

    Raises:
        yaml.YAMLError: The text is not YAML, or a key stands twice.
    """
    content: object = yaml.load(text, Loader=_Strict)  # noqa: S506 - built on a safe one
    return content


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
        return read_yaml(path.read_text(encoding="utf-8"))
    except UnicodeDecodeError as error:
        raise DataError(f"{name} er ikke gyldig YAML: den er ikke UTF-8.") from error
    except yaml.YAMLError as error:
        raise DataError(f"{name}{_at(error)} er ikke gyldig YAML: {_problem(error)}") from error


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
    node = yaml.compose(path.read_text(encoding="utf-8"), Loader=_Strict)
    line = node.start_mark.line + 1 if node else None
    for key in keys:
        found = _below(node, key)
        if found is None:
            break
        line, node = found[0].start_mark.line + 1, found[1]
    return line


def _below(node: yaml.Node | None, key: int | str) -> tuple[yaml.Node, yaml.Node] | None:
    """Where a value below a node starts (its key has the line), and the value."""
    if isinstance(node, yaml.MappingNode):
        return next(((k, v) for k, v in node.value if k.value == str(key)), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(key, int) and key < len(node.value):
        return node.value[key], node.value[key]
    return None


def _at(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    return f", linje {mark.line + 1}," if mark else ""


def _problem(error: yaml.YAMLError) -> str:
    return str(getattr(error, "problem", None) or str(error).splitlines()[0]).rstrip(".") + "."
