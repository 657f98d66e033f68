"""Quality control of a year as files: the list of questions, and a letter to each unit."""

from __future__ import annotations

import tempfile
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from is248.base.errors import UserError
from is248.base.exchange import exchange, narrow, recover, remove, said
from is248.checks.control_questions import questions
from is248.checks.control_workbook import (
    ANSWERS,
    RESTRICTED,
    SYNTHETIC,
    ControlList,
    letter,
    workbook_bytes,
)
from is248.checks.replies import has_replies
from is248.checks.unit_totals import GROUPS, fte_columns

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from is248.base.paths import Project
    from is248.checks.control_rules import Checked
    from is248.survey.answers import Answers
    from is248.survey.decisions import Decisions
    from is248.year.labels import Labels


FOLDER = "control"
LIST_FILE = "control_questions.xlsx"
LETTERS = "letters"
README = "README.txt"


def control_folder(project: Project, year: int) -> Path:
    """Where the list and the texts of a year are; never in git."""
    return project.outputs / str(year) / FOLDER


def control_list(
    checked: Checked, answers: Answers, units: pd.DataFrame, labels: Labels, known: Decisions
) -> ControlList:
    """The questions of a year with what is needed to answer them.

    Args:
        checked: The checked year.
        answers: The answers of the year.
        units: The register.
        labels: Display names.
        known: Decisions taken before.

    Returns:
        The content of the list.
    """
    sent = checked.rules.asked(checked.quality)
    year = answers.codebook.year
    asked = questions(checked, year, labels)
    names = {str(key): str(name) for key, name in units["name"].items()}
    fields: dict[str, list[str]] = {}
    for question in asked:
        fields.setdefault(question.unit, []).extend(question.fields)
    cells = asked_cells(answers, fields)
    told = {(c.unit, c.variable): ANSWERS[c.decision] for c in known.changes}
    about = {variable.id: variable.label for variable in answers.codebook.variables}
    return ControlList(
        year, asked, cells, checked.findings, sent, names, answers.synthetic, told, about
    )


def asked_cells(answers: Answers, asked: Mapping[str, Sequence[str]]) -> pd.DataFrame:
    """The FTE cells of some units, as far as their reporting form asks for them, and others asked.

    Args:
        answers: The answers of a year.
        asked: Register key → questions that it is asked about; those of numbers and crosses count.

    Returns:
        Long: ``unit``, ``number``, ``label``, ``variable``, ``value``, in the order of the form.
    """
    columns = fte_columns(answers.codebook)
    about = {variable.id: variable for variable in answers.codebook.variables}
    columns = columns.assign(
        number=[about[name].number for name in columns.index],
        label=[about[name].label for name in columns.index],
    )
    parts = [_cells_of(answers, columns, unit, also) for unit, also in asked.items()]
    names = ["unit", "number", "label", "variable", "value"]
    return pd.concat(parts)[names] if parts else pd.DataFrame(columns=names)


def _cells_of(
    answers: Answers, columns: pd.DataFrame, unit: str, also: Sequence[str]
) -> pd.DataFrame:
    row = answers.values.loc[[unit]]
    chosen = {group: str(row[f"reporting_form_{group}"].iloc[0]) for group in GROUPS}
    needs = (columns["form"] == "joint").map({True: "joint", False: "separate"})
    own = columns[columns["group"].map(chosen) == needs].rename_axis("variable").reset_index()
    own = pd.concat(
        [own, _others(answers, [name for name in also if name not in {*own["variable"]}])]
    )
    values = row[own["variable"].to_list()].astype("float64")
    return own.assign(unit=unit, value=values.to_numpy()[0])


def _others(answers: Answers, names: Sequence[str]) -> pd.DataFrame:
    """Columns of numbers and crosses that a control question is about."""
    rows = [
        (column, v.number, f"{v.label}: {v.categories[code]}" if code else v.label)
        for v in answers.codebook.variables
        if v.id in names and v.type not in {"single", "open"}
        for column, code in zip(v.columns, v.categories or ("",), strict=True)
    ]
    return pd.DataFrame(rows, columns=["variable", "number", "label"])


def write_control(
    content: ControlList, units: pd.DataFrame, labels: Labels, folder: Path
) -> list[Path]:
    """Write the list and one text per unit, all or none.

    Args:
        content: What to write.
        units: The register.
        labels: Display names.
        folder: ``outputs/<year>/control``; what is there is replaced.

    Returns:
        The list and the texts.

    Raises:
        UserError: The list that is there has been filled in; it is left as it is.
    """
    with said(f"outputs/{content.year}/{FOLDER}"):
        recover(folder)
        _keep_filled_in(folder / LIST_FILE, content.year)
        folder.parent.mkdir(parents=True, exist_ok=True)
        staged = Path(tempfile.mkdtemp(dir=folder.parent, prefix=".control-"))
        try:
            _write(content, units, labels, staged)
            exchange(staged, folder)
        finally:
            remove(staged)
    return [folder / LIST_FILE, *sorted((folder / LETTERS).iterdir())]


def _keep_filled_in(path: Path, year: int) -> None:
    if path.is_file() and has_replies(path):
        raise UserError(
            f"{path.name} i outputs/{year}/{FOLDER} har svar som ville gått tapt. Les dem inn med "
            f"«is248 check {year} --replies FIL --who NAVN», og flytt filen til et annet sted."
        )


def _write(content: ControlList, units: pd.DataFrame, labels: Labels, folder: Path) -> None:
    (folder / LETTERS).mkdir()
    (folder / LIST_FILE).write_bytes(workbook_bytes(content, labels))
    notice = SYNTHETIC if content.synthetic else RESTRICTED
    (folder / README).write_text(notice + "\n", encoding="utf-8")
    for unit, own in groupby(content.questions, key=lambda question: question.unit):
        about = {name: str(units.loc[unit, name]) for name in ("name", "kind")}
        about["city"] = labels.city.name if labels.city else ""
        text = letter(list(own), about, content.year, synthetic=content.synthetic)
        (folder / LETTERS / f"{unit}.txt").write_text(text, encoding="utf-8")
    if not content.synthetic:
        narrow(folder)
