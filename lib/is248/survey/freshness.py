"""Prepared answers when they are wanted: made of what is listed, and made again when that changes.

``data/survey/<year>/source.yml`` lists the file of answers. Of several, the one that somebody gave
goes before the synthetic one. Real answers that were ingested by hand from a file that is not
listed are never replaced by synthetic ones.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from is248.base import observed
from is248.base.data_files import SOURCE_FILE
from is248.base.errors import DataError
from is248.base.exchange import private_folder, said, write_whole
from is248.base.files import sha256
from is248.base.locks import taken
from is248.base.paths import Project, find_project
from is248.base.yaml_files import read_yaml_file
from is248.survey.mapping.columns_file import COLUMNS_FILE
from is248.survey.places import (
    MAPPING,
    PREPARED_FILES,
    PROVENANCE_FILE,
    all_prepared,
    prepared_folder,
    survey_folder,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from is248.survey.answers import Answers

ENDINGS = frozenset({".csv", ".xlsx", ".sav", ".dta"})
STAMP = "{year}.inputs.json"
"""Stands beside the prepared answers of a year: the checksums of all that they were made of."""

YEAR = "[12][0-9][0-9][0-9]"
"""Folders named by a year."""

LOCK = ".{year}.lock"
PATIENCE = 120.0
"""Seconds to wait for another run that prepares the same answers; it takes a few."""

PACKAGE = Path(__file__).resolve().parents[1]
ROOMS = ("base", "register", "survey", "year")
"""Rooms of the package whose code may prepare answers: this one, and those that it may import."""

BESIDE = ("codebook.yml", COLUMNS_FILE, "corrections.yml", "decisions.yml")
SHOWN = 5
"""Findings that a message tells; ``is248 ingest`` lists all."""


@dataclass(frozen=True)
class Listed:
    """A file of answers that source.yml lists.

    Attributes:
        path: The file.
        synthetic: Whether nobody gave the answers.
    """

    path: Path
    synthetic: bool


def load(year: int, project: Project | None = None) -> Answers:
    """The answers of a year, prepared first when they are not.

    Args:
        year: Reporting year.
        project: The project; found when not given.

    Returns:
        The answers.

    Raises:
        DataError: There are none, or the listed file cannot be used.
    """
    from is248.survey.answers import load_answers

    project = project or find_project()
    ensure(year, project)
    return load_answers(year, project)


def has_answers(year: int, project: Project | None = None) -> bool:
    """Whether a year has answers, prepared or listed."""
    project = project or find_project()
    folder = prepared_folder(year, project)
    prepared = all(observed.is_there(folder / name) for name in PREPARED_FILES)
    return prepared or listed(year, project) is not None


def ensure_all(year: int, project: Project) -> list[int]:
    """Prepare the answers of a year and of the years before it, and renew those of later years.

    A chapter may show later years too, and is known by their prepared answers.

    Args:
        year: Reporting year.
        project: The project.

    Returns:
        The years that were made anew. Years without answers are passed over.

    Raises:
        DataError: A listed file cannot be used.
    """
    made = [one for one in _years(year, project) if ensure(one, project)]
    later = [int(f.name) for f in all_prepared(project).glob(YEAR) if int(f.name) > year]
    for one in sorted(later):
        with contextlib.suppress(DataError):  # a chapter that shows it will say so
            made += [one] if ensure(one, project) else []
    return made


def is_current(year: int, project: Project) -> bool:
    """Whether the prepared answers of a year are made of what is there now."""
    try:
        return _outdated(year, project) is None
    except DataError:
        return False


def check_all(year: int, project: Project) -> None:
    """Check that the answers of a year and of the years before it can be prepared; write nothing.

    Raises:
        DataError: A list cannot be read or names a file that is missing, or answers that only the
            user can prepare are older than what is beside them.
    """
    for one in _years(year, project):
        _outdated(one, project)


def _years(last: int, project: Project) -> list[int]:
    folders = (project.data / "survey").glob(YEAR)
    return sorted(int(folder.name) for folder in folders if int(folder.name) <= last)


def ensure(year: int, project: Project | None = None) -> bool:
    """Make the prepared answers of a year when they are missing or older than their inputs.

    Args:
        year: Reporting year.
        project: The project; found when not given.

    Returns:
        Whether they were made anew.

    Raises:
        DataError: The listed file is missing or has errors, or real answers from a file that is not
            listed are older than the codebook, the corrections or the decisions.
    """
    project = project or find_project()
    if _outdated(year, project) is None:
        return False
    with alone(year, project):
        source = _outdated(year, project)  # another run may have made them meanwhile
        if source is None:
            return False
        _ingest(year, source.path, project)
        with said(project.relative(_stamp(year, project))):
            write_whole(_stamp(year, project), _wanted(year, source, project))
    return True


@contextlib.contextmanager
def alone(year: int, project: Project) -> Iterator[None]:
    """The right to prepare a year's answers, waited for when another run has it.

    Raises:
        DataError: The other run does not end.
    """
    with said(project.relative(all_prepared(project))):
        folder = private_folder(all_prepared(project))
        lock = (folder / LOCK.format(year=year)).open("a+", encoding="utf-8")
    with lock as file:
        if not taken(file, PATIENCE):
            raise DataError(
                f"En annen kjøring klargjør svarene for {year}. Vent til den er ferdig, og prøv "
                "igjen."
            )
        yield


def _outdated(year: int, project: Project) -> Listed | None:
    """The file that must be prepared anew; None when the prepared answers stand.

    A chapter that asks rests on the answers that it then reads, not on what they were made of: who
    begins a run sees to it that they are made anew first.
    """
    with observed.apart():
        return _outdated_apart(year, project)


def _outdated_apart(year: int, project: Project) -> Listed | None:
    source, made = listed(year, project), _provenance(year, project)
    if made is not None and not made["synthetic"] and (source is None or source.synthetic):
        _check_unlisted(year, made, project)
        return None
    return None if source is None or _fits(year, source, project) else source


def listed(year: int, project: Project) -> Listed | None:
    """The file of answers that a year's ``source.yml`` lists; the real one before the synthetic.

    Raises:
        DataError: The list cannot be read, lists two real files, or a file that is missing.
    """
    folder = survey_folder(year, project)
    files = [
        Listed(folder / name, entry.get("synthetic") is True)
        for name, entry in _entries(folder).items()
        if Path(name).suffix in ENDINGS
    ]
    real = [file for file in files if not file.synthetic]
    if len(real) > 1:
        names = " og ".join(file.path.name for file in real)
        raise DataError(f"{year}: {SOURCE_FILE} fører flere svarfiler, {names}. Behold én.")
    chosen = next(iter(real or files), None)
    if chosen and not chosen.path.is_file():
        raise DataError(
            f"Mangler {project.relative(chosen.path)}, som {SOURCE_FILE} fører. "
            "Legg filen på plass, eller ta den ut av listen."
        )
    return chosen


def _entries(folder: Path) -> dict[str, dict[str, Any]]:
    path = folder / SOURCE_FILE
    called = f"data/survey/{folder.name}/{SOURCE_FILE}"
    try:
        content: Any = read_yaml_file(path, called) or {}
        files = content.get("files") or {}
        return {str(name): dict(entry or {}) for name, entry in files.items()}
    except FileNotFoundError:
        return {}
    except (AttributeError, TypeError, ValueError) as error:
        raise DataError(f"{called} kan ikke leses.") from error


def _provenance(year: int, project: Project) -> dict[str, Any] | None:
    """What the prepared answers were made of; None when there are none that are whole."""
    folder = prepared_folder(year, project)
    if not all((folder / name).is_file() for name in PREPARED_FILES):
        return None
    try:
        found = json.loads((folder / PROVENANCE_FILE).read_text(encoding="utf-8"))
    except ValueError:
        return None
    return found if isinstance(found, dict) and "synthetic" in found else None


def _check_unlisted(year: int, made: dict[str, Any], project: Project) -> None:
    folder = survey_folder(year, project)
    now = {name: sha256(folder / name) for name in BESIDE if (folder / name).is_file()}
    if other := _other_mapping(made):
        now.pop(COLUMNS_FILE, None)
    path = project.root / other.get("file", "")
    if made.get("inputs") != now or (path.is_file() and sha256(path) != other["sha256"]):
        raise DataError(
            f"Svarene for {year} er klargjort av {made['source']['file']}, og kodebok, "
            "columns.yml, rettelser eller avgjørelser er endret siden. Kjør «is248 ingest "
            f"{year} FIL» på nytt."
        )


def _other_mapping(made: dict[str, Any]) -> dict[str, Any]:
    """The mapping that somebody gave in place of the year's own; empty where nobody did."""
    own = COLUMNS_FILE in made.get("inputs", {})
    return {} if own else dict(made.get(MAPPING) or {})


def _fits(year: int, source: Listed, project: Project) -> bool:
    stamp, made = _stamp(year, project), _provenance(year, project)
    if made is None or _other_mapping(made) or not stamp.is_file():
        return False
    return stamp.read_text(encoding="utf-8") == _wanted(year, source, project)


def _stamp(year: int, project: Project) -> Path:
    return all_prepared(project) / STAMP.format(year=year)


def _wanted(year: int, source: Listed, project: Project) -> str:
    """Checksums of the file, of what is read with it, and of the code that reads."""
    folder = survey_folder(year, project)
    beside = [*(folder / name for name in (*BESIDE, SOURCE_FILE)), source.path]
    registers = sorted((project.data / "municipalities").glob("*.csv"))
    files = {project.relative(p): sha256(p) for p in (*beside, *registers) if p.is_file()}
    return json.dumps({"code": code_sum(), "files": files}, indent=2) + "\n"


def code_sum() -> str:
    """A sum over all code that may prepare answers."""
    total = hashlib.sha256()
    for path in sources():
        total.update(path.relative_to(PACKAGE).as_posix().encode())
        total.update(path.read_bytes())
    return total.hexdigest()


def sources() -> Iterator[Path]:
    """The modules that may prepare answers: all of the rooms that preparing uses."""
    for room in ROOMS:
        yield from sorted((PACKAGE / room).rglob("*.py"))


def _ingest(year: int, path: Path, project: Project) -> None:
    from is248.survey.findings import failed
    from is248.survey.ingest import ingest

    outcome = ingest(year, path, project)
    errors = [finding for finding in outcome.findings if failed([finding])]
    if errors or outcome.folder is None:
        first = " ".join(finding.line for finding in errors[:SHOWN])
        raise DataError(
            f"{project.relative(path)} har {len(errors)} feil. {first} "
            f"Kjør «is248 ingest {year} {project.relative(path)}» for hele listen."
        )
