"""The lint for bokmål: what each rule finds and lets pass, and that no text of a page is lost."""

import importlib
import json
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NB = "\N{NO-BREAK SPACE}"

LONG = (
    "Dette er en setning som er laget for å være lang, " + "og den går bare videre og videre " * 4
)
BAD = {
    "long_sentence": [f"Kort. {LONG.strip()}.", f"Først dette; {LONG.strip()}."],
    "long_title": [LONG],
    "small_letter_begins": ["det begynner galt.", "Det slutter. så begynner det igjen."],
    "no_end": ["Her mangler slutten"],
    "comma_closes_the_clause": ["Av kommunene som svarte har ni en kai.", "De som svarte er ti."],
    "the_verb_comes_second": [f"I fjor økte med 4{NB}prosentpoeng andelen med kai."],
    "digits_for_few": [
        f"Kaien finnes i 3{NB}kommuner.", "Det gjelder 4 av 9 tester.", "Alle 6 tester.",
        f"Høyest ligger 2{NB}HF-områder (17).", "Det gjelder 5 slike enheter.",
        "Av ni har 5 en kai.", "Etter justering gjelder det 3.", "I fem byer har 4 kjøpere kai.",
    ],
    "words_and_digits": [f"Kai har 13{NB}fylker og tolv bydeler.", "Av 40 har ni kommuner en kai."],
    "words_for_many": ["Det gjelder fjorten kommuner.", "I tjueto fylker finnes den."],
    "words_for_percent": ["Bare ti prosent har kai."],
    "thousands": ["Av 12 345 har noen kai.", "Av 12.345 har noen kai.", "Av 12345 har noen kai."],
    "decimal_point": ["Snittet er 3.5 kaier.", "0.25"],
    "ranges": ["Aldersgruppen 10-20 har båt.", "Fra 10 – 20 meter."],
    "minus_sign": ["Endringen er -5 kaier."],
    "p_of_zero": ["Testen gir p = 0,000.", f"p{NB}={NB}0,00", "Testen gir p<0,05."],
    "percent_sign": [f"Kai har 40{NB}% av kommunene."],
    "percent_sign_close": ["40% av kommunene"],
    "percent_for_points": [
        "Andelen økte med 7 prosent.", "Den økte med 7 prosent, fra 15 prosent til 22 prosent.",
        "Økningen var sju prosentenheter.",
    ],
    "dash_for_a_number": [f"Kai har –{NB}prosent.", "Testen gir p = –.", "Høyest ligger Vik (–)."],
    "bare_size_class": [
        f"Høyest er Under 2{NB}000 (34).", f"Andelen er lav i 10{NB}000–20{NB}000.",
        f"Lavest ligger 50{NB}000 og over, høyest Vik.",
    ],
    "agreement": [
        f"Kai har 1{NB}kommuner.", "Ett kommune har kai.", "Én fylke har kai.", "En svar mangler.",
        "To kommune har kai.", f"Kai har 14{NB}enhet.", f"0{NB}kommuner har kai.", "én HF-område",
    ],
    "certain_difference": [
        "En sikkert forskjell.", "Et sikker avvik.", "Sikker forskjeller finnes ikke.",
    ],
    "one_group_for_many": [f"Lavest er gruppen 2{NB}000–5{NB}000 (3) og 5{NB}000–10{NB}000 (3)."],
    "quotation_marks": ['De sier "kai" der.', "De sier “kai” der.", "Sier 'kai'."],
    "code_names": ["Se `by` her.", "Feltet quay_count mangler.", "Er nan.", "Se {n}.", "None"],
    "english": ["En likelihood ratio-test.", "Kaien the best.", "Se box-plot under."],
    "one_term": [
        "Mange prøver gjøres.", "Her prøves det.", "Svarprosenten er høy.", "kontrollert for alder",
        "Det er signifikant.", "Etter hf-område.",
    ],
    "claims_too_much": [
        "Det er ingen forskjell.", "Andelen var uendret.", "Vik skiller seg ut.", "En tendens.",
        "Mot Vik skiller disse seg ut.",
    ],
    "blanks": ["To  blanke.", f"To {NB}blanke.", "Et komma , her.", "Kai,båt.", "Tomt () her."],
    "doubled_marks": ["Slutt..", "Her,, der.", "Slutt;."],
    "doubled_words": ["Det er er galt.", "Kommunen Kommunen"],
    "certain_without_a_test": [
        f"De skiller seg statistisk sikkert fra hverandre (p{NB}={NB}0,061).",
        f"Forskjellen er statistisk sikker (justert p{NB}={NB}0,050).",
    ],
    "doubled_verbs": [
        "Den økte med 8 kaier i nord og økte med 6 kaier i sør.",
        "De skiller seg ikke i nord (p), og skiller seg i sør.",
    ],
}  # fmt: skip
GOOD = {
    "long_sentence": [
        f"Høyest: {'; '.join('Vik 12 kaier i år' for _ in range(9))}.",
        "Dette er f.eks. en kort setning. " * 8,
        f"Delene gir en annen sum ({' + '.join('4' * 20)} = 80).",
    ],
    "small_letter_begins": ["Den 21. november skjedde det.", "Se f.eks. her. «Ja» sies. 9 sa ja."],
    "no_end": ["Slik er det.", "Slik er «det».", "Slik er det:"],
    "comma_closes_the_clause": ["Av kommunene som svarte, har ni en kai."],
    "the_verb_comes_second": [f"I fjor økte andelen med 4{NB}prosentpoeng."],
    "digits_for_few": [
        "Kai har tre kommuner.", f"9 av 84{NB}kommuner har kai, og 4{NB}kommuner har ikke svart.",
        "Det er 5 prosent av kommunene.", "Forløp 2 er størst.", "Uke 5, tabell 3.2, 6 årsverk.",
        "Andelen er 7 og 9 prosent, fra 4 til 11 i fjor.", "Den 1. januar.", "N: 9 kommuner.",
        "Rapporten har 4; her er det 5.", f"Over 2{NB}000 bor der.",
    ],
    "words_and_digits": [
        f"I 39{NB}kommuner gjorde én person det.", f"De to fylkene har 40{NB}kaier.",
        f"I 2015 svarte to kommuner, {NB}17 prosent.", "Ti enheter av elleve.",
        f"Tre kommuner med over 20{NB}000 innbyggere har kai (15).",
    ],
    "words_for_many": [f"Det gjelder 14{NB}kommuner.", "Den ene kommunen."],
    "words_for_percent": [f"Bare 10{NB}prosent har kai."],
    "thousands": [f"Av 12{NB}345 i 2016 har noen kai.", "2,125", "IS-24/8"],
    "decimal_point": [
        "Snittet er 3,5 kaier.", "Se tabell 3.5.", "Jf. figur 2.1, 2.2 og 3.4.", "13.4a Har kai",
    ],
    "ranges": ["Aldersgruppen 10–20 har båt.", "Skjemaet IS-24/8.", "Laget 2016-11-03."],
    "minus_sign": ["Endringen er −5 kaier.", "Vik-1."],
    "p_of_zero": [f"p{NB}<{NB}0,001", f"p{NB}={NB}0,034"],
    "percent_sign": [f"95{NB}% konfidensintervall: 3 til 11."],
    "percent_sign_close": [f"95{NB}% konfidensintervall"],
    "percent_for_points": [
        "Antallet økte med 7 prosent.", "Andelen økte med 7 prosentpoeng, fra 15 prosent til 22.",
    ],
    "dash_for_a_number": ["Dette – prosenten altså – er lav.", "10–20 prosent"],
    "bare_size_class": [
        f"Kommuner med under 2{NB}000 innbyggere (34).", f"De har 10{NB}000–20{NB}000 innbyggere.",
        f"I de med 50{NB}000 og over (21,9) og 5{NB}000–10{NB}000 (18,7) innbyggere.",
    ],
    "agreement": [
        "Én kommune og ett fylke.", "To kommuner.", f"21{NB}kommuner.", "Ett svar.",
        f"3,1{NB}enheter.", "Én enhet av 14 enheter.",
    ],
    "certain_difference": ["En sikker forskjell, et sikkert avvik, sikre forskjeller."],
    "one_group_for_many": [f"Lavest er gruppen 50{NB}000 og over (3)."],
    "quotation_marks": ["De sier «kai» der.", "Oslo' og Vest' kaier"],
    "code_names": ["Null årsverk.", "Kaien på Nanset."],
    "english": ["Supported Employment er en metode.", "Of-teamet"],
    "one_term": ["Testene gjelder HF-områder.", "De prøver å få kai.", "Svarandelen er høy."],
    "claims_too_much": [
        "Svarene viser ingen klar forskjell.", "12 prosent mener at kaien er uendret.",
        "De skiller seg statistisk sikkert fra hverandre.", "Er den uendret, eller er den verre?",
    ],
    "blanks": ["Én blank, 3,5 kaier.", "Slik (som her) er det ...", f"203{NB}:{NB}7"],
    "doubled_marks": ["Kai, båt mv.; og mer.", "Slik er det …"],
    "doubled_words": ["Er det det de mener?", "De som har, har kai."],
    "doubled_verbs": [
        "Den økte med 8 kaier i nord og 6 i sør.", "De skiller seg, og byene skiller seg i sør.",
    ],
    "certain_without_a_test": [
        f"De skiller seg statistisk sikkert fra hverandre (p{NB}<{NB}0,001).",
        f"De skiller seg ikke statistisk sikkert fra hverandre (p{NB}={NB}0,061).",
    ],
}  # fmt: skip


@pytest.fixture
def tool(monkeypatch):
    monkeypatch.syspath_prepend(ROOT / "lib" / "tools")
    return importlib.import_module("lint_bokmal")


def found(tool, name, text):
    return [*next(rule for rule in tool.rules.RULES if rule.__name__ == name)(text)]


@pytest.mark.parametrize(
    ("name", "text"), [(k, text) for k, texts in BAD.items() for text in texts]
)
def test_a_rule_finds_what_is_wrong(tool, name, text):
    assert found(tool, name, text)


@pytest.mark.parametrize(
    ("name", "text"), [(k, text) for k, texts in GOOD.items() for text in texts]
)
def test_a_rule_lets_pass_what_is_right(tool, name, text):
    assert not found(tool, name, text)


def test_every_rule_has_a_bad_example(tool):
    assert {rule.__name__ for rule in tool.rules.RULES} == set(BAD)


def test_a_label_in_a_sentence_has_a_small_letter_unless_it_is_a_name(tool):
    rule = tool.rules.capital_after_preposition({"under", "landet"})
    assert [*rule("Lavest i Under og høyest i Vik.")] == ["i Under"]
    assert not [*rule("Av «Under» i landet. Under dem er det flest.")]


def test_what_is_quoted_is_an_answer_and_no_sentence_of_ours(tool):
    assert not found(tool, "claims_too_much", "Oftest nevnt er «Det er ingen forskjell» (16).")


def test_sentences_end_neither_at_abbreviations_nor_at_ordinals(tool):
    said = "I St. Olavs-området, jf. Vik, var det 21. november. «Ja», sa 9. Oslo sa nei."
    assert tool.rules.sentences(said) == [
        "I St. Olavs-området, jf. Vik, var det 21. november.",
        "«Ja», sa 9.",
        "Oslo sa nei.",
    ]


PAGE = """<html><head><style>p { a  b }</style></head><body><nav><p>Ikke  meg</p></nav><main>
<h1 id="top"><span class="number">1</span> Kaier</h1>
<p>Om kaier
i landet, se <code>by</code>.</p>
<div class="codes"><pre>the  code</pre></div>
<h2 id="empty">Tom</h2>
<h2 id="full">Full</h2>
<p class="finding" id="text-a"><data value="3">3&nbsp;kommuner</data> har kai.</p>
<figure class="item" id="figure-a"><figcaption>
<span class="label">Figur 1.A</span> Kaier</figcaption>
<img alt="Høyest  er Vik."><ul class="notes"><li><sup>a</sup> En merknad.</li></ul>
<p class="source"><span>N: 40.</span> <span>Spørsmål: <a>1.1</a>, <a>1.2</a>.</span></p>
<table><tr><th>Svar</th><td>0.5</td></tr></table></figure>
<aside class="run"><p>Kjørt med <code>year = 1</code></p></aside></main>
<footer><p>the end</p></footer>
"""


@pytest.fixture
def edition(tmp_path):
    (tmp_path / "chapters").mkdir()
    (tmp_path / "chapters" / "a.html").write_text(PAGE, encoding="utf-8")
    return tmp_path


def test_a_page_is_read_as_its_reader_meets_it(tool, edition):
    assert [(each.item, each.kind, each.text) for each in tool.read(edition)] == [
        ("top", "heading", "Kaier"),
        ("#top", "prose", "Om kaier i landet, se `by`."),
        ("empty", "heading", "Tom"),
        ("full", "heading", "Full"),
        ("text-a", "prose", f"3{NB}kommuner har kai."),
        ("figure-a", "caption", "Kaier"),
        ("figure-a", "alt", "Høyest  er Vik."),
        ("figure-a", "note", "En merknad."),
        ("figure-a", "note", "N: 40."),
        ("figure-a", "label", "Svar"),
        ("figure-a", "label", "0.5"),
    ]


def test_items_that_stand_in_workbooks_alone_are_read_in_the_notebook(tool, edition):
    grid = {
        "stub": "Svar",
        "columns": [{"label": "Antall", "span": None}],
        "rows": [{"label": "Ja", "cells": [{"text": "0.5"}]}],
    }
    table = {"id": "table-b", "kind": "table", "title": "Båter", "notes": [{"text": "En  til."}]}
    parts = [{"kind": "text", "text": "Se "}, {"kind": "reference", "text": "[@table-b]"}]
    bundles = [
        {**table, "grid": grid},
        {"id": "text-b", "kind": "text", "parts": [*parts, {"kind": "value", "text": "."}]},
        {"id": "text-a", "kind": "text", "parts": [{"kind": "text", "text": "På siden."}]},
    ]
    cells = [{"outputs": [{"data": {tool.MIME: each}}, {"text": "1"}]} for each in bundles]
    notebook = edition / "chapters" / "a.ipynb"
    notebook.write_text(json.dumps({"cells": [*cells, {"source": "# Kaier"}]}), encoding="utf-8")
    found = [(e.item, e.kind, e.text) for e in tool.read(edition) if e.file == "a.ipynb"]
    assert found == [
        ("table-b", "caption", "Båter"),
        ("table-b", "note", "En  til."),
        ("table-b", "label", "Svar"),
        ("table-b", "label", "Antall"),
        ("table-b", "label", "Ja"),
        ("table-b", "label", "0.5"),
        ("text-b", "prose", "Se figur."),
    ]


def test_findings_say_where(tool, edition):
    assert {(each.item, each.rule) for each in tool.lint(tool.read(edition))} == {
        ("#top", "code_names"),
        ("empty", "empty_section"),
        ("text-a", "digits_for_few"),
        ("figure-a", "blanks"),
        ("figure-a", "decimal_point"),
    }


def test_the_printed_cells_of_the_audit_are_not_ours(tool, edition):
    (edition / "audit.html").write_text("<main><p>Sagt.</p><td>the  print</td></main>", "utf-8")
    audit = [each.text for each in tool.read(edition) if each.file == "audit.html"]
    assert audit == ["Sagt."]


def test_the_command_fails_when_anything_is_found(tool, edition, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["lint_bokmal.py", str(edition)])
    assert tool.main() == 1
    assert "a.html\tempty\tempty_section\tTom" in capsys.readouterr().out
    clean = "<main><h1>Kaier</h1><p>Tre kommuner har kai.</p></main>"
    (edition / "chapters" / "a.html").write_text(clean, encoding="utf-8")
    assert tool.main() == 0


def test_a_folder_without_pages_is_an_error(tool, tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "argv", ["lint_bokmal.py", str(tmp_path)])
    with pytest.raises(SystemExit):
        tool.main()
