"""What a reader meets: a sentence that only repeats the last one is told once, in every format."""

from helpers.project import shell
from is248.edition.blocks import Item
from is248.edition.document import document_from_notebook
from is248.edition.html_export import chapter_html
from is248.edition.results import results_of
from is248.edition.typst_source import chapter_source
from is248.show.bundle import MIME
from is248.show.paragraph import Text
from is248.show.words import name
from is248.year.params import load_year

SILENT = "Ikke spurt"


def silent(item):
    return Text(f"text-{item}-not-asked", "Ikke spurt {when}.", when=name("i år"))


def code(source, *shown):
    outputs = [
        {"output_type": "display_data", "metadata": {}, "data": one._repr_mimebundle_()}
        for one in shown
    ]
    return {"cell_type": "code", "metadata": {}, "outputs": outputs, "source": source}


def markdown(source):
    return {"cell_type": "markdown", "metadata": {}, "source": source}


def document():
    cells = [
        code("table(a)", silent("a")),
        code("figure(b)", silent("b")),  # told already
        code("say(c)", Text("text-c", "Noe ble spurt.")),
        code("table(d)", silent("d")),
        markdown("## Neste del"),
        code("table(e); table(f)", silent("e"), silent("f")),  # the second is told already
    ]
    year = load_year(2016)
    return document_from_notebook({"cells": cells}, year, year.chapter("outreach"))


def test_a_repeated_sentence_is_told_once_on_every_page():
    made = document()
    assert chapter_html(made, shell(made.year)).count(SILENT) == 3
    assert chapter_source(made).count(SILENT) == 3


def test_results_keep_every_sentence():
    items = {result.item for result in results_of(document())}
    assert items == {f"text-{item}-not-asked" for item in "abdef"}


def test_a_paragraph_that_tells_nothing_stands_on_no_page():
    bundle = Text("text-c", "Noe ble spurt {when}.", when=name("i år")).bundle()
    untold = [part for part in bundle["parts"] if part["kind"] == "value"]
    cell = code("say(c)", Text("text-a", "Før."))
    cell["outputs"].append({"data": {MIME: {**bundle, "parts": [], "untold": untold}}})
    year = load_year(2016)
    made = document_from_notebook({"cells": [cell]}, year, year.chapter("outreach"))
    assert "text-c" not in chapter_html(made, shell(made.year))
    told = [block.bundle["id"] for block in made.told if isinstance(block, Item)]
    assert told == ["text-a"]
    assert [(r.item, r.value) for r in results_of(made)] == [("text-c", "i år")]
