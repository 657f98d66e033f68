"""Two editions compared: what differs in the analysis is never passed over."""

import importlib.util
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
CHANGED = "theme,item,row,column,reason\n"


@pytest.fixture(scope="module")
def tool():
    spec = importlib.util.spec_from_file_location(
        "compare_editions", ROOT / "lib" / "tools" / "compare_editions.py"
    )
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules[spec.name]


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
    return old, tmp_path / "new"


@pytest.fixture
def compared(tool, pair, monkeypatch, capsys, tmp_path):
    def compare(renamed="", changed=""):
        words = ["compare_editions.py", *map(str, pair)]
        for name, head, rows in (("renamed", RENAMED, renamed), ("changed", CHANGED, changed)):
            path = tmp_path / f"{name}.csv"
            path.write_text(head + rows, encoding="utf-8")
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
    assert "The analysis: 0 differences" in said


def test_a_value_that_changed_unless_it_was_meant_to(compared, pair):
    change(pair[1] / "results.csv", "people,12", "people,13")
    code, said = compared()
    assert code == 1
    assert "alpha/table-4.2/small/people: 12 -> 13" in said
    assert compared(changed="alpha,table-4.2,small,*,Rate of unrounded numbers\n")[0] == 0
    assert compared(changed="alpha,table-4.2,large,*,Another row\n")[0] == 1


def test_renamed_items_and_rows_by_list(compared, pair):
    change(pair[1] / "results.csv", "table-4.2,small", "table-size,below")
    assert compared()[0] == 1
    rows = "alpha,table-4.2,*,*,table-size,*,*\nalpha,table-4.2,small,*,*,below,*\n"
    assert compared(renamed=rows)[0] == 0


def test_items_renamed_by_the_number_of_print(compared, pair):
    rows = "chapter,item,row,column,value,printed\nalpha,table-size,small,people,12,table-4.2\n"
    (pair[1] / "results.csv").write_text(rows, encoding="utf-8")
    code, said = compared()
    assert code == 0  # the statement is gone: it belongs to the comparison with print
    assert "The comparison with print: 1 differences" in said


def test_pages_apart_from_code_numbering_and_print(compared, pair):
    page = pair[1] / "chapters" / "a.html"
    change(page, "x = 1", "x = 2")
    change(page, "Tabell 4.A", "Tabell 4.B")
    assert compared()[0] == 0
    change(page, "<h2>Mot rapporten</h2><p>Rapporten sier 13.</p>", "")
    code, said = compared()
    assert code == 0
    assert "The comparison with print: 2 differences" in said
    change(page, "Det bor 12", "Det bor 14")
    code, said = compared()
    assert code == 1
    assert "- Det bor 12 der, se Tabell # ." in said


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
