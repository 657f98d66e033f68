"""What the search finds: every item once, with the words that stand in it, and nothing unseen."""

import dataclasses
import json

import pytest

from helpers.pages import CHECKS, Page
from helpers.project import document, figure_bundle, shell, table_bundle
from is248.edition.blocks import Heading, Inline, Item, Paragraph
from is248.edition.finder_page import finder, finder_html, place_groups
from is248.edition.search_index import KINDS, Entry, Group, chapter_groups, index_json
from is248.edition.search_page import search_html
from is248.edition.unit_areas import Area
from is248.show.paragraph import Text


def heading(level, anchor, text):
    return Heading(level, anchor, (Inline("text", text),))


def paragraph(text):
    return Paragraph((Inline("text", text),))


def chapter(*blocks):
    made = document("alpha", table_bundle(), figure_bundle())
    return dataclasses.replace(made, blocks=(*made.blocks, *blocks))


def entries(*chapters):
    return [entry for group in chapter_groups(chapters) for entry in group.entries]


def test_tables_and_figures_are_found_by_title_notes_questions_and_labels():
    bundle = {
        **table_bundle(), "notes": [{"mark": None, "text": "En merknad."}],
        "questions": [{"id": "q", "number": "3.2", "label": "Har plan"}],
    }  # fmt: skip
    (found,) = [one for one in entries(document("alpha", bundle)) if one.kind == "table"]
    assert (found.anchor, found.title) == (bundle["id"], bundle["title"])
    assert (found.text, found.also) == ("En merknad.", "3.2 Har plan")
    assert {row["label"] for row in bundle["grid"]["rows"]} <= set(found.words)
    assert len(found.words) == len(set(found.words))


def test_prose_is_found_with_its_section_and_a_sentence_by_itself():
    told = Item(Text("text-a", "Det er plan.").bundle(), 1)
    one = chapter(heading(2, "del", "En del"), paragraph("Noe prosa."), paragraph("Mer."), told)
    found = {entry.anchor: entry for entry in entries(one)}
    assert (found["del"].kind, found["del"].title) == ("section", "En del")
    assert found["del"].text == "Noe prosa. Mer."
    assert (found["text-a"].kind, found["text-a"].text) == ("sentence", "Det er plan.")
    assert found["alpha"].kind == "chapter"


def test_the_same_sentence_in_several_chapters_is_found_once_and_findings_as_sentences():
    told = Item(Text("text-a", "Det er plan.").bundle(), 1)
    one = chapter(heading(2, "hovedfunn", "Hovedfunn"), paragraph("Det er plan."), told)
    found = [entry.anchor for entry in entries(one, one)]
    assert found.count("text-a") == 1
    assert "hovedfunn" not in found


def test_what_stands_with_the_audit_is_not_found():
    told = Item(Text("text-b", "Til kontroll.", place="audit").bundle(), 1)
    hidden = {**table_bundle("table-hidden"), "place": "audit"}
    found = {entry.anchor for entry in entries(chapter(told, Item(hidden, 2)))}
    assert not {"text-b", "table-hidden"} & found


def test_the_index_is_the_same_each_time_and_cannot_end_its_script():
    odd = Entry("term", "x", "</script>\u202e", words=("Rad", "Rad to"))
    groups = [Group("Én", "a.html", (odd, odd)), Group("To", "b.html")]
    text = index_json(groups)
    assert text == index_json(groups)
    assert "<" not in text
    assert "\u202e" not in text
    content = json.loads(text)
    assert content["labels"] == ["Rad", "Rad to"]
    kind = KINDS.index("term")
    assert content["entries"][0][:4] == [0, kind, "x", "</script>\\u202e"]
    assert content["groups"] == [["Én", "a.html"], ["To", "b.html"]]


@pytest.fixture
def places():
    appendix = document("alpha", {**table_bundle("table-municipalities"), "notes": []})
    areas = (
        Area("county", "Fylke", "Sogn og Fjordane", ("small", "gone")),
        Area("hf_area", "HF-område", "Øst", ("small", "large")),
        Area("hf_area", "HF-område", "Tomt", ("gone",)),
    )
    return finder(appendix, None, areas), shell(appendix.year)


def test_units_and_areas_are_found_and_stand_on_the_page(places):
    found, around = places
    text = finder_html(found, around, "x.html")
    page = Page(text)
    ids = {attrs.get("id") for _, attrs, _ in page.elements}
    units, areas = place_groups(found)
    assert {one.anchor for one in (*units.entries, *areas.entries)} <= ids
    assert [one.title for one in areas.entries] == ["Sogn og Fjordane", "Øst"]
    assert areas.entries[0].anchor == "county_sogn-og-fjordane"
    assert "HF-område: Øst" in text
    assert [check(page) for check in CHECKS]


def test_without_javascript_the_search_says_so_and_leads_on():
    around = shell(chapter().year)
    page = search_html(around, chapter_groups([chapter()]))
    assert "<noscript>" in page
    assert "trenger JavaScript" in page
    hrefs = {a["href"] for a in Page(page).all("a")}
    assert {one.file for one in around.pages} <= hrefs | {"search.html"}
    assert [check(Page(page)) for check in CHECKS]
