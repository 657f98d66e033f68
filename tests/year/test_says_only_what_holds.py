"""No edition names an area that no test holds up, or tells what nothing holds."""

import json
import re

import pytest

from is248.base.basis import INVENTED
from is248.edition.key_findings import MOST, key_findings, opening
from is248.edition.results import read_results
from is248.show.bundle import MIME
from is248.year.labels import load_labels
from is248.year.params import load_year

pytestmark = pytest.mark.slow

AREAS = ("county", "hf_area", "region")
CERTAIN = 0.05
OF_ANSWERS = ("synthetic_fitted", "synthetic_invented", "microdata")
NOTHING_TO_FIND = {2015: ["municipal_appendix"], 2016: ["development"]}
"""Chapters of an edition all of whose findings rest on invented answers, or are told elsewhere."""

P_WORDS = re.compile(r"(justert )?p\s*(?:=\s*)?(?:<\s*)?(\d,\d+)")


@pytest.fixture(scope="module", params=[2015, 2016])
def edition(request, year, last_year):
    folder = {2015: last_year, 2016: year}[request.param]
    chapters = {
        path.stem.split("-", 1)[-1]: [*bundles(path)] for path in folder.glob("chapters/*.ipynb")
    }
    return request.param, folder, chapters


def bundles(path):
    for cell in json.loads(path.read_text("utf-8"))["cells"]:
        for output in cell.get("outputs", []):
            if bundle := output.get("data", {}).get(MIME):
                yield bundle


def paragraphs(chapters):
    """Every paragraph that stands on a page: chapter, bundle and its words."""
    for theme, found in chapters.items():
        for bundle in found:
            if bundle["kind"] == "text" and bundle.get("place", "page") == "page":
                yield theme, bundle, "".join(part["text"] for part in bundle["parts"])


def values(bundle):
    return [part for part in bundle["parts"] if part["kind"] == "value"]


def test_nothing_invented_is_told(edition):
    _, _, chapters = edition
    told = [
        (theme, bundle["id"], part["name"])
        for theme, bundle, _ in paragraphs(chapters)
        for part in values(bundle)
        if part["basis"] == INVENTED
    ]
    assert told == []


def test_no_test_of_invented_numbers_is_shown(edition):
    _, _, chapters = edition
    shown = [
        (theme, bundle["id"], row["key"], column["key"])
        for theme, found in chapters.items()
        for bundle in found
        if bundle["kind"] != "text"
        for row in bundle["grid"]["rows"]
        for column, cell in zip(bundle["grid"]["columns"], row["cells"], strict=False)
        if column["unit"] == "p-verdi"
        and (cell.get("basis") or column["basis"]) == INVENTED
        and cell["text"] != "–"
        and bundle.get("place", "page") == "page"
    ]
    assert shown == []


def area_names(number):
    labels, city = load_labels(None, number), load_labels(None, number).city
    found = set()
    for by in AREAS:
        for value in labels.category(by).values.values():
            found |= {value.label, value.short or value.label}
    return {name for name in found if name and not (city and name.startswith(city.name))}


def test_an_area_of_answers_is_named_only_with_a_test_that_holds(edition):
    number, _, chapters = edition
    names = re.compile("|".join(rf"\b{re.escape(n)}\b" for n in sorted(area_names(number))))
    odd = []
    for theme, bundle, text in paragraphs(chapters):
        named = [p for p in values(bundle) if names.search(str(p["value"]))]
        if not any(part["basis"] in OF_ANSWERS for part in named):
            continue
        p = [float(v["value"]) for v in values(bundle) if v["name"].endswith("_p")]
        if not p or min(p) >= CERTAIN:
            odd.append((theme, bundle["id"], text))
    assert odd == []


def test_certain_is_said_of_adjusted_p_below_five_per_cent_only(edition):
    _, _, chapters = edition
    odd = []
    for theme, bundle, text in paragraphs(chapters):
        for sentence in re.split(r"(?<=[.!?]) ", text):
            if not re.search(r"statistisk sikk", sentence) or re.search(r"ikke|ingen", sentence):
                continue
            found = [(m[1], float(m[2].replace(",", "."))) for m in P_WORDS.finditer(sentence)]
            if not found or any(not said or p >= CERTAIN for said, p in found):
                odd.append((theme, bundle["id"], sentence))
    assert odd == []


def test_every_key_finding_is_bound_and_none_is_too_many(edition):
    number, folder, chapters = edition
    listed = {
        (r.chapter, r.item) for r in read_results(folder / "results.csv") if r.row == "finding"
    }
    for theme, found in chapters.items():
        keys = key_findings(found)
        assert len(keys) <= MOST
        for bundle in keys:
            bound = [part for part in opening(bundle) if part["kind"] == "value"]
            assert bound, (theme, bundle["id"])
            assert (theme, bundle["id"]) in listed
    themes = {page.theme for page in load_year(number).chapters if not page.built_from_others}
    without = sorted(t for t in themes if not key_findings(chapters.get(t, [])))
    assert without == NOTHING_TO_FIND[number]
