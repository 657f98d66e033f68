"""The chapter on development where a project holds one year, and no print at all."""

import csv
import re
import shutil

import pytest

from helpers.years import copy_inputs, report

pytestmark = pytest.mark.slow

YEAR = 2015
CHAPTER = "  - {theme: development, number: 20, title: Utvikling over tid}\n"


@pytest.fixture(scope="module")
def draft(tmp_path_factory):
    folder = copy_inputs(tmp_path_factory.mktemp("alone"))
    shutil.rmtree(folder / "data" / "published")
    for path in (folder / "params").glob("20*.yml"):
        if path.stem != str(YEAR):
            path.unlink()
    for path in (folder / "data" / "survey").glob("20*"):
        if path.name != str(YEAR):
            shutil.rmtree(path)
    params = folder / "params" / f"{YEAR}.yml"
    params.write_text(params.read_text(encoding="utf-8") + CHAPTER, encoding="utf-8")
    done = report(folder, YEAR, "--chapter", "development", "--dirty")
    assert done.returncode == 0, done.stderr
    return folder / "outputs" / str(YEAR) / "drafts" / "development"


def test_one_year_says_so_and_compares_nothing(draft):
    page = (draft / "chapters" / "20-development.html").read_text(encoding="utf-8")
    text = re.sub(r"\s+", " ", re.sub("<[^>]+>", "", page))
    assert "Det er svar fra bare ett år, 2015." in text
    assert "Det finnes bare én sum for landet foreløpig" in text
    assert "<figure" not in page.replace('<figure class="table', "")


def test_its_numbers_are_there(draft):
    with (draft / "results.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["item"] == "table-national"]
    total = {row["row"]: float(row["value"]) for row in rows if row["column"] == "fte_total"}
    assert list(total) == [str(YEAR)]
    assert round(total[str(YEAR)]) == 13131  # the report for the year after, table 3.3
    assert {row["basis"] for row in rows if row["column"] == "fte_total"} == {"synthetic_invented"}
