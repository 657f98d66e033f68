"""The workbook of a question, from the prepared answers and what was coded before."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from is248.base.paths import Project, find_project
from is248.survey.coding.codelist import first_list
from is248.survey.coding.coding_sheet import coding_workbook
from is248.survey.coding.coding_store import coding_path, load_coding
from is248.survey.coding.open_answers import open_answers, open_question

if TYPE_CHECKING:
    from is248.survey.answers import Answers
    from is248.survey.coding.coding_model import Coding, OpenAnswer


def export_workbook(
    answers: Answers,
    variable: str,
    project: Project | None = None,
    *,
    with_codes: bool = False,
) -> tuple[bytes, int]:
    """The workbook for a coder, and its number of answers.

    The code list is the one of the coding that was accepted before, else the codebook's.

    Args:
        answers: The prepared answers.
        variable: The open question.
        project: The project; found when not given.
        with_codes: Whether to fill in the codes that answers have already.

    Returns:
        An .xlsx file, and how many answers it holds.

    Raises:
        DataError: No such open question, or the key of the ids is damaged.
    """
    project = project or find_project()
    question, year = open_question(answers, variable), answers.codebook.year
    found = open_answers(answers, variable, project, create_key=True)
    held = _accepted(answers, variable, project)
    rows = [_filled(answer, held) if with_codes else replace(answer, codes=()) for answer in found]
    codes = held.codes if held else first_list(question)
    return coding_workbook(question, year, rows, codes, synthetic=answers.synthetic), len(rows)


def _accepted(answers: Answers, variable: str, project: Project) -> Coding | None:
    """The coding accepted before; one of answers of the other kind is not of these."""
    year = answers.codebook.year
    if not coding_path(year, variable, project).is_file():
        return None
    coding = load_coding(year, variable, project)
    return coding if coding.synthetic == answers.synthetic else None


def _filled(answer: OpenAnswer, held: Coding | None) -> OpenAnswer:
    if held and answer.id in held.answers:
        return replace(answer, codes=held.answers[answer.id].codes)
    return answer
