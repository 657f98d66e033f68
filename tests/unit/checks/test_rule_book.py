"""The rules as data: what the file must hold, what each new rule finds, and what it asks."""

import dataclasses
import re

import pandas as pd
import pytest

from helpers.quality import RULES, TODAY, answers, book, joint, register
from is248.base.errors import DataError
from is248.base.paths import Project, find_project
from is248.checks.checked_case import Case
from is248.checks.control_questions import questions
from is248.checks.control_rules import check_year
from is248.checks.rule_book import RuleBook, load_rules
from is248.checks.rule_kinds import found_by
from is248.survey.codebook import Codebook
from is248.year.labels import load_labels
from is248.year.params import Quality

BOOK = load_rules()
SIX = ("0101", "0104", "0105", "0106", "0111", "0118")
UNITS = register(**{f"u{code}": "<2000" for code in SIX})
ALL = RULES.model_copy(update={"listed_only": ()})
NEW = BOOK.ids[len(TODAY.checks) :]
FIELDS = ("mental_health", "substance_use")


def form(**variables):
    """The small form, and more questions: id → type and whatever else they have."""
    own = book().model_dump()
    more = [
        {"id": name, "part": 2, "number": "5.9", "label": name, "chapter": "housing",
         "concept": name, **settings}
        for name, settings in variables.items()
    ]  # fmt: skip
    return Codebook.model_validate({**own, "variables": [*own["variables"], *more]})


def given(rows, codebook=None, statuses=(), year=2016):
    """Answers to a form; what is not named is missing."""
    plain = answers(rows, statuses, year=year)
    if codebook is None:
        return plain
    values = plain.values.copy()
    for v in codebook.variables[len(plain.codebook.variables) :]:
        kind = {"fte": "Float64", "count": "Float64", "amount": "Float64", "multiple": "Int8"}
        for name in v.columns:
            cells = [row.get(name, pd.NA) for row in rows.values()]
            values[name] = pd.array(cells, dtype=kind.get(v.type, "string"))
    return dataclasses.replace(plain, values=values, codebook=codebook)


def finds(rule, now, before=None, units=UNITS, **settings):
    """What a rule finds; settings take the place of the file's."""
    rule = BOOK.rule(rule)
    rule = rule.model_copy(update={"finds": rule.finds.model_copy(update=settings)})
    return found_by(rule, Case(now, before, units, RULES))


YES_NO = {"type": "single", "categories": {"yes": "Ja", "no": "Nei"}}


def test_todays_rules_come_first_and_are_asked_as_before():
    assert TODAY.ids == [
        "measure_education", "measure_pathway", "half_missing", "rate_high", "rate_low",
        "change_level", "change_rate", "child_zero", "form_change", "carried_forward", "no_answer",
    ]  # fmt: skip
    assert TODAY.asked(Quality()) == set(TODAY.ids)


def test_every_rule_has_a_name_and_words():
    labels = load_labels(None, 2016).category("quality_check").values
    assert list(labels) == BOOK.ids
    assert not [r.id for r in BOOK.checks if r.id in NEW and not (r.reported and r.expected)]


def test_every_rule_stands_in_the_docs_with_severity_question_and_example():
    page = (find_project().root / "docs" / "quality.md").read_text("utf-8")
    for rule in BOOK.checks:
        pattern = rf"^- `{rule.id}` (?:.|\n)*?(?=\n- `|\n\n|\Z)"
        (entry,) = re.findall(pattern, page, re.MULTILINE)
        words = " ".join(entry.split())
        assert f"*{rule.severity}, {'asked' if rule.asked else 'listed only'}*" in words, rule.id
        assert rule.ask in words, rule.id
        assert "Example:" in words, rule.id


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("kind: carried}", "kind: carrried}", "carrried"),
        ("topic: absent", "topic: absence", "unknown topics"),
        ("id: no_answer", "id: half_missing", "ids stand twice"),
        ("{value} prosent av årsverkstallene", "{valeu} prosent", "unknown places"),
        ("share_pct: 90, least: 6", "share_pct: 190, least: 6", "190"),
        ('words: "^(?:nei', 'words: "^((?:nei', "no regular expression"),
    ],
)
def test_a_fault_in_the_file_is_told_with_its_name(tmp_path, old, new, words):
    text = (find_project().params / "checks.yml").read_text("utf-8")
    assert old in text
    (tmp_path / "params").mkdir()
    (tmp_path / "params" / "checks.yml").write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(DataError, match=r"params/checks\.yml") as told:
        load_rules(Project(tmp_path))
    assert words in str(told.value)


def many(adult, **more):
    """Seven numbers of a separate reporter."""
    names = [
        f"fte_adult_{s}_{f}" for s in ("measure_a", "education_b", "pathway_c") for f in FIELDS
    ]
    cells = dict(zip(names, adult, strict=True))
    return {"reporting_form_adult": "separate", "reporting_form_child": "joint", **cells, **more}


def test_last_years_numbers():
    # the parts of both fields together are three numbers for adults, and one for children
    now, before = many([1, 2, 3, 4, 5, 6]), many([1, 2, 3, 4, 5, 6], respondent_count=9.0)
    args = (answers({"0101": now}), answers({"0101": before}, year=2015))
    found = finds("last_year_copied", *args, least=3)
    assert (found["unit"].to_list(), found["value"].to_list()) == (["0101"], [100.0])
    assert finds("last_year_copied", *args, least=4).empty
    moved = answers({"0101": many([1, 2, 3, 4, 5, 7])})
    assert finds("last_year_copied", moved, args[1], least=3).empty  # two of three are the same


def test_carried_forward_is_not_copied():
    row = many([1, 2, 3, 4, 5, 6])
    marks = [("0101", column, "carried_forward") for column in row]
    assert finds(
        "last_year_copied", answers({"0101": row}, marks), answers({"0101": row}), least=3
    ).empty


def test_numbers_of_another_unit_name_both():
    now = answers({"0101": joint(3.5, 1.25), "0104": joint(3.5, 1.25), "0105": joint(3.5, 1)})
    found = finds("neighbour_copied", now, least=4)
    assert dict(zip(found["unit"], found["side"], strict=True)) == {"0101": "0104", "0104": "0101"}


def test_the_same_numbers_for_adults_and_children():
    alike = joint(3, 3, pathway=2, fte_child_pathway_c_joint=2.0, fte_child_education_b_joint=3.0)
    now = answers({"0101": alike, "0104": joint(3, 2, pathway=2)})
    names = {v.id: v.concept for v in now.codebook.variables}
    assert names["fte_child_education_b_joint"] == "fte_child_education_b"
    found = finds("groups_alike", now, least=2)
    assert (found["unit"].to_list(), found["group"].to_list()) == (["0101"], ["child"])
    assert found["value"].to_list() == [5.0]


def test_the_same_numbers_for_both_fields():
    now = answers({"0101": many([1, 1, 2, 2, 3, 3]), "0104": many([1, 1, 2, 2, 3, 4])})
    found = finds("fields_alike", now, least=3)
    assert (found["unit"].to_list(), found["value"].to_list()) == (["0101"], [6.0])


def test_one_number_everywhere():
    now = answers({"0101": many([1] * 6), "0104": many([1] * 5 + [2]), "0105": many([0] * 6)})
    assert finds("one_number", now)["unit"].to_list() == ["0101"]


def test_groups_and_units_that_changed_places():
    before = answers({"0101": joint(9, 2), "0104": joint(20, 8), "0105": joint(5, 1)}, year=2015)
    now = answers({"0101": joint(2, 9), "0104": joint(5, 1), "0105": joint(20.5, 8)})
    assert finds("groups_swapped", now, before)["unit"].to_list() == ["0101"]
    found = finds("units_swapped", now, before)
    assert dict(zip(found["unit"], found["side"], strict=True)) == {"0104": "0105", "0105": "0104"}
    assert found["expected"].to_list() == [28.0, 6.0]


def test_kroner_in_thousands_by_the_size_class():
    # logs 4.0, 4.1, 4.2, 4.3, 4.4, 1.2: median 4.15, absolute deviations .05 .05 .15 .15 .25 2.95
    # so that their median is .15 and the spread .15 * 1.4826 = .2224
    rows = {u: {"kroner": round(10**log)} for u, log in
            zip(SIX, (4.0, 4.1, 4.2, 4.3, 4.4, 1.2), strict=True)}  # fmt: skip
    now = given(rows, form(kroner={"type": "amount"}))
    found = finds("amount_by_size", now, thin=6)
    assert (found["unit"].to_list(), found["variable"].to_list()) == (["0118"], ["kroner"])
    assert found["expected"].iloc[0] == pytest.approx(10**4.15, rel=0.001)
    assert found["low"].iloc[0] == pytest.approx(10 ** (4.15 - 3.5 * 0.2224), rel=0.001)
    assert found["side"].to_list() == ["1/1\u00a0000"]
    assert finds("amount_by_size", now).empty  # six are too few to learn from


def test_a_thin_class_takes_in_its_neighbours():
    units = register(u0101="<2000", u0104="2000-5000", u0105="2000-5000", u0106="2000-5000",
                     u0111="2000-5000", u0118="2000-5000")  # fmt: skip
    units["pop_18plus"] = [1000.0, *[3000.0] * 5]
    rows = {u: {"people": n} for u, n in zip(SIX, (900.0, 2.0, 3.0, 2.0, 3.0, 2.0), strict=True)}
    found = finds("count_by_size", given(rows, form(people={"type": "count"})), units=units, thin=5)
    assert found["unit"].to_list() == ["0101"]
    assert found["expected"].to_list() == pytest.approx([6**0.5])  # the middle two are 2 and 3


def test_one_profession_out_of_reach():
    rows = {
        u: joint(20, 1, education=e)
        for u, e in zip(SIX, (0.3, 0.4, 0.5, 0.6, 0.7, 12), strict=True)
    }
    found = finds("profession_by_size", answers(rows), thin=6)
    assert found["variable"].to_list() == ["fte_adult_education_b_joint"]
    assert (found["unit"].to_list(), found["value"].to_list()) == (["0118"], [12.0])


@pytest.mark.parametrize(("now", "side"), [(40, "10"), (150, "37,5"), (400, "100"), (0.4, "1/10")])
def test_hours_per_cent_and_lost_commas(now, side):
    before = answers({"0101": joint(4, 1)}, year=2015)
    found = finds("factor_error", answers({"0101": joint(now, 1)}), before)
    assert (found["group"].to_list(), found["side"].to_list()) == (["adult"], [side])
    assert finds("factor_error", answers({"0101": joint(5, 1)}), before).empty


def test_a_sum_that_counts_all_twice():
    now = answers({"0101": joint(5, 1, education=10), "0104": joint(5, 1, education=8)})
    found = finds("sum_doubled", now, least=1)
    row = found.iloc[0]
    assert len(found) == 1
    assert (row["unit"], row["group"], row["value"], row["expected"]) == ("0101", "adult", 10, 5)


def test_a_total_among_its_parts():
    extra = {f"fte_adult_measure_{p}_joint": {
        "type": "fte", "group": "adult", "form": "joint", "concept": f"fte_adult_measure_{p}",
        "asked": {"variable": "reporting_form_adult", "codes": ["joint"]},
    } for p in ("d", "e")}  # fmt: skip
    codebook = form(**extra)
    row = joint(6, 1, education=5) | {
        "fte_adult_measure_d_joint": 4.0,
        "fte_adult_measure_e_joint": 2.0,
    }
    before = given({"0101": joint(5, 1)}, codebook, year=2015)
    found = finds("sum_doubled", given({"0101": row}, codebook), before)
    assert (found["value"].to_list(), found["expected"].to_list()) == ([12.0], [6.0])
    assert found["variable"].to_list() == ["fte_adult_measure_a_joint"]


def test_below_zero_and_above_a_hundred():
    codebook = form(women_pct={"type": "count"})
    now = given(
        {"0101": joint(-1, 1) | {"women_pct": 120.0}, "0104": {"women_pct": 100.0}}, codebook
    )
    found = finds("negative", now)
    assert found["variable"].to_list() == [
        "fte_adult_measure_a_joint", "fte_adult_education_b_joint",
    ]  # fmt: skip
    assert finds("above_hundred", now)["value"].to_list() == [120.0]


def test_parts_above_their_whole():
    codebook = form(experienced={"type": "fte", "group": "adult"}, users={"type": "count"})
    rows = {"0101": joint(2, 1) | {"experienced": 3.0, "users": 1000.0},
            "0104": joint(2, 1) | {"experienced": 2.0, "users": 1001.0}}  # fmt: skip
    settings = {"fte": {"experienced": "adult"}, "people": ("users",)}
    found = finds("part_above_whole", given(rows, codebook), **settings)
    assert list(zip(found["unit"], found["variable"], found["high"], strict=True)) == [
        ("0101", "experienced", 2.0), ("0104", "users", 1000.0),
    ]  # fmt: skip


def test_both_reporting_forms():
    now = answers({"0101": joint(2, 1, fte_adult_measure_a_mental_health=1.0),
                   "0104": joint(2, 1, fte_adult_measure_a_mental_health=0.0)})  # fmt: skip
    found = finds("both_forms", now)
    assert (found["unit"].to_list(), found["group"].to_list()) == (["0101"], ["adult"])
    assert found["variable"].to_list() == ["fte_adult_measure_a_mental_health"]


def test_an_answer_to_what_is_not_asked():
    codebook = form(how={"type": "open", "asked": {"variable": "offer", "codes": ["yes"]}})
    rows = {"0101": {"offer": "no", "how": "Slik"}, "0104": {"offer": "yes", "how": "Slik"},
            "0105": {"how": "Slik"}}  # fmt: skip
    found = finds("answered_unasked", given(rows, codebook))
    assert (found["unit"].to_list(), found["side"].to_list()) == (["0101"], ["offer"])


def test_no_together_with_others():
    kinds = {"type": "multiple", "categories": {"a": "A", "no": "Ingen"}}
    rows = {"0101": {"buys__a": 1, "buys__no": 1}, "0104": {"buys__a": 0, "buys__no": 1},
            "0105": {"buys__a": 1, "buys__no": 0}}  # fmt: skip
    found = finds("exclusive_crossed", given(rows, form(buys=kinds)))
    assert (found["unit"].to_list(), found["variable"].to_list()) == (["0101"], ["buys"])
    assert found["side"].to_list() == ["Ingen"]


@pytest.mark.parametrize(
    ("text", "denies"),
    [("Vi har ikke dette.", 1), ("Ingen.", 1), ("  nei, ikke nå", 1), ("Har ingen tilbud", 1),
     ("Ingeniører bygger.", 0), ("Vi har det, men ikke nok.", 0), ("Neida", 0)],
)  # fmt: skip
def test_a_text_that_takes_the_answer_back(text, denies):
    codebook = form(how={"type": "open"})
    rows = {"0101": {"offer": "yes", "how": text}, "0104": {"offer": "no", "how": text}}
    found = finds("text_denies", given(rows, codebook), texts={"how": {"offer": ("yes",)}})
    assert found["unit"].to_list() == ["0101"] * denies


def test_a_number_of_what_there_is_none_of():
    codebook = form(one=YES_NO, two=YES_NO, users={"type": "count"})
    said = (("no", "no", 5.0), ("no", "yes", 5.0), ("no", pd.NA, 5.0), ("no", "no", 0.0))
    rows = {u: dict(zip(("one", "two", "users"), s, strict=True))
            for u, s in zip(SIX, said, strict=False)}  # fmt: skip
    found = finds("number_of_none", given(rows, codebook), numbers={"users": ("one", "two")})
    assert found["unit"].to_list() == ["0101"]


SCALE = {"type": "single", "categories": dict(zip("12345", "abcde", strict=True))}
SCALES = form(**{f"s{at}": SCALE for at in range(10)})


def scale_rows(**units):
    """Unit → ten answers as digits."""
    return {u.removeprefix("u"): {f"s{at}": code for at, code in enumerate(codes)}
            for u, codes in units.items()}  # fmt: skip


def test_a_straight_line():
    now = given(scale_rows(u0101="3333333333", u0104="3333333331", u0105="3333333311"), SCALES)
    found = finds("straight_line", now)
    assert dict(zip(found["unit"], found["value"], strict=True)) == {"0101": 100.0, "0104": 90.0}


def test_scales_read_backwards():
    rows = scale_rows(
        u0101="1122334455", u0104="1122334455", u0105="1223344555", u0106="5544332211"
    )
    found = finds("against_pattern", given(rows, SCALES), least=8)
    assert found["unit"].to_list() == ["0106"]
    assert -1 <= found["value"].iloc[0] < 0


def test_a_field_that_was_filled():
    codebook = form(kroner={"type": "amount"})
    marks = [(u, "kroner", "blank") for u in SIX[:3]]
    now = given({u: joint(5, 1) for u in SIX[:3]}, codebook, marks)
    before = given({"0101": {"kroner": 500.0}, "0104": {"kroner": 0.0}}, codebook, year=2015)
    found = finds("field_blanked", now, before)
    assert (found["unit"].to_list(), found["expected"].to_list()) == (["0101"], [500.0])


def test_a_split_that_was_filled():
    now = answers({"0101": {**joint(5, 1), "fte_adult_education_b_joint": None}})
    found = finds("field_blanked", now, answers({"0101": joint(4, 1)}, year=2015))
    assert found["variable"].to_list() == ["fte_adult_education_b_joint"]
    assert found["expected"].to_list() == [4.0]


def test_no_adult_staff_any_more():
    before = answers({u: joint(3, 1) for u in SIX[:3]}, year=2015)
    now = answers({"0101": joint(0, 1), "0104": joint(None, 1), "0105": joint(1, 1)})
    assert finds("adult_zero", now, before)["unit"].to_list() == ["0101", "0104"]


def test_a_form_with_hardly_anything_in_it():
    rows = {"0101": {"respondent_count": 1.0}, "0104": joint(3, 1), "0105": {}}
    # four fields of 0104 and the count are in use, six with the choices of form: 0101 filled one
    found = finds("hardly_answered", answers(rows))
    assert found["unit"].to_list() == ["0101"]
    assert found["value"].iloc[0] == pytest.approx(100 / 7)


def test_without_a_year_before_nothing_is_compared():
    compared = ("last_year_copied", "groups_swapped", "units_swapped", "factor_error",
                "field_blanked", "adult_zero")  # fmt: skip
    now = answers({u: joint(at, 1) for at, u in enumerate(SIX)})
    assert all(finds(rule, now).empty for rule in compared)


def test_one_question_where_one_cause_shows_in_many_ways():
    # commas lost: staff are ten times last year's, which is a change and a rate out of reach too
    before = answers({u: joint(5, 2) for u in SIX}, year=2015)
    now = answers({**{u: joint(5, 2) for u in SIX}, "0118": joint(50, 2)})
    checked = check_year(now, before, UNITS, RULES)
    own = checked.asked[checked.asked["unit"] == "0118"]
    assert {"factor_error", "rate_high", "change_level"} <= set(own["check"])
    said = [q for q in questions(checked, 2016, load_labels(None, 2016)) if q.unit == "0118"]
    (found,) = [q for q in said if q.group == "adult"]
    assert found.reported == (
        "Dere førte 5 årsverk for voksne i 2015 og 50 i 2016: om lag 10 ganger mer."
    )
    assert found.heading == "Tall som kan ha feil enhet: voksne"


def test_sums_that_clash_come_with_the_fewest_corrections():
    now = answers({"0101": joint(12, 1, education=5, pathway=5)})
    only = RuleBook(topics=BOOK.topics, checks=(BOOK.rule("measure_education"),))
    (found,) = questions(check_year(now, None, UNITS, ALL, only), 2016, load_labels(None, 2016))
    assert found.ask.endswith(
        "Færrest mulige rettinger er ett felt, for eksempel «adult, measure (felles)»."
    )


def test_every_new_rule_can_be_asked():
    """The words of each rule take a finding's values, whichever they are."""
    labels, codebook = load_labels(None, 2016), form(kroner={"type": "amount"})
    now = given({"0101": joint(5, 1)}, codebook)
    checked = check_year(now, None, UNITS, ALL, TODAY)
    for rule in (BOOK.rule(name) for name in NEW):
        row = {"unit": "0101", "check": rule.id, "group": "adult", "side": "10", "value": 1234.5,
               "variable": "kroner", "expected": 2.5, "low": 1.0, "high": float("nan"),
               "severity": rule.severity}  # fmt: skip
        one = dataclasses.replace(
            checked, findings=pd.DataFrame([row]),
            rules=BOOK.model_copy(update={"checks": (rule.model_copy(update={"asked": True}),)}),
        )  # fmt: skip
        (said,) = questions(one, 2016, labels)
        assert said.reported.endswith((".", "»", "»."))
        assert "{" not in f"{said.reported}{said.expected}{said.ask}"
        assert said.ask.endswith("?")
