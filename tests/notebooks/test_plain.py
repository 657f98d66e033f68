"""Notebooks hold no year, no area, no printed value and no comparison with print."""

import ast
import csv
import json
import re
from functools import cache
from pathlib import Path

import pytest

from is248.base.paths import find_project
from is248.printed import report
from is248.year.params import known_years, load_year

ROOT = Path(__file__).parents[2]
CHAPTERS = sorted((ROOT / "notebooks").glob("*.ipynb"))
MOST_CODE = 1_700
YEAR = re.compile(r"\b20\d\d\b")
SMALL = 20
"""Numbers up to this are how many to name, places in an order and decimals."""


def code(path, *, parameters=False):
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return [
        "".join(cell["source"])
        for cell in cells
        if cell["cell_type"] == "code"
        and (parameters or "parameters" not in cell["metadata"].get("tags", []))
    ]


@cache
def areas():
    """Names of counties, HF areas and municipalities of every register."""
    found = set()
    for path in (ROOT / "data" / "municipalities").glob("20*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                found |= {
                    row[key] for key in ("county", "hf_area", "name", "label") if row.get(key)
                }
    return {name for name in found if len(name) > 2}


@cache
def area_names():
    """What finds any of them."""
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, sorted(areas()))) + r")(?!\w)")


@cache
def printed_numbers():
    """Every number that the report of 2016 tells in its text."""
    values = report.statements(2016)["value"]
    return {float(value) for value in values if re.fullmatch(r"-?\d+(\.\d+)?", str(value))}


@pytest.mark.parametrize("year", known_years(find_project()))
def test_all_notebooks_of_a_year_together_are_short(year):
    themes = {chapter.theme for chapter in load_year(year).chapters}
    lines = [
        line
        for path in CHAPTERS
        if path.stem in themes
        for cell in code(path, parameters=True)
        for line in cell.splitlines()
        if line.strip()
    ]
    assert len(lines) <= MOST_CODE


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda p: p.stem)
def test_no_comparison_with_print(path):
    text = path.read_text(encoding="utf-8")
    assert "Mot rapporten" not in text
    assert not re.search(r"\b[Cc]laims?\b|statement|explain", "\n".join(code(path)))


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda p: p.stem)
def test_no_year_and_no_area_in_code(path):
    text = "\n".join(code(path))
    assert not YEAR.findall(text)
    assert not area_names().findall(text)


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda p: p.stem)
def test_no_printed_value_in_code(path):
    numbers = {
        node.value
        for cell in code(path)
        for node in ast.walk(ast.parse(cell))
        if isinstance(node, ast.Constant) and type(node.value) in {int, float}
    }
    assert all(float(number).is_integer() and 0 <= number <= SMALL for number in numbers)
    assert not {number for number in numbers if number > SMALL} & printed_numbers()


def test_the_numbers_sought_are_there():
    # 416 answers on housing, 58 per cent: what a notebook must not hold
    assert {416.0, 58.0} <= printed_numbers()
    assert {"Østfold", "Helgeland", "Oslo"} <= areas()
    assert area_names().findall("Østfold, Helgelands, Oslo-området") == ["Østfold", "Oslo"]
