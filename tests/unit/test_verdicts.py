"""The join with print: relations, ties, other names, bounds and errors, by hand and by property."""

import csv
from decimal import Decimal
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from is248.base.errors import DataError
from is248.base.paths import Project, find_project
from is248.base.rounding import half_up
from is248.printed.claims import COLUMNS, Claim, answering, read_claims
from is248.printed.explanations import Explanation
from is248.printed.names import Names, plain_name
from is248.printed.rankings import ranking
from is248.printed.values import PrintedValue
from is248.printed.verdicts import EMPTY, NO_CLAIM, NOT_SHOWN, compare

NAMES = Names(
    {
        "Agderfylkene": frozenset({"Aust Agder", "Vest Agder"}),
        "Fonna": frozenset({"Helse Fonna"}),
        "Under 2 000": frozenset({"<2000"}),
    }
)


def claim(relation="equal", rows=("share",), columns=("value",), width=0.0, **changes):
    known = {
        "item": "statement-7", "theme": "housing", "result": "text-shares",
        "rests_on": "independent", "why": "", "line": 2,
    }  # fmt: skip
    return Claim(
        rows=tuple(rows), columns=tuple(columns), relation=relation, width=width, **known | changes
    )


def told(text, item="statement-7", row="", column=""):
    return PrintedValue(item, row, column, text, "11", "Andel med godt tilbud")


def result(value, row="share", column="value", item="text-shares", **bounds):
    blank = {"computed": "", "low": "", "high": ""}
    where = {"chapter": "housing", "item": item, "row": row, "column": column}
    return SimpleNamespace(value=str(value), **where, **blank | bounds)


def verdict(text, relation, *ours, explained=None, **changes):
    one, value = claim(relation, **changes), told(text)
    why = {value.place: explained} if explained else {}
    return compare([value], ours, answering([value], [one]), NAMES, why).verdicts[0]


@pytest.mark.parametrize(
    ("text", "relation", "ours", "status"),
    [
        ("40", "equal", 39.5, "equal"),
        ("40", "equal", 39.49, "differs"),
        ("6.1", "equal", 6.079, "equal"),
        ("0.05", "below", 0.0499, "equal"),
        ("0.05", "below", 0.05, "differs"),
        ("90", "above", 90.1, "equal"),
        ("90", "above", 90, "differs"),
        ("90", "at_least", 90, "equal"),
        ("30", "at_most", 30.2, "differs"),
    ],
)
def test_numbers_stand_to_print_as_the_relation_says(text, relation, ours, status):
    assert verdict(text, relation, result(ours)).status == status


@pytest.mark.parametrize(("ours", "status"), [(42.9, "equal"), (43.1, "differs"), (37, "equal")])
def test_about_has_a_stated_width(ours, status):
    found = verdict("40", "about", result(ours), width=3)
    assert found.status == status
    assert "vi godtar 3" in found.reason


@pytest.mark.parametrize(
    ("printed", "relation", "ours", "holds"),
    [
        ("Telemark; Finnmark", "same_set", "Finnmark; Telemark", True),
        ("Telemark; Finnmark", "same_set", "Finnmark", False),
        ("Helse-Bergen and St. Olavs (towns)", "same_set", "St. Olavs-området; Helse Bergen", True),
        ("Agderfylkene; Oslo", "same_set", "Oslo; Vest-Agder; Aust-Agder", True),
        ("Agderfylkene; Oslo", "same_set", "Oslo; Vest-Agder", False),
        ("Fonna", "same_set", "Helse Fonna-området", True),
        ("<2000", "equal", "Under 2\N{NO-BREAK SPACE}000", True),
        ("Vestfold / Hedmark", "equal", "Vestfold; Hedmark", True),
        ("Vestfold / Hedmark", "equal", "Hedmark; Vestfold", False),
        ("Agderfylkene; Oslo", "equal", "Vest-Agder; Aust-Agder; Oslo", True),
        ("Telemark", "at_least", "Oslo; Telemark", True),
        ("Telemark; Oslo", "at_least", "Oslo", False),
        ("Telemark; Oslo", "at_most", "Oslo", True),
        ("Telemark", "at_most", "Oslo", False),
        ("Oslo; Telemark", "first_of", "Oslo; Telemark; Troms", True),
        ("Oslo; Telemark", "first_of", "Telemark; Oslo; Troms", False),
    ],
)  # fmt: skip
def test_lists_of_names(printed, relation, ours, holds):
    said, found = ranking(printed, relation, ours, NAMES)
    assert found is holds
    assert said in ours  # in our own order, whatever print has


COUNTIES = {
    "Oslo": "3",
    "Troms": "9",
    "Vestfold": "9",
    "Telemark": "5",
    "Hedmark": "",
    "total": "99",
}


@pytest.mark.parametrize(
    ("printed", "relation", "said", "holds"),
    [
        ("Troms; Vestfold", "highest_of", "Troms; Vestfold", True),
        ("Vestfold", "highest_of", "Troms; Vestfold", True),  # they share the first place
        ("Telemark", "highest_of", "Troms; Vestfold", False),
        ("Telemark; Troms; Vestfold", "highest_of", "Troms; Vestfold; Telemark", True),
        ("Oslo", "lowest_of", "Oslo", True),
        ("Oslo; Telemark", "lowest_of", "Oslo; Telemark", True),
        ("Telemark", "lowest_of", "Oslo", False),
        ("Oslo; Troms", "lowest_of", "Oslo; Telemark", False),
    ],
)
def test_extremes_of_a_column_accept_ties_at_the_last_place(printed, relation, said, holds):
    assert ranking(printed, relation, COUNTIES, NAMES) == (said, holds)


@given(
    values=st.dictionaries(st.sampled_from("abcdefghij"), st.integers(0, 4), min_size=2),
    data=st.data(),
    lowest=st.booleans(),
)
def test_any_choice_among_ties_holds_and_no_other(values, data, lowest):
    chosen = data.draw(st.sets(st.sampled_from(sorted(values)), min_size=1))
    rest = [values[name] for name in values.keys() - chosen]
    worst = max(values[n] for n in chosen) if lowest else min(values[n] for n in chosen)
    fair = all(other >= worst if lowest else other <= worst for other in rest)
    column = {name: str(value) for name, value in values.items()}
    relation = "lowest_of" if lowest else "highest_of"
    assert ranking("; ".join(chosen), relation, column, NAMES)[1] is fair


@given(
    ours=st.floats(-1e6, 1e6),
    decimals=st.integers(0, 3),
    relation=st.sampled_from(["equal", "below", "above", "at_most", "at_least"]),
    moved=st.integers(-5, 5),
)
def test_what_print_has_never_moves_ours(ours, decimals, relation, moved):
    near, exact = half_up(ours, decimals) + moved, Decimal(repr(ours))
    found = verdict(str(near), relation, result(repr(ours)))
    if relation == "equal":
        assert (found.status == "equal") is (moved == 0)
        assert found.ours == verdict(str(near + 7), relation, result(repr(ours))).ours
    plain = {"below": exact < near, "above": exact > near, "at_most": exact <= near,
             "at_least": exact >= near, "equal": moved == 0}  # fmt: skip
    assert (found.status == "equal") is plain[relation]


def test_rounded_inputs_excuse_what_they_allow():
    inside = verdict("-19", "equal", result(-14.29, low="-26.7", high="0.0"))
    assert (inside.status, inside.ours) == ("rounding", "\N{MINUS SIGN}14")
    assert inside.reason == "Avrundingen av tallene bak tillater alt fra −27 til 0."
    outside = verdict("9", "equal", result(10.18, low="10.17", high="10.19"))
    assert outside.status == "differs"


def test_a_printed_total_that_is_shown_is_not_ours():
    # the page shows the printed 9 492; ours is the sum of the parts
    found = verdict("9492", "equal", result(9492.0, computed="9501.0", low="9498.0", high="9504.0"))
    assert (found.status, found.ours) == ("differs", "9\N{NO-BREAK SPACE}501")


def test_a_limit_is_not_ours():
    found = verdict("0.05", "below", result(0.0491))
    assert (found.status, found.ours) == ("equal", "0,049")


def test_a_difference_is_explained_and_an_explanation_of_an_equal_number_is_a_fault():
    why = Explanation(
        item="statement-7", reason="Rapporten har delt på alle, ikke på dem som svarte.",
        arithmetic="106 / 428 * 100 = 25",
    )  # fmt: skip
    found = verdict("25", "equal", result(25.7), explained=why)
    assert (found.status, found.reason) == ("explained", str(why))
    value, one = told("26"), claim()
    stale = compare([value], [result(25.7)], answering([value], [one]), NAMES, {value.place: why})
    assert stale.faults == ("statement-7 er forklart, men avviker ikke (equal).",)


def test_what_cannot_be_compared_says_why():
    value = told("25")
    unclaimed = compare([value], [], {}, NAMES, {}).verdicts[0]
    assert (unclaimed.status, unclaimed.reason, unclaimed.rests_on) == (
        "not_computed",
        NO_CLAIM,
        "",
    )
    assert verdict("25", "equal", result("")).reason == EMPTY
    no = claim("not_computed", why="Fritekst uten koder.", theme="")
    found = compare([value], [], answering([value], [no]), NAMES, {}).verdicts[0]
    assert (found.status, found.reason) == ("not_computed", "Fritekst uten koder.")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"rows": ["shares"]}, "text-shares har ikke shares / value. Mente du «share»?"),
        ({"columns": ["pct"]}, "text-shares har ikke share / pct. Kjente navn: value."),
        ({"result": "text-share"}, "housing viser ikke «text-share». Mente du «text-shares»?"),
        ({"theme": "housin"}, "ingen resultater fra «housin». Mente du «housing»?"),
    ],
)
def test_a_claim_of_what_is_not_there_names_what_is_near(changes, said):
    value = told("25")
    found = compare([value], [result(25)], answering([value], [claim(**changes)]), NAMES, {})
    assert found.faults == (f"claims.csv, linje 2 (statement-7): {said}",)
    assert found.verdicts[0].reason == NOT_SHOWN


def test_a_table_is_compared_under_the_keys_of_print():
    cells = [told("1", "table-4.2", "a", "x"), told("2", "table-4.2", "b", "x")]
    table = claim(item="table-4.2", result="table-size", rows=["*"], columns=["x"])
    ours = [result(1.2, "a", "x", "table-size")]
    found = compare(cells, ours, answering(cells, [table]), NAMES, {}).verdicts
    assert [one.status for one in found] == ["equal", "not_computed"]


def test_each_value_belongs_to_one_claim_and_each_claim_to_a_value():
    cells = [told("1", "table-4.2", "a", "x")]
    table = claim(item="table-4.2", rows=["*"], columns=["x"])
    with pytest.raises(DataError, match=r"linje 2 og 2: table-4.2 / a / x er ført to ganger"):
        answering(cells, [table, table])
    with pytest.raises(DataError, match=r"ingenting er trykt på table-4.3"):
        answering(cells, [claim(item="table-4.3", rows=["*"], columns=["x"])])


ROW = ["7", "housing", "text-shares", "share", "value", "equal", "", "independent", ""]


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("relation", "equals", "kjenner ikke relation «equals». Mente du «equal»?"),
        ("rests_on", "", "kjenner ikke rests_on «»"),
        ("width", "3", "bredden hører til «about», og bare der"),
        ("width", "litt", "bredden «litt» er ikke et tall"),
        ("item", "", "«equal» trenger item"),
        ("statement", "side 7", "«side 7» er verken nummeret på et utsagn"),
        ("relation", "not_computed", "«not_computed» trenger why"),
    ],
)
def test_a_wrong_row_says_where(tmp_path, column, value, said):
    path = tmp_path / "claims.csv"
    row = dict(zip(COLUMNS, ROW, strict=True)) | {column: value}
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerow(row)
    with pytest.raises(DataError, match=f"linje 2: .*{said.split('.')[0]}"):
        read_claims(2016, find_project(), path)


def test_a_year_without_print_has_no_claims(tmp_path):
    assert read_claims(2016, Project(tmp_path)) == ()


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("Ahus-området", "Ahus"),
        ("Helse-Bergen", "Helse Bergen"),
        ("Nordland (county)", "Nordland"),
        ("2\N{NO-BREAK SPACE}000–5\N{NO-BREAK SPACE}000", "2 000 5 000"),
    ],
)
def test_what_does_not_tell_areas_apart(name, plain):
    assert plain_name(name) == plain
