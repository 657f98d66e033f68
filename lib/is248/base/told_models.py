"""Models read of a file that tell which of their fields are asked for."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - pydantic looks at annotations
from typing import Any, Self, TypeVar

from pydantic import BaseModel

from is248.base import observed

_ModelT = TypeVar("_ModelT", bound="ToldModel")


class ToldModel(BaseModel):
    """A model whose fields tell that they are read, once it was said of which file they are.

    A field is the part of its name in the file, after that of the model it stands in. Whoever goes
    through all fields, by ``model_dump``, ``==``, ``pickle`` or the like, reads the whole file.
    """

    _told: tuple[Path, str] | None = None

    def __getattribute__(self, name: str) -> Any:  # noqa: ANN401 - of any attribute
        """An attribute, and tell of it when it is a field or all of them."""
        get = super().__getattribute__
        fields = type(self).model_fields
        if name in fields or name == "__dict__":
            private = get("__pydantic_private__")
            if private and (told := private["_told"]):
                file, above = told
                if name in fields:
                    observed.part(file, f"{above}{fields[name].alias or name}")
                else:
                    observed.read(file)
        return get(name)

    def with_other(self, **fields: object) -> Self:
        """A copy with other values in some fields; each of the rest tells when it is read."""
        with observed.apart():
            return self.model_copy(update=fields)


def told_of(model: _ModelT, file: Path, above: str = "") -> _ModelT:
    """A copy of a model that tells of its fields.

    Args:
        model: The model.
        file: The file that it was read of, which has a part for each field.
        above: What stands before the names of its fields.
    """
    made = model.model_copy()
    made._told = file, above
    return made
