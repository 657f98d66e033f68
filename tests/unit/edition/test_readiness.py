"""Each thing that a year may lack is told before anything is built, all at once, with its mend."""

import hashlib
import json
import os
import re
import shutil

import pytest
import yaml

from helpers.project import forget
from helpers.years import ROOT
from is248.base.paths import Project
from is248.cli.main import main
from is248.edition.new_year import Wish, new_year
from is248.edition.notebook_calls import notebook_calls
from is248.edition.readiness import final_gaps, gaps
from is248.survey.codebook import load_codebook

YEAR, LAST = 2018, 2016


@pytest.fixture(scope="module")
def drafted(tmp_path_factory):
    """A year as it is drafted, beside the year before; nobody writes to it."""
    root = tmp_path_factory.mktemp("drafted")
    for name in ("params", "data", "notebooks"):
        ignored = shutil.ignore_patterns("prepared", "20*.yml", "2015", "201[7-9]", "202?")
        shutil.copytree(ROOT / name, root / name, copy_function=os.link, ignore=ignored)
    shutil.copy(ROOT / "params" / f"{LAST}.yml", root / "params")
    forget()
    new_year(Project(root), Wish(YEAR, LAST))
    return root


@pytest.fixture
def project(drafted, tmp_path, monkeypatch):
    """The same, to change."""
    root = tmp_path / "project"
    shutil.copytree(drafted, root, copy_function=os.link)
    monkeypatch.setenv("IS248_ROOT", str(root))
    forget()
    load_codebook.cache_clear()
    yield Project(root)
    forget()


@pytest.fixture(autouse=True)
def notebooks_read_once(monkeypatch):
    """What a notebook asks for is found once for each content."""
    monkeypatch.setattr("is248.edition.gap.notebook_calls", _calls)


def _calls(project, theme):
    path = project.notebook(theme)
    key = theme, path.read_bytes() if path.is_file() else None
    if key not in _KNOWN:
        _KNOWN[key] = notebook_calls(project, theme)
    return _KNOWN[key]


_KNOWN = {}


def write(path, text):
    path.unlink(missing_ok=True)  # it may be a link
    path.write_text(text, encoding="utf-8")


def change(project, name, old, new):
    path = project.root / name
    text = path.read_text(encoding="utf-8")
    made = re.sub(old, new, text, count=1, flags=re.MULTILINE)
    assert made != text, old
    write(path, made)


def change_data(project, name, old, new):
    """Change a listed file, and its checksum with it."""
    change(project, f"data/municipalities/{name}", old, new)
    path = project.data / "municipalities" / "source.yml"
    source = yaml.safe_load(path.read_text(encoding="utf-8"))
    content = (path.parent / name).read_bytes()
    source["files"][name]["sha256"] = hashlib.sha256(content).hexdigest()
    write(path, yaml.safe_dump(source, allow_unicode=True))


PARAMS, BOOK = f"params/{YEAR}.yml", f"data/survey/{YEAR}/codebook.yml"
UNITS, AREAS = f"{YEAR}.csv", f"{YEAR}_areas.csv"


def no_params(project):
    (project.root / PARAMS).unlink()


def changed_register(project):
    change(project, f"data/municipalities/{UNITS}", "Halden", "Holden")


def area_without_label(project):
    change_data(project, AREAS, "^county,Østfold,", "county,Østlandet,")


def size_without_label(project):
    change_data(project, UNITS, "<2000", "<3000")


def part_without_label(project):
    change(project, BOOK, "concept: fte_adult_measure_work$", "concept: fte_adult_measure_digital")


def nobody_compared(project):
    pass


def undecided_question(project):
    change(project, BOOK, "^    status: kept", '    status: kept\n    decide: "Er det samme?"')


def topic_without_name(project):
    change(project, BOOK, r"number: '19\.1'|number: 19\.1$", "number: '31.1'")


def no_answers(project):
    pass


def answers_not_listed(project):
    write(project.data / "survey" / str(YEAR) / "svar.csv", "unit\n0101\n")


def answers_lost(project):
    entry = "files: {svar.csv: {sha256: abc, synthetic: false}}"
    change(project, f"data/survey/{YEAR}/source.yml", "^files: {}", entry)


def unsure_column(project):
    columns = "columns:\n  - {column: Q1, to: housing_follow_up, sure: 0.6}"
    change(project, f"data/survey/{YEAR}/columns.yml", r"^columns: \[\]", columns)


def no_notebook(project):
    (project.root / "notebooks/housing.ipynb").unlink()


def chapter_without_questions(project):
    path = project.root / BOOK
    book = yaml.safe_load(path.read_text(encoding="utf-8"))
    for one in book["variables"]:
        if one["chapter"] == "refugees":
            one["status"] = "dropped"
    write(path, yaml.safe_dump(book, allow_unicode=True))


def retold_item_renamed(project):
    change(project, "notebooks/fte_national.ipynb", "table-fte-change", "table-fte-changes")


def theme_without_chapter(project):
    change(project, BOOK, "chapter: refugees$", "chapter: relatives")


def print_without_numbers(project):
    change(project, PARAMS, "^publisher", "printed_report: rapporten\npublisher")


def question_renamed(project):
    change(project, BOOK, "id: housing_follow_up$", "id: housing_support")


def answer_gone(project):
    change(project, BOOK, "dont_know: Vet ikke", "perhaps: Kanskje")


def no_fte(project):
    text = (project.root / BOOK).read_text(encoding="utf-8")
    write(project.root / BOOK, text.replace("type: fte", "type: count"))


def nothing(project):
    pass


GAPS = [
    (no_params, "valg", True, "params/2018.yml mangler", "is248 new-year 2018 --from 2016"),
    (changed_register, "register", True, "2018.csv er endret", ""),
    (area_without_label, "register", True, "Østfold står i 2018.csv, men ikke i", "Før dem"),
    (size_without_label, "etiketter", True, "<3000 mangler i params/labels.yml", "Før dem"),
    (part_without_label, "etiketter", True, "digital mangler .*adult_measure", "Før dem"),
    (nobody_compared, "kodebok", True, "Ingen har holdt spørsmålene fra 2016 opp mot", ""),
    (undecided_question, "kodebok", True, "1 spørsmål i .* reporting_form_adult", "decide"),
    (topic_without_name, "kodebok", True, "navn på tema 31", "Før dem opp"),
    (no_answers, "svar", True, "ingen svar for 2018", "docs/any_file.md"),
    (answers_not_listed, "svar", True, "ingen svar", "svar.csv: {sha256: [0-9a-f]{64}, syn"),
    (answers_lost, "svar", True, "Mangler data/survey/2018/svar.csv", ""),
    (unsure_column, "kolonner", True, "1 kolonne i .*usikkert utkast: Q1", "«sure»"),
    (no_notebook, "notatbøker", True, "Mangler notebooks/housing.ipynb", "is248 new-year"),
    (chapter_without_questions, "spørsmål", True, "Flyktninger» har ingen spørsmål", "Ta «ref"),
    (retold_item_renamed, "gjengivelse", True, "fte_national / table-fte-change", "Rett"),
    (theme_without_chapter, "kapitler", False, "temaet «relatives»", "under chapters"),
    (print_without_numbers, "trykk", False, "data/published/2018/ mangler", "printed_report"),
    (question_renamed, "spørsmål", False, "housing_follow_up.*Ikke spurt i år", "Rett id"),
    (answer_gone, "svaralternativer", False, "dont_know.*faller bort", "Rett koden"),
    (no_fte, "årsverk", False, "årsverk", "«fte»"),
    (nothing, "innbyggere", False, "2018.csv er rekonstruert", "is248 inhabitants 2018"),
    (nothing, "året før", False, "ingen kodebok for 2017", "new-year 2017 --from 2016"),
]  # fmt: skip
"""What is broken → what it is about, whether it stops, its words and its mend."""


@pytest.mark.parametrize("gap", GAPS, ids=lambda gap: gap[0].__name__)
def test_a_gap_is_told_with_its_mend(project, gap):
    break_it, about, stops, words, mend = gap
    break_it(project)
    forget()
    load_codebook.cache_clear()
    found = [gap for gap in gaps(project, YEAR) if gap.about == about]
    fitting = [gap for gap in found if re.search(words, gap.words)]
    assert fitting, found
    assert fitting[0].stops is stops
    assert re.search(mend, fitting[0].mend)


def test_all_are_told_at_once_those_that_stop_first(project, capsys):
    no_notebook(project)
    size_without_label(project)
    forget()
    assert main(["ready", str(YEAR)]) == 1
    said = capsys.readouterr().out
    assert said.startswith("2018 kan ikke bygges ennå: 4 ting stopper.\n  ")
    places = [said.index(word) for word in ("housing.ipynb", "<3000", "Ingen har", "ting å vite")]
    assert places[-1] == max(places)


def test_report_says_the_same_before_any_chapter(project, capsys):
    assert main(["report", str(YEAR)]) == 2
    said = capsys.readouterr()
    assert "kodebok: data/survey/2018/codebook.yml: Ingen har holdt" in said.err
    assert "svar: Det er ingen svar for 2018." in said.err
    assert not (project.root / "outputs").exists()


def test_a_gap_of_a_chapter_that_is_not_wanted_stops_no_draft(project):
    no_notebook(project)
    assert any("housing" in gap.words for gap in gaps(project, YEAR))
    assert not any("housing.ipynb" in gap.words for gap in gaps(project, YEAR, ["refugees"]))


def test_answers_that_cannot_be_prepared_are_a_gap(project):
    path = project.data / "survey" / str(YEAR) / "svar.csv"
    write(path, "unit;housing_follow_up\n9999;kanskje\n")
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    entry = f"files: {{svar.csv: {{sha256: {digest}, synthetic: false}}}}"
    change(project, f"data/survey/{YEAR}/source.yml", "^files: {}", entry)
    (gap,) = final_gaps(project, YEAR)
    assert gap.stops
    assert re.search(r"svar.csv har \d+ feil", gap.words)


def test_years_that_are_shipped_can_be_built():
    for year in (2015, 2016):
        assert [gap for gap in gaps(Project(ROOT), year) if gap.stops] == []


def test_a_notebook_with_a_fault_of_python_is_left_to_the_run(project):
    path = project.root / "notebooks/refugees.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    notebook["cells"][-1]["source"] = ["chapter.question("]
    write(path, json.dumps(notebook))
    assert not any("refugees" in gap.words for gap in gaps(project, YEAR))
