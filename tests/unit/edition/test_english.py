"""The English pages say the same values by other templates, and stop where one is missing."""

import ast
import json
import re
from pathlib import Path

import pytest

from helpers.project import MIME, code, figure_bundle
from is248.base.errors import DataError, UserError
from is248.base.paths import Project, find_project
from is248.edition.blocks import DocumentError
from is248.edition.document import document_from_notebook
from is248.edition.english_edition import english_edition
from is248.edition.english_pages import english_files
from is248.edition.english_questions import english_questions
from is248.edition.english_summary import english_figure
from is248.edition.plan import make_plan
from is248.edition.site_pages import year_switch
from is248.show.english import InEnglish
from is248.survey.codebook import has_codebook, load_codebook
from is248.year.params import known_years, load_year
from is248.year.translations import load_translations

ROOT = Path(__file__).parents[3]
HERE = find_project()
IN_ENGLISH = [year for year in known_years(HERE) if "en" in load_year(year, HERE).languages]
NBSP = "\u00a0"


@pytest.fixture
def english():
    return InEnglish(load_translations(HERE), frozenset({"Sogn og Fjordane", "Oslo", "Vest"}))


def value(name, number, text, unit="", basis="printed"):
    return {"kind": "value", "name": name, "value": number, "text": text, "unit": unit,
            "basis": basis}  # fmt: skip


def text(words):
    return {"kind": "text", "text": words}


def said(parts):
    return "".join(part["text"] for part in parts)


# ---- values -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "norwegian", "in_english"),
    [
        (39.4, "39\u00a0prosent", "39 per cent"),
        (13936.0, "13\u00a0936", "13,936"),
        (1.77, "1,8", "1.8"),
        (2016, "2016", "2016"),
        (-4.3, "gikk ned med 4,3\u00a0prosentpoeng", "fell by 4.3 percentage points"),
        (805.0, "økte med 805\u00a0årsverk", "rose by 805"),
        (2, "To kommuner", "two municipalities"),
        (1, "én bydel", "one city district"),
        (14, "14 av 15\u00a0bydeler", "14 of 15 city districts"),
        (0.0004, "justert p\u00a0<\u00a00,001", "adjusted p < 0.001"),
        (
            "Sogn og Fjordane (39); Oslo (21)",
            "Sogn og Fjordane (39) og Oslo (21)",
            "Sogn og Fjordane (39) and Oslo (21)",
        ),
        (
            "kommuner med 5\u00a0000–10\u00a0000 innbyggere (22)",
            "kommuner med 5\u00a0000–10\u00a0000 innbyggere (22)",
            "municipalities with 5,000–10,000 inhabitants (22)",
        ),
        ("«Møter på tvers av fag» (87)", "«Møter …» (87)", "‘Meetings across disciplines’ (87)"),
        ("forebygging (15); kompetanse (1,5)", "…", "prevention (15) and competence (1.5)"),
    ],
)
def test_values_as_english_writes_them(english, number, norwegian, in_english):
    found = english.value(value("x", number, norwegian))
    assert found.replace(NBSP, " ") == in_english
    assert not english.translations.missing


def test_a_name_that_is_no_place_and_has_no_translation_is_missed(english):
    english.value(value("x", "Ukjent sted (3)", "Ukjent sted (3)"))
    assert [*english.translations.missing] == [("values", "", "ukjent sted")]


# ---- sentences ----------------------------------------------------------------------------------

GRANT = [
    value("yes", 42.6, "43\u00a0prosent"),
    text(" av kommunene som svarte, har søkt Husbanken om tilskudd ("),
    value("yes_n", 175.0, "175"), text(" av "), value("n", 411.0, "411"), text(")."),
]  # fmt: skip


def test_a_sentence_keeps_its_values_and_what_they_rest_on(english):
    found = english.sentence("housing", "text-grant-shares", GRANT)
    assert said(found).replace(NBSP, " ") == (
        "Of the municipalities that answered, 43 per cent have applied to the State Housing Bank "
        "for a grant (175 of 411)."
    )
    kept = [(p["name"], p["value"], p["basis"]) for p in found if p["kind"] == "value"]
    assert kept == [(p["name"], p["value"], p["basis"]) for p in GRANT if p["kind"] == "value"]


def test_a_clause_that_is_left_out_is_left_out_in_english_too(english):
    parts = [
        value("improved", 33.0, "33\u00a0prosent"),
        text(" av kommunene som svarte, mener at samarbeidet med TSB ble bedre det siste året"),
    ]
    whole = [*parts, text(", og "), value("worsened", 8.0, "8\u00a0prosent"),
             text(" at det ble dårligere.")]  # fmt: skip
    ends = [
        said(english.sentence("specialist_services", "text-tsb-change", one))[-38:]
        for one in (whole, [*parts, text(".")])
    ]
    assert ends[0].replace(NBSP, " ") == ", and 8 per cent that it became worse."
    assert ends[1] == "on with TSB improved in the past year."


@pytest.mark.parametrize("by", ["size_class", "size_districts", "county"])
def test_differences_are_said_alike_for_every_grouping(english, by):
    parts = [
        value("subject", "Andelen med utekontakter", "Andelen med utekontakter"), text(" er "),
        value(f"{by}_first", 1.0, "1\u00a0prosent"), text(" i "),
        value(f"{by}_small", "bydelene i Oslo", "bydelene i Oslo"), text(" og "),
        value(f"{by}_last", 73.0, "73\u00a0prosent"), text(" i "),
        value(f"{by}_large", "kommuner med minst 50\u00a0000 innbyggere", "…"), text("."),
    ]  # fmt: skip
    assert said(english.sentence("outreach", "text-any", parts)).replace(NBSP, " ") == (
        "The share with outreach workers is 1 per cent in the city districts of Oslo and 73 per "
        "cent in municipalities with at least 50,000 inhabitants."
    )


@pytest.mark.parametrize(
    ("title", "in_english"),
    [
        ("Utekontakter etter fylke, 2016", "Outreach workers by county, 2016"),
        ("Oppsøkende team under ulike valg, 2015", "Outreach teams under different choices, 2015"),
    ],
)
def test_captions_are_a_base_and_what_follows_it(english, title, in_english):
    assert english.caption("outreach", title) == in_english


# ---- what the translations cover ----------------------------------------------------------------


def constants(tree):
    """Names that a cell sets to a text."""
    return {
        node.targets[0].id: node.value.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        and isinstance(node.targets[0], ast.Name)
    }  # fmt: skip


def template_of(node, known):
    """The text of a template: itself, a name, or a text with words put into it."""
    if isinstance(node, ast.BinOp):
        return template_of(node.left, known) % ast.literal_eval(node.right)
    return known[node.id] if isinstance(node, ast.Name) else ast.literal_eval(node)


def findings(theme):
    """The templates that a notebook marks as findings, with their ids."""
    known = {}
    for cell in json.loads((ROOT / "notebooks" / f"{theme}.ipynb").read_text("utf-8"))["cells"]:
        if cell["cell_type"] != "code":
            continue
        tree = ast.parse("".join(cell["source"]))
        known |= constants(tree)
        for call in ast.walk(tree):
            if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute):
                continue
            marked = any(keyword.arg == "finding" for keyword in call.keywords)
            if marked and call.func.attr in {"say", "say_if_known"}:
                yield call.args[0].value, template_of(call.args[1], known)


def opening(template):
    """The first sentence as a bundle has it: names without specs."""
    first = re.split(r"(?<=[.!?]) ", " ".join(template.split()), maxsplit=1)[0]
    return re.sub(r"\{(\w+):\w+\}", r"{\1}", first)


THEMES = sorted({c.theme for year in IN_ENGLISH for c in load_year(year, HERE).chapters})


@pytest.mark.parametrize("theme", THEMES)
def test_every_sentence_that_can_be_a_key_finding_has_english(theme):
    translations, lack = load_translations(HERE), []
    for item, template in findings(theme):
        for kept in (r"\1", ""):
            form = opening(re.sub(r"\[\[(.*?)\]\]", kept, template))
            if translations.known("findings", f"{theme}.{item}", form) is None:
                lack.append((item, form))
    assert lack == []


def test_the_sentences_looked_for_are_there():
    assert len([one for theme in THEMES for one in findings(theme)]) > 80


@pytest.mark.parametrize("year", IN_ENGLISH)
def test_every_question_and_answer_has_english(year):
    params, english = load_year(year, HERE), InEnglish(load_translations(HERE))
    book = load_codebook(year, HERE) if has_codebook(year, HERE) else pytest.skip("no codebook")
    found = english_questions(params, book, [], english)
    assert not english.translations.missing
    assert {one for of in found.values() for each in of for one in each.ids} == {
        variable.id for variable in book.variables
    }
    shown = [
        w for of in found.values() for q in of for w in (q.label, q.asked, *q.answers, *q.notes)
    ]
    assert not [words for words in shown if re.search("[æøåÆØÅ]|«", words)]


# ---- what is missing or wrong -------------------------------------------------------------------


def chapter(theme, parts, year=2016):
    """A chapter whose only key finding is a sentence."""
    params = load_year(year, HERE)
    bundle = {"schema": 1, "kind": "text", "id": "text-grant-shares", "role": "finding",
              "parts": parts, "basis": "printed", "key": "share"}  # fmt: skip
    cells = [{**code("pass"), "outputs": [{"data": {MIME: bundle}}]}]
    return document_from_notebook({"cells": cells}, params, params.chapter(theme))


def made(parts):
    year = load_year(2016, HERE)
    return english_edition(HERE, year, [chapter("housing", parts)], "v1")


def test_a_missing_translation_stops_and_names_file_and_key():
    with pytest.raises(UserError) as stopped:
        made([*GRANT[:1], text(" er ny.")])
    message = str(stopped.value)
    assert "params/english/findings.yml, housing.text-grant-shares: «{yes} er ny.»" in message
    assert "languages i params/2016.yml" in message


def test_the_same_edition_gives_the_same_files():
    first, again = (english_files(made(GRANT)) for _ in range(2))
    assert first == again
    assert first.keys() == {"summary.en.html", "summary.en.pdf", "questions.en.html"}
    assert '<data value="42.6">43\u00a0per cent</data>' in first["summary.en.html"]
    assert '<html lang="en">' in first["summary.en.html"]


@pytest.mark.parametrize(
    ("norwegian", "wrong"),
    [
        ("{a} av {b}.", "{a} of {c}."),
        ("{a} av {b}.", "{a}."),
        ("{a}[[, og {b}]].", "{a}, and {b}."),
        ("fra # til #", "from #"),
        ("Se [@table-x].", "See it."),
    ],
)
def test_a_translation_with_other_placeholders_is_refused(tmp_path, norwegian, wrong):
    folder = tmp_path / "params" / "english"
    folder.mkdir(parents=True)
    (folder / "findings.yml").write_text(
        f'housing:\n  text-x:\n    "{norwegian}": "{wrong}"\n', encoding="utf-8"
    )
    with pytest.raises(DataError, match=r"english/findings\.yml, housing\.text-x.*plassholderne"):
        load_translations(Project(tmp_path))


def test_a_figure_that_is_no_ranked_bars_is_refused(english):
    with pytest.raises(DocumentError, match="figure-size: only ranked bars"):
        english_figure(figure_bundle(), "summary", english, "#0b4f7d")


# ---- versions and drafts ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("themes", "language", "draft", "languages"),
    [
        (None, None, None, ("nb",)),
        (None, "nb", None, ("nb",)),
        (None, "en", "alle+lang=en", ("nb", "en")),
        (["beta"], None, "beta", ("nb",)),
        (["beta"], "en", "beta+lang=en", ("nb", "en")),
    ],
)
def test_a_language_that_versions_lack_makes_a_draft(project, themes, language, draft, languages):
    plan = make_plan(project, 2016, themes, language=language)
    assert (plan.draft, plan.languages) == (draft, languages)


@pytest.mark.parametrize("language", [None, "en"])
def test_a_version_has_the_languages_of_its_year_whether_asked_for_or_not(project, language):
    path = project.params / "2016.yml"
    path.write_text(path.read_text("utf-8") + "languages: [nb, en]\n", encoding="utf-8")
    plan = make_plan(project, 2016, language=language)
    assert (plan.draft, plan.languages) == (None, ("nb", "en"))


def test_a_language_that_nobody_has_translated_into(project):
    with pytest.raises(UserError, match="«fr» er ikke et språk"):
        make_plan(project, 2016, language="fr")


def test_the_site_speaks_the_language_of_the_page():
    english, norwegian = (
        year_switch(f"2016/v1/{page}", 2016, [], lambda _: "")
        for page in ("summary.en.html", "index.html")
    )
    assert "All years" in english
    assert "Reporting year" in english
    assert "Alle år" in norwegian
