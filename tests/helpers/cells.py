"""Notebooks run cell by cell in this process, each time in a namespace of its own."""

import ast
import contextlib
import json
from dataclasses import replace

import matplotlib as mpl
import pandas as pd

from helpers.years import ROOT
from is248.edition.document import document_from_notebook
from is248.edition.normalise import with_values
from is248.survey import freshness as prepare
from is248.year.labels import load_labels
from is248.year.params import load_year

mpl.use("Agg")

REAL_LOAD = prepare.load


def notebook(theme):
    return json.loads((ROOT / "notebooks" / f"{theme}.ipynb").read_text(encoding="utf-8"))


def source(theme):
    """All code of a notebook."""
    cells = notebook(theme)["cells"]
    return "\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "code")


def run(theme, year=2016, **parameters):
    """Run a notebook and make its document: what breaks a cell or a page breaks this.

    Returns:
        The document, as the exporters get it.
    """
    raw, names = notebook(theme), {}
    given = {"year": year, **parameters}
    for number, cell in enumerate(raw["cells"]):
        if cell["cell_type"] == "code":
            cell["outputs"] = list(_outputs(_given(cell, given), names, f"{theme}, cell {number}"))
    city = load_labels(None, year).city_name
    for cell in raw["cells"]:
        if cell["cell_type"] == "markdown":
            cell["source"] = "".join(cell["source"]).replace("{city}", city)
    published = [c for c in raw["cells"] if "explore" not in c["metadata"].get("tags", [])]
    params = load_year(year)
    return document_from_notebook({"cells": published}, params, params.chapter(theme), given)


def _given(cell, parameters):
    text = "".join(cell["source"])
    tagged = "parameters" in cell["metadata"].get("tags", [])
    return with_values(text, parameters) if tagged else text


def _outputs(text, names, place):
    tree = ast.parse(text)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, place, "exec"), names)
    shown = eval(compile(ast.Expression(last.value), place, "eval"), names) if last else None
    if hasattr(shown, "_repr_mimebundle_"):
        data = shown._repr_mimebundle_()
        yield {"output_type": "display_data", "data": data, "metadata": {}}


def without(question, year=2016):
    """The year's answers as if nobody had been asked a question."""

    def emptied(answers):
        columns = [c for v in answers.codebook.variables if v.id == question for c in v.columns]
        given = answers.values
        empty = {c: pd.Series(pd.NA, given.index, given[c].dtype) for c in columns}
        return replace(answers, values=answers.values.assign(**empty))

    return _loaded(emptied, year)


def as_real(year):
    """The year's answers as if municipalities had given them."""
    return _loaded(lambda answers: replace(answers, synthetic=False), year)


@contextlib.contextmanager
def _loaded(change, of):
    def load(year, project=None):
        answers = REAL_LOAD(year, project)
        return change(answers) if year == of else answers

    prepare.load = load
    try:
        yield
    finally:
        prepare.load = REAL_LOAD
