"""Lists kept by hand beside the answers, corrections and decisions: read strictly, with lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from is248.base.errors import DataError
from is248.base.yaml_files import fault, nodes, read_yaml_file

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
        content = read_yaml_file(path, path.name)
    except FileNotFoundError:
        content = None
    try:
        return model.model_validate(content or {})
    except ValidationError as error:
        raise DataError(f"{path.name}{fault(error, path)}") from error


def entry_lines(path: Path, key: str) -> list[int]:
    """Line of each entry below a key; empty when the file is absent."""
    if not path.is_file():
        return []
    root = nodes(path)
    if not isinstance(root, yaml.MappingNode):
        return []
    lists = [value for name, value in root.value if name.value == key]
    entries = [entry for found in lists for entry in found.value]
    return [entry.start_mark.line + 1 for entry in entries if isinstance(entry, yaml.Node)]
