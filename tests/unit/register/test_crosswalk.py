"""Counts carried across reforms: sums kept, codes followed, estimates marked; expected by hand."""

import csv
import itertools
import random
from functools import cache

import pandas as pd
import pytest

from helpers.years import ROOT
from is248.base.errors import DataError
from is248.base.paths import Project
from is248.register.crosswalk import Crossing, carry, codes_in, crosswalk, load_crossing
from is248.register.municipalities import load_units
from is248.register.reforms import Reform

PROJECT = Project(ROOT)
FIRST, LAST = 2015, 2024
MUNICIPALITIES = {2015: 428, 2016: 428, 2017: 426, 2018: 422, 2019: 422, 2020: 356, 2021: 356,
                  2022: 356, 2023: 356, 2024: 357}  # fmt: skip
"""As the reforms were decided: told by the Ministry, not counted by us."""

OFFICIAL = ROOT.parent / "shared" / "official" / "inhabitants_07459_2010_2026.csv"


@pytest.fixture(scope="module")
def crossing():
    return load_crossing(PROJECT)


@pytest.fixture(scope="module")
def people():
    units = load_units(2016, PROJECT)
    return units.loc[
        units["kind"].isin(["municipality"]) & (units.index.str.len() == 4), "pop_total"
    ]


def in_year(year, people, crossing):
    """Inhabitants of 2016 in another year's borders."""
    return carry(people.to_frame(), crosswalk(people, 2016, year, crossing))["pop_total"]


@cache
def of_register(year):
    """Inhabitants of the municipalities by the year's own register; 2015 has that of 2016."""
    path = ROOT / "data" / "municipalities" / f"{max(2016, year)}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["kind"] == "municipality"]
    numbers = {r["code"]: int(r["pop_under18"]) + int(r["pop_18plus"]) for r in rows}
    return pd.Series(numbers, name="pop_total")


@cache
def fte_of_units():
    return (load_units(2016, PROJECT)["fte_total"] * 100).round()


def fte_in(year, people, crossing):
    """The calibrated FTE of 2016 in hundredths, whole, in another year's borders."""
    fte = fte_of_units().loc[people.index]
    pairs = crosswalk(people, 2016, max(2016, year), crossing)
    return carry(fte.to_frame(), pairs, whole=True)["fte_total"]


@pytest.mark.parametrize("year", MUNICIPALITIES)
def test_a_year_has_its_number_of_municipalities(year, people, crossing):
    codes = codes_in(people.index, 2016, year, crossing.reforms)
    assert len(codes) == MUNICIPALITIES[year]
    if year >= 2016:
        assert codes == set(in_year(year, people, crossing).index)


@pytest.mark.skipif(
    not OFFICIAL.is_file(), reason="needs the official inhabitants beside the project"
)
@pytest.mark.parametrize("year", MUNICIPALITIES)
def test_its_codes_are_those_of_official_statistics(year, people, crossing):
    with OFFICIAL.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["granularity_geo"] == "municip"]
    official = {row["code"] for row in rows if row["calyear"] == str(year)}
    assert codes_in(people.index, 2016, year, crossing.reforms) == official


QUICK = {(2015, 2024), (2024, 2015), (2018, 2020), (2020, 2018)}
PAIRS = [
    pytest.param(*pair, marks=() if pair in QUICK else pytest.mark.slow)
    for pair in itertools.product(range(FIRST, LAST + 1), repeat=2)
]


@pytest.mark.parametrize(("start", "end"), PAIRS)
def test_sums_are_kept_to_the_last_unit(start, end, people, crossing):
    pairs = crosswalk(of_register(min(start, end)), start, end, crossing)
    codes = sorted(set(pairs["from"]))
    assert len(codes) == MUNICIPALITIES[start]
    assert pairs["to"].nunique() == MUNICIPALITIES[end]
    draw = random.Random(start * 10_000 + end)
    counts = pd.DataFrame(
        {
            "people": [draw.randrange(10**6) for _ in codes],
            "hundredths": [draw.randrange(9999) for _ in codes],
            "inhabitants": of_register(start)[codes].tolist(),
            "fte": fte_in(start, people, crossing)[codes].tolist(),
        },
        index=codes,
    )
    whole = carry(counts, pairs, whole=True)
    assert (whole[[*counts]] % 1 == 0).all(axis=None)
    assert whole[[*counts]].sum().tolist() == counts.sum().tolist()
    parts = carry(counts / 100, pairs)[[*counts]]
    assert parts.sum().tolist() == pytest.approx((counts / 100).sum().tolist(), abs=1e-6)


SHARED = ROOT.parent / "shared" / "municipalities" / "reform_2017_2024.csv"


def told_changes(path):
    with path.open(encoding="utf-8", newline="") as file:
        return [tuple(row.values()) for row in csv.DictReader(file)]


@pytest.mark.skipif(not SHARED.is_file(), reason="needs the told code changes beside the project")
def test_the_told_code_changes_are_those_of_the_project():
    own = ROOT / "data" / "municipalities" / "reform_2017_2024.csv"
    assert told_changes(own) == told_changes(SHARED)


def test_every_code_change_is_followed_in_both_directions(crossing):
    """Each row of the reforms is a pair of the year's registers, and there are no other pairs."""
    changes = told_changes(ROOT / "data" / "municipalities" / "reform_2017_2024.csv")
    for year in range(FIRST + 1, LAST + 1):
        before, after = of_register(year - 1), of_register(year)
        told = {(row[1], row[2]) for row in changes if row[0].startswith(str(year))}
        stand = {(code, code) for code in before.index if code not in {a for a, _ in told}}
        onwards = crosswalk(before, year - 1, year, crossing)
        assert {*zip(onwards["from"], onwards["to"], strict=True)} == told | stand
        assert {*onwards["to"]} == {*after.index}
        back = crosswalk(before, year, year - 1, crossing)
        assert {*zip(back["to"], back["from"], strict=True)} == told | stand
    assert len(changes) == 487


@pytest.mark.parametrize("year", range(2017, LAST + 1))
def test_there_and_back_is_where_one_began(year, people, crossing):
    there = in_year(year, people, crossing).to_frame()
    back = carry(there, crosswalk(people, year, 2016, crossing))["pop_total"]
    assert back.to_dict() == pytest.approx(people.to_dict())


def one(counts, pairs, code):
    return carry(counts.to_frame("n"), pairs).loc[code].tolist()


def test_a_merger_is_the_sum_of_its_parts(people, crossing):
    counts = people * 0
    counts[["0706", "0719", "0720"]] = 40, 7, 3
    assert one(counts, crosswalk(people, 2016, 2017, crossing), "0710") == [50, False]
    # Sandefjord got new codes with Vestfold og Telemark and with Vestfold again
    assert one(counts, crosswalk(people, 2016, 2020, crossing), "3804") == [50, False]
    assert one(counts, crosswalk(people, 2016, 2024, crossing), "3907") == [50, False]


def test_a_merged_unit_is_divided_as_its_parts_had_inhabitants(people, crossing):
    people = people.copy()
    people[["0706", "0719", "0720"]] = 6000, 3000, 1000
    counts = in_year(2024, people, crossing) * 0
    counts["3907"] = 50
    found = carry(counts.to_frame("n"), crosswalk(people, 2024, 2016, crossing))
    assert found.loc[["0706", "0719", "0720"], "n"].tolist() == pytest.approx([30, 15, 5])
    assert found.loc[["0706", "0719", "0720"], "estimated"].all()
    assert found["n"].sum() == pytest.approx(50)


def test_a_unit_that_only_got_another_code_is_no_estimate(people, crossing):
    pairs = crosswalk(people, 2024, 2016, crossing)
    halden = pairs[pairs["to"] == "0101"].to_dict("records")
    assert halden == [{"from": "3101", "to": "0101", "share": 1.0, "estimated": False}]


def test_a_split_is_an_estimate_with_its_share(people, crossing):
    counts = people * 0
    counts["1850"] = 100
    found = carry(counts.to_frame("n"), crosswalk(people, 2016, 2020, crossing))
    assert found.loc[["1806", "1875"], "n"].tolist() == pytest.approx([42, 58])
    assert found.loc[["1806", "1875"], "estimated"].all()
    assert not found.loc["4204", "estimated"]


def test_counties_are_followed_both_ways(people, crossing):
    """Trøndelag is all of Sør- and Nord-Trøndelag and, a year later, Rindal."""
    counts = pd.Series(1.0, people.index)
    for year, units in ((2018, 25 + 23), (2019, 25 + 23 + 1)):
        there = carry(counts.to_frame("n"), crosswalk(people, 2016, year, crossing))["n"]
        assert there[there.index.str.startswith("50")].sum() == units
    later = in_year(2018, people, crossing)
    back = carry(later.to_frame("n"), crosswalk(people, 2018, 2016, crossing))["n"]
    for county in ("16", "17"):
        own = back.index.str.startswith(county)
        assert back[own].to_dict() == pytest.approx(
            people[people.index.str.startswith(county)].to_dict()
        )


def test_an_unknown_count_stays_unknown(people, crossing):
    counts = people * 0
    counts["0706"] = float("nan")
    found = carry(counts.to_frame("n"), crosswalk(people, 2016, 2017, crossing))["n"]
    assert found.isna().sum() == 1
    assert pd.isna(found["0710"])


def test_codes_of_another_year_are_refused(people, crossing):
    pairs = crosswalk(people, 2016, 2017, crossing)
    with pytest.raises(DataError, match="3907"):
        carry(pd.DataFrame({"n": [1]}, index=["3907"]), pairs)


def test_parts_without_inhabitants_share_evenly():
    crossing = Crossing([Reform(2031, "1", "3", ""), Reform(2031, "2", "3", "")], {})
    pairs = crosswalk(pd.Series({"1": 0, "2": 0}), 2031, 2030, crossing)
    assert pairs[["to", "share"]].to_numpy().tolist() == [["1", 0.5], ["2", 0.5]]


def test_whole_counts_give_the_rest_to_the_largest_remainder():
    reforms = [Reform(2031, "9", code, "") for code in ("1", "2", "3")]
    shares = {("9", "1"): 0.5, ("9", "2"): 0.25, ("9", "3"): 0.25}
    pairs = crosswalk(pd.Series({"9": 10}), 2030, 2031, Crossing(reforms, shares))
    found = carry(pd.DataFrame({"n": [7]}, index=["9"]), pairs, whole=True)["n"]
    # 3.5, 1.75 and 1.75: three, one and one, and the two that are left to the larger remainders
    assert found.to_dict() == {"1": 3, "2": 2, "3": 2}
