"""The codebooks: every question of the form, joined to the printed tables by their keys."""

import argparse
import copy
import csv
import pickle
import re
from collections import Counter

import pytest
import yaml
from pydantic import ValidationError

from helpers.project import ROOT
from is248.base import observed
from is248.base.errors import DataError, UserError
from is248.base.paths import Project
from is248.cli import codebook_command as command
from is248.survey.codebook import APART, Codebook, Variable, load_codebook, type_name

PROJECT = Project(ROOT)
YEARS = (2015, 2016)
THEMES = {
    "data_basis",
    "fte_national",
    "care_pathways",
    "user_involvement",
    "individual_plan",
    "children_and_youth",
    "specialist_services",
    "police_cooperation",
    "housing",
    "private_care_purchases",
    "crisis_teams",
    "outreach",
    "work_measures",
    "refugees",
    "suicide_and_overdose_followup",
    "competence_centres",
    "substance_use_plan",
}


@pytest.fixture(scope="module")
def book():
    return load_codebook(2016, PROJECT)


@pytest.fixture(scope="module")
def books():
    return {year: load_codebook(year, PROJECT) for year in YEARS}


@pytest.fixture(params=YEARS, scope="module")
def each(request, books):
    return books[request.param]


def printed(number):
    """The rows of a printed table of 2016."""
    chapter, table = number.split(".")
    name = f"table_{int(chapter):02}_{int(table):02}.csv"
    path = ROOT / "data" / "published" / "2016" / "tables" / name
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def row_keys(number, *without):
    keys = {row["row"] for row in printed(number)}
    assert set(without) <= keys
    return keys - set(without)


# The model.


def question(**changes):
    given = {
        "id": "crisis_team",
        "part": 3,
        "number": "1.1",
        "label": "Kriseteam",
        "type": "single",
        "categories": {"yes": "Ja", "no": "Nei"},
        "chapter": "crisis_teams",
        "concept": "crisis_team",
    }
    return {key: value for key, value in (given | changes).items() if value is not None}


@pytest.mark.parametrize(
    ("changes", "part"),
    [
        ({"colour": "red"}, "Extra inputs"),
        ({"id": "Crisis team"}, "String should match"),
        ({"type": "text"}, "Input should be"),
        ({"part": 4}, "less than or equal to 3"),
        ({"number": 1.1}, "valid string"),
        ({"categories": None}, "needs its categories"),
        ({"type": "multiple", "categories": {}}, "needs its categories"),
        ({"type": "fte"}, "has no categories"),
        ({"categories": {True: "Ja", False: "Nei"}}, "valid string"),
        ({"access": "secret"}, "Input should be"),
        ({"missing": {"x": "unknown"}}, "Input should be"),
        ({"asked": {"variable": "x", "codes": ["a"], "year": 1}}, "Extra inputs"),
        ({"label": None}, "Field required"),
    ],
)
def test_a_question_that_is_not_as_it_must_be_is_refused(changes, part):
    with pytest.raises(ValidationError, match=part):
        Variable.model_validate(question(**changes))


@pytest.mark.parametrize(
    ("variables", "part"),
    [
        ([question(), question()], "ids stand twice.*crisis_team"),
        ([question(), question(id="other")], "share a concept.*crisis_team"),
        (
            [question(asked={"variable": "crisis", "codes": ["yes"]})],
            "crisis_team: filter on unknown crisis",
        ),
    ],
)
def test_a_book_whose_questions_clash_is_refused(variables, part):
    with pytest.raises(ValidationError, match=part):
        Codebook.model_validate({"year": 2016, "variables": variables})


def test_a_dropped_question_is_not_asked_and_what_waits_for_a_decision_is_known():
    asked = [
        question(id="team", concept=None),
        question(id="plan", concept=None, status="dropped", decide="Står det i skjemaet?"),
        question(id="beds", concept=None, status="changed", decide="Hvilke svar?"),
    ]
    book = Codebook.model_validate(
        {"year": 2016, "agencies": {"variables": ["plan"]}, "variables": asked}
    )
    assert [v.id for v in book.variables] == ["team", "beds"]
    assert [v.id for v in book.dropped] == ["plan"]
    assert [v.id for v in book.undecided] == ["beds", "plan"]
    assert book.by_concept("plan") is None


def test_columns_by_type():
    def columns(**changes):
        return Variable.model_validate(question(**changes)).columns

    assert columns() == ("crisis_team",)
    assert columns(type="multiple") == ("crisis_team__yes", "crisis_team__no")
    assert columns(type="open") == ("crisis_team", "crisis_team__codes")
    assert columns(type="open", categories=None) == ("crisis_team",)
    assert columns(type="fte", categories=None) == ("crisis_team",)


# Reading a file.


def write(project, year, content):
    path = project.data / "survey" / str(year) / "codebook.yml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")


@pytest.mark.parametrize(
    ("content", "part"),
    [
        (yaml.safe_dump({"year": 2017, "variables": [question(colour="x")]}), "er et ukjent felt"),
        (yaml.safe_dump({"year": 2016, "variables": [question()]}), "er for 2016, ikke 2017"),
        ("year: [2017", "codebook.yml"),
        ("", "codebook.yml"),
    ],
)
def test_a_broken_file_is_named(tmp_path, content, part):
    project = Project(tmp_path)
    write(project, 2017, content)
    with pytest.raises(DataError, match=part) as told:
        load_codebook(2017, project)
    assert "data/survey/2017/codebook.yml" in str(told.value)
    assert str(tmp_path) not in str(told.value)


def test_a_year_without_codebook_is_named(tmp_path):
    with pytest.raises(DataError, match="2017 har ingen kodebok"):
        load_codebook(2017, Project(tmp_path))


def test_an_unknown_question_gives_a_suggestion(book):
    assert book.variable("crisis_team").chapter == "crisis_teams"
    with pytest.raises(DataError, match="Mente du «crisis_team»"):
        book.variable("crisis_tem")


# The form of 2016 is there whole.


def test_over_300_counted_as_columns(book):
    """The report counts main and part questions; a cross of a multiple choice is one of them."""
    columns = [column for variable in book.variables for column in variable.columns]
    assert len(columns) > 300
    assert len(columns) == len(set(columns)) == 309
    assert len(book.variables) == 250
    assert book.key not in columns


# Topic → question that is left out, and why.
LEFT_OUT = {
    19: {3},  # e-mail and postal address
}


def test_every_question_of_table_1_2(book):
    topics = printed("1.2")
    assert len(topics) == 19
    for topic, row in enumerate(topics, 1):
        numbers = [v.number.split(".") for v in book.variables]
        found = {
            int(match[0]) for t, n in numbers if t == str(topic) and (match := re.match(r"\d+", n))
        }
        expected = set(range(1, int(row["questions_n"]) + 1)) - LEFT_OUT.get(topic, set())
        assert found == expected, row["row"]


def test_parts_follow_table_1_2(book):
    parts = {topic: row["part"] for topic, row in enumerate(printed("1.2"), 1)} | {0: "Del 1"}
    for variable in book.variables:
        topic = int(variable.number.split(".")[0])
        assert f"Del {variable.part}" == parts[topic], variable.id


def test_questions_stand_in_the_order_of_the_form(each):
    topics = [int(v.number.split(".")[0]) for v in each.variables if v.part > 1]
    assert topics == sorted(topics)
    assert [v.part for v in each.variables] == sorted(v.part for v in each.variables)


def test_a_number_stands_once_for_each_group_and_form(each):
    """Versions for adults and children, or joint and separate, share a number on purpose."""
    keys = Counter((v.number, v.group, v.form) for v in each.variables)
    # each target group of 7.5 has its own letter, so its group is not part of the key
    plain = Counter(v.number for v in each.variables if v.part > 1)
    assert max(keys.values()) == 1
    assert max(plain.values()) == 1


def test_labels_are_short_and_no_questions(each):
    for variable in each.variables:
        for words in (variable.label, *variable.categories.values()):
            assert 0 < len(words) <= 80, variable.id
            assert "?" not in words
            assert words == words.strip()


def test_chapters_are_the_themes(books):
    assert {v.chapter for v in books[2016].variables} == THEMES
    assert {v.chapter for v in books[2015].variables} <= THEMES


# FTE and access.

MEASURES = {"adult": "3.4", "child": "3.7"}
EDUCATION = {"adult": "3.10", "child": "3.12"}
PATHWAYS = {"adult": "5.2", "child": "5.3"}


def public_ids():
    """FTE by measure, education and pathway, from the rows of the printed tables."""
    forms = [row["row"] for row in printed("3.1") if row["row"] != "total"]
    assert forms == ["joint", "mental_health", "substance_use"]
    for kind, tables in (("measure_", MEASURES), ("education_", EDUCATION), ("", PATHWAYS)):
        for group, number in tables.items():
            for key in row_keys(number, "total"):
                for form in forms:
                    yield f"fte_{group}_{kind}{key}_{form}"


def test_public_is_fte_by_measure_education_and_pathway_and_nothing_else(each):
    public = {v.id for v in each.variables if v.access == "public"}
    assert public == set(public_ids())
    assert len(public) == 3 * (6 + 3 + 10 + 10 + 3 + 3)


def test_public_questions_are_fte_with_group_form_and_filter(each):
    for variable in each.variables:
        if variable.access != "public":
            continue
        assert variable.type == "fte"
        assert variable.id == f"{variable.concept}_{variable.form}"
        assert variable.concept.startswith(f"fte_{variable.group}_")


def test_versions_are_asked_by_reporting_form(each):
    for variable in (v for v in each.variables if v.form):
        asked = variable.asked
        while asked.variable.startswith("has_user_experience"):
            assert asked.codes == ("yes",)
            asked = each.variable(asked.variable).asked
        assert asked.variable == f"reporting_form_{variable.group}"
        assert asked.codes == ("joint" if variable.form == "joint" else "separate",)


# Answer codes are the row keys of the printed tables.

TABLES = [
    ("1.1", "reporting_form_adult", {"total", "municipalities"}),
    ("1.1", "reporting_form_child", {"total", "municipalities"}),
    ("6.3", "user_experience_collected", {"total", "not_stated", "municipalities"}),
    ("7.2", "ip_not_offered_reason", set()),
    ("7.4", "ip_prioritised_how", set()),
    ("7.5", "ip_not_prioritised_reason", set()),
    ("7.6", "ip_coordinating_unit", {"total"}),
    ("8.1", "children_help", {"total"}),
    ("8.2", "children_routines", {"total"}),
    ("8.3", "children_cooperation_model", set()),
    ("9.1", "phv_experience", {"total"}),
    ("9.4", "tsb_experience", set()),
    # made from two crosses: single cases together with another that is not SLT
    ("10.1", "police_cooperation", {"single_cases_and_other"}),
    ("13.1", "crisis_proactive", {"total"}),
    ("13.4", "crisis_routines", {"total"}),
    ("16.1", "refugee_services", set()),
    ("17.1", "suicide_discharge_routine", {"answered", "no_answer", "total"}),
    ("17.1", "suicide_attempt_routine", {"answered", "no_answer", "total"}),
    ("17.1", "overdose_routine", {"answered", "no_answer", "total"}),
    ("18.1", "competence_centre_napha_contact", set()),
    ("18.2", "competence_centre_korus_contact", set()),
    ("18.3", "competence_centre_rbup_contact", set()),
    ("18.4", "competence_centre_rvts_contact", set()),
    ("18.5", "competence_centre_rop_contact", set()),
    ("19.1", "substance_use_plan_expectations", set()),
]


@pytest.mark.parametrize(("table", "name", "no_answers"), TABLES)
def test_codes_are_the_rows_of_the_printed_table(book, table, name, no_answers):
    assert set(book.variable(name).categories) == row_keys(table, *no_answers)


@pytest.mark.parametrize(("table", "name"), [("7.1", "ip_offered"), ("7.3", "ip_prioritised")])
def test_codes_are_the_columns_of_a_table_by_size(book, table, name):
    codes = {key.removesuffix("_pct") for key in printed(table)[0] if key.endswith("_pct")}
    assert set(book.variable(name).categories) == codes - {"total"}


@pytest.mark.parametrize(
    ("table", "name"),
    [
        ("13.2", "crisis_proactive"),
        ("13.3", "crisis_plan"),
        ("14.1", "outreach_workers"),
        ("14.2", "outreach_teams"),
        ("15.1", "ips_mental_health"),
        ("15.2", "se_mental_health"),
        ("15.4", "ips_substance_use"),
        ("15.5", "se_substance_use"),
    ],
)
def test_tables_of_one_answer_by_size_have_their_question(book, table, name):
    assert printed(table)
    assert {"yes", "no"} <= set(book.variable(name).categories)


@pytest.mark.parametrize(
    ("table", "name"),
    [
        ("6.1", "user_involvement_amount"),
        ("15.3", "ips_se_users_mental_health"),
        ("15.6", "ips_se_users_substance_use"),
    ],
)
def test_tables_of_numbers_have_their_question(book, table, name):
    assert printed(table)
    assert book.variable(name).type in {"amount", "count"}


def test_scales_that_the_text_prints(book):
    """Scales of the form that no table has: chapters 5, 11 and 18 and the figures of chapter 9."""
    assert list(book.variable("assessment_adult_pathway_1_joint").categories.values()) == [
        "Svært godt tilbud",
        "Godt tilbud",
        "Middels",
        "Dårlig tilbud",
        "Svært dårlig tilbud",
    ]
    assert list(book.variable("housing_change_substance_use").categories.values()) == [
        "Stor bedring",
        "Bedring",
        "Ingen endring",
        "Forverring",
        "Stor forverring",
    ]
    change = list(book.variable("phv_change").categories.values())
    assert (change[0], change[-1], len(change)) == ("Mye bedre", "Mye dårligere", 5)
    assert len(book.variable("competence_centre_rop_awareness").categories) == 4
    assert len(book.variable("private_care").categories) == 5
    assert book.variable("tsb_change").categories == book.variable("phv_change").categories


def test_dont_know_is_a_category_where_the_print_counts_it(book):
    """Bases with "vet ikke": tables 7.1, 7.6, 13.1, 13.4, and the texts of 11.2, 13.1 and 13.3."""
    counted = {v.id for v in book.variables if "dont_know" in v.categories}
    assert counted == {
        "ip_offered",
        "ip_coordinating_unit",
        "crisis_team",
        "crisis_proactive",
        "crisis_plan",
        "crisis_routines",
        "housing_grant_applied",
    }


def test_a_code_is_never_an_answer_and_missing(each):
    for variable in each.variables:
        assert not set(variable.categories) & set(variable.missing), variable.id


def test_filters_name_codes_of_an_earlier_question(each):
    before = {}
    for variable in each.variables:
        if asked := variable.asked:
            assert asked.codes, variable.id
            assert set(asked.codes) <= set(before[asked.variable]), variable.id
        before[variable.id] = variable.categories


# Years.


def test_a_question_is_found_by_its_concept_whatever_its_id():
    asked = [
        question(id="team", concept="crisis_team"),
        question(id="plan", concept=None),
        question(id="joint", concept="police", form="joint"),
    ]
    book = Codebook.model_validate({"year": 2016, "variables": asked})
    assert [book.by_concept(c).id for c in ("crisis_team", "plan")] == ["team", "plan"]
    assert book.by_concept("police", "joint").id == "joint"
    assert (book.by_concept("police"), book.by_concept("team")) == (None, None)


def test_one_id_has_one_concept_and_type_in_both_years(books):
    later = {v.id: v for v in books[2016].variables}
    for variable in books[2015].variables:
        if same := later.get(variable.id):
            assert (variable.concept, variable.type) == (same.concept, same.type)
            assert (variable.group, variable.form, variable.access) == (
                same.group,
                same.form,
                same.access,
            )


def test_what_the_print_compares_with_2015_is_in_both_books(books):
    """Columns of 2015 in tables 1.1, 3.4-3.13, 5.2-6.3; texts of 2.3, 5.5, 5.6, 14.1, 15.2."""
    compared = {i.rsplit("_joint", 1)[0] for i in public_ids() if i.endswith("_joint")} | {
        "reporting_form_adult",
        "reporting_form_child",
        "user_involvement_amount",
        "user_experience_collected",
        "outreach_teams",
        "ips_substance_use",
        "se_substance_use",
        "respondent_count",
        *(f"assessment_{group}_pathway_{n}" for group in ("adult", "child") for n in (1, 2, 3)),
    }
    for year, book in books.items():
        assert compared <= {v.concept for v in book.variables}, year


def test_other_answers_than_the_year_before_carry_a_note(books):
    later = {(v.concept, v.form): v for v in books[2016].variables}
    for variable in books[2015].variables:
        same = later.get((variable.concept, variable.form))
        if same is None:
            assert variable.note, variable.id
        elif variable.categories != same.categories or variable.asked != same.asked:
            assert variable.note or same.note, variable.id


def test_the_break_before_2015_is_noted_on_measures_and_education(books):
    for variable in books[2015].variables:
        if variable.access == "public":
            assert variable.note, variable.id


# Searching and printing.


def test_search_reads_id_label_number_chapter_and_answers(book):
    # psychiatrists: adults and children, in three reporting forms
    assert len(book.search("Psykiater")) == len(book.search("PSYKIATER")) == 6
    assert [v.id for v in book.search("17.3")] == ["overdose_routine"]
    assert {v.chapter for v in book.search("police_cooperation")} == {"police_cooperation"}
    assert [v.id for v in book.search("Avrusing")] == ["substance_use_plan_expectations"]
    assert book.search("finnes ikke") == []


def run(*words):
    parser = argparse.ArgumentParser()
    command.arguments(parser)
    return command.run(parser.parse_args(words), PROJECT)


def test_the_command_prints_all_of_a_question(capsys):
    assert run("2016", "husbanken") == 0
    said = capsys.readouterr()
    assert said.err == ""
    assert said.out.splitlines() == [
        "10.2    housing_grant_applied  [ett valg; skjermet]",
        "        Søkt Husbanken om tilskudd",
        "        - yes: Ja",
        "        - no: Nei",
        "        - dont_know: Vet ikke",
        "10.2a   housing_grant_not_applied_reason  [åpent svar; skjermet]",
        "        Hvorfor Husbanken ikke er søkt",
        "        Spørres når: housing_grant_applied = no",
        "",
        "2 av 250 spørsmål i 2016, 2 kolonner i svarfilen",
    ]


def test_the_command_shows_missing_codes_notes_and_public_access(capsys):
    assert run("2016", "user_involvement_amount") == 0
    out = capsys.readouterr().out
    assert "- dont_know: uten svar (dont_know)" in out
    assert "Merk: Gjelder 2015" in out
    assert run("2015", "fte_child_pathway_1_joint") == 0
    out = capsys.readouterr().out
    assert out.startswith("4.1a    fte_child_pathway_1_joint  [årsverk; offentlig]")
    assert run("2016", "tsb_experience") == 0
    assert "[åpent svar, kodes; skjermet]" in capsys.readouterr().out


def test_the_command_without_a_word_prints_every_question(capsys, book):
    assert run("2016") == 0
    out = capsys.readouterr().out
    assert all(f"  {variable.id}  [" in out for variable in book.variables)
    assert "250 av 250 spørsmål i 2016, 309 kolonner" in out


def test_the_command_says_when_nothing_is_found(capsys):
    assert run("2016", "romfart") == command.NOT_FOUND
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err == "Ingen spørsmål i 2016 inneholder «romfart».\n"


@pytest.mark.parametrize("year", ["16", "2099"])
def test_the_command_refuses_a_year_that_is_not_there(year):
    with pytest.raises(UserError, match=r"fire sifre|har ingen kodebok"):
        run(year)


def test_every_type_and_access_has_a_norwegian_name(each):
    assert all(type_name(v) for v in each.variables)
    assert {v.access for v in each.variables} == set(command.ACCESS)


def test_what_few_ask_of_a_question_is_told_when_it_is_asked_for(monkeypatch):
    told = []
    load_codebook.cache_clear()
    monkeypatch.setattr(observed, "part", lambda _, name: told.append(name))
    first, second, third = load_codebook(2016).variables[:3]
    assert [first.id, first.concept, first.type, first.codes, first.columns, first.part]
    assert told == [""]
    apart = [f".{name}" for name in APART]
    for name in ("label", "title"):
        told.clear()
        getattr(third, name)
        assert told == [third.id]
    for name in apart:
        told.clear()
        getattr(third, name[1:])
        assert told == [f"{third.id}{name}"]
    whole = [
        lambda v: v.model_dump(), lambda v: v.model_copy(), repr, dict, vars,
        copy.deepcopy, pickle.dumps, lambda v: v == second, lambda v: v.model_dump_json(),
    ]  # fmt: skip
    every = {third.id, *(f"{third.id}{name}" for name in apart)}
    for way in whole:
        told.clear()
        way(third)
        assert every <= set(told)
    told.clear()
    assert third.model_copy(update={"id": "another"}).label == third.label
    assert set(told) == every
    told.clear()
    assert load_codebook(2016).has(third)  # as it was read
    assert told == []
    assert load_codebook(2016).has(third.model_copy())
    assert every <= set(told)
    load_codebook.cache_clear()
