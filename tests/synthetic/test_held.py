"""held.csv: the algebra on examples worked by hand, the file against print, and other deals."""

import csv
from functools import cache

import pytest
from answer_files import answers
from recount import Recount

from is248.base.errors import DataError
from is248.base.paths import Project, find_project
from is248.printed.report import statements, table
from is248.survey.held import Held, HeldRow, held_key, load_held
from is248_synthetic.build import build
from is248_synthetic.held_algebra import Known, Window, close
from is248_synthetic.margins import load_margins

YEARS = (2015, 2016)


# --- by hand -------------------------------------------------------------------------------------
def test_what_is_left_of_those_that_answered():
    # ten answered (s1), four said a (s2): b and c together are six, neither alone
    known = Known([4, 5, 1])
    known.add({0: 1, 1: 1, 2: 1}, ("s1",))
    known.add({0: 1}, ("s2",))
    assert known.holds([{1: 1, 2: 1}, {1: 1}, {2: 1}]).tolist() == [True, False, False]
    assert known.value({1: 1, 2: 1}) == 6
    assert known.places({1: 1, 2: 1}) == ("s1", "s2")
    assert known.places({0: 1}) == ("s2",)


def test_the_last_group_is_the_rest_of_the_total():
    # seven yes in all (s1), three of them in the first of two groups (s2)
    known = Known([3, 4])
    known.add({0: 1, 1: 1}, ("s1",))
    known.add({0: 1}, ("s2",))
    assert known.holds([{1: 1}]).all()
    assert known.value({1: 1}) == 4


def test_an_equality_that_follows_adds_nothing():
    known = Known([3, 4])
    assert known.add({0: 1, 1: 1}, ("s1",))
    assert not known.add({0: 2, 1: 2}, ("s2",))


def test_a_per_cent_holds_the_count_when_one_whole_number_fits():
    # 5 per cent of 40: two and nothing else (1,8 to 2,2); 38 of them did not
    known = Known([2, 38])
    known.add({0: 1, 1: 1}, ("s1",))
    window = Window({0: 1.0}, {0: 1.0, 1: 1.0}, 4.5, 5.5, True, ("s2",))
    assert close(known, [window], []) == []
    assert known.holds([{0: 1}, {1: 1}]).all()
    assert known.places({1: 1}) == ("s1", "s2")


def test_a_per_cent_of_many_or_of_an_unknown_n_holds_no_count():
    # 5 per cent of 400: 18 to 21 units
    known = Known([20, 380])
    window = Window({0: 1.0}, {0: 1.0, 1: 1.0}, 4.5, 5.5, True, ("s2",))
    assert close(known, [window], []) == [window]
    known.add({0: 1, 1: 1}, ("s1",))
    assert close(known, [window], []) == [window]
    assert window.counts(400) == (18, 21)
    assert not known.holds([{0: 1}]).any()


def test_a_count_and_its_per_cent_may_hold_the_base():
    # eight are 53 per cent: of 15 alone (8/14 are 57, 8/16 are 50)
    known = Known([8, 7])
    known.add({0: 1}, ("s1",))
    window = Window({0: 1.0}, {0: 1.0, 1: 1.0}, 52.5, 53.5, True, ("s2",))
    assert close(known, [window], []) == []
    assert known.value({1: 1}) == 7
    assert known.holds([{1: 1}]).all()


def test_a_sum_of_zero_holds_its_parts():
    known = Known([0, 0, 5])
    known.add({0: 1, 1: 1}, ("s1",))
    close(known, [], [{0: 1.0, 1: 1.0}])
    assert known.holds([{0: 1}, {1: 1}]).all()
    assert not known.holds([{2: 1}]).any()


# --- the reader ----------------------------------------------------------------------------------
def test_no_file_holds_nothing(tmp_path):
    assert load_held(Project(tmp_path), 2016) == Held()


def test_another_file_than_the_listed_one_is_refused(tmp_path):
    folder = tmp_path / "data" / "survey" / "2016"
    folder.mkdir(parents=True)
    (folder / "held.csv").write_text("question\n", encoding="utf-8")
    (folder / "source.yml").write_text("beside: {held.csv: {sha256: x}}\n", encoding="utf-8")
    with pytest.raises(DataError, match="is248 synthesise 2016"):
        load_held(Project(tmp_path), 2016)


def test_an_order_is_no_value():
    key = held_key("q", ["yes"], "districts", group="county=A", measure="rank")
    held = Held({key: HeldRow("order", 1, 2, ("s1",))})
    assert held.order("q", ["yes"], "districts", group="county=A")
    assert held.value("q", ["yes"], "districts", group="county=A", measure="rank") is None


# --- the file ----------------------------------------------------------------------------------
@cache
def lines(year):
    path = find_project().data / "survey" / str(year) / "held.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_printed_table_of_counts_is_held_cell_by_cell():
    printed = table(2016, "8.1", find_project())["n"].drop("total")
    held = load_held(find_project(), 2016)
    for code, n in printed.items():
        assert held.value("children_help", [code], measure="count") == (n, n)
    rest = printed.sum() - printed["very_large_extent"]
    others = [code for code in printed.index if code != "very_large_extent"]
    assert held.value("children_help", others, measure="count") == (rest, rest)


def test_a_printed_per_cent_by_group_is_held_without_its_count():
    # table 7.1 prints per cents alone; no n of a size class is printed
    printed = table(2016, "7.1", find_project())["yes_pct"]
    held = load_held(find_project(), 2016)
    for size in (row for row in printed.index if row != "total"):
        low, high = held.value("ip_offered", ["yes"], group=f"size_class={size}")
        assert (low, high) == (printed[size] - 0.5, printed[size] + 0.5)
        group = f"size_class={size}"
        assert held.value("ip_offered", ["yes"], group=group, measure="count") is None
        assert held.value("ip_offered", group=group, measure="n") is None


def told(statement):
    return float(statements(2016, find_project()).loc[statement, "value"])


def test_oslo_as_one_follows_from_its_districts():
    # table 13.4 counts Oslo as one; statement 484 tells that so many of its districts say no: most
    every, local = table(2016, "13.4", find_project())["n"]["no"], told(484)
    assert 2 * local > 15
    held = load_held(find_project(), 2016)
    for who, n in {
        "municipalities": every - 1,
        "oslo": local,
        "districts": every - 1 + local,
    }.items():
        assert held.value("crisis_routines", ["no"], who, measure="count") == (n, n)


def test_those_that_came_through_a_gate_are_counted_in_the_gate():
    # table 6.3: so many collect; of these so many did not say whether it improves (statement 331)
    collecting = table(2016, "6.3", find_project())["n_2016"]["yes"]
    n = collecting - told(331)
    held = load_held(find_project(), 2016)
    who = "one & user_experience_collected=yes"
    assert held.value("user_experience_improves", who=who, measure="n") == (n, n)
    low, high = held.value("user_experience_improves", ["yes"], who)
    assert low == high == pytest.approx(100 * told(328) / n)


def test_no_per_cent_of_a_county_is_held_unless_it_is_printed():
    named = {
        value
        for block in load_margins(2016).blocks
        for hold in block.hold
        if not hold.about and not hold.bound and hold.cut is None
        for value in hold.where.get("county", ())
    }
    found = {row["group"] for row in lines(2016) if row["kind"] == "value"}
    counties = {group.removeprefix("county=") for group in found if group.startswith("county=")}
    assert counties - named <= {"Oslo"}  # its districts are told apart
    units, areas = answers(2016).units, [g[8:] for g in found if g.startswith("hf_area=")]
    same = {area for area in areas if set(units.loc[units["hf_area"] == area, "county"]) <= named}
    assert set(areas) == same  # an area that is a printed county


@pytest.mark.parametrize("year", YEARS)
def test_what_is_ours_holds_nothing(year):
    # a block without a printed number: its shares are plausible, and no more
    free = {v for block in load_margins(year).blocks if not block.hold for v in block.variables}
    assert free
    assert not free & {row["question"] for row in lines(year)}
    assert all(row["told"] for row in lines(year))


@pytest.mark.parametrize("year", [2015, pytest.param(2016, marks=pytest.mark.slow)])
def test_every_line_is_true_of_the_answers(year):
    content = (find_project().data / "survey" / str(year) / "synthetic.csv").read_bytes()
    again = Recount(content, answers(year).book, answers(year).units)
    assert [row for row in lines(year) if not again.agrees(row)] == []


@pytest.mark.sample(3)
@pytest.mark.slow
@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize("deal", [2, 3, 7])  # half a minute each; 1 holds too, but takes three
def test_nothing_held_moves_in_another_deal(year, deal):
    book, units = answers(year).book, answers(year).units
    first = (find_project().data / "survey" / str(year) / "synthetic.csv").read_bytes()
    other = build(year, deal=(deal,)).content
    assert other != first
    before, now = (Recount(content, book, units) for content in (first, other))
    assert [row for row in lines(year) if not now.agrees(row)] == []
    still, free = before.stays(now, {row["question"] for row in lines(year)}, lines(year))
    print(f"{year}, deal {deal}: of {free} counts not held {still} did not move")
    assert still < free  # the deal is another one
