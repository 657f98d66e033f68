"""The page on quality: what it says of answers that are real, corrected, made up or not there."""

import datetime as dt
import re
from types import SimpleNamespace

import pytest

from helpers.pages import CHECKS, Page
from helpers.project import document, shell, text_bundle
from is248.base.paths import find_project
from is248.edition.blocks import BulletList, Heading, Item, Paragraph, plain
from is248.edition.edition_pages import AUDIT, INDEX, PAGES
from is248.edition.quality_page import quality_document, quality_html
from is248.edition.quality_subject import Subject
from is248.edition.results import results_of
from is248.printed.verdicts import Comparison, Result
from is248.survey.codebook import load_codebook
from is248.survey.corrections import Change, Correction
from is248.year.labels import load_labels
from is248.year.params import load_year

YEAR = 2016
PROJECT = find_project()


def result(basis, value="1", row="a"):
    return Result("housing", "table-x", row, "n", value, "", "", basis)


def correction(file):
    changed = Correction(
        unit="0101", variable="x", expected="1", new="2", reason="Feil.", who="Vi",
        date=dt.date(YEAR, 6, 1),
    )  # fmt: skip
    return Change(changed, file, 3)


def verdict(status, rests_on=""):
    return SimpleNamespace(status=status, rests_on=rests_on)


def subject(*results, changes=(), verdicts=(), documents=(), book=True, **of_year):
    year = load_year(YEAR, PROJECT).model_copy(update=of_year)
    return Subject(
        shell(year, "v2", PAGES), "v1", documents, results, Comparison(tuple(verdicts), ()),
        load_labels(PROJECT, YEAR), load_codebook(YEAR, PROJECT) if book else None, changes,
    )  # fmt: skip


def words(made):
    """What the page says, a line for each block."""
    return "\n".join(_words(block) for block in made.blocks)


def _words(block):
    if isinstance(block, Item) and block.bundle["kind"] == "text":
        return "".join(part["text"] for part in block.bundle["parts"]).replace("\xa0", " ")
    if isinstance(block, BulletList):
        return "\n".join(map(plain, block.points))
    return plain(block.content) if isinstance(block, Heading | Paragraph) else ""


REAL = (result("microdata"), result("microdata"), result("register", "0301"))
MADE_UP = (result("synthetic_invented"), result("synthetic_fitted"))


def test_values_are_counted_by_what_they_rest_on():
    made = quality_document(subject(*REAL, result("printed", ""), result("printed", row="finding")))
    cells = {r.row: r.value for r in results_of(made) if r.item.startswith("table-quality")
             and r.column == "n"}  # fmt: skip
    assert cells == {"microdata": "2", "register": "1", "total": "3"}


def test_real_answers_are_said_to_be_of_use_and_made_up_ones_not():
    assert "til å sammenligne grupper av kommuner" in words(quality_document(subject(*REAL)))
    made_up = words(quality_document(subject(*MADE_UP)))
    assert "ikke til å vurdere en kommune" in made_up
    assert "sammenligne grupper" not in made_up


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ([], "I svarene er ingen verdier rettet for hånd."),
        ([correction("corrections.yml")],
         "I svarene er én verdi rettet for hånd, hver med begrunnelse og dato."),
        ([correction("corrections.yml"), correction("decisions.yml")],
         "I svarene er to verdier rettet for hånd, hver med begrunnelse og dato. "
         "Av dem er én verdi rettet fordi kommunen svarte at tallet var feil."),
    ],
)  # fmt: skip
def test_corrections_are_counted(changes, said):
    assert said in words(quality_document(subject(*REAL, changes=changes))).splitlines()


def test_agreement_with_print_is_worth_what_it_rests_on():
    held = [verdict("equal", "independent"), verdict("equal"), verdict("rounding"),
            verdict("differs", "independent"), verdict("not_computed")]  # fmt: skip
    assert (
        "Vi har sammenlignet utgaven med fem trykte verdier: to stemmer, én stemmer innenfor "
        "avrunding, én avviker uten forklaring og én er ikke regnet ut. Én av dem som stemmer, "
        "er en uavhengig prøve. De andre hviler på trykte tall eller på svar laget etter dem."
    ) in words(quality_document(subject(*REAL, verdicts=held)))


def test_without_print_nothing_is_said_of_agreement():
    made = words(quality_document(subject(*REAL, printed_report=None)))
    assert "Vi har ikke trykte tall for 2016 å sammenligne med." in made
    assert "Prøvd mot trykte tall" not in made


def test_a_series_with_breaks_says_them_and_one_without_says_so():
    assert "brudd i 2009 og 2014." in words(quality_document(subject(series_breaks=(2009, 2014))))
    assert "har ingen brudd." in words(quality_document(subject(series_breaks=())))


def test_a_year_without_a_form_has_no_questions_to_keep():
    made = words(quality_document(subject(*REAL, book=False)))
    assert "gjelder årsverk" not in made
    assert "Konfidensialitet" in made  # small groups are kept out of the text all the same


def test_a_chapter_s_own_sentence_stands_as_it_is_there():
    told = document("alpha", text_bundle("text-coverage"))
    made = quality_document(subject(documents=[told]))
    assert "Det bor 1 334 personer der." in words(made).splitlines()
    copied = [r for r in results_of(made) if r.item == "text-alpha-coverage"]
    assert [one.value for one in copied] == ["1333.5"]


def test_no_number_stands_in_prose():
    made = quality_document(subject(*MADE_UP))
    prose = [_words(block) for block in made.blocks if isinstance(block, Paragraph | Heading)]
    assert prose
    assert [text for text in prose if re.search(r"\d", text)] == []


def test_it_leads_to_pages_that_the_edition_has_alone():
    whole = subject(*REAL)
    bare = Subject(shell(whole.year, "v1", (INDEX,)), *list(vars(whole).values())[1:])
    assert AUDIT.title in words(quality_document(whole))
    assert AUDIT.title not in words(quality_document(bare))


def test_the_page_is_as_every_page_must_be():
    whole = subject(*MADE_UP)
    page = Page(quality_html(quality_document(whole), whole.shell, {}))
    for check in CHECKS:
        check(page)
