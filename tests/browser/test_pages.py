"""The built pages in chromium: accessibility, requests, overflow, keyboard and search.

``IS248_PAGES`` names a built folder (outputs/<year>/v<N>); without it the newest version of 2016 is
checked. ``npm ci`` in this folder installs what the scripts need; ``CHROMIUM`` names the browser.
"""

import itertools
import json
import os
import subprocess
from pathlib import Path

import pytest

pytestmark = pytest.mark.browser

HERE = Path(__file__).parent
UNITS = 445
LARGEST_CHAPTER = 1_500_000
FAULTY = """<!DOCTYPE html><html><head><title>x</title></head><body>
<img src="http://127.0.0.1:9/x.png"><div style="width:2000px;color:#ccc">blek og bred</div>
</body></html>"""


def node(script, *arguments):
    if not (HERE / "node_modules").is_dir():
        pytest.fail("tests/browser/node_modules is missing; run: npm ci --prefix tests/browser")
    command = ["node", str(HERE / script), *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def folder():
    named = os.environ.get("IS248_PAGES")
    pages = Path(named) if named else HERE.parents[1] / "outputs" / "2016" / "latest"
    if not (pages / "index.html").is_file():
        pytest.fail(f"no built pages in {pages}; run: make report, or set IS248_PAGES")
    return pages


@pytest.fixture(scope="module")
def checked(folder):
    """What chromium says of every page, light and dark, wide and narrow.

    ``IS248_WHOLE`` tries every page at every width in each theme, and as it opens.
    """
    whole = ["--whole"] if os.environ.get("IS248_WHOLE") else []
    return node("check_pages.mjs", folder.resolve(), *whole)


@pytest.fixture(scope="module")
def searched(folder):
    return node("check_finder.mjs", folder.resolve(), "vål")


def found(results, key):
    """Page, width and theme of each visit where something was found."""
    return [(r["page"], r["width"], r["scheme"], r[key]) for r in results if r[key]]


def test_every_page_is_visited_in_each_theme_and_width(checked, folder):
    pages = {path.relative_to(folder).as_posix() for path in folder.rglob("*.html")}
    assert {result["page"] for result in checked} == pages
    assert len(checked) == (8 if os.environ.get("IS248_WHOLE") else 4) * len(pages)
    ways = {(result["width"], result["scheme"]) for result in checked}
    assert ways == set(itertools.product((320, 375, 768, 1280), ("light", "dark")))


def test_no_accessibility_fault(checked):
    assert found(checked, "violations") == []


def test_nothing_is_asked_for_from_outside(checked):
    assert found(checked, "requests") == []


def test_no_page_scrolls_sideways(checked):
    assert found(checked, "overflow") == []


def test_the_console_is_silent(checked):
    assert found(checked, "console") == []


def test_the_first_tab_reaches_the_skip_link(checked):
    assert {result["firstStop"] for result in checked} == {"#hovedinnhold_"}


def test_a_table_that_scrolls_says_so_and_holds_its_first_column(checked):
    assert found(checked, "uncued") == []


def test_a_chapter_is_light_to_load_and_waits_for_no_script(folder):
    for page in folder.glob("chapters/*.html"):
        text = page.read_text(encoding="utf-8")
        assert len(text.encode()) < LARGEST_CHAPTER, page.name
        assert text.count("<script") == 1
        assert text.index("</footer>") < text.index("<script>")
        assert text.endswith("</script>\n</body>\n</html>")


def test_without_javascript_everything_is_there_and_no_dead_field(searched):
    bare = searched["withoutScript"]
    assert bare["units"] == bare["counties"] == UNITS
    assert bare["chapters"] > 0
    assert not bare["field"]


def test_the_search_narrows_to_the_municipalities_of_that_name(searched):
    assert searched["start"] == searched["cleared"] == UNITS
    assert searched["names"]
    assert set(searched["names"]) == {"Våler"}
    assert searched["status"] == f"{len(searched['names'])} treff"


def test_the_search_reads_aa_as_one_letter_and_says_when_nothing_is_found(searched):
    assert set(searched["folded"]) == {"Våler"}
    assert searched["nothing"] == []


def test_the_check_itself_sees_faults(tmp_path):
    (tmp_path / "faulty.html").write_text(FAULTY, encoding="utf-8")
    results = node("check_pages.mjs", tmp_path)
    faults = {fault["id"] for result in results for fault in result["violations"]}
    assert faults >= {"image-alt", "html-has-lang", "color-contrast", "landmark-one-main"}
    assert all(result["requests"] and result["overflow"] for result in results)
