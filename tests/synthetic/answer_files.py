"""The answer files as they lie in the project; nothing here solves anything."""

from __future__ import annotations

from functools import lru_cache

from is248.base.paths import find_project
from is248.survey.codebook import load_codebook
from is248_synthetic.margin_audit import AnswerFile


@lru_cache(maxsize=2)
def answers(year: int) -> AnswerFile:
    project = find_project()
    content = (project.data / "survey" / str(year) / "synthetic.csv").read_bytes()
    return AnswerFile(content, load_codebook(year, project), project)
