"""Markup of single items, as JupyterLab and the published page show them."""

import copy

import pytest

from is248.show.jupyter_html import LONG, full_title, item_html


def column(key, span=None, align="right", label=None):
    return {
        "key": key,
        "label": label or key,
        "span": span,
        "unit": "",
        "decimals": 0,
        "align": align,
        "basis": "printed",
    }


def cell(text, value=1, mark=None):
    return {"value": value, "text": text, "mark": mark}


def row(key, cells, role="body", label=None):
    return {"key": key, "label": label or key, "role": role, "cells": cells}


def table(columns, rows, stub="Fylke", **changes):
    made = {
        "schema": 1,
        "kind": "table",
        "id": "table-x",
        "title": "Tittel & <b>mer</b>",
        "grid": {"stub": stub, "columns": columns, "rows": rows},
        "n": "2 fylker",
        "source": "Rapporten.",
        "basis": "printed",
        "questions": [],
        "notes": [],
    }
    return {**made, **changes}


def figure():
    made = table([column("a")], [row("r", [cell("1")])], id="figure-x")
    return {**made, "kind": "figure", "svg": "<svg/>", "width_mm": 100.0, "alt": 'Den "stiger"'}


def text(*parts, role="finding"):
    return {
        "schema": 1,
        "kind": "text",
        "id": "text-x",
        "role": role,
        "parts": list(parts),
        "basis": "printed",
    }


def test_text_is_escaped_everywhere():
    evil = '<script>"&'
    made = table(
        [column("a", span=evil, label=evil)],
        [row("g", [], "group", evil), row("r", [cell(evil, mark=evil)], label=evil)],
        stub=evil,
        title=evil,
        n=evil,
        source=evil,
        notes=[{"mark": evil, "text": evil}],
        label=evil,
    )
    assert "<script" not in item_html(made)
    assert "<script" not in item_html({**figure(), "alt": evil, "title": evil})


def test_spans_have_column_groups():
    columns = [column("a", "Årsverk"), column("b", "Årsverk"), column("c")]
    made = item_html(table(columns, [row("r", [cell("1")] * 3)]))
    groups = '<colgroup></colgroup><colgroup span="2"></colgroup><colgroup span="1"></colgroup>'
    assert groups in made
    assert '<th scope="colgroup" colspan="2">Årsverk</th>' in made
    assert '<th scope="col" class="right" rowspan="2">c</th>' in made


def test_a_table_without_spans_has_one_header_row():
    made = item_html(table([column("a")], [row("r", [cell("1")])]))
    assert made.count("<tr") == 2
    assert "<colgroup" not in made


def test_an_empty_corner_is_a_cell_and_no_header():
    made = item_html(table([column("a")], [row("r", [cell("1")])], stub=""))
    assert "<thead><tr><td></td>" in made


def test_a_missing_word_stands_where_the_words_stand():
    made = item_html(table([column("a", align="left")], [row("r", [cell("–", None)])]))
    assert '<td class="left">–</td>' in made


def test_a_total_below_groups_belongs_to_none_of_them():
    rows = [row("g", [], "group"), row("r", [cell("1")]), row("total", [cell("1")], "total")]
    made = item_html(table([column("a")], rows))
    assert made.count("<tbody>") == 2
    assert '<tbody><tr class="total">' in made


def test_a_total_without_groups_stays_with_the_rows():
    rows = [row("r", [cell("1")]), row("total", [cell("1")], "total")]
    assert item_html(table([column("a")], rows)).count("<tbody>") == 1


@pytest.mark.parametrize(("count", "long"), [(LONG, False), (LONG + 1, True)])
def test_long_tables_scroll(count, long):
    rows = [row(f"r{i}", [cell("1")]) for i in range(count)]
    assert ('class="scroll long"' in item_html(table([column("a")], rows))) == long


def test_numbers_in_headers_are_not_broken():
    made = item_html(table([column("a", label="10 000–20 000")], [row("r", [cell("1")])]))
    assert "10\u00a0000–20\u00a0000" in made


def test_sentences_below_end_with_one_full_stop():
    made = item_html(table([column("a")], [row("r", [cell("1")])]))
    assert "N: 2 fylker.</span>" in made
    assert "Kilde: Rapporten.</span>" in made


def test_the_caption_of_a_figure_comes_first_and_its_numbers_follow():
    made = item_html(figure())
    assert made.startswith('<figure class="item" id="figure-x"><figcaption>')
    assert 'alt="Den &quot;stiger&quot;"' in made
    assert "<summary>Tallene bak figuren</summary>" in made
    assert 'width="378"' in made


def test_the_label_names_the_item():
    labelled = {**figure(), "label": "Figur 4.2"}
    assert full_title(labelled) == "Figur 4.2: Tittel & <b>mer</b>"
    assert "Tallene bak Figur 4.2" in item_html(labelled)
    assert full_title(figure()) == "Tittel & <b>mer</b>"


def test_values_carry_their_number_and_missing_ones_only_their_words():
    value = {"kind": "value", "name": "n", "value": 1.5, "text": "1,5", "unit": ""}
    made = item_html(text(value, {"kind": "text", "text": " & "}, {**value, "value": None}))
    assert made == '<p class="finding" id="text-x"><data value="1.5">1,5</data> &amp; 1,5</p>'


def test_a_caution_is_a_note():
    made = item_html(text({"kind": "text", "text": "Usikkert."}, role="caution"))
    assert made == '<p class="caution" id="text-x" role="note">Usikkert.</p>'


def test_making_markup_leaves_the_bundle_as_it_was():
    made = figure()
    before = copy.deepcopy(made)
    item_html(made)
    assert made == before


def test_questions_are_named_and_linked_where_there_is_a_page_of_them():
    asked = [{"id": "gate", "number": "1.1", "label": "Har <plan>"}]
    bundle = {**table([column("n")], [row("a", [cell("1")])]), "questions": asked}
    assert "Spørsmål: 1.1 Har &lt;plan&gt;." in item_html(bundle)
    linked = '<a href="../questions.html#gate">1.1 Har &lt;plan&gt;</a>'
    assert linked in item_html(bundle, "../questions.html")


def test_many_questions_are_named_by_number():
    asked = [{"id": f"q{at}", "number": f"1.{at}", "label": "Navn"} for at in range(1, 5)]
    assert "Spørsmål: 1.1, 1.2, 1.3, 1.4." in item_html(
        {**table([column("n")], [row("a", [cell("1")])]), "questions": asked}
    )
