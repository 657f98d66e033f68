"""Lists kept by hand beside the answers, corrections and decisions: read strictly, with lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from is248.base.errors import DataError

if TYPE_CHECKING:
    from pathlib import Path

ModelT = TypeVar("ModelT", bound=BaseModel)


class Record(BaseModel):
    """A model that refuses unknown keys and takes no number for a text: codes are quoted."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def read_records(path: Path, model: type[ModelT]) -> ModelT:
    """Read a list.

    Args:
        path: The file; an absent one is an empty list.
        model: What it holds.

    Returns:
        The checked content.

    Raises:
        DataError: The file is not as it must be; the message names the entry.
    """
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        content = None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        first = " ".join(str(error).split())
        raise DataError(f"{path.name} er ikke gyldig YAML: {first}") from error
    try:
        return model.model_validate(content or {})
    except ValidationError as error:
        raise DataError(f"{path.name}: {_first(error)}") from error


def entry_lines(path: Path, key: str) -> list[int]:
    """Line of each entry below a key; empty when the file is absent."""
    if not path.is_file():
        return []
    root = yaml.compose(path.read_text(encoding="utf-8"))
    if not isinstance(root, yaml.MappingNode):
        return []
    lists = [value for name, value in root.value if name.value == key]
    entries = [entry for found in lists for entry in found.value]
    return [entry.start_mark.line + 1 for entry in entries if isinstance(entry, yaml.Node)]


def _first(error: ValidationError) -> str:
    first = error.errors()[0]
    place = ".".join(str(part) for part in first["loc"]) or "filen"
    reason = {
        "missing": "mangler",
        "extra_forbidden": "er et ukjent felt",
        "string_type": "skal være tekst; sett den i anførselstegn",
    }.get(first["type"], first["msg"])
    return f"«{place}» {reason}."
