"""The transcribed tables and appendix agree, cell by cell, with the text of the report."""

import csv
import re
from pathlib import Path

import pytest

from helpers.each import of_each

ROOT = Path(__file__).resolve().parents[2]
PUBLISHED = ROOT / "data" / "published" / "2016"
DOCUMENT = ROOT.parent / "shared" / "seeds" / "003_e52f7d5da3592bf4.txt"

if not DOCUMENT.is_file():
    # The report's text may not be copied into the project; it is only laid beside it for this
    # check. Everything that needs the data alone is tested in tests/unit/test_data_files.py.
    pytest.skip("the report's text is not laid beside the project", allow_module_level=True)

LINES = DOCUMENT.read_text("utf-8").split("\n")
EMPTY = {"*", "-", "."}
# Text tables that the text version breaks up; each has a test of its own below.
TEXT_TABLES = {
    "1.2": "cells hold lists that run over page breaks, and part headings stand between rows",
    "2.1": "two pairs of rows are run together, and explanations are shortened in our table",
}
CHILD = re.compile(r"< ?18|[Bb]arn")
ADULT = re.compile(r"> ?18|[Vv]oksne")
YEAR = re.compile(r"20\d\d")
NUMBER = re.compile(r"-?\d{1,3}( \d{3})+|-?\d+([.,]\d+)?")


def read(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


INDEX_HEADER, *INDEX_ROWS = read(PUBLISHED / "tables_index.csv")
INDEX = {row[0]: dict(zip(INDEX_HEADER, row, strict=True)) for row in INDEX_ROWS}
HELD = [name for name, entry in INDEX.items() if entry["file"]]
NUMERIC = [name for name in HELD if name not in TEXT_TABLES]


def value(cell):
    """Give a printed cell the form that our files use."""
    cell = cell.strip()
    if cell in EMPTY:
        return ""
    if NUMBER.fullmatch(cell):
        return cell.replace(" ", "").replace(",", ".")
    return cell


def caption_line(name):
    return int(INDEX[name]["line_in_seed"]) - 1


def block(start):
    """Collect the tab-separated lines after a caption, across page breaks."""
    found = []
    for line in LINES[start + 1 :]:
        if "\t" in line:
            found.append([cell.strip() for cell in line.split("\t")])
        elif found and line.strip():
            break
    return found


def is_header(cells):
    return not cells[0] or all(cell and not NUMBER.fullmatch(cell) for cell in cells[1:])


def printed(name):
    """Split a printed table into its header lines and its rows of values."""
    lines = block(caption_line(name))
    first = next(i for i, cells in enumerate(lines) if i and not is_header(cells))
    return lines[:first], [[row[0], *map(value, row[1:])] for row in lines[first:]]


def ours(name):
    """Read our table without its machine key and units: header and rows."""
    header, *rows = read(PUBLISHED / INDEX[name]["file"])
    kept = [i for i, column in enumerate(header) if column not in {"row", "row_unit"}]
    return [header[i] for i in kept], [[row[i] for i in kept] for row in rows]


def letters(text):
    return re.sub(r"[^\w]", "", text).lower()


def plain(text):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


def spread(cells):
    """Fill the blank cells of a spanning header with the heading to their left."""
    filled = []
    for cell in cells:
        filled.append(cell or (filled[-1] if filled else ""))
    return filled


def numbered_questions(text):
    return max(map(int, re.findall(r"(?:^|\s)(\d{1,2})\. ", plain(text))), default=1)


@of_each([(name,) for name in INDEX])
def test_caption(name):
    number = "" if name == "0.1" else f"Tabell {name} "
    assert LINES[caption_line(name)].strip() == f"{number}{INDEX[name]['caption']}"


def test_index_names_every_printed_table():
    captions = [re.match(r"Tabell (\d+\.\d+) [^\t]*$", line) for line in LINES]
    assert {found[1] for found in captions if found} == set(INDEX) - {"0.1"}


@of_each([(name,) for name in NUMERIC])
def test_every_cell_and_label(name):
    expected = printed(name)[1]
    found = ours(name)[1]
    assert [row[0] for row in found] == [row[0] for row in expected]
    assert found == expected


@of_each([(name,) for name in NUMERIC])
def test_columns_stand_in_the_printed_order(name):
    headers = [spread(cells) for cells in printed(name)[0]]
    keys = ours(name)[0][1:]
    assert {len(cells) - 1 for cells in headers} == {len(keys)}
    headings = [" ".join(texts) for texts in zip(*headers, strict=True)][1:]
    both_groups = all(any(map(group.search, headings)) for group in (CHILD, ADULT))
    for key, heading in zip(keys, headings, strict=True):
        if years := YEAR.findall(heading):
            assert YEAR.findall(key) == years
        if re.search(r"(%|prosent)$", heading.lower()):
            assert "pct" in key.split("_")
        if both_groups:
            assert bool(CHILD.search(heading)) == bool(re.search(r"child|under18", key))
            assert bool(ADULT.search(heading)) == bool(re.search(r"adult|18plus", key))


def test_form_topics():
    """Table 1.2: parts, topics and the number of questions."""
    expected, part = [], ("", "")
    for label, text in (cells[:2] for cells in block(caption_line("1.2"))):
        if label.startswith("Del ") or (not label and "<" not in text):
            part = (label.rstrip(":") or part[0], text)
        elif label.startswith("---"):
            continue
        elif not label:
            expected[-1][3] += f" {text}"
        else:
            expected.append([letters(label), *part, text])
    rows = ours("1.2")[1]
    assert [[letters(row[0]), *row[1:3]] for row in rows] == [row[:3] for row in expected]
    assert [int(row[3]) for row in rows] == [numbered_questions(row[3]) for row in expected]


def test_abbreviations():
    """Table 2.1: every abbreviation, and the beginning of what is printed behind it."""
    expected = block(caption_line("2.1"))
    rows = ours("2.1")[1]
    assert [row[0] for row in rows] == [row[0] for row in expected]
    previous = ""
    for (_, meaning), (_, text) in zip(rows, expected, strict=True):
        assert text.startswith(meaning) if text else meaning in previous
        previous = text


def appendix_rows():
    start = LINES.index("VEDLEGG: GRUNNLAGSDATA 2016")
    rows = [[value(cell) for cell in line.split("\t")] for line in LINES[start:] if "\t" in line]
    return rows[2:]


APPENDIX_PRINT = appendix_rows()
APPENDIX_HEADER, *APPENDIX_OURS = read(PUBLISHED / "appendix.csv")


def test_appendix_has_every_row():
    assert len(APPENDIX_PRINT) == len(APPENDIX_OURS) == 446


@of_each({f"{i} {row[1]}": (i,) for i, row in enumerate(APPENDIX_PRINT)})
def test_appendix_row(i):
    number, name, total, adult, child, rate, adult_rate, child_rate = APPENDIX_PRINT[i]
    row = dict(zip(APPENDIX_HEADER, APPENDIX_OURS[i], strict=True))
    assert row["code"][:4] == number.zfill(4)
    assert row["printed_name"] == name
    assert [row["fte_total"], row["fte_adult"], row["fte_child"]] == [total, adult, child]
    rates = [row["fte_total_per10k"], row["fte_adult_per10k"], row["fte_child_per10k"]]
    assert rates == [rate, adult_rate, child_rate]


def test_figure_captions():
    header, *rows = read(PUBLISHED / "figures_index.csv")
    for row in rows:
        entry = dict(zip(header, row, strict=True))
        word = "Tabell" if entry["kind"] == "figure_captioned_table" else "Figur"
        line = LINES[int(entry["line_in_seed"]) - 1].strip()
        assert line == f"{word} {entry['figure']} {entry['caption']}"
