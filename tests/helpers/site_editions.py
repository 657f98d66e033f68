"""Versions of a tiny compendium's years, as builds leave them, to make a site of."""

import json

from helpers.project import PARAMS, document, forget, shell, table_bundle
from is248.edition import manifest
from is248.edition.edition_pages import INDEX, QUALITY
from is248.edition.html_export import chapter_html
from is248.edition.results import results_csv
from is248.edition.versions import Shelf, point_latest
from is248.printed.verdicts import Result
from is248.year.params import load_year

YEARS = (2015, 2016)
OTHER_YEAR = PARAMS.replace("year: 2016", "year: 2015\nregister: {units: 2016.csv}").replace(
    "number: 1", "number: 3"
)


def published_years(project):
    """2015 with one version and one chapter under another number, 2016 with two versions."""
    (project.params / "2015.yml").write_text(OTHER_YEAR, encoding="utf-8")
    publish(project, 2015, 1, ["alpha"])
    publish(project, 2016, 1)
    publish(project, 2016, 2)
    return project


def results_of(basis):
    """A results.csv with one value that rests on something."""
    return results_csv([Result("alpha", "table-size", "small", "people", "1", "", "", basis)])


def publish(project, year, number, themes=("alpha", "beta"), extra=None):
    """A version as a build leaves it, of chapters that show a table, and of two other pages."""
    forget()
    params = load_year(year, project)
    folder = project.outputs / str(year) / f"v{number}"
    around = shell(params, f"v{number}", (INDEX, QUALITY))
    stems = {one.theme: one.stem for one in around.chapters}
    around = type(around)(
        params, around.version, tuple(c for c in around.chapters if c.theme in themes), around.pages
    )
    files = {
        f"chapters/{stems[theme]}{end}": text
        for theme in themes
        for end, text in (
            (".html", chapter_page(theme, params, around)),
            (".ipynb", json.dumps({"cells": [], "theme": theme, "year": year}) * 50),
            (".pdf", "%PDF"),
        )
    }
    tables = {f"tables/{stems[theme]}.xlsx": "PK" for theme in themes}
    other = {name: plain_page(around, name) for name in ("index.html", "quality.html")}
    results = {"results.csv": results_of("synthetic_invented")}
    for name, text in (files | tables | other | results | (extra or {})).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (folder / "run_log.json").write_text(json.dumps({"seconds": number}), encoding="utf-8")
    known = {"year": year, "version": number, "outputs": manifest.listed(folder), "code": {}}
    known |= {"previous": number - 1 or None}
    (folder / manifest.NAME).write_text(manifest.json_text(known), encoding="utf-8")
    point_latest(Shelf(project.outputs / str(year)), number)
    return folder


def chapter_page(theme, params, around):
    made = document(theme, table_bundle())
    return chapter_html(type(made)(params, params.chapter(theme), made.blocks, made.labels), around)


def plain_page(around, name):
    made = document("alpha")
    page = type(made.chapter)(theme=name.partition(".")[0], title="En side")
    links = {"up": "", "pdf": None, "xlsx": None, "notebook": None}
    return chapter_html(type(made)(around.year, page, made.blocks, {}), around, links)
