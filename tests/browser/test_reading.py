"""Finding one's way, permanent links, and tables that sort and filter, in chromium."""

import re

import pytest

from browser.test_pages import folder, node  # noqa: F401 - the folder is a fixture
from helpers.project import cell, column, document, row, shell, table_bundle
from is248.edition.html_export import chapter_html

pytestmark = pytest.mark.browser

MINUS, SPACE, MISSING = "\u2212", "\u00a0", "–"


@pytest.fixture(scope="module")
def chapter(folder):  # noqa: F811
    """A chapter with a table that is long enough to filter."""
    return next(folder.glob("chapters/*-fte_by_area.html")).relative_to(folder).as_posix()


@pytest.fixture(scope="module")
def read(folder, chapter):  # noqa: F811
    return node("check_reading.mjs", folder.resolve(), chapter)


def number(text):
    return float(re.sub(r"\s", "", text).replace(MINUS, "-").replace(",", "."))


def numbers(rows):
    return [number(row["text"]) for row in rows if row["role"] == "body"]


def names(rows):
    return [row["name"] for row in rows]


def test_the_mouse_goes_to_neighbours_sections_and_back_to_the_top(read, chapter):
    told = read["mouse"]
    assert told["trail"].startswith("Forsiden\n4 ")
    assert re.fullmatch(r"chapters/05-\w+\.html", told["next"])
    assert told["back"] == chapter
    assert told["sectionAt"] == f"{chapter}#hovedfunn"
    assert told["top"] == f"{chapter}#topp_"
    assert told["console"] == []


def test_what_is_asked_goes_to_the_page_of_search(read, folder):  # noqa: F811
    assert read["mouse"]["search"] == f"{folder.resolve().name}/search.html#q=tvang & vold"


def test_heading_sentence_and_item_have_permanent_links(read, chapter):
    told = read["mouse"]
    assert told["heading"] == f"{chapter}#hovedfunn"
    assert told["sentenceHidden"]
    assert told["sentenceAt"].startswith(f"{chapter}#text-")
    assert re.fullmatch(re.escape(chapter) + r"#(table|figure)-[\w-]+", told["item"])


def test_the_keyboard_meets_links_of_sentences_only_when_asked_for(read, chapter):
    told = read["keyboard"]
    assert told["stops"][:2] == ["#hovedinnhold_", "../index.html"]
    assert told["ring"] == "solid"
    assert told["quiet"] == 0
    assert told["told"] > 0
    assert told["sentenceAt"].startswith(f"{chapter}#text-")


def test_the_keyboard_sorts_and_comes_back_to_print(read):
    told = read["keyboard"]
    printed, largest, smallest = (
        told["printed"],
        *(told[k]["rows"] for k in ("largest", "smallest")),
    )
    assert told["state"] == "descending"
    assert numbers(largest) == sorted(numbers(printed), reverse=True) != numbers(printed)
    assert numbers(smallest) == sorted(numbers(printed))
    assert sorted(names(largest)) == sorted(names(printed))
    assert "størst først" in told["largest"]["told"]
    assert "minst først" in told["smallest"]["told"]
    assert told["again"]["rows"] == printed
    assert "som trykt" in told["again"]["told"]
    assert told["unsorted"] == 0


def test_a_finger_opens_the_menu_filters_and_sorts(read, chapter):
    told = read["touch"]
    assert told["opened"]
    assert told["closed"]
    assert told["section"] == told["heading"] == f"{chapter}#hovedfunn"
    assert told["seen"] == "1"  # nothing waits for a pointer that a phone lacks
    assert min(told["target"]["width"], told["target"]["height"]) >= 24
    assert names(told["filtered"]["rows"]) == [told["word"]]
    assert re.search(r"Viser 1 av \d+ rader", told["filtered"]["told"])
    assert "fra A til Å" in told["sorted"]["told"]


def test_without_javascript_there_is_no_dead_control(read):
    told = read["bare"]
    assert told["dead"] == 0
    assert told["search"] == "../search.html"
    assert told["rows"] > 100
    assert told["links"]


VALUES = {
    "Ås": f"{MINUS}3", "Ærø": f"1{SPACE}234", "Bø": MISSING, "Aremark": "99,5", "Zeta": "+5",
    "Ørsta": "0", "Kåfjord": "12", "Karlsøy": f"{MINUS}12", "Lom": "7", "Moss": "8", "Nes": "9",
    "Odda": "10", "Os": MISSING, "Rana": "11", "Sel": "2,5",
}  # fmt: skip


@pytest.fixture(scope="module")
def pressed(tmp_path_factory):
    """What is seen of a table of two groups and a total when it is sorted and filtered."""
    given = [*VALUES.items()]
    body = [row(name, name, cell(0, text), cell(0, "ord")) for name, text in given]
    rows = [
        row("first", "Første", role="group"), *body[:6],
        row("second", "Andre", role="group"), *body[6:],
        row("total", "I alt", cell(0, f"1{SPACE}400"), cell(0, "sum"), role="total"),
    ]  # fmt: skip
    columns = [column("n", "Tall", "Gruppe"), column("w", "Ord", "Gruppe", align="left")]
    grid = {"stub": "Kommune", "columns": columns, "rows": rows}
    made = document("alpha", table_bundle() | {"grid": grid, "notes": []})
    place = tmp_path_factory.mktemp("tables")
    page = chapter_html(made, shell(made.year))
    (place / "page.html").write_text(page, encoding="utf-8")
    return node("sort_table.mjs", place, "page.html", "ÅS")


def grouped(first, second):
    return ["Første", *first.split(), "Andre", *second.split(), "I alt"]


def test_numbers_are_sorted_within_their_group_with_missing_last(pressed):
    header, once, twice = pressed["sorted"][1]
    assert header == "Tall"
    assert once == grouped(
        "Ærø Aremark Zeta Ørsta Ås Bø", "Kåfjord Rana Odda Nes Moss Lom Sel Karlsøy Os"
    )
    assert twice == grouped(
        "Ås Ørsta Zeta Aremark Ærø Bø", "Karlsøy Sel Lom Moss Nes Odda Rana Kåfjord Os"
    )


def test_names_are_sorted_in_norwegian_and_equal_ones_stay_as_printed(pressed):
    _, once, twice = pressed["sorted"][0]
    assert once == grouped(
        "Aremark Bø Zeta Ærø Ørsta Ås", "Karlsøy Kåfjord Lom Moss Nes Odda Os Rana Sel"
    )
    assert twice == grouped(
        "Ås Ørsta Ærø Zeta Bø Aremark", "Sel Rana Os Odda Nes Moss Lom Kåfjord Karlsøy"
    )
    assert (
        pressed["sorted"][2][1]
        == pressed["printed"]
        == grouped("Ås Ærø Bø Aremark Zeta Ørsta", "Kåfjord Karlsøy Lom Moss Nes Odda Os Rana Sel")
    )


def test_a_filter_keeps_the_sub_heading_and_no_total(pressed):
    assert pressed["filtered"] == ["Første", "Ås"]
