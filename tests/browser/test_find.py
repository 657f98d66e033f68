"""Finding things in a built edition, in chromium: search, terms, and every address they lead to.

What is read is as in ``test_pages.py``. The queries and what readers want of them stand in
``search_queries.yml``.
"""

import json
import re

import pytest
import test_pages
import yaml
from test_pages import HERE, node

pytestmark = pytest.mark.browser

folder = test_pages.folder  # the fixture
QUERIES = yaml.safe_load((HERE / "search_queries.yml").read_text(encoding="utf-8"))
FIRST, LEAST = 3, {"tuned": 36, "held_out": 15}
LARGEST_INDEX = 1_000_000


@pytest.fixture(scope="module")
def index(folder):
    page = (folder / "search.html").read_text(encoding="utf-8")
    return json.loads(re.search(r'id="register_">(.*?)</script>', page, re.S).group(1))


@pytest.fixture(scope="module")
def used(folder):
    (chapter,) = folder.glob("chapters/*care_pathways.html")
    return node("check_find.mjs", folder.resolve(), chapter.relative_to(folder).as_posix())


@pytest.mark.parametrize("queries", LEAST)
def test_readers_find_what_they_want_among_the_first_three(folder, queries):
    asked = {query["ask"]: query["wants"] for query in QUERIES[queries]}
    found = node("check_search.mjs", folder.resolve(), json.dumps([*asked]))
    missed = [
        answer["ask"]
        for answer in found["answers"]
        if not any(w in href for w in asked[answer["ask"]] for href in answer["hrefs"][:FIRST])
    ]
    assert len(asked) == {"tuned": 40, "held_out": 20}[queries]
    assert len(asked) - len(missed) >= LEAST[queries], missed
    assert found["seen"] == {"requests": [], "console": []}


def test_everything_that_the_search_finds_is_there_and_is_found_once(folder, index):
    found = [(index["groups"][entry[0]][1], entry[2]) for entry in index["entries"]]
    assert len(found) == len(set(found))
    for page in {page for page, _ in found}:
        text = (folder / page).read_text(encoding="utf-8")
        ids = set(re.findall(r'\bid="([^"]+)"', text))
        assert {anchor for where, anchor in found if where == page} <= ids, page


def test_the_index_is_small(index):
    assert len(json.dumps(index, ensure_ascii=False).encode()) < LARGEST_INDEX
    assert len(index["entries"]) > 1_000


def test_the_keyboard_alone_finds_and_returns(used):
    done = used["searched"]
    assert re.fullmatch(r"\d+ treff i \d+ deler? av rapporten", done["status"])
    assert done["hash"] == "#q=kriseplan"
    assert {"plan", "kriser"} <= {mark.lower() for mark in done["marks"]}
    assert "kriseteam" in done["groups"][0]
    assert done["landed"]
    assert done["kept"] == "kriseplan"
    assert done["nothing"]


def test_touch_on_a_phone_finds_rows_and_places(used):
    done = used["searchedByTouch"]
    assert "Telemark" in done["rows"]
    assert done["landed"] == "Telemark"
    assert done["overflow"] <= 0


def test_without_javascript_everything_leads_on(used, folder):
    done = used["withoutScript"]
    assert not done["field"]
    assert "trenger JavaScript" in done["says"]
    assert done["ways"] > 20
    assert done["buttons"] == 0
    assert len(done["terms"]) > 5
    glossary = (folder / "glossary.html").read_text(encoding="utf-8")
    for href in done["terms"]:
        page, _, anchor = href.partition("#")
        assert page == "../glossary.html"
        assert f'id="{anchor}"' in glossary


def test_a_term_is_explained_by_mouse_and_keyboard(used):
    done = used["explained"]
    assert done["terms"] > 5
    assert done["links"] == 0
    assert done["mouse"].endswith(".")
    assert done["expanded"] == "true"
    assert (done["oneAtATime"], done["clickElsewhere"]) == (1, 0)
    assert (done["keyboard"], done["escaped"]) == (1, 0)
    assert "glossary.html#" in done["next"]
    assert done["back"].startswith('<button type="button" class="term"')
    assert done["nested"] == 0


def test_a_term_is_explained_by_touch_within_the_window(used):
    done = used["explainedByTouch"]
    assert done["cards"] > 5
    assert done["inside"]
    assert done["overflow"] <= 0
    assert done["closed"] == 0


def test_no_state_has_an_accessibility_fault_or_asks_for_anything(used):
    for name, done in used.items():
        assert done.get("faults", []) == [], name
        assert done.get("requests", []) == [], name
        assert done.get("console", []) == [], name
