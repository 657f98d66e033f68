"""A page's elements, and the checks that every published page must pass."""

import re
from html.parser import HTMLParser
from itertools import pairwise

VOID = {"meta", "link", "img", "br", "input", "col", "wbr", "hr"}
PLACEHOLDER = re.compile(r"\s*(figur|bilde|graf|diagram|image|todo)?\W*\d*\s*", re.I)


class Page(HTMLParser):
    """The elements of a page, each with its attributes, and where text stands."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.elements, self.stack, self.text = [], [], ""
        self.feed(text)
        assert not self.stack, f"not closed: {self.stack}"

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs), tuple(self.stack)))
        if tag not in VOID:
            self.stack.append(tag)

    def handle_endtag(self, tag):
        assert self.stack.pop() == tag

    def handle_data(self, data):
        if not {"style", "script"} & set(self.stack):
            self.text += data

    def all(self, *tags):
        return [attrs for tag, attrs, _ in self.elements if tag in tags]


def a_page_says_its_language_and_has_one_main_heading(page):
    assert page.all("html") in ([{"lang": "nb"}], [{"lang": "en"}])
    titles = [tag for tag, _, above in page.elements if tag == "title" and "svg" not in above]
    assert len(page.all("h1")) == len(page.all("main")) == len(titles) == 1
    assert page.all("header")
    assert page.all("footer")


def the_first_link_skips_to_the_content(page):
    first = page.all("a")[0]
    assert first["class"] == "skip"
    assert first["href"] == f"#{page.all('main')[0]['id']}"


def headings_do_not_skip_levels(page):
    levels = [int(tag[1]) for tag, _, _ in page.elements if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def every_image_says_what_it_shows(page):
    assert all(not PLACEHOLDER.fullmatch(image["alt"]) for image in page.all("img"))


def every_table_has_a_caption_and_every_header_a_scope(page):
    assert len(page.all("table")) == len(page.all("caption"))
    assert all(th["scope"] in {"col", "colgroup", "row", "rowgroup"} for th in page.all("th"))


def ids_are_unique_and_links_within_the_page_lead_somewhere(page):
    ids = [attrs["id"] for _, attrs, _ in page.elements if "id" in attrs]
    assert len(ids) == len(set(ids))
    targets = {a["href"][1:] for a in page.all("a") if a["href"].startswith("#")}
    assert targets <= set(ids)


def nothing_is_loaded_from_outside(page):
    for tag, attrs, _ in page.elements:
        loaded = [attrs.get(name) for name in ("src", "srcset", "data", "poster", "action")]
        named = attrs.get("rel") in {"alternate", "canonical", "latest-version"}  # not fetched
        loaded += [attrs.get("href")] if tag == "link" and not named else []
        assert all(address.startswith("data:") for address in loaded if address)
        assert not [name for name in attrs if name.startswith("on") or name == "style"]


def regions_that_scroll_have_a_name_of_their_own_and_take_focus(page):
    regions = [a for _, a, _ in page.elements if a.get("role") == "region"]
    names = [region["aria-label"] for region in regions]
    assert all(region["tabindex"] == "0" for region in regions)
    assert len(names) == len(set(names))


CHECKS = [
    a_page_says_its_language_and_has_one_main_heading,
    the_first_link_skips_to_the_content,
    headings_do_not_skip_levels,
    every_image_says_what_it_shows,
    every_table_has_a_caption_and_every_header_a_scope,
    ids_are_unique_and_links_within_the_page_lead_somewhere,
    nothing_is_loaded_from_outside,
    regions_that_scroll_have_a_name_of_their_own_and_take_focus,
]
