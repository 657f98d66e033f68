"""What the quality page of an edition must say, computed from files by other means."""

import csv
import re
from collections import Counter

import yaml

from helpers.pages import Page

PAGE, NUMBERS = "quality.html", "quality.csv"
BASIS_TABLE = "table-quality-basis"
LEVEL, FEW = 0.05, 10
"""Thresholds of a year that names none."""


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read(path):
    return yaml.safe_load(path.read_text(encoding="utf-8")) if path.is_file() else {}


def said(folder, item):
    """The values of a sentence or column of the page: row → value."""
    return {r["row"]: r["value"] for r in rows(folder / NUMBERS) if r["item"] == item}


def words(folder):
    """What a reader reads below the heading."""
    text = (folder / PAGE).read_text(encoding="utf-8")
    main = re.search(r"<main.*</main>", text, re.S).group()
    return " ".join(Page(re.sub(r"<svg.*?</svg>", "", main, flags=re.S)).text.split())


def check(folder, root, year):
    """Hold every number of the page against the files that it is of."""
    params = read(root / "params" / f"{year}.yml")
    book = read(root / "data/survey" / str(year) / "codebook.yml")
    _check_bases(folder)
    _check_questions(folder, params, book)
    _check_choices(folder, params)
    _check_areas(folder, root, params)
    _check_corrections(folder, root / "data/survey" / str(year))
    _check_print(folder)
    _check_copies(folder)
    assert "offisiell statistikk" not in words(folder).lower()
    assert "nan" not in re.findall(r"\w+", words(folder).lower())


def _check_bases(folder):
    shown = [r for r in rows(folder / "results.csv") if r["value"] and r["row"] != "finding"]
    counted = Counter(one["basis"] for one in shown)
    told = [r for r in rows(folder / NUMBERS) if r["item"] == BASIS_TABLE]
    numbers = {r["row"]: int(r["value"]) for r in told if r["column"] == "n"}
    assert numbers == {**counted, "total": len(shown)}
    for r in told:
        if r["column"] == "pct":
            assert float(r["value"]) == 100 * numbers[r["row"]] / len(shown)


def _check_questions(folder, params, book):
    asked = [one for one in book["variables"] if one.get("status") != "dropped"]
    of = {(v["chapter"], v["number"], v.get("group")): v.get("access") for v in asked}
    open_ = {
        (v["chapter"], v["number"], v.get("group")) for v in asked if v.get("access") == "public"
    }
    scope, access = said(folder, "text-quality-scope"), said(folder, "text-quality-access")
    assert int(scope["questions"]) == len(of)
    assert int(scope["chapters"]) == len(params["chapters"])
    assert int(access["public"]) == len(open_)
    assert float(access["restricted"]) == len(of) - len(open_)


def _check_choices(folder, params):
    limits = params.get("thresholds", {})
    assert said(folder, "text-quality-few") == {"few": str(limits.get("few", FEW))}
    assert said(folder, "text-quality-certain") == {"certain": str(limits.get("certain", LEVEL))}
    series = said(folder, "text-quality-series")
    assert series["start"] == str(params["series_start"])
    broken = params.get("series_breaks", [])
    assert series.get("breaks", "") == "; ".join(map(str, broken))
    assert ("har ingen brudd" in words(folder)) == (not broken)
    edition = said(folder, "text-quality-edition")
    assert edition["date"] == str(params["edition_date"])
    assert edition["year"] == str(params["year"])
    people = params["inhabitants"]
    assert said(folder, "text-quality-inhabitants")["of"] == str(
        people.get("as_of", params["year"])
    )


def _check_areas(folder, root, params):
    files = params.get("register", {"units": f"{params['year']}.csv"})
    registers = root / "data/municipalities"
    kinds = Counter(one["kind"] for one in rows(registers / files["units"]))
    areas = Counter(one["grouping"] for one in rows(registers / files["areas"]))
    told = said(folder, "text-quality-groups")
    for by in ("county", "hf_area", "region"):
        assert int(told[by]) == areas[by]
    sizes = read(root / "params/labels.yml")["categories"]["size_class"]["values"]
    assert int(told["size_class"]) == len(sizes)
    coverage = said(folder, "text-data-basis-coverage")
    assert int(coverage["districts"]) == kinds["district"]
    assert int(coverage["agencies"]) == kinds["agency"]


def _check_corrections(folder, survey):
    corrected = len(read(survey / "corrections.yml").get("corrections") or [])
    changes = (read(survey / "decisions.yml") or {}).get("changes") or []
    errors = sum(one["decision"] == "error" for one in changes)
    told = said(folder, "text-quality-corrections")
    assert int(told["changes"]) == corrected + errors
    assert told.get("asked", "0") == str(errors)
    if not corrected + errors:
        assert "er ingen verdier rettet for hånd." in words(folder)


def _check_print(folder):
    """The counts of the audit's page; a year without print has neither."""
    told, page = said(folder, "text-quality-print-counts"), folder / "audit.html"
    if not page.is_file():
        assert not told
        return
    table = (
        page.read_text(encoding="utf-8").partition('id="table-audit"')[2].partition("</table>")[0]
    )
    counts = {
        " ".join(Page(head).text.split()): [
            int(re.sub(r"\D", "", Page(cell).text) or 0)
            for cell in re.findall(r"<td.*?</td>", body)
        ]
        for head, body in re.findall(r"<tr[^>]*>(<th.*?</th>)(.*?)</tr>", table, re.S)
    }
    names = {
        "equal": "likt", "rounding": "innenfor avrunding", "explained": "avviker, forklart",
        "differs": "avviker", "not_computed": "ikke regnet", "total": "I alt",
    }  # fmt: skip
    for key, name in names.items():
        assert int(float(told.get(key, 0))) == counts[name][-1], name
    assert int(told["own"]) == counts["likt"][3] + counts["innenfor avrunding"][3]


def _check_copies(folder):
    """What a chapter tells already is the chapter's own."""
    known = {
        (r["item"].replace("text-", "text-data-basis-").replace("table-", "table-data-basis-"),
         r["row"], r["column"]): r["value"]
        for r in rows(folder / "results.csv") if r["chapter"] == "data_basis"
    }  # fmt: skip
    copied = [r for r in rows(folder / NUMBERS) if "-data-basis-" in r["item"]]
    assert copied
    for r in copied:
        assert known[r["item"], r["row"], r["column"]] == r["value"], r["item"]
