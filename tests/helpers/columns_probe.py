"""What a chapter shows when all that it did not read of answers, codebook and labels is another.

``python columns_probe.py THEME YEAR [FILE]`` runs the cells in this process and prints, as JSON,
a sum of what they showed and the parts that were told. With a file of such parts everything that is
not among them is changed first: answers change places within their column (cells that are empty
stay empty where that was told), statuses become others, labels get a letter more, questions other
numbers, chapters and filters, and numbers of the year's choices are doubled.
"""

import hashlib
import json
import os
import sys
from pathlib import Path

import numpy as np

from is248.base import observed
from is248.base.paths import PARTED, find_project
from is248.edition.parameters import read_notebook
from is248.edition.warm_run import warm_run
from is248.survey import answers, codebook
from is248.survey.freshness import ensure_all
from is248.year import labels, params


def change_all_but(told):
    """Change what is not among the parts that were told."""
    columns_of, categories_of = answers.columns_of, answers.categories_of
    read_model, entries = codebook.read_model, labels.ToldEntries

    def changed_answers(path):
        lazy, marks = columns_of(path)
        parts = told.get(f"{path}", [])
        return shuffled(lazy.whole(), parts, keep_blanks="?" in parts), marks

    def changed_statuses(path):
        frame, parts = categories_of(path), told.get(f"{path}", [])
        if f"{path}" in told["whole"]:
            return frame
        status = frame["status"].astype(str).where(frame["variable"].isin(parts), "blank")
        return frame.assign(status=status)

    def changed_book(path, model, name):
        book = read_model(path, model, name)
        for one in (*book.variables, *book.dropped):
            held, parts = one.__dict__, told.get(f"{path}", [])
            other = {
                "": {"label": f"{held['label']}x"},
                ".categories": {"categories": {k: f"{v}x" for k, v in held["categories"].items()}},
                ".number": {"number": f"1{held['number']}"},
                ".chapter": {"chapter": f"x{held['chapter']}"},
                ".asked": {"asked": None},
            }
            for part, fields in other.items():
                held.update(fields if f"{one.id}{part}" not in parts else {})
        return book

    def changed_entries(path, own):
        parts = told.get(f"{path}", [])
        return entries(path, {
            key: one if key in parts else one.model_copy(update={"label": f"{one.label}x"})
            for key, one in own.items()
        })  # fmt: skip

    tell_params = params.with_choices_told
    params.with_choices_told = lambda read, path: tell_params(
        changed_params(read, told.get(f"{path}", [])), path
    )
    params.load_year.cache_clear()
    answers.columns_of, answers.categories_of = changed_answers, changed_statuses
    codebook.read_model, labels.ToldEntries = changed_book, changed_entries


def changed_params(read, parts):
    """The choices of a year with numbers doubled and words longer, but for some parts."""
    other = {
        name: getattr(read, name).model_copy(update={
            key: value * 2 for key, value in getattr(read, name)
            if isinstance(value, int | float) and f"{name}.{key}" not in parts
        })
        for name in PARTED
    }  # fmt: skip
    other["chapters"] = tuple(
        one if f"chapters.{one.theme}.title" in parts
        else one.model_copy(update={"title": f"{one.title}x"})
        for one in read.chapters
    )  # fmt: skip
    texts = {n: f"{getattr(read, n)}x" for n in ("title", "publisher") if n not in parts}
    return read.model_copy(update=other | texts)


def shuffled(frame, kept, *, keep_blanks):
    """A frame with the cells of its other columns in other places."""
    chance, made = np.random.default_rng(1), frame.copy()
    for name in frame.columns.difference(kept):
        at = np.flatnonzero(frame[name].notna()) if keep_blanks else np.arange(len(frame))
        cells = frame[name].array[chance.permutation(at)]
        made.iloc[at, made.columns.get_loc(name)] = cells
    return made


def main(theme, year, file=None):
    project = find_project()
    notebook = json.loads(project.notebook(theme).read_text(encoding="utf-8"))
    values = read_notebook(project, theme).defaults | {"year": year}
    ensure_all(year, project)
    if file:
        change_all_but(json.loads(Path(file).read_text(encoding="utf-8")))
    observed.begin()  # what preparing told is told in any case
    shown = warm_run(project, notebook, values, theme)
    outputs = [cell.get("outputs") for cell in shown["cells"]]
    parts = {"whole": []}
    for seen in observed.observed(Path(os.environ[observed.VARIABLE]), project.root):
        path, _, name = seen.path.rpartition(observed.PART)
        if seen.kind == "part":
            parts.setdefault(f"{project.root}/{path}", []).append(name)
        elif seen.kind == "read":
            parts["whole"].append(f"{project.root}/{seen.path}")
        elif seen.kind == "made":  # values made of it would come out others
            _, kind, what = seen.path.split(" ", 2)
            path, _, name = what.rpartition(observed.PART)
            if kind == "part":
                parts.setdefault(f"{project.root}/{path}", []).append(name)
            else:
                parts["whole"].append(f"{project.root}/{what}")
    text = json.dumps(outputs, sort_keys=True, default=str)
    return {"shown": hashlib.sha256(text.encode()).hexdigest(), "parts": parts}


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1], int(sys.argv[2]), *sys.argv[3:])))
