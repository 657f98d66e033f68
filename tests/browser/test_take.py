"""What is taken along from a built edition, opened and held against results.csv and the pages.

See test_pages.py for how a built folder is named.
"""

import base64
import csv
import io
import json
import re
import struct
from collections import defaultdict
from xml.etree import ElementTree as ET

import pytest
import yaml

from browser.test_pages import HERE, folder, node

__all__ = ["folder"]

pytestmark = pytest.mark.browser

FIRST = re.compile(r'<figure class="item[^"]*" id="(figure-[^"]+)"')
"""A figure on a chapter's page."""


@pytest.fixture(scope="module")
def results(folder):
    """(Stem of the chapter, item) → its rows in results.csv."""
    stems = {path.stem.partition("-")[2] or path.stem: path.stem for path in chapters(folder)}
    found = defaultdict(list)
    with (folder / "results.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found[stems[row["chapter"]], row["item"]].append(row)
    return found


def chapters(folder):
    return sorted((folder / "chapters").glob("*.html"))


def numbers(text):
    return list(csv.DictReader(io.StringIO(text)))


def test_every_value_of_every_file_is_that_of_the_results(folder, results):
    names = yaml.safe_load((HERE.parents[1] / "params/labels.yml").read_text("utf-8"))["basis"]
    files = sorted((folder / "data").glob("*/*.csv"))
    for path in files:
        ours = [
            (r["rad_id"], r["kolonne_id"], r["verdi"], r["enhet"], r["n"], r["grunnlag"],
             r["beregnet"], r["fra"], r["til"])
            for r in numbers(path.read_text(encoding="utf-8-sig"))
        ]  # fmt: skip
        theirs = [
            (r["row"], r["column"], r["value"], r["unit"], r["n"], names[r["basis"]],
             r["computed"], r["low"], r["high"])
            for r in results[path.parent.name, path.stem]
        ]  # fmt: skip
        assert ours == theirs, path
    assert len({path.parent for path in files}) == len(chapters(folder))


def test_every_table_and_figure_on_a_page_has_its_files(folder):
    for page in chapters(folder):
        for item in re.findall(r' id="((?:table|figure)-[^"]+)"', page.read_text("utf-8")):
            assert (folder / "data" / page.stem / f"{item}.csv").is_file(), item


def test_metadata_are_of_the_files_that_stand_there(folder):
    for path in sorted((folder / "data").glob("*/csv-metadata.json")):
        about = json.loads(path.read_text(encoding="utf-8"))
        listed = sorted(table["url"] for table in about["tables"])
        assert listed == sorted(file.name for file in path.parent.glob("*.csv"))
        assert all(table["dc:title"] and table["dc:source"] for table in about["tables"])


def test_pictures_hold_their_words_and_png_are_twice_as_large(folder):
    pictures = sorted((folder / "figures").glob("*/*.svg"))
    assert pictures
    for path in pictures:
        root = ET.parse(path).getroot()
        words = " ".join(span.text for span in root.iter("{http://www.w3.org/2000/svg}tspan"))
        page = (folder / "chapters" / f"{path.parent.name}.html").read_text(encoding="utf-8")
        assert f'id="{path.stem}"' in page
        assert all(part in words for part in ("N: ", "Kilde: ", "Grunnlag: ", "Utgave ")), path
        data = path.with_suffix(".png").read_bytes()
        size = struct.unpack(">II", data[16:24])
        assert size == (2 * int(root.get("width")), 2 * int(root.get("height"))), path


def test_links_lead_to_files_and_say_their_size(folder):
    link = re.compile(
        r'<a href="\.\./((?:data|figures|tables)/[^"]+)" download="[^"]+">([^<]+)</a>'
    )
    for page in chapters(folder):
        found = link.findall(page.read_text(encoding="utf-8"))
        assert found
        for target, text in found:
            size = (folder / target).stat().st_size
            kilo = -(-size // 1000)
            words = f"{kilo} kB" if kilo < 1000 else f"{kilo / 1000:.1f} MB".replace(".", ",")
            assert text.endswith(f", {words})"), target


@pytest.fixture(scope="module")
def chapter(folder):
    """A chapter with figures, and the first of them."""
    for page in chapters(folder):
        if found := FIRST.search(page.read_text(encoding="utf-8")):
            return page.stem, found[1]
    return pytest.fail("no chapter has a figure")


@pytest.fixture(scope="module")
def taken(folder, chapter):
    return node("check_take.mjs", folder.resolve(), *chapter)


def test_the_clipboard_has_what_is_shown(folder, chapter, taken):
    stem, item = chapter
    rows = numbers((folder / "data" / stem / f"{item}.csv").read_text(encoding="utf-8-sig"))
    lines = [line.split("\t") for line in taken["mouse"]["numbers"].split("\n")]
    shown = [row["vist"].replace("\u00a0", "").replace("−", "-") for row in rows]
    columns = len(dict.fromkeys(row["kolonne_id"] for row in rows))
    cells = [cell for line in lines[-len(rows) // columns :] for cell in line[1:]]
    assert [cell.replace(" ", "") for cell in cells] == [text.replace(" ", "") for text in shown]
    assert taken["mouse"]["told"] == f"Kopiert: {len(lines)} rader."
    assert taken["keyboard"]["numbers"] == taken["mouse"]["numbers"]
    assert taken["phone"]["numbers"] == taken["mouse"]["numbers"]


def test_downloads_are_the_files(folder, chapter, taken):
    stem, item = chapter
    csv_file = (folder / "data" / stem / f"{item}.csv").read_bytes()
    assert base64.b64decode(taken["mouse"]["CSV"]) == csv_file
    assert (
        base64.b64decode(taken["mouse"]["Excel"]) == (folder / f"tables/{stem}.xlsx").read_bytes()
    )
    bibtex, ris = (base64.b64decode(taken["mouse"][kind]).decode() for kind in ("BibTeX", "RIS"))
    assert bibtex.startswith("@incollection{is248-")
    assert bibtex.splitlines()[0].endswith(f"-{stem}-{item},")
    assert ris.endswith("ER  - \n")


def test_the_citation_and_the_address_name_the_version(folder, chapter, taken):
    stem, item = chapter
    version = json.loads((folder / "manifest.json").read_text())["version"]
    assert taken["mouse"]["citation"] == taken["mouse"]["shown"]
    assert f"Utgave v{version}, " in taken["mouse"]["shown"]
    assert taken["mouse"]["lasting"].endswith(f"/v{version}/chapters/{stem}.html#{item}")


def test_nothing_goes_out_and_nothing_is_too_small_to_hit(taken):
    assert (taken["mouse"]["requests"], taken["mouse"]["console"]) == ([], [])
    assert (taken["phone"]["small"], taken["phone"]["sideways"]) == ([], 0)


def test_without_scripts_all_is_there_but_the_clipboard(taken):
    assert taken["plain"] == {"links": 8, "buttons": 0, "citation": True}
