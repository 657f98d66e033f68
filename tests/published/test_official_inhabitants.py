"""With Statistics Norway's own counts everything that the report printed of FTE comes out.

The counts may not be copied into the project; where they are not laid beside it all of this is
skipped. What is compared is read from the files with ``csv`` and rounded here, not by the library.
"""

import contextlib
import csv
import io
import re
import shutil
from collections import defaultdict
from decimal import Decimal
from fractions import Fraction
from statistics import median
from typing import NamedTuple

import pytest

from helpers.project import forget
from helpers.years import ROOT, copy_inputs, report
from is248.cli.main import main

OFFICIAL = ROOT.parent / "shared" / "official"
SERIES, ONE_YEAR = OFFICIAL / "inhabitants_07459_2010_2026.csv", OFFICIAL / "inhabitants_2016.csv"
PUBLISHED, MUNICIPALITIES = ROOT / "data" / "published" / "2016", ROOT / "data" / "municipalities"
OSLO, RESIDUAL, NATION = "0301", "030199", "0000"
GROUPINGS = {"size_class": "01 02", "county": "03 04", "hf_area": "05 06", "region": "07 08"}
GROUPS = ("pop_under18", "pop_18plus")

if not OFFICIAL.is_dir():
    pytest.skip("official inhabitants are not laid beside the project", allow_module_level=True)


def read(path):
    with path.open(encoding="utf-8", newline="") as file:
        return {next(iter(row.values())): row for row in csv.DictReader(file)}


def table(name):
    return read(PUBLISHED / "tables" / f"table_{name}.csv")


class Said(NamedTuple):
    """What a command said and how it ended."""

    code: int
    out: str
    err: str


def is248(folder, *words):
    """A command in this process, as a user gives it."""
    out, err = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("IS248_ROOT", str(folder))
        forget()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = main([*map(str, words)])
    forget()
    return Said(code, out.getvalue(), err.getvalue())


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The project's inputs, with the official inhabitants of 2016 taken in."""
    place = copy_inputs(tmp_path_factory.mktemp("official") / "project")
    done = is248(place, "inhabitants", 2016, SERIES)
    assert done.code == 0, done.err
    assert "2\u00a0994 av 2\u00a0994" in done.out  # 2 670 of the appendix, 324 of four tables
    return place


@pytest.fixture(scope="module")
def units(folder):
    """Code → the register's row with official inhabitants and the FTE drawn beside them."""
    own = folder / "data" / "municipalities" / "own" / "2016"
    people, fte = read(own / "inhabitants.csv"), read(own / "fte.csv")
    register = read(MUNICIPALITIES / "2016.csv")
    return {code: {**row, **people[code], **fte.get(code, {})} for code, row in register.items()}


def printed(units):
    """The six numbers that the report prints of units together; half up, as it does."""
    child, adult = (sum(int(unit[group] or 0) for unit in units) for group in GROUPS)
    fte = {name: sum(Decimal(unit.get(name) or 0) for unit in units)
           for name in ("fte_adult", "fte_child")}  # fmt: skip
    fte["fte_total"] = sum(fte.values())
    people = {"fte_adult": adult, "fte_child": child, "fte_total": adult + child}
    rates = {f"{name}_per10k": Fraction(fte[name]) * 10_000 / n for name, n in people.items() if n}
    return {
        name: str((Fraction(x) + Fraction(1, 2)).__floor__()) for name, x in (fte | rates).items()
    }


def wrong(row, units):
    return {
        name: (row[name], value) for name, value in printed(units).items() if row[name] != value
    }


def whole(units):
    return [unit for code, unit in units.items() if len(code) == 4]


def carried(units, by):
    """Whose inhabitants and FTE a table has: Oslo as one by size and region, else its parts."""
    parts = by in {"county", "hf_area"}
    return [unit for code, unit in units.items() if (code != OSLO if parts else len(code) == 4)]


def test_every_number_of_the_appendix(units):
    rows = read(PUBLISHED / "appendix.csv")
    faults = {code: wrong(row, whole(units) if code == NATION else [units[code]])
              for code, row in rows.items()}  # fmt: skip
    assert {code: fault for code, fault in faults.items() if fault} == {}
    assert len(rows) == 446


@pytest.mark.parametrize("by", GROUPINGS)
def test_every_table_of_chapter_4(units, by):
    people, fte = map("04_{}".format, GROUPINGS[by].split())
    groups = defaultdict(list)
    for unit in carried(units, by):
        for key in (unit[by], "total"):
            groups[key].append(unit)
    for key, row in table(fte).items():
        assert wrong(row, groups[key]) == {}
    for key, row in table(people).items():
        sums = {f"{group}_n": str(sum(int(u[group] or 0) for u in groups[key])) for group in GROUPS}
        assert {name: row[name] for name in sums} == sums


def test_table_6_2_and_the_residual_of_oslo(units):
    limits = {"<2000": 0, "2000-5000": 2_000, "5000-10000": 5_000, "10000-20000": 10_000,
              "20000-50000": 20_000, "50000 og større": 50_000}  # fmt: skip
    sums = defaultdict(int)
    for code, unit in units.items():
        if code != OSLO and unit["kind"] != "agency":
            people = sum(int(unit[group]) for group in GROUPS)
            sums[[name for name, low in limits.items() if people >= low][-1]] += people
            sums["total"] += people
    assert {key: int(row["pop_total_n"]) for key, row in table("06_02").items()} == sums
    assert [units[RESIDUAL][group] for group in GROUPS] == ["816", "5544"]


@pytest.mark.slow
def test_two_shapes_of_the_counts_give_the_same_files(folder):
    done = is248(folder, "inhabitants", 2016, ONE_YEAR)
    assert "own/2016/ er som det var" in done.out


@pytest.mark.parametrize(("year", "municipalities"), [(2020, 356), (2024, 357)])
def test_another_year(folder, year, municipalities):
    done = is248(folder, "inhabitants", year, SERIES)
    assert done.code == 0, done.err
    own = read(folder / "data" / "municipalities" / "own" / str(year) / "inhabitants.csv")
    with SERIES.open(encoding="utf-8") as file:
        told = {row["code"]: [row["u18"], row["a18"]] for row in csv.DictReader(file)
                if row["calyear"] == str(year)}  # fmt: skip
    found = {code: [row[group] for group in GROUPS] for code, row in own.items()}
    shared = {code for code in found if code in told and code != RESIDUAL}
    assert len([code for code in shared if len(code) == 4]) == municipalities
    assert {code: found[code] for code in shared} == {code: told[code] for code in shared}


def test_the_other_years_borders_are_told(folder):
    done = is248(folder, "inhabitants", 2018, ONE_YEAR)
    assert done.code == 2
    assert "0706 (i registeret 0710 Sandefjord)" in done.err
    assert not (folder / "data" / "municipalities" / "own" / "2018").exists()


def off(units, kinds, group):
    """Per cent that the reconstruction is off: median and worst."""
    shipped = read(MUNICIPALITIES / "2016.csv")
    shares = [100 * abs(Fraction(int(shipped[code][group]), int(unit[group])) - 1)
              for code, unit in units.items() if unit["kind"] in kinds]  # fmt: skip
    return median(shares), max(shares)


def test_methods_tell_how_far_the_reconstruction_was_off(units):
    text = (ROOT / "docs" / "methods.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| (\S.*?) \| (.* \| .* \| .* \| .*) \|$", text, re.MULTILINE))
    classes = {unit["size_class"] for unit in whole(units)}
    chosen = {name: {c: u for c, u in units.items() if u["size_class"] == name and len(c) == 4}
              for name in classes} | {"All municipalities": dict(units)}  # fmt: skip
    for name, own in chosen.items():
        numbers = [x for group in GROUPS for x in off(own, {"municipality"}, group)]
        assert rows[name] == " | ".join(f"{float(x):.1f}" for x in numbers), name
    numbers = [x for group in GROUPS for x in off(units, {"district"}, group)]
    assert rows["Districts of Oslo"] == " | ".join(f"{float(x):.1f}" for x in numbers)


@pytest.mark.slow
def test_in_the_edition_too(folder):
    themes = ("fte_by_area", "municipal_appendix", "user_involvement")
    shutil.rmtree(folder / "outputs" / "2016", ignore_errors=True)
    done = report(folder, 2016, *(word for theme in themes for word in ("--chapter", theme)))
    assert done.returncode == 0, done.stderr
    for theme in themes:
        audit = is248(folder, "audit", 2016, "--chapter", theme)
        assert audit.code == 0, audit.out
        deviating = [line for line in audit.out.splitlines() if line.startswith("avviker")]
        # the report's own amount by the report's own inhabitants is not what it printed
        known = ["avviker, forklart  table-6.2 / total / nok_per_inhabitant"]
        assert [line.partition("  Totalt")[0] for line in deviating] == (
            known if theme == "user_involvement" else []
        )
    (results,) = (folder / "outputs" / "2016" / "drafts").glob("*/results.csv")
    bases = {row["basis"] for row in csv.DictReader(results.open(encoding="utf-8"))}
    assert "register" in bases
    assert "reconstructed" not in bases
    told = {"glossary.html", "search.html"}  # say what the word means, whatever stands here
    found = (path for path in results.parent.rglob("*.html") if path.name not in told)
    pages = [path.read_text(encoding="utf-8") for path in found]
    assert not any("rekonstruert" in page for page in pages)
    assert any("own/2016/inhabitants.csv" in page for page in pages)
