"""Terms are explained once, at their first place, in running text only; the glossary lists all."""

import re

import pytest
from markupsafe import Markup

from helpers.pages import CHECKS, Page
from helpers.project import document, shell, table_bundle
from is248.base.paths import find_project
from is248.edition.edition_pages import GLOSSARY, INDEX
from is248.edition.html_export import chapter_html
from is248.edition.search_page import term_group
from is248.edition.terms import glossary_html, with_terms
from is248.year.glossary import Glossary, load_glossary
from is248.year.params import load_year

OWN = load_glossary(find_project())


def term(key, name, **more):
    return {
        "key": key, "term": name, "says": f"Hva {name} er.", "en": {"term": key, "says": key}
    } | more  # fmt: skip


GIVEN = Glossary.model_validate(
    {
        "terms": [
            term("arsverk", "årsverk"),
            term("per", "årsverk per innbygger", forms=["årsverk per 10 000 innbyggere"]),
            term("se", "SE"),
            term("plan", "individuell plan", forms=["individuelle planer"]),
            term("unge", "barn og unge", listed=True),
        ]
    }
)


def marked(*blocks):
    """(term, what stands in its link) in order, and the page."""
    page = "".join(with_terms(map(Markup, blocks), GIVEN, "../glossary.html"))
    return re.findall(r'<a class="term" href="../glossary.html#(\w+)"[^>]*>([^<]*)</a>', page), page


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Årsverkene økte, og årsverk er mye.", [("arsverk", "Årsverkene")]),
        ("De 12 psykologårsverk og årsverk-tall er andre ord.", []),
        ("årsverk per 10\u00a0000 innbyggere", [("per", "årsverk per 10\u00a0000 innbyggere")]),
        ("Se her: SE-tiltak nei, SE ja.", [("se", "SE")]),
        ("Individuelle planer finnes.", [("plan", "Individuelle planer")]),
        ("Barn og unge står bare i ordlisten.", []),
    ],
)
def test_whole_words_with_their_endings_and_the_longest_first(text, found):
    assert marked(f"<p>{text}</p>")[0] == found


def test_a_term_is_explained_once_a_page():
    found, page = marked("<p>Et årsverk.</p>", "<p>To årsverk og SE.</p>")
    assert found == [("arsverk", "årsverk"), ("se", "SE")]
    assert 'data-says="Hva årsverk er."' in page


@pytest.mark.parametrize(
    "block",
    [
        '<h2 id="a">Årsverk</h2>', '<p><a href="#a">årsverk</a></p>', "<pre>årsverk</pre>",
        "<table><tr><th>Årsverk</th><td>årsverk</td></tr></table>",
        '<details><summary>SE</summary><p class="citation">Om årsverk.</p></details>',
        '<svg viewBox="0 0 1 1"><text>årsverk</text></svg>',
    ],
)  # fmt: skip
def test_nothing_is_marked_in_headings_links_tables_code_and_drawings(block):
    assert marked(block) == ([], block)
    assert marked(block, "<p>Et årsverk.</p>")[0] == [("arsverk", "årsverk")]


def test_a_term_that_first_stands_in_a_header_is_named_below_the_item():
    item = (
        "<div><table><caption>Om SE</caption><tr><th>Årsverk</th><td>1</td></tr></table>"
        '<p class="source">N: ti.</p></div>'
    )
    found, page = marked("<p>SE her.</p>", item)
    assert found == [("se", "SE"), ("arsverk", "årsverk")]
    assert page.index("Forklart i ordlisten: ") < page.index('<p class="source">')
    assert marked("<p>SE, årsverk.</p>", item)[1].endswith(item)


def test_the_numbers_behind_a_figure_name_its_terms_though_they_are_folded():
    figure = (
        '<figure><svg><text>SE</text></svg><p class="source">N: ti.</p><details><table><tr>'
        "<th>Individuell plan</th></tr></table></details></figure>"
    )
    assert marked(figure)[0] == [("plan", "individuell plan")]


def test_what_a_term_says_cannot_break_out_of_its_attribute():
    odd = Glossary.model_validate({"terms": [term("x", "årsverk", says='a "b" <i>')]})
    (block,) = with_terms([Markup("<p>årsverk &amp; mer</p>")], odd, "g.html")
    assert 'data-says="a &#34;b&#34; &lt;i&gt;"' in block
    assert block.endswith("</a> &amp; mer</p>")


def test_a_chapter_explains_terms_only_where_the_edition_has_a_glossary():
    note = {"mark": None, "text": "Se årsverk."}
    chapter = document("alpha", {**table_bundle(), "notes": [note]})
    shown = chapter_html(chapter, shell(chapter.year), glossary=OWN)
    assert 'class="term"' in shown
    bare = chapter_html(chapter, shell(chapter.year, pages=(INDEX,)), glossary=OWN)
    assert 'class="term"' not in bare
    assert [check(Page(shown)) for check in CHECKS]


def test_no_two_terms_share_a_spelling():
    with pytest.raises(ValueError, match="stand twice: \\['se'\\]"):
        Glossary.model_validate({"terms": [term("a", "SE"), term("b", "andre", forms=["se"])]})


# ---- the glossary of the project ---------------------------------------------------------------


def test_every_term_says_what_it_is_in_sentences_of_at_most_25_words():
    for one in OWN.terms:
        for told in (one.says, one.en.says):
            assert told.endswith("."), one.key
            assert all(len(part.split()) <= 25 for part in re.split(r"(?<=[.;:]) ", told)), one.key


def test_the_page_lists_every_term_in_norwegian_order_and_the_search_finds_it():
    text = glossary_html(shell(load_year(2016)), OWN)
    page = Page(text)
    names = re.findall(r"<dt>(.*?)</dt>", text)
    assert len(names) == len(OWN.terms) == len(term_group(OWN).entries)
    assert names[-1].startswith("å")
    assert {one.key for one in OWN.terms} <= {attrs.get("id") for attrs in page.all("div")}
    assert term_group(OWN).href == GLOSSARY.file
    assert [check(page) for check in CHECKS]
