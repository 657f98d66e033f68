"""Where the answers of a year are, as they came and prepared. Needs nothing heavy to say it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from is248.base import observed
from is248.base.paths import Project, find_project

if TYPE_CHECKING:
    from pathlib import Path

ANSWERS_FILE = "answers.parquet"
STATUSES_FILE = "statuses.parquet"
PROVENANCE_FILE = "provenance.json"
MAPPING = "mapping"
"""Where provenance tells what was mapped."""

PARTS = "parts"
"""Where provenance keeps sums over the parts of the tables, by file."""

PREPARED_FILES = (ANSWERS_FILE, STATUSES_FILE, PROVENANCE_FILE)
"""What the prepared answers of a year consist of."""


def survey_folder(year: int, project: Project | None = None) -> Path:
    """Where the answers, the codebook, corrections and decisions of a year are."""
    return (project or find_project()).data / "survey" / str(year)


def years_with_codebook(project: Project) -> list[int]:
    """The years whose form is described, newest first."""
    folders = observed.in_folder(project.data / "survey", "[12][0-9][0-9][0-9]")
    found = (folder for folder in folders if observed.is_there(folder / "codebook.yml"))
    return sorted((int(folder.name) for folder in found), reverse=True)


def all_prepared(project: Project) -> Path:
    """Where prepared answers are, a folder a year, with what was found in them beside."""
    return project.data / "prepared"


def prepared_folder(year: int, project: Project | None = None) -> Path:
    """Where the prepared answers of a year are."""
    return all_prepared(project or find_project()) / str(year)


def nonresponse_file(year: int, project: Project) -> Path:
    """Where the tests of who answered are kept; see :mod:`is248.checks.kept_tests`."""
    return all_prepared(project) / f"{year}.nonresponse.json"
