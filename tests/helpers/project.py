"""A tiny compendium in a temporary folder: two chapters that need no pandas."""

import hashlib
import json
import shutil
from pathlib import Path

import pytest
import yaml

from is248.base.paths import Project
from is248.edition.document import document_from_notebook
from is248.edition.edition_pages import PAGES
from is248.edition.execute import ChapterFailure, Executed
from is248.edition.normalise import nbformat, normalised, with_values
from is248.edition.shell import ChapterLink, Shell
from is248.show.bundle import MIME
from is248.year.labels import load_labels
from is248.year.params import YearParams, load_year

ROOT = Path(__file__).resolve().parents[2]

PARAMS = """\
year: 2016
title: Prøverapport
edition_date: 2026-11-21
publisher: Prøveutgiver
series_start: 2007
inhabitants: {file: 2016.csv, basis: reconstructed}
fte: {file: 2016.csv, basis: calibrated}
chapters:
  - theme: alpha
    number: 1
    title: Første kapittel
    printed: {table-size: table-1.2}
  - theme: beta
    number: 2
    title: Andre kapittel
"""
REGISTER = "code,name,people\n0001,Lillevik,12\n"


def cell(value, text=None, mark=None):
    return {"value": value, "text": text if text is not None else str(value), "mark": mark}


def column(key, label, span=None, *, decimals=0, unit="personer", align="right", basis="printed"):
    return {
        "key": key,
        "label": label,
        "span": span,
        "unit": unit,
        "decimals": decimals,
        "align": align,
        "basis": basis,
    }


def row(key, label, *cells, role="body"):
    return {"key": key, "label": label, "role": role, "cells": list(cells)}


def grid():
    return {
        "stub": "Størrelse",
        "columns": [
            column("people", "I alt", "Innbyggere"),
            column("share", "Prosent", "Innbyggere", decimals=1, unit="prosent"),
            column("change", "Endring", basis="calibrated"),
            column("word", "Merknad", unit="tekst", align="left"),
        ],
        "rows": [
            row("group-small", "Små kommuner", role="group"),
            row(
                "small",
                "Under 2 000",
                cell(1234, "1\u00a0234"),
                cell(0.1 + 0.2, "0,3"),
                cell(5, "+5"),
                cell("=1+1"),
            ),
            row(
                "large",
                "Fra 2 000",
                cell(99.5, "100"),
                cell(None, "–", "a"),
                cell(-3, "−3"),
                cell("http://example.org/"),
            ),
            row(
                "total",
                "I alt",
                cell(1333.5, "1\u00a0334"),
                cell(100.0, "100,0"),
                cell(2, "+2"),
                cell(None, "–"),
                role="total",
            ),
        ],
    }


def table_bundle(item="table-size", title="Innbyggere etter størrelse"):
    return {
        "schema": 1,
        "kind": "table",
        "id": item,
        "title": title,
        "grid": grid(),
        "n": "428 kommuner",
        "source": "prøvedata",
        "basis": "printed",
        "questions": [],
        "notes": [
            {"mark": "a", "text": "Ikke oppgitt."},
            {"mark": None, "text": "Se [@table-size]."},
        ],
    }


def figure_bundle(item="figure-size"):
    return {
        **table_bundle(item, "Innbyggere i en figur"),
        "kind": "figure",
        "svg": '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10" viewBox="0 0 10 10">'
        '<rect width="5" height="5"/></svg>',
        "width_mm": 120.0,
        "alt": "Kommuner med mange innbyggere har flest, og de små har færrest av alle.",
        "notes": [],
    }


def text_bundle(item="text-people"):
    return {
        "schema": 1,
        "kind": "text",
        "id": item,
        "role": "finding",
        "parts": [
            {"kind": "text", "text": "Det bor "},
            {
                "kind": "value",
                "name": "people",
                "value": 1333.5,
                "text": "1 334",
                "unit": "personer",
            },
            {"kind": "text", "text": " personer der."},
        ],
        "basis": "printed",
    }


def show(*bundles):
    """Source of a cell that displays bundles as display objects do, without pandas."""
    lines = [f"display({ ({MIME: b, 'text/plain': '<item>'})!r}, raw=True)" for b in bundles]
    return "\n".join(lines)


def code(source, *tags):
    return {
        "id": "replaced",
        "cell_type": "code",
        "metadata": {"tags": list(tags)} if tags else {},
        "source": source,
        "execution_count": None,
        "outputs": [],
    }


def markdown(source):
    return {"id": "replaced", "cell_type": "markdown", "metadata": {}, "source": source}


def notebook(*cells):
    numbered = [{**content, "id": f"n{at}"} for at, content in enumerate(cells)]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return {
        "cells": numbered,
        "metadata": {"kernelspec": kernel},
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def write_notebook(project, theme, *cells):
    path = project.notebook(theme)
    path.write_text(json.dumps(notebook(*cells)), encoding="utf-8")
    return path


ALPHA = (
    code('year = 2016\nby = "county"  # county or hf_area\ntop = 3\nexact = False', "parameters"),
    code(show(table_bundle(), text_bundle())),
)
BETA = (
    markdown("# Andre kapittel\n\nTo setninger."),
    code("year = 2016", "parameters"),
    code(show(figure_bundle())),
)


def write_data(project, register=REGISTER):
    folder = project.data / "municipalities"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "2016.csv").write_bytes(register.encode())
    (folder / "source.yml").write_text(
        "files:\n  2016.csv:\n"
        f"    sha256: {hashlib.sha256(register.encode()).hexdigest()}\n"
        f"    rows: {register.count(chr(10)) - 1}\n    columns: [code, name, people]\n"
        "    text_columns: [code, name]\n    description: a municipality\n",
        encoding="utf-8",
    )


def document(theme="alpha", *bundles):
    """A chapter that displays bundles, as the exporters get it."""
    year = YearParams.model_validate(yaml.safe_load(PARAMS))
    shown = [{**code("pass"), "outputs": [{"data": {MIME: bundle}}]} for bundle in bundles]
    return document_from_notebook({"cells": shown}, year, year.chapter(theme))


def fake_execute(project, chapter, notebook, parameters, on_cell, *, setting):
    """Run a notebook in this process: what a run does around the kernel needs no kernel."""
    raw = nbformat.read(project.notebook(chapter.theme), as_version=4)
    shown, names, failure = [], {"results": setting.results}, None
    names["display"] = lambda data, **_: shown.append(data)
    for number, content in enumerate(raw.cells, start=1):
        if content.cell_type != "code":
            continue
        on_cell(number)
        try:
            exec(
                with_values(content.source, parameters)
                if number == notebook.at + 1
                else content.source,
                names,
            )
        except Exception as error:  # noqa: BLE001 - as a kernel does
            first = content.source.splitlines()[0]
            failure = ChapterFailure(chapter, number, first, type(error).__name__, str(error))
            break
        content.outputs = [nbformat.v4.new_output("display_data", data) for data in shown]
        shown.clear()
    about = {"year": parameters["year"], "theme": chapter.theme, "parameters": dict(parameters)}
    return Executed(normalised(raw, parameters, about), (), 0.1, failure)


def forget():
    """Forget what was read: tests change files that a run reads only once."""
    from is248.base.data_files import read_source

    for reader in (load_year, load_labels, read_source):
        reader.cache_clear()


def make_project(root):
    """A compendium with two chapters in an empty folder."""
    project = Project(root)
    for folder in (project.params, project.notebooks, project.data, project.outputs):
        folder.mkdir(parents=True)
    (project.params / "2016.yml").write_text(PARAMS, encoding="utf-8")
    for name in ("labels.yml", "checks.yml"):
        shutil.copy(ROOT / "params" / name, project.params / name)
    write_data(project)
    write_notebook(project, "alpha", *ALPHA)
    write_notebook(project, "beta", *BETA)
    forget()
    return project


def shell(year, version="v1", pages=PAGES):
    """What surrounds the pages of an edition with all chapters of a year."""
    links = (ChapterLink(one.theme, one.heading, one.slug) for one in year.chapters)
    return Shell(year, version, tuple(links), pages)


def settle(project, folder, monkeypatch):
    """Let the command line find a compendium, and all runs of a test find the same package."""
    monkeypatch.setenv("IS248_ROOT", str(project.root))
    # sources that stand still: the fingerprint must not change while we work on the package
    package = folder / "package"
    package.mkdir(exist_ok=True)
    (package / "code.py").write_text("pass\n", encoding="utf-8")
    monkeypatch.setattr("is248.edition.manifest.PACKAGE", package)
    monkeypatch.setattr("is248.edition.run_states.PACKAGE", package)
    # in this process unless a test says otherwise: workers would import everything once more
    monkeypatch.setattr("is248.edition.workbench.cores", lambda: 0)


def publish_once(folder, change=lambda _: None):
    """A compendium, changed, with a first version made without kernels; nobody writes to it."""
    from is248.edition.runner import build_year

    with pytest.MonkeyPatch.context() as monkeypatch:
        made = make_project(folder / "project")
        settle(made, folder, monkeypatch)
        monkeypatch.setattr("is248.edition.chapter_files.execute", fake_execute)
        change(made)
        assert build_year(made, 2016).status == "new"
    forget()
    return made


def copy_of(made, folder, monkeypatch):
    """A copy of a compendium, to write to; found by the command line."""
    root = folder / "project"
    shutil.copytree(made.root, root, symlinks=True)
    forget()
    settle(Project(root), folder, monkeypatch)
    return Project(root)
