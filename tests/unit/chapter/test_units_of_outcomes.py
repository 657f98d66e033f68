"""Units with an outcome, options by group and who stands apart, against counts of the raw file."""

import csv

import pandas as pd
import pytest

from helpers.chapters import open_chapter
from is248.base.paths import find_project
from is248.chapter.centre_pages import Centres
from is248.chapter.grant_pages import Grants

KINDS = ("nonprofit_framework", "nonprofit_single", "commercial_framework", "commercial_single")


@pytest.fixture(scope="module")
def rows():
    path = find_project().data / "survey" / "2016" / "synthetic.csv"
    with path.open(encoding="utf-8", newline="") as file:
        first = file.readline()
        mark = ";" if first.count(";") > first.count(",") else ","
        file.seek(0)
        return list(csv.DictReader(file, delimiter=mark))


@pytest.fixture(scope="module")
def purchases():
    return open_chapter("private_care_purchases", 2016, "county").question("private_care")


def wrote(row, name):
    return bool(row[name].strip())


def test_writers_who_did_not_answer_as_asked(purchases, rows):
    chapter = purchases.chapter
    # section 12.1: 198 tell what they buy; 12.2: 80 describe a change
    services, how = (chapter.question(f"private_care_{n}") for n in ("services", "change_how"))
    assert services.bound("", "").value == 198
    assert how.bound("", "").value == 80
    clash = [r for r in rows if wrote(r, "private_care_services") and r["private_care__no"] == "1"]
    assert purchases.no.writers(services) == len(clash)
    same = [r for r in rows if wrote(r, "private_care_change_how")
            and r["private_care_change"] == "no"]  # fmt: skip
    assert chapter.question("private_care_change").no.writers(how) == len(same)


def test_a_question_among_those_with_an_outcome(purchases, rows):
    buyers = purchases.among(purchases.any, "som kjøper")
    bought = [r for r in rows if any(r[f"private_care__{kind}"] == "1" for kind in KINDS)
              and r["unit"] != "0301"]  # fmt: skip
    units = buyers.units_as("districts")
    assert set(units.index) == {r["unit"] for r in bought}
    options = buyers.options("county", *KINDS)
    single = sum(r["private_care__commercial_single"] == "1" for r in bought)
    pct = options.frame.loc["total", "commercial_single_pct"]
    assert pct == pytest.approx(single / len(bought) * 100)


def test_groups_are_apart_or_alike(purchases):
    shares = purchases.nonprofit.by("county", oslo="districts").county
    apart, alike = shares.apart("lower"), shares.alike("lower")
    assert sorted([*apart, *alike]) == sorted(shares.order[1:])
    # section 12.3: less usual than in the reference from Hordaland on to the north
    northward = ["Hordaland", "Sogn og Fjordane", "Møre og Romsdal", "Sør-Trøndelag",
                 "Nord-Trøndelag", "Nordland", "Troms", "Finnmark"]  # fmt: skip
    onwards = shares.bound("apart_onwards", "lower")
    assert onwards.value.split("; ")[-len(northward) :] == northward
    assert onwards.text == onwards.value.split("; ")[0]
    # section 12.4: from 10 000 inhabitants on
    size = purchases.nonprofit.by("size_class", oslo="districts").size_class
    assert size.bound("apart_from", "higher").value == 10_000


def test_a_missing_answer_is_a_no_where_the_chapter_says_so():
    chapter = open_chapter("refugees", 2016, "county")
    offers = chapter.missing_as_no("refugee_services").question("refugee_services")
    # table 16.1: 135 municipalities receive minors alone, 34 have an acute reception
    units = offers.units_as("districts")
    outside = units[units["kind"] == "municipality"]
    assert offers.minors.hits(outside).sum() == 135
    assert offers.bound("rare", "").text == "akutt- eller transittmottak (8)"
    assert chapter.question("refugee_services").minors.total["n"] == 391


def city_after_no(rows, column):
    """Units with a cross: a district in silence has none, then the city has what most have."""
    crossed = {row["unit"] for row in rows if row[column] == "1"}
    parts = [row["unit"] for row in rows if row["unit"].startswith("0301")]
    districts = [unit for unit in parts if "-" not in unit]
    inside = [unit for unit in districts if unit in crossed]
    return len(crossed) - len(inside) + (len(inside) * 2 > len(districts))


@pytest.mark.parametrize("centre", ["napha", "korus", "rbup", "rvts", "rop"])
def test_a_district_in_silence_is_a_no_before_the_city_answers(rows, centre):
    centres = Centres(open_chapter("competence_centres", 2016, "county"), "county")
    shown = centres.each[centre].table("table-x").frame["n"]
    by_hand = {
        code: city_after_no(rows, f"competence_centre_{centre}_contact__{code}")
        for code in shown.index
    }
    assert shown.to_dict() == by_hand


def test_every_share_that_counts_silence_as_no_has_that_order(rows):
    chapter = open_chapter("work_measures", 2016, "county")
    as_no = chapter.missing_as_no("ips_mental_health").question("ips_mental_health")
    recoded = [row | {"x": str(int(row["ips_mental_health"] == "yes"))} for row in rows]
    assert as_no.yes.total["count"] == city_after_no(recoded, "x")


def test_rows_of_a_table_by_place_and_size(purchases):
    frame = pd.DataFrame({"n": [4, 6, 10], "pct": [50.0, 20.0, 30.0]},
                         index=pd.Index(["Østfold", "Troms", "total"], name="county"))  # fmt: skip
    table = purchases.chapter.table("table-x", frame, "Andel", n="enheter")
    assert (table.bound("first_pct", "").value, table.bound("last_pct", "").value) == (50, 20)
    assert table.where("n", 5).bound("pct_high", "").text == "Troms (20)"
    assert table.where("n", 5).bound("pct", "").value == 30


def test_centres_are_shares_of_all_municipalities():
    centres = Centres(open_chapter("competence_centres", 2016, "county"), "county")
    # section 18.1 and table 18.1: 65 per cent in contact, 58 by the website and 51 by articles
    said = centres.napha.bound("forms", "2").text
    assert round(centres.napha.bound("share", "").value) == 65
    assert said == "nettside (58) og fagartikler (51)"
    assert centres.bound("most", "").text == "KoRus (86)"
    assert centres.changes("table-x", "awareness", "not_heard", "Ikke hørt om") is None


def test_grants_of_two_years():
    grants = Grants(open_chapter("user_involvement", 2016, "county"))
    # section 6.1: 57 and 53 million kroner; 223 and 243 granted nothing, 12 do not know
    said = {name: grants.bound(name, "").value for name in ("amount", "before_amount")}
    assert {name: round(value) for name, value in said.items()} == {
        "amount": 57, "before_amount": 53,
    }  # fmt: skip
    counts = ("nothing", "before_nothing", "unknown")
    assert [grants.bound(name, "").value for name in counts] == [223, 243, 12]
