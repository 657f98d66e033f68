"""Typst source: quoting, prose, table layout."""

import datetime as dt
import json

import pytest
import typst
from hypothesis import given, settings
from hypothesis import strategies as st

from is248.edition import table_layout as layouts
from is248.edition import typst_source as ts
from is248.edition.document import document_from_notebook
from is248.edition.imprint import CODE_NOTICE, norwegian_date
from is248.year.params import Chapter, DataFile, YearParams

CHAPTER = Chapter(theme="fte", number=4, title="Årsverk")
YEAR = YearParams(
    year=2016,
    title="Kommunalt arbeid",
    edition_date=dt.date(2026, 11, 21),
    publisher="Kompendiet",
    chapters=(CHAPTER,),
    inhabitants=DataFile(file="a.csv", basis="reconstructed"),
    fte=DataFile(file="b.csv", basis="calibrated"),
    series_start=2007,
)


def evaluated(code):
    """What Typst makes of an expression."""
    return json.loads(typst.query(f"#metadata({code})".encode(), "metadata", field="value"))[0]


def content(*markdown, code=None):
    """The source behind the template, of Markdown cells and perhaps a code cell."""
    cells = [{"cell_type": "markdown", "metadata": {}, "source": text} for text in markdown]
    if code:
        cells.append({"cell_type": "code", "metadata": {}, "source": code, "outputs": []})
    source = ts.chapter_source(document_from_notebook({"cells": cells}, YEAR, CHAPTER))
    return source[source.index("#show: edition.with") :]


def grid(labels, columns, rows):
    """A grid bundle; columns are (label, span) and cells texts."""
    return {
        "stub": "Tiltak",
        "columns": [
            {
                "key": str(place),
                "label": label,
                "span": span,
                "unit": "",
                "decimals": 0,
                "align": "right",
                "basis": "printed",
            }
            for place, (label, span) in enumerate(columns)
        ],
        "rows": [
            {
                "key": label,
                "label": label,
                "role": "body",
                "cells": [{"value": 1, "text": text, "mark": None} for text in texts],
            }
            for label, texts in zip(labels, rows, strict=True)
        ],
    }


def several(alphabet):
    """Texts for one run of Typst, which costs more than all of them."""
    return st.lists(st.text(alphabet=alphabet), min_size=1, max_size=20)


@settings(max_examples=25)
@given(several(st.characters(exclude_categories=("Cs",))))
def test_a_literal_is_exactly_its_text(texts):
    literals = [ts.string(text) for text in texts]
    assert evaluated(f"({', '.join(literals)},)") == texts


@settings(max_examples=25)
@given(several('#"\\[](){}$@<>*_`~=-+/\n\r\t\u2028\u0000ae'))
def test_plain_text_becomes_one_closed_literal(texts):
    literals = [ts.literal(text) for text in texts]
    assert evaluated(f"({', '.join(literals)},)") == [ts.clean(text) for text in texts]
    assert all(map(str.isprintable, literals))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\r\n b", "a b"),
        ("a\x00b\ufeff", "a\\x00b\\ufeff"),
        ("1\u00a0000", "1\u00a0000"),
        ("", ""),
    ],
)
def test_blanks_are_folded_and_controls_seen(text, shown):
    assert ts.clean(text) == shown


def test_a_lone_surrogate_becomes_the_replacement_character():
    assert ts.string("\ud800") == '"\ufffd"'


def test_values_become_typst_code():
    code = ts.call("f", "a", None, True, 1.5, ["x", ts.Source("y")], side_by="b")
    assert code == 'f("a", none, true, 1.5, ("x",y,), side-by: "b")'


def test_relative_links_are_text_and_web_links_are_links():
    source = content("[metode](methods.html) [nett](https://a.no/#x) [skript](javascript:a)")
    assert 'web("https://a.no/#x", "nett")' in source
    assert "methods.html" not in source
    assert "javascript" not in source
    assert '"metode"' in source


def test_no_heading_level_is_skipped():
    source = content("##### Dypt\n\n## Grunt\n\n#### Neste")
    assert 'section(2, "fte#dypt", "Dypt")' in source
    assert 'section(2, "fte#grunt", "Grunt")' in source
    assert 'section(3, "fte#neste", "Neste")' in source


def test_code_is_named_but_not_printed():
    assert CODE_NOTICE in content("Tekst", code="hemmelig = 1")
    assert "hemmelig" not in content("Tekst", code="hemmelig = 1")
    assert CODE_NOTICE not in content("Tekst")


def test_inline_kinds():
    source = content("**fet** *kursiv* `kode`\n\n- en\n- to\n\n1. først")
    assert 'strong(run("fet"))' in source
    assert 'emph(run("kursiv"))' in source
    assert 'raw("kode")' in source
    assert 'points(run("en"), run("to"))' in source
    assert 'steps(run("først"))' in source


def test_dates_are_norwegian_in_every_locale():
    assert norwegian_date(dt.date(2026, 5, 17)) == "17. mai 2026"


def test_a_table_of_ten_years_fits_and_breaks_no_number():
    label = "Psykologer og annet fagpersonell i oppfølgings- og behandlingstjenester"
    years = [(str(year), None) for year in range(2007, 2017)]
    layout = layouts.table_layout(grid([label], years, [["12\u00a0345,6"] * 10]))
    assert sum(layout.widths) <= layouts.TEXT_WIDTH_MM / 25.4 * 72 + 0.01
    assert min(layout.widths[1:]) >= layouts.ems("12\u00a0345,6") * layout.size
    assert layout.size >= 7.5


def test_small_tables_stay_narrow_and_large_type():
    layout = layouts.table_layout(grid(["a", "b"], [("Antall", None)], [["1"], ["2"]]))
    assert layout.size == layouts.SIZES[0]
    assert sum(layout.widths) < 200
    assert layout.height < layouts.WHOLE_TABLE


@pytest.mark.parametrize("columns", [0, 1, 30])
def test_any_number_of_columns_has_a_layout(columns):
    layout = layouts.table_layout(grid(["a"], [("Antall", None)] * columns, [["1 000"] * columns]))
    assert len(layout.widths) == columns + 1
    assert all(width > 0 for width in layout.widths)


def test_a_header_over_several_columns_has_room():
    span = "Årsverk per 10\u00a0000 innbyggere"
    layout = layouts.table_layout(grid(["a"], [("A", span), ("B", span)], [["1", "2"]]))
    assert sum(layout.widths[1:]) / layout.size >= layouts.ems(span)
