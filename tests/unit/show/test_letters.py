"""Letters that the fonts lack, and signs that no eye sees: in figures, bundles and PDF."""

import warnings

import matplotlib.pyplot as plt
import pandas as pd
import pytest

from is248.base.invisible import all_visible, visible
from is248.edition.pdf_export import compile_pdf
from is248.edition.typst_source import call, string
from is248.show.bundle import MIME
from is248.show.figure import FAMILIES, drawn, svg_of
from is248.show.jupyter_html import mimebundle
from is248.show.letters import ODD, SYMBOLS, drawable, is_rare, lacking, stood_in
from is248.show.plots.bars import ranked_bars
from is248.show.plots.style import use

EDITION = pd.Timestamp("2026-11-21")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Ja 😀", "Ja [U+1F600]"),
        ("⚽\ufe0f ❤", "[U+26BD] ❤"),
        ("中国", "[U+4E2D][U+56FD]"),
        ("Čáhput ŋ ǩ ≥ − – « 10\u202f000", "Čáhput ŋ ǩ ≥ − – « 10\u202f000"),
    ],
)
def test_what_stands_for_a_letter(text, shown):
    assert stood_in(text) == shown
    assert (lacking(text) == []) == (text == shown)


def test_signs_that_turn_the_line_or_have_no_width_are_seen():
    assert (
        visible("Ja\u202e\u200b\x1b[31m\ufeff\ud800") == "Ja\\u202e\\u200b\\x1b[31m\\ufeff\\ud800"
    )
    kept = "to linjer\nog\tfelt, 1\u00a0000, ❤\ufe0f"
    assert visible(kept) == kept
    assert all_visible({"a\u200b": ["b\u200b", 1, None]}) == {"a\u200b": ["b\\u200b", 1, None]}


@pytest.fixture(scope="module")
def every_letter():
    """All that is said to be in the fonts."""
    known = map(chr, [*range(0x20, 0x3000), *range(0xA640, 0xAC00), *range(0x1F000, 0x1FB00)])
    return "".join(one for one in known if visible(one) == one and not lacking(one))


def test_typst_has_every_letter_that_is_not_stood_in_for(every_letter):
    assert len(every_letter) > 2_500
    assert ord(max(every_letter)) >= SYMBOLS
    said = f'text(font: "Source Sans 3", lang: "nb", {string(every_letter)})'
    source = f'#{{\nset document(title: "x")\n{said}\n}}'
    assert compile_pdf(source, EDITION).startswith(b"%PDF")


def titled(text, **font):
    use()
    figure = plt.figure(figsize=(3, 1))
    figure.suptitle(text, weight=600, **font)
    return figure


def test_a_figure_has_every_letter_that_is_not_stood_in_for(every_letter):
    rare = "".join(one for one in every_letter if is_rare(one))
    assert len(rare) > 1_000
    figure = titled(rare[::20], fontfamily=FAMILIES)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        figure.savefig("/dev/null", format="svg")
    plt.close(figure)


def test_a_rare_letter_is_drawn_in_the_second_font_and_nothing_said(caplog):
    svg, odd = drawn(titled("Njuorjju ǩ"), "salt")
    assert odd == []
    assert caplog.text == ""
    assert svg == svg_of(titled("Njuorjju ǩ", fontfamily=FAMILIES), "salt")


def bars(*labels):
    use()
    return ranked_bars(pd.Series([2.0, 1.0], ["a", "b"]), list(labels), "#1b4f72", "prosent")


def test_a_figure_shows_what_stands_for_a_letter_and_names_the_text():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        svg, odd = drawn(bars("Ja 😀", "Nei\u202e"), "salt")
    assert odd == ["Ja 😀"]
    assert svg == svg_of(bars("Ja [U+1F600]", "Nei\\u202e"), "salt")
    assert drawable("Nei\u202e") == "Nei\\u202e"


def test_a_figure_of_usual_letters_is_drawn_once(monkeypatch):
    drawings = []
    figure = bars("Ja", "Nei")
    draw = figure.draw
    monkeypatch.setattr(figure, "draw", lambda *a, **k: (drawings.append(1), draw(*a, **k)))
    assert drawn(figure, "salt")[1] == []
    assert drawings == [1]


def test_what_a_cell_displays_hides_nothing():
    bundle = {"schema": 1, "kind": "text", "id": "text-a", "role": "finding", "basis": "printed"}
    bundle["parts"] = [{"kind": "text", "text": "Svaret var «nei\u202e»."}]
    shown = mimebundle(bundle)
    assert shown[MIME]["parts"][0]["text"] == "Svaret var «nei\\u202e»."
    assert "nei\\u202e" in shown["text/html"]
    assert "\u202e" not in repr(shown).replace("\\u202e", "")


def test_plain_words_need_no_font():
    assert ODD.findall("Kommuner fra 10\u202f000 – «Ås», Kárášjohka, −3 …") == []
    assert call("f", "Ja 😀") == 'f("Ja [U+1F600]")'
