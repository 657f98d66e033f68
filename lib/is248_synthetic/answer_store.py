"""Where the built files lie: the answers, what they hold, and their origin."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import yaml

from is248.base.exchange import write_whole
from is248.survey.decisions import DRAWN_FILE
from is248.survey.held import BESIDE, HELD_FILE
from is248.survey.places import survey_folder
from is248.year.params import load_year
from is248_synthetic.carried import ANSWERS
from is248_synthetic.held_file import held_table
from is248_synthetic.last_year_fte import changed_practice
from is248_synthetic.margin_report import margins_table
from is248_synthetic.margins import load_margins

if TYPE_CHECKING:
    from pathlib import Path

    from is248.base.paths import Project
    from is248_synthetic.build import Built

MET, SOURCE = "margins_met.csv", "source.yml"

DRAWN = "Syntetisk: trukket blant kommunene, slik at den trykte reelle endringen kommer ut."


def files(built: Built, project: Project | None = None) -> dict[str, bytes]:
    """Name below data/survey/<year> → content of every built file."""
    table = margins_table(built, project).encode("utf-8")
    held = held_table(built.content, built.state.book, project).encode("utf-8")
    made = {ANSWERS: built.content, MET: table, HELD_FILE: held}
    return {**made, **_marks(built, project), SOURCE: _source(built, made, project)}


def differing(built: Built, project: Project | None = None) -> list[str]:
    """Names of the built files that are missing or not the same byte for byte."""
    folder = _folder(built, project)
    return [
        name
        for name, content in files(built, project).items()
        if not (folder / name).is_file() or (folder / name).read_bytes() != content
    ]


def write_files(built: Built, project: Project | None = None) -> list[Path]:
    """Write the built files and return where they are."""
    folder = _folder(built, project)
    written = []
    for name, content in files(built, project).items():
        path = folder / name
        write_whole(path, content)
        written.append(path)
    return written


def _marks(built: Built, project: Project | None) -> dict[str, bytes]:
    """The units drawn to have changed how they report, in the year that a report tells of them."""
    year = built.state.book.year
    report = built.state.report
    if year != report.year or load_margins(year, project).carried:
        return {}
    entry = {
        "variable": "fte_adult_measure",
        "decision": "changed_practice",
        "reason": DRAWN,
        "who": "kompendiet",
        "date": load_year(year, project).edition_date.isoformat(),
    }
    marks = [{"unit": unit, **entry} for unit in changed_practice(built.state.units, report)]
    text = yaml.safe_dump({"changes": marks}, allow_unicode=True, sort_keys=False, width=120)
    return {DRAWN_FILE: text.encode("utf-8")}


def _folder(built: Built, project: Project | None) -> Path:
    return survey_folder(built.state.book.year, project)


def _source(built: Built, made: dict[str, bytes], project: Project | None) -> bytes:
    year, report = built.state.book.year, built.state.report.year
    content = {
        "origin": {
            "title": f"Calibrated answers to form IS-24/8, {year}: nobody gave them",
            "publisher": "this project",
            "year": year,
            "made_by": f"is248 synthesise {year}, from margins.yml and data/published",
        },
        "access": "public",
        "licence": "Our own work under the licence of this project.",
        "basis": "synthetic: fitted to the few national numbers that are told of the year"
        if load_margins(year, project).carried
        else f"synthetic: only the FTE totals per unit of {report} are fitted to printed numbers",
        "files": {ANSWERS: _entry(made[ANSWERS], synthetic=True)},
        BESIDE: {HELD_FILE: _entry(made[HELD_FILE])},
    }
    return yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=100).encode("utf-8")


def _entry(content: bytes, **marks: bool) -> dict[str, object]:
    digest = hashlib.sha256(content).hexdigest()
    return {"sha256": digest, **marks, "rows": content.count(b"\n") - 1}
