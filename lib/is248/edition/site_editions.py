"""The versions of a year that a site is made of: whole, and as they were published."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from is248.base.errors import UserError
from is248.base.files import sha256
from is248.edition import manifest
from is248.edition.results import RESULTS, read_results
from is248.edition.revisions import recorded, type_words
from is248.edition.site_pages import SiteEdition
from is248.edition.versions import Shelf
from is248.show.invented import foundation
from is248.year.params import load_year

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from is248.base.paths import Project
    from is248.year.params import YearParams

READ_FIRST = "Se docs/publishing.md før du legger den ut."
SHOWN = 3
"""Files that a sentence names."""


def editions_of(project: Project, year: int, *, all_versions: bool) -> list[SiteEdition]:
    """The versions of a year, oldest first.

    Args:
        project: The project.
        year: The reporting year.
        all_versions: Whether the files of old versions are wanted, and not their addresses alone.

    Returns:
        Up to the newest whole one.

    Raises:
        UserError: There is none, or a file of one is not as its manifest says.
    """
    params = load_year(year, project)
    shelf = Shelf(project.outputs / str(year))
    newest = shelf.latest() if shelf.folder.is_dir() else None
    if newest is None:
        raise UserError(f"Ingen utgave av {year} ennå. Kjør «is248 report {year}» først.")
    numbers = (one for one in shelf.numbers() if one <= newest)
    return [
        _edition(params, shelf.version(one), number=one, kept=all_versions or one == newest)
        for one in numbers
    ]


def _edition(params: YearParams, folder: Path, *, number: int, kept: bool) -> SiteEdition:
    known = manifest.read_manifest(folder) or {}
    told = recorded(known)
    bases = {one.basis for one in read_results(folder / RESULTS)} if kept else set()
    return SiteEdition(
        params,
        number,
        date=(told and told.date) or params.edition_date,
        reason=told.reason if told else type_words(told, first=not known.get("previous")),
        files=checked_files(folder) if kept else (*known.get("outputs", {}),),
        mark=_mark(folder),
        is_kept=kept,
        foundation=foundation(bases),
        remarks=tuple(_remarks(known, bases, params.year)) if kept else (),
    )


def _mark(folder: Path) -> str:
    path = folder / manifest.NAME
    return sha256(path) if path.is_file() else ""


def checked_files(folder: Path) -> tuple[str, ...]:
    """The files of a version, the manifest among them.

    Args:
        folder: Its folder.

    Raises:
        UserError: They are not as they were published.
    """
    if unlike := manifest.differences(folder):
        raise UserError(
            f"Utgaven i {folder.parent.name}/{folder.name} er ikke slik den ble laget: "
            f"{', '.join(unlike[:SHOWN])}. Et nettsted lages bare av utgaver som ingen har endret. "
            "Bygg den på nytt, eller ta bort det som er lagt til."
        )
    listed: dict[str, Any] = (manifest.read_manifest(folder) or {})["outputs"]
    return (*sorted(listed), manifest.NAME)


def _remarks(known: Mapping[str, Any], bases: set[str], year: int) -> Iterator[str]:
    """What is not for everybody's eyes, or cannot be made again by them."""
    if own := known.get("own_files"):
        yield f"Utgaven av {year} er laget av egne filer ({', '.join(own)}). {READ_FIRST}"
    if known.get("code", {}).get("unsaved"):
        yield f"Utgaven av {year} er laget av filer som ikke var lagret i git."
    if "microdata" in bases:
        yield f"Utgaven av {year} viser svar fra kommunene. {READ_FIRST}"
