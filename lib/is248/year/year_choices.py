"""Choices of a year that a run takes otherwise than params do: what a sensitivity analysis varies.

The run gets a project of its own whose params say so, and all that reads params follows.
"""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from is248.base.errors import UserError
from is248.base.paths import Project
from is248.year.params import Thresholds, YearParams, read_params

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    Choice = int | float | str

CHOICES = {
    **{name: ("thresholds", name) for name in Thresholds.model_fields},
    "alpha": ("thresholds", "certain"),
    "oslo": ("oslo",),
}
"""What a run can choose → where params say it."""


def check_choice(name: str, value: Choice, year: int, project: Project) -> Choice:
    """A value as params would have it.

    Args:
        name: One of :data:`CHOICES`.
        value: The value.
        year: The reporting year.
        project: The project.

    Raises:
        UserError: Params cannot have it.
    """
    try:
        found: Any = YearParams.model_validate(_content(project, year, {name: value}))
    except ValidationError as error:
        raise UserError(
            f"«{name}» kan ikke være «{value}». Det er et valg i params/{year}.yml "
            f"({'.'.join(CHOICES[name])}), og må ha en verdi som kan stå der."
        ) from error
    for key in CHOICES[name]:
        found = getattr(found, key)
    chosen: Choice = found
    return chosen


def with_choices(
    project: Project, year: int, choices: Mapping[str, Choice], folder: Path
) -> Project:
    """A project like another, but for some choices of a year.

    Args:
        project: The project; the other shares its data and notebooks.
        year: The reporting year.
        choices: What is chosen → the value.
        folder: Where it is made; it may be there from before.
    """
    if not folder.is_dir():
        staged = folder.with_name(f"{folder.name}.new")
        shutil.rmtree(staged, ignore_errors=True)
        staged.mkdir()
        shutil.copytree(project.params, staged / project.params.name)
        for shared in (project.data, project.notebooks):
            (staged / shared.name).symlink_to(shared, target_is_directory=True)
        text = json.dumps(_content(project, year, choices), default=str)  # JSON is YAML too
        (staged / project.params.name / f"{year}.yml").write_text(text, encoding="utf-8")
        staged.rename(folder)
    return Project(folder)


def _content(project: Project, year: int, choices: Mapping[str, Choice]) -> dict[str, Any]:
    content: Any = read_params(project.params / f"{year}.yml", project)
    for name, value in choices.items():
        *above, last = CHOICES[name]
        place = content
        for key in above:
            place = place.setdefault(key, {})
        place[last] = value
    made: dict[str, Any] = content
    return made
