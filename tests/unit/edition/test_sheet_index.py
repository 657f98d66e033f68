"""Sheets of units: the page that finds them, the link of an edition, a cell that fails."""

import dataclasses

import pytest

from helpers.pages import CHECKS, Page
from helpers.project import document, shell, table_bundle
from is248.base.errors import UserError
from is248.base.paths import find_project
from is248.edition import finder_page
from is248.edition.sheet_index import sheet_index_html, tell_how, units_with_sheet
from is248.edition.sheets import make_sheets
from is248.edition.warm_run import warm_run

HERE = find_project()


@pytest.fixture(scope="module", params=["", "v1"])
def index(request):
    return request.param, Page(sheet_index_html(2016, HERE, request.param))


@pytest.mark.parametrize(("year", "count"), [(2016, 427 + 1 + 15), (2020, 356 + 15)])
def test_every_municipality_and_district_has_a_sheet_and_nothing_else_has(year, count):
    units = units_with_sheet(year, HERE)
    assert len(units) == count
    assert units["0301"] == ("Oslo", "Oslo")
    assert "0301-H" not in units  # an agency has no inhabitants


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_the_page_that_finds_sheets_is_sound(index, check):
    check(index[1])


def test_names_lead_to_sheets_where_they_are_made_and_are_told_how_where_not(index):
    folder, page = index
    links = [a["href"] for a in page.all("a") if ".html" in a["href"] or ".pdf" in a["href"]]
    assert {a["id"] for a in page.all("li") if "id" in a} == {
        f"enhet_{code}" for code in units_with_sheet(2016, HERE)
    }
    if folder:
        assert sorted(links) == sorted(
            f"v1/{code}.{kind}" for code in units_with_sheet(2016, HERE) for kind in ("html", "pdf")
        )
        assert "is248 sheets" not in page.text
    else:
        assert not links
        assert "is248 sheets 2016" in page.text


def test_the_page_that_tells_how_never_takes_the_place_of_made_sheets(tmp_path):
    project = dataclasses.replace(HERE, root=tmp_path)
    for name in ("params", "data"):
        (tmp_path / name).symlink_to(HERE.root / name)
    place = tmp_path / "outputs" / "2016" / "sheets"
    place.parent.mkdir(parents=True)
    tell_how(project, 2016)
    assert "ikke laget ennå" in (place / "index.html").read_text(encoding="utf-8")
    (place / "v1").mkdir()
    (place / "latest").symlink_to("v1")
    (place / "index.html").write_text("funnet", encoding="utf-8")
    tell_how(project, 2016)
    assert (place / "index.html").read_text(encoding="utf-8") == "funnet"


def test_a_name_in_place_of_a_code_is_understood():
    with pytest.raises(UserError, match="Mente du «0101» \\(Halden\\)"):
        make_sheets(HERE, 2016, ["Halden"])


def notebook(*sources):
    tagged = [{"tags": ["parameters"]}, *({} for _ in sources)]
    cells = zip(tagged, ('year = 1\nunit = ""', *sources), strict=True)
    return {"cells": [{"cell_type": "code", "metadata": m, "source": s} for m, s in cells]}


class Shown:
    def __init__(self, text):
        self.text = text

    def _repr_mimebundle_(self):
        return {"text/plain": self.text}


def test_cells_run_in_order_with_what_they_are_given(monkeypatch):
    monkeypatch.setattr("builtins.Shown", Shown, raising=False)
    book = notebook("told = Shown(f'{unit} {year}')", "told")
    for unit in ("0101", "0104"):
        ran = warm_run(HERE, book, {"year": 2016, "unit": unit}, "Arket")
        outputs = [output for cell in ran["cells"] for output in cell["outputs"]]
        assert [output["data"] for output in outputs] == [{"text/plain": f"{unit} 2016"}]
    assert "outputs" not in book["cells"][0]  # the notebook itself is left as it is


def test_a_failing_cell_is_named():
    book = notebook("x = 1\n1 / (x - 1)")
    with pytest.raises(UserError, match=r"Arket for 0101 stoppet i celle 2, «x = 1»\. ZeroDiv"):
        warm_run(HERE, book, {"year": 2016, "unit": "0101"}, "Arket for 0101")


# ---- the edition's own page of municipalities --------------------------------------------------


@pytest.fixture
def appendix():
    return document("alpha", {**table_bundle("table-municipalities"), "notes": []})


def finder(appendix, *given):
    found = finder_page.finder(appendix, *given)
    return finder_page.finder_html(found, shell(appendix.year), "x.html")


def test_a_name_leads_from_the_edition_to_its_sheet(appendix):
    page = finder(appendix, {"small": ("Lillevik", "Fjordane")})
    assert 'href="../sheets/index.html#enhet_small"' in page
    assert "#enhet_large" not in page  # it has no sheet
    assert "../sheets/index.html" in page.replace("#", "")  # the page says how they are made
    assert "../sheets" not in finder(appendix)


def test_units_without_names_in_the_appendix_are_found_by_name_without_numbers(appendix):
    known = {"4204": ("Kristiansand", "Agder"), "4225": ("Lyngdal", "Agder")}
    page = Page(finder(appendix, known))
    assert {a.get("id") for a in page.all("li") if a.get("class") == "unit"} == {
        "enhet_4204", "enhet_4225"
    }  # fmt: skip
    assert not page.all("dd")
    assert "Ingen har oppgitt årsverkene for 2016" in page.text
