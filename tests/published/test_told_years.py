"""What the sources tell of 2020 and 2023: every number is there, is claimed, and comes out.

Expected numbers are those of the sources, in ``../shared/published/other_years.csv`` where it lies
beside the project, and arithmetic on them; the answers are counted here without the package.
"""

import csv
from collections import Counter
from pathlib import Path

import pytest

from helpers.chapters import open_chapter
from is248.base.numbers import NBSP
from is248.base.paths import find_project
from is248.chapter.centre_pages import Centres
from is248.chapter.fte_pages import national_pages
from is248.printed.claims import answering, read_claims
from is248.printed.values import printed_values

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared" / "published" / "other_years.csv"
SEEDS = {2020: "001", 2023: "004"}
YEARS = sorted(SEEDS)
CITY = "0301"


def rows(path, delimiter=","):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter))


def statements(year):
    return {row["key"] + row["year"]: row for row in
            rows(ROOT / "data" / "published" / str(year) / "statements.csv")}  # fmt: skip


def answers(year):
    return rows(ROOT / "data" / "survey" / str(year) / "synthetic.csv", ";")


def is_district(unit):
    return unit.startswith(CITY) and unit[4:].isdigit()


def said(year, name, codes):
    """Answers, and those of them that gave one of the codes: towns, and the city as one."""
    towns = [r[name] for r in answers(year) if not r["unit"].startswith(CITY) and r[name]]
    city = Counter(r[name] for r in answers(year) if is_district(r["unit"]) and r[name])
    given = [*towns, city.most_common(1)[0][0]]
    return len(given), sum(code in codes for code in given)


# --- what is told ---
@pytest.mark.skipif(not SHARED.is_file(), reason="../shared ligger ikke ved siden av prosjektet")
@pytest.mark.parametrize("year", YEARS)
def test_every_number_of_the_source_is_a_statement(year):
    told = [row for row in rows(SHARED) if row["seed"] == SEEDS[year]]
    held = Counter((row["value"], row["year"]) for row in statements(year).values())
    lost = [row["key"] for row in told if not held[row["value"], row["year"]]]
    assert len(told) == {2020: 8, 2023: 18}[year]
    assert lost == []


@pytest.mark.parametrize("year", YEARS)
def test_every_statement_is_claimed_or_says_why_not(year):
    values, claims = printed_values(year, find_project()), read_claims(year, find_project())
    belongs = answering(values, claims)
    assert set(belongs) == {value.place for value in values}
    silent = {claim.item for claim in claims if claim.relation == "not_computed"}
    # three amounts of the state's budget and the frame of a plan
    assert silent == {2020: set(), 2023: {f"statement-{n}" for n in (11, 12, 13, 14)}}[year]


def test_derived_numbers_follow_from_the_told_ones():
    told = {key: (float(r["value"]), r["low"], r["high"]) for key, r in statements(2023).items()
            if key.startswith("fte")}  # fmt: skip
    assert told["fte_total2022"][0] == 17436 - 362
    # 5.5 per cent are 5.45 to 5.55
    assert told["fte_child2022"] == (round(208 / 0.055), "3748", "3817")
    assert (round(208 / 0.0555), round(208 / 0.0545)) == (3748, 3817)
    assert told["fte_child2023"] == (3782 + 208, "3956", "4025")
    assert told["fte_adult2022"] == (17074 - 3782, "13257", "13326")
    assert told["fte_adult2023"] == (17436 - 3990, "13411", "13480")
    assert told["fte_change_adult2023"][0] == 362 - 208


def test_a_corrected_number_says_what_it_was_and_a_derived_one_what_it_may_be():
    remarks = {value.item: value.remark for value in printed_values(2023, find_project())}
    assert remarks["statement-3"] == "Rettet 2.2.2024: Før sto det 5,5."
    assert remarks["statement-1"] == ""
    assert remarks["statement-16"].endswith(f"mellom 3{NBSP}748 og 3{NBSP}817.")


# --- what the answers give ---
def test_answers_of_2020_give_what_is_told():
    units = [row for row in answers(2020) if is_district(row["unit"])]
    assert len(units) == 15
    contact = {"in_contact", "used"}
    _, in_contact = said(2020, "competence_centre_korus_awareness", contact)
    assert round(in_contact / 356 * 100) == 93
    assert all(row["competence_centre_korus_awareness"] in contact for row in units)
    assert sum(row["outreach_teams"] == "yes" for row in units) == 14
    n, youth = said(2020, "outreach_youth", {"yes"})
    assert 45 <= youth / n * 100 <= 55
    n, largely = said(2020, "user_involvement_development", {"large_extent"})
    assert round(largely / n * 100) == 27
    partly = Counter(row["user_involvement_development"] for row in units)
    assert partly["some_extent"] > sum(partly.values()) / 2


def test_the_largest_municipalities_of_2020_give_57_per_cent():
    register = rows(ROOT / "data" / "municipalities" / "2020.csv")
    towns = [row for row in register if row["kind"] == "municipality" and row["code"] != CITY]
    large = {row["code"] for row in towns if row["size_class"].startswith("50000")}
    name = "user_involvement_development"
    given = [row[name] for row in answers(2020) if row["unit"] in large and row[name]]
    # the city as one answers "to some degree", as most of its districts do
    assert round(given.count("large_extent") / (len(given) + 1) * 100) == 57


def test_every_kind_of_challenge_that_is_named_is_given():
    named = [statements(2020)[f"challenges_child_pathway_{n}2020"]["value"].split("; ")
             for n in (1, 2, 3)]  # fmt: skip
    for n, kinds in enumerate(named, start=1):
        column = f"challenges_child_pathway_{n}__codes"
        given = Counter(c for row in answers(2020) for c in row[column].split(";"))
        assert all(given[kind] > 0 for kind in kinds)


def test_answers_of_2023_give_what_is_told():
    def fte(group):
        return sum(
            float(text.replace(",", "."))
            for row in answers(2023)
            for name, text in row.items()
            if name.startswith(f"fte_{group}_measure_") and text
        )

    assert round(fte("child"), 2) == 3990
    assert round(fte("child") + fte("adult"), 2) == 17436
    n, own = said(2023, "prompt_mental_health_care", {"own"})
    _, shared = said(2023, "prompt_mental_health_care", {"intermunicipal"})
    assert (round(own / n * 100), round(shared / n * 100)) == (26, 4)
    n, other = said(2023, "other_low_threshold", {"yes"})
    assert 45 <= other / n * 100 <= 55
    for kind in ("housing", "cooperation", "ambulatory_outreach", "low_threshold"):
        assert any(row[f"service_changes__{kind}"] == "1" for row in answers(2023))
    alone = [row for row in answers(2023) if row["service_changes__no"] == "1"]
    assert alone
    assert not any(row["service_changes__housing"] == "1" for row in alone)


# --- what the pages tell ---
def test_changes_of_fte_are_told_and_what_is_derived_is_not():
    groups = national_pages(open_chapter("fte_national", 2023)).split("group")
    changes = ("total_rose_fte", "total_change", "child_rose", "adult_rose")
    told = {name: groups.bound(name, "1") for name in ("total_fte", *changes, "child")}
    assert told["total_rose_fte"].text.replace(NBSP, " ") == "økte med 362,0 årsverk"
    assert told["total_change"].text.replace(NBSP, " ") == "2,1 prosent"
    assert told["child_rose"].text.replace(NBSP, " ") == "økte med 5,5 prosent"
    fitted = {name for name, bound in told.items() if bound.basis == "synthetic_fitted"}
    assert fitted == {"total_fte", "total_rose_fte", "total_change", "child_rose"}
    # 17 074 follow from the source, 3 782 and 13 292 may be others
    before = groups.bases["fte_2022"]
    assert (before["total"], before["child"]) == ("printed", "reconstructed")
    assert len(groups.table("table-mine").bundle()["notes"]) == 1


def test_a_number_of_the_year_before_is_carried_over_from_the_source():
    chapter = open_chapter("service_development", 2020)
    earlier = chapter.told_before("user_involvement_large")
    assert (earlier.text, earlier.basis) == (f"10{NBSP}prosent", "printed")
    assert chapter.told_before("nothing_of_the_kind").missing


def test_the_city_is_told_where_all_its_districts_are():
    told = Centres(open_chapter("competence_centres", 2020, "county"), "county").say_city("text-x")
    assert str(told) == "I Oslo har alle 15 bydelene vært i kontakt med KoRus."
    # in 2016 the answers have it too, but no report tells it
    before = Centres(open_chapter("competence_centres", 2016, "county"), "county")
    assert before.say_city("text-x") is None
