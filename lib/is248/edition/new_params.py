"""The params of a new year, drafted from those of the year before."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from is248.base.yaml_writer import Flow, yaml_text
from is248.year.params import read_params

if TYPE_CHECKING:
    from collections.abc import Mapping

    from is248.base.paths import Project
    from is248.year.params import DataFile, RegisterFiles

_HEADER = """\
# Choices for the reporting year {year}: a draft by «is248 new-year {year} --from {last}». Chapters,
# thresholds and breaks are those of {last}; take out what is not asked, and change what you will.
"""
_CARRIED = ("series_start", "series_breaks", "thresholds", "quality")


def draft_params(
    project: Project, year: int, last: int, *,
    register: RegisterFiles, inhabitants: DataFile, themes: Mapping[str, str], printed: str,
) -> str:  # fmt: skip
    """Draft ``params/<year>.yml``.

    Args:
        project: The project.
        year: The new year.
        last: The year before it that the choices are taken from.
        register: The files of its register.
        inhabitants: The file of its inhabitants, and what they rest on.
        themes: New themes → title of their chapters.
        printed: What a printed report is called; empty when none is promised.

    Returns:
        The text of the file. FTE are those of the answers: no file of them is named.
    """
    path = project.params / f"{last}.yml"
    before: dict[str, Any] = dict(read_params(path, project))  # type: ignore[call-overload]
    content = {
        "year": year,
        "title": before["title"],
        "edition_date": dt.datetime.now().astimezone().date(),
        "publisher": before["publisher"],
        **({"printed_report": printed} if printed else {}),
        "register": Flow(register.model_dump(exclude_none=True)),
        "inhabitants": Flow(inhabitants.model_dump(exclude_none=True)),
        **{key: before[key] for key in _CARRIED if key in before},
        "chapters": _chapters(before["chapters"], themes),
    }
    return _HEADER.format(year=year, last=last) + yaml_text(content)


def _chapters(before: list[dict[str, Any]], themes: Mapping[str, str]) -> list[Flow]:
    """The chapters of the year before without print, and the new ones after the last number."""
    kept = [Flow({k: v for k, v in one.items() if k not in {"printed", "also"}}) for one in before]
    number = max((one.get("number") or 0 for one in kept), default=0)
    new = [theme for theme in themes if theme not in {one["theme"] for one in kept}]
    added = [Flow(theme=theme, number=number + at, title=themes[theme])
             for at, theme in enumerate(new, start=1)]  # fmt: skip
    numbered = [at for at, one in enumerate(kept, start=1) if one.get("number") is not None]
    end = max(numbered, default=len(kept))
    return [*kept[:end], *added, *kept[end:]]
