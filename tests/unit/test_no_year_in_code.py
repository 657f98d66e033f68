"""The year is data: no year, area, city or count of areas stands in the code.

Names and counts are read from the register, so that the test follows it.
"""

import ast
import csv
import re
from pathlib import Path

import pytest

from helpers.each import of_each

ROOT = Path(__file__).resolve().parents[2]
REGISTER = ROOT / "data" / "municipalities"
FILES = sorted(
    path
    for package in ("is248", "is248_synthetic")
    for path in (ROOT / "lib" / package).rglob("*.py")
)
YEAR = re.compile(r"(?<!\d)(?<!\\u)20(?!00)\d\d(?!\d)")
"""A year after 2000, which is a number of inhabitants; letters by their number are no years."""

EXCEPTIONS = {
    # the name of Atom's elements, fixed by RFC 4287
    "is248/edition/site_feed.py": {"http://www.w3.org/2005/Atom"},
    # rights of a file
    "is248/base/exchange.py": {0o666},
    # what lies in several areas: the name of none
    "is248/register/dps.py": {"Delt mellom flere"},
    # the number of a record of BIFF8, fixed by the format
    "is248/survey/xls_records.py": {0x809},
    # an address of a standard, fixed by it
    # points of the compass that begin names: they are no names
    "is248/survey/coding/quote_scan.py": {"Nord", "Vest"},
    # a seed of random draws: another one makes other answers
    "is248_synthetic/coded.py": {21},
}
"""File → literals, or parts of them, that are neither years nor areas, each with its reason."""


def read(name):
    with (REGISTER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def areas():
    """Keys, labels and aliases of every register's areas, and the city of every register."""
    found = set()
    for path in sorted(REGISTER.glob("*_areas.csv")):
        for row in read(path.name):
            found |= {row["key"], row["label"], *row["aliases"].split("; ")}
        units = read(path.name.replace("_areas", ""))
        parts = {row["code"][:4] for row in units if row["kind"] == "district"}
        found |= {row["name"] for row in units if row["code"] in parts}
    return found - {""}


ORDINARY = 18
"""Widths, lengths and ages are as small, and a number of counties so small tells no year."""


def counts():
    """How many units, counties and HF areas the registers have."""
    found = set()
    for path in sorted(REGISTER.glob("*_areas.csv")):
        units = read(path.name.replace("_areas", ""))
        kinds = [row["kind"] for row in units]
        whole = kinds.count("municipality")
        parts, agencies = kinds.count("district"), kinds.count("agency")
        found |= {whole, whole - 1, whole - 1 + parts, whole - 1 + parts + agencies}
        rows = read(path.name)
        groupings = [row["grouping"] for row in rows]
        found |= {groupings.count("county"), groupings.count("hf_area")}
    return {count for count in found if count > ORDINARY}


AREAS = re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, sorted(areas()))) + r")(?!\w)")
COUNTS = counts()


def literals(path):
    """Line and value of the literals of a file outside docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    said = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and id(node) not in said:
            yield node.lineno, node.value


def told(value, known):
    """What a literal tells of one year."""
    if value in known:
        return []
    if isinstance(value, str):
        for part in known:
            value = value.replace(str(part), "")
        return [found.group() for look in (YEAR, AREAS) for found in look.finditer(value)]
    if isinstance(value, int) and not isinstance(value, bool):
        return [value] if value in COUNTS or 2000 < value < 2100 else []
    return []


@of_each([(path.relative_to(ROOT / "lib").as_posix(),) for path in FILES])
def test_no_literal_tells_of_one_year(name):
    path, known = ROOT / "lib" / name, EXCEPTIONS.get(name, ())
    found = [(line, word) for line, value in literals(path) for word in told(value, known)]
    assert found == []


def test_the_names_and_counts_come_from_the_register():
    assert {"Østfold", "Ahus", "Agderfylkene", "Oslo"} <= areas()
    assert {19, 21, 427, 428, 442, 444, 355, 356, 357, 371, 373, 436} <= COUNTS


@pytest.mark.parametrize(
    ("literal", "word"),
    [("fte_2016", "2016"), ("Kommuner utenom Oslo", "Oslo"), ("i Østfold.", "Østfold"), (428, 428)],
)
def test_such_literals_are_found(literal, word):
    assert told(literal, ()) == [word]


@pytest.mark.parametrize("literal", ["<2000", 2000, "\\u2009", "oslo_districts", True, None])
def test_other_literals_are_not(literal):
    assert told(literal, ()) == []
