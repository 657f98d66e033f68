"""Two editions compared: what differs in the analysis is never passed over."""

import csv
import importlib
import shutil
import sys
from pathlib import Path

import openpyxl
import pytest

ROOT = Path(__file__).parents[2]

RESULTS = """\
chapter,item,row,column,value,n,unit,basis
alpha,table-4.2,small,people,12,,,table
alpha,statement-1,1,ours,3,,,table
"""
PAGE = """\
<h1>Første</h1><p>Det bor 12 der, se <a href="#t">Tabell 4.A</a>.</p>
<details class="code"><pre>x = 1</pre></details>
<h2>Mot rapporten</h2><p>Rapporten sier 13.</p>
"""
RENAMED = "theme,old_item,old_row,old_column,new_item,new_row,new_column\n"
CHANGED = "theme,item,row,column,old,new,reason\n"
TEXTS = "file,sign,text,reason\n"
AUDIT = """\
<table><tr><th>Løpende tekst</th></tr>
<tr><th>Innbyggere (utsagn 1)</th><td>3</td><td>3</td></tr>
<tr><th>Tabell 4.1</th></tr><tr><th>Små: Alle, Antall</th><td>12</td><td>13</td></tr></table>
"""


@pytest.fixture
def tool(monkeypatch):
    monkeypatch.syspath_prepend(ROOT / "lib" / "tools")
    return importlib.import_module("compare_editions")


@pytest.fixture
def pair(tmp_path):
    old = tmp_path / "old"
    for name in ("chapters", "tables"):
        (old / name).mkdir(parents=True)
    (old / "results.csv").write_text(RESULTS, encoding="utf-8")
    (old / "chapters" / "a.html").write_text(PAGE, encoding="utf-8")
    book = openpyxl.Workbook()
    book.active.title = "Innhold"
    book.create_sheet("Tabell 4.A").append(["Små", 12])
    book.save(old / "tables" / "a.xlsx")
    shutil.copytree(old, tmp_path / "new")
    (tmp_path / "new" / "audit.html").write_text(AUDIT, encoding="utf-8")
    return old, tmp_path / "new"


@pytest.fixture
def compared(tool, pair, monkeypatch, capsys, tmp_path):
    def compare(renamed="", changed="", texts="", *more):
        words = ["compare_editions.py", *map(str, pair), *more]
        lists = {"renamed": RENAMED + renamed, "changed": CHANGED + changed, "texts": TEXTS + texts}
        for name, content in lists.items():
            path = tmp_path / f"{name}.csv"
            path.write_text(content, encoding="utf-8")
            words += [f"--{name}", str(path)]
        monkeypatch.setattr(sys, "argv", words)
        return tool.main(), capsys.readouterr().out

    return compare


def change(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_the_same_twice(compared):
    code, said = compared()
    assert code == 0
    assert "Not explained: 0 differences" in said


def test_a_value_that_changed_unless_it_was_meant_to(compared, pair):
    change(pair[1] / "results.csv", "people,12", "people,13")
    code, said = compared()
    assert code == 1
    assert "alpha/table-4.2/small/people: 12 -> 13" in said
    assert compared(changed="alpha,table-4.2,small,*,12,13,Rate of unrounded numbers\n")[0] == 0
    assert compared(changed="alpha,table-4.2,*,*,12,*,To any value\n")[0] == 0
    assert compared(changed="alpha,table-4.2,large,*,12,13,Another row\n")[0] == 1
    assert compared(changed="alpha,table-4.2,small,*,12,14,Another value\n")[0] == 1
    assert compared(changed="alpha,table-4.2,small,*,,*,Only when it is new\n")[0] == 1
    assert compared(changed="alpha,table-4.2,small,*,12,13,\n")[0] == 1  # nobody has said why


@pytest.mark.parametrize("value", ["12.0", "12.000000000001"])
def test_the_same_number_written_otherwise(compared, pair, value):
    change(pair[1] / "results.csv", "people,12", f"people,{value}")
    assert compared()[0] == 0


@pytest.mark.parametrize("value", ["12.0000001", "tolv", ""])
def test_another_value(compared, pair, value):
    change(pair[1] / "results.csv", "people,12", f"people,{value}")
    assert compared()[0] == 1


def test_a_value_that_is_new_is_told_apart(compared, pair):
    with (pair[1] / "results.csv").open("a", encoding="utf-8") as file:
        file.write("alpha,table-new,small,people,12,,,table\n")
    code, said = compared()
    assert code == 1
    assert "results.csv, added: 1" in said
    assert compared(changed="alpha,table-new,*,*,,*,Print tells of it\n")[0] == 0


def test_renamed_items_and_rows_by_list(compared, pair):
    change(pair[1] / "results.csv", "table-4.2,small", "table-size,below")
    assert compared()[0] == 1
    rows = "alpha,table-4.2,*,*,table-size,*,*\nalpha,table-4.2,small,*,*,below,*\n"
    assert compared(renamed=rows)[0] == 0


def test_a_name_that_takes_over_another(compared, pair):
    was = "alpha,table-4.2,small,p,0.2,,,table\nalpha,table-4.2,small,alone,0.1,,,table\n"
    now = "alpha,table-4.2,small,held,0.2,,,table\nalpha,table-4.2,small,p,0.1,,,table\n"
    for folder, rows in zip(pair, (was, now), strict=True):
        with (folder / "results.csv").open("a", encoding="utf-8") as file:
            file.write(rows)
    one, two = "alpha,table-4.2,*,alone,*,*,p\n", "alpha,table-4.2,*,p,*,*,held\n"
    assert compared(renamed=one + two)[0] == compared(renamed=two + one)[0] == 0
    assert compared(renamed=one + "alpha,table-4.2,*,p,*,*,p\n")[0] == 1  # two for one name


def test_items_renamed_by_the_number_of_print(compared, pair):
    rows = "chapter,item,row,column,value,printed\nalpha,table-size,small,people,12,table-4.2\n"
    (pair[1] / "results.csv").write_text(rows, encoding="utf-8")
    code, said = compared()
    assert code == 0  # the statement is gone: it belongs to the comparison with print
    assert "results.csv, lost: 1" in said.partition("The comparison with print")[2]


def test_pages_apart_from_code_numbering_and_print(compared, pair):
    page = pair[1] / "chapters" / "a.html"
    change(page, "x = 1", "x = 2")
    change(page, "Tabell 4.A", "Tabell 4.B")
    assert compared()[0] == 0
    change(page, "<h2>Mot rapporten</h2><p>Rapporten sier 13.</p>", "")
    code, said = compared()
    assert code == 0
    assert "chapters/a.html, text: 2" in said.partition("The comparison with print")[2]
    change(page, "Det bor 12", "Det bor 14")
    code, said = compared()
    assert code == 1
    assert "- Det bor 12 der, se Tabell # ." in said
    was = 'a,-,"Det bor 12 der, se Tabell # .",Wording\n'
    assert compared(texts=was)[0] == 1
    assert compared(texts=was + '*,+,"Det bor 14 der, se Tabell # .",Wording\n')[0] == 0


def test_a_mark_of_a_note_and_what_it_says_of_print(compared, pair):
    change(pair[0] / "chapters" / "a.html", "bor 12 der", "bor 12<sup>a</sup> der")
    note = "</p><p><sup>a</sup> Rapporten har 13; her er det 12. Avrunding.</p>"
    change(pair[0] / "chapters" / "a.html", "</a>.</p>", f"</a>.{note}")
    assert compared()[0] == 0


def test_a_workbook_repeats_the_page_and_the_values(compared, pair):
    for folder, name in zip(pair, ("Små", "Mindre"), strict=True):
        book = openpyxl.load_workbook(folder / "tables" / "a.xlsx")
        book["Tabell 4.A"].append([name, 12])
        book.save(folder / "tables" / "a.xlsx")
        change(folder / "chapters" / "a.html", "</a>.</p>", f"</a>.</p><p>{name} 12 i alt</p>")
        change(folder / "results.csv", "alpha,table", "a,table")
    code, said = compared(texts="a,-,Små 12 i alt,Label\na,+,Mindre 12 i alt,Label\n")
    assert code == 0, said


def test_lists_are_filled_and_wait_for_a_reason(compared, pair, tmp_path):
    change(pair[1] / "results.csv", "people,12", "people,13")
    change(pair[1] / "chapters" / "a.html", "Det bor 12 der", "Det bor 13 der")
    compared("", "", "", "--write-lists")
    written = (tmp_path / "changed.csv").read_text(encoding="utf-8")
    assert "alpha,table-4.2,small,people,12,13,\n" in written
    assert 'a,+,"Det bor 13 der, se Tabell # .",\n' in (tmp_path / "texts.csv").read_text("utf-8")


def test_what_was_compared_with_print_is_found_on_the_audit_page(compared, pair):
    cells = {"item": "tabell 4.1", "cell": "Små, alle antall", "printed": "12"}
    for folder in pair:
        with (folder / "results.csv").open("a", encoding="utf-8") as file:
            for column, value in cells.items():
                file.write(f'alpha,table-differences,1,{column},"{value}",,,table\n')
    assert compared()[0] == 0
    change(pair[1] / "audit.html", "<td>12</td>", "<td>11</td>")
    code, said = compared()
    assert code == 1
    assert "tabell 4.1 Små, alle antall 12" in said
    change(pair[1] / "audit.html", "utsagn 1", "utsagn 2")
    assert "utsagn 1" in compared()[1]


@pytest.mark.parametrize(
    ("name", "columns"),
    [("changed_values.csv", CHANGED), ("changed_texts.csv", TEXTS)],
)
def test_each_change_has_a_reason_and_stands_once(name, columns):
    with (ROOT / "docs" / "decisions" / name).open(encoding="utf-8", newline="") as file:
        assert file.readline() == columns
        rows = [tuple(row) for row in csv.reader(file)]
    assert {len(row) for row in rows} == {columns.count(",") + 1}
    assert all(row[-1] for row in rows)
    assert len({row[:-1] for row in rows}) == len(rows)


def test_a_lost_page_and_a_changed_sheet(compared, pair):
    (pair[1] / "chapters" / "a.html").unlink()
    book = openpyxl.load_workbook(pair[1] / "tables" / "a.xlsx")
    book["Tabell 4.A"]["B1"] = 13
    book.save(pair[1] / "tables" / "a.xlsx")
    code, said = compared()
    assert code == 1
    assert "- Små | 12" in said
    assert "+ Små | 13" in said
    assert "- Det bor 12 der" in said
