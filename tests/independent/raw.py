"""The raw files, read with csv and PyYAML alone: answers, codebook, register, inhabitants.

Nothing here knows the package. How Oslo counts is written from docs/methods.md and
docs/synthetic.md: as one municipality it has the answer that most of its districts gave, and an
option of a multiple choice when more than half of the districts that answered crossed it;
amounts are summed over districts and agencies.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "data"
GROUPINGS = ("size_class", "county", "hf_area", "region")
NO_AREA = ""


def read_csv(path, delimiter=","):
    """Rows of a file as dictionaries of texts."""
    with Path(path).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter))


def read_yaml(path):
    """A YAML file as it stands."""
    return yaml.safe_load(Path(path).read_text(encoding="utf-8"))


def number(text):
    """A number with decimal comma, or None for an empty cell."""
    return float(text.replace(",", ".")) if text else None


@dataclass(frozen=True)
class Unit:
    """A municipality, district or agency with its answers as texts."""

    key: str
    kind: str
    areas: dict = field(hash=False)
    people: dict = field(hash=False)
    answers: dict = field(hash=False)


@cache
def params(year):
    """The year's choices."""
    return read_yaml(ROOT / "params" / f"{year}.yml")


@cache
def codebook(year):
    """Questions of the year by id."""
    return {
        one["id"]: one
        for one in read_yaml(DATA / "survey" / str(year) / "codebook.yml")["variables"]
    }


@cache
def register(year):
    """Rows of the register that the year names."""
    return read_csv(DATA / "municipalities" / params(year)["register"]["units"])


@cache
def order(year, grouping):
    """The groups of a grouping in their order; size classes in the order of their lower limits."""
    areas = read_csv(DATA / "municipalities" / params(year)["register"]["areas"])
    keys = [row["key"] for row in areas if row["grouping"] == grouping]
    seen = dict.fromkeys(row[grouping] for row in register(year))
    return keys or sorted(
        seen, key=lambda key: int(key.strip("<").split("-")[0].split(" ")[0]) * ("<" not in key)
    )


@cache
def reference(year, grouping):
    """The group that others are compared with: the one marked in the areas, else the first."""
    areas = read_csv(DATA / "municipalities" / params(year)["register"]["areas"])
    marked = [r["key"] for r in areas if r["grouping"] == grouping and r["reference"] == "yes"]
    return marked[0] if marked else order(year, grouping)[0]


@cache
def answers(year):
    """Answers by unit, with the signed corrections."""
    folder = DATA / "survey" / str(year)
    (name,) = read_yaml(folder / "source.yml")["files"]
    rows = {row["unit"]: row for row in read_csv(folder / name, delimiter=";")}
    for one in read_yaml(folder / "corrections.yml")["corrections"]:
        assert rows[one["unit"]][one["variable"]] == one["expected"]
        rows[one["unit"]][one["variable"]] = one["new"]
    return rows


@cache
def everyone(year):
    """All that report, and the inhabitants without a district, without the city as one."""
    given = answers(year)
    units = []
    for row in register(year):
        if row["code"] == city_code(year):
            continue
        people = {age: number(row[f"pop_{age}"]) or 0 for age in ("under18", "18plus")}
        people["total"] = people["under18"] + people["18plus"]
        areas = {grouping: row[grouping] for grouping in GROUPINGS}
        units.append(Unit(row["code"], row["kind"], areas, people, given.get(row["code"], {})))
    return units


KINDS = {
    "districts": ("municipality", "district"),
    "agencies": ("municipality", "district", "agency"),
}


@cache
def units(year, oslo):
    """The units that count: the city as ``one``, by ``districts``, or with its ``agencies`` too."""
    found = everyone(year)
    if oslo != "one":
        return tuple(unit for unit in found if unit.kind in KINDS[oslo])
    whole = [unit for unit in found if unit.kind == "municipality"]
    city = [unit for unit in found if unit.kind != "municipality"]
    return tuple(sorted([*whole, as_one(year, city)], key=lambda unit: unit.key))


@cache
def city_code(year):
    """The code of the municipality whose districts report."""
    (code,) = {row["code"][:4] for row in register(year) if row["kind"] == "district"}
    return code


def as_one(year, city):
    """The city as one municipality."""
    districts = [unit for unit in city if unit.kind == "district"]
    people = {age: sum(unit.people[age] for unit in city) for age in city[0].people}
    areas = districts[0].areas | {"hf_area": NO_AREA}
    made = {}
    for question in codebook(year).values():
        made |= answers_of_city(question, districts, city)
    return Unit(districts[0].key[:4], "municipality", areas, people, made)


def answers_of_city(question, districts, city):
    name, kind = question["id"], question["type"]
    if kind == "multiple":
        columns = [f"{name}__{code}" for code in question["categories"]]
        return {
            column: _majority([unit.answers[column] for unit in districts]) for column in columns
        }
    if kind == "single":
        return {name: most(name, question, districts)}
    if kind == "open" and "categories" in question:
        column = f"{name}__codes"
        if any(";" in row[column] for row in (unit.answers for unit in districts)):
            return {
                name: "",
                column: "",
            }  # several codes an answer: there is no answer that most gave
        return {name: "", column: most(column, question, districts)}
    if kind == "open":
        return {name: ""}
    told = [number(unit.answers.get(name, "")) for unit in city]
    told = [value for value in told if value is not None]
    return {name: str(sum(told)) if told else ""}


def most(column, question, districts):
    """The answer that most districts gave; of equally many the first in the codebook."""
    given = [unit.answers[column] for unit in districts if unit.answers[column]]
    codes = [*question["categories"], *sorted(set(given) - set(question["categories"]))]
    return max(codes, key=given.count) if given else ""


def _majority(crosses):
    given = [cross for cross in crosses if cross]
    return str(int(2 * given.count("1") > len(given))) if given else ""


def answer(unit, name):
    """The code of a single choice; empty where nothing was answered."""
    return unit.answers.get(name, "")


def codes(unit, name):
    """The codes of an open answer that was coded."""
    return [code for code in unit.answers.get(f"{name}__codes", "").split(";") if code]


def crosses(unit, question):
    """The crosses of a multiple choice, or None where all was left blank."""
    found = {
        code: unit.answers.get(f"{question['id']}__{code}", "") for code in question["categories"]
    }
    return {code for code, cross in found.items() if cross == "1"} if any(found.values()) else None
