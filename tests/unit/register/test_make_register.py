"""Registers of all years made anew, and held against decided and official counts."""

import csv
from collections import Counter, defaultdict
from functools import cache

import pytest

from helpers.years import ROOT
from is248.base.errors import DataError, UserError
from is248.base.paths import Project
from is248.register import make_register as made
from is248.register.hf_notes import hf_notes
from is248.register.make_register import make_register, register_csv
from is248.register.reforms import Reform
from unit.register.test_crosswalk import MUNICIPALITIES, OFFICIAL

PROJECT = Project(ROOT)
FOLDER = ROOT / "data" / "municipalities"
SOURCE = 2016
YEARS = [year for year in MUNICIPALITIES if year >= SOURCE]
COUNTIES = {
    2016: 19,
    2017: 19,
    2018: 18,
    2019: 18,
    2020: 11,
    2021: 11,
    2022: 11,
    2023: 11,
    2024: 15,
}
"""As decided, like the municipalities."""

SHARED = "Delt mellom flere"


def rows(name):
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def units(year):
    return {row["code"]: row for row in rows(f"{year}.csv")}


@cache
def made_anew(year):
    return make_register(year, SOURCE, PROJECT)


@pytest.mark.parametrize("year", YEARS)
def test_made_anew_it_has_the_same_bytes(year):
    register = made_anew(year)
    assert register_csv(register.units).encode() == (FOLDER / f"{year}.csv").read_bytes()
    assert register_csv(register.areas).encode() == (FOLDER / f"{year}_areas.csv").read_bytes()
    assert register.inhabitants_of == year


@pytest.mark.parametrize("year", YEARS)
def test_units_and_counties_are_as_many_as_decided(year):
    kinds = Counter(row["kind"] for row in rows(f"{year}.csv"))
    assert kinds == {
        "municipality": MUNICIPALITIES[year],
        "district": 15,
        "agency": 2,
        "residual": 1,
    }
    areas = rows(f"{year}_areas.csv")
    count = Counter(row["grouping"] for row in areas)
    assert (count["county"], count["hf_area"], count["region"]) == (COUNTIES[year], 21, 4)
    places = Counter((r["grouping"], r["row"], r["col"]) for r in areas if r["grouping"] != "dps")
    assert max(places.values()) == 1
    assert all(row["row"] for row in areas if row["grouping"] != "dps")
    for grouping in ("county", "hf_area", "region", "dps"):
        own = [row["key"] for row in areas if row["grouping"] == grouping]
        assert set(own) == {row[grouping] for row in units(year).values()} - {""}
        assert len(own) == len(set(own))


@pytest.mark.parametrize("year", YEARS)
def test_inhabitants_sum_to_the_country_and_the_city(year):
    told = {row["year"]: row for row in rows("inhabitants_national.csv")}[str(year)]
    for group in ("pop_under18", "pop_18plus"):
        own = units(year).values()
        whole = [row for row in own if row["kind"] == "municipality"]
        assert sum(int(row[group]) for row in whole) == int(told[group])
        parts = [row for row in own if row["kind"] in {"district", "residual"}]
        assert sum(int(row[group]) for row in parts) == int(units(year)["0301"][group])


@pytest.mark.skipif(
    not OFFICIAL.is_file(), reason="needs the official inhabitants beside the project"
)
def test_codes_and_totals_are_those_of_official_statistics():
    codes, sums = defaultdict(set), defaultdict(Counter)
    with OFFICIAL.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["granularity_geo"] == "municip":
                codes[row["calyear"]].add(row["code"])
                sums[row["calyear"]].update(u18=int(row["u18"]), a18=int(row["a18"]))
    for row in rows("inhabitants_national.csv"):
        own = {"u18": int(row["pop_under18"]), "a18": int(row["pop_18plus"])}
        assert own == sums[row["year"]]
    for year in YEARS:
        own = {code for code, row in units(year).items() if row["kind"] == "municipality"}
        assert own == codes[str(year)]


@pytest.mark.skipif(
    not OFFICIAL.is_file(), reason="needs the official inhabitants beside the project"
)
def test_most_municipalities_of_the_last_year_are_in_their_official_size_class():
    """Eight years of growth and a reconstruction apart; what a register of one's own mends."""
    limits = {"<2000": 0, "2000-5000": 2_000, "5000-10000": 5_000, "10000-20000": 10_000,
              "20000-50000": 20_000, "50000 og større": 50_000}  # fmt: skip
    with OFFICIAL.open(encoding="utf-8", newline="") as file:
        official = {
            row["code"]: int(row["u18"]) + int(row["a18"])
            for row in csv.DictReader(file)
            if row["granularity_geo"] == "municip" and row["calyear"] == str(YEARS[-1])
        }
    last = units(YEARS[-1])
    same = [
        last[code]["size_class"]
        == max(limits, key=lambda key: limits[key] * (limits[key] <= people))
        for code, people in official.items()
    ]
    assert sum(same) / len(same) > 0.9


def test_names_codes_and_counties_follow_the_reforms():
    assert [units(year)[code]["name"] for year, code in (
        (2017, "0710"), (2018, "5054"), (2020, "3802"), (2020, "3040"), (2024, "1580"),
    )] == ["Sandefjord", "Indre Fosen", "Holmestrand", "Nesbyen", "Haram"]  # fmt: skip
    halden = [
        next(c for c, r in units(y).items() if r["name"] == "Halden") for y in (2016, 2020, 2024)
    ]
    assert halden == ["0101", "3001", "3101"]
    county = {
        year: {r["county"] for r in units(year).values() if r["name"] == "Halden"} for year in YEARS
    }
    assert county[2019], county[2020] == ({"Østfold"}, {"Viken"})
    assert county[2024] == {"Østfold"}


@pytest.mark.parametrize(
    ("year", "code", "area"),
    [
        (2018, "5054", "St. Olavs-området"),  # Indre Fosen: Rissa and Leksvik
        (2018, "0211", "Ahus-området"),  # Vestby moved in May
        (2019, "0211", "Østfold"),
        (2020, "3019", "Østfold"),
        (2019, "0402", "Innlandet"),  # Kongsvinger moved in February
        (2020, "3401", "Ahus-området"),
        (2020, "3418", "Innlandet"),  # Åsnes did not
        (2018, "1567", "Møre og Romsdal"),  # Rindal went to Trøndelag a year later
        (2019, "5061", "St. Olavs-området"),
        (2020, "1577", "Møre og Romsdal"),  # Volda with Hornindal
        (2020, "1806", "UNN-området"),  # Narvik with the east of Tysfjord
        (2020, "1875", "Nordland-området"),  # Hamarøy with the west
        (2020, "3802", "Vestfold"),  # Holmestrand with Sande
        (2020, "3005", "Vestre Viken-området"),  # Drammen with Svelvik
        (2020, "5020", "Nord-Trøndelag"),  # Osen
        (2024, "3236", "Vestre Viken-området"),  # Jevnaker
    ],
)  # fmt: skip
def test_hospital_areas_follow_the_told_changes(year, code, area):
    assert units(year)[code]["hf_area"] == area


def test_every_told_change_of_hospital_area_is_in_the_registers():
    """The newest register agrees with each row of the list of changes that tells an area."""
    first, last, reforms = units(SOURCE), units(YEARS[-1]), rows("reform_2017_2024.csv")
    for row in rows("hf_changes_after_2016.csv"):
        for word in row["municipality_2016"].replace(",", "").split():
            if word not in first or row["to_hf"] == "?":
                continue
            codes = {word}
            for reform in reforms:
                if reform["from_code"] in codes:
                    codes = codes - {reform["from_code"]} | {reform["to_code"]}
            found = {last[code]["hf_area"] for code in codes & {*last}}
            # Sande is the part of Holmestrand that stayed with another area than the rest
            if word != "0713":
                assert row["to_hf"] in found, row


def test_dps_areas_of_the_year_of_the_facts_are_the_facts():
    told = {row["code"]: row["dps_area"] for row in rows("dps_areas_2024.csv")}
    cities = {"1103", "4601", "5001"}
    for code, row in units(2024).items():
        if row["kind"] in {"municipality", "district"} and code != "0301":
            assert row["dps"] == (SHARED if code in cities else told[code])
    assert {code for code, row in units(2024).items() if not row["dps"]} == {"0301"}


def test_dps_areas_of_other_years_are_those_of_what_the_units_became():
    first = units(2016)
    assert first["0101"]["dps"] == "Halden Sarpsborg"
    assert {first[code]["dps"] for code in ("0706", "0719", "0720")} == {"Vestfold"}
    assert first["1201"]["dps"] == SHARED
    assert first["1142"]["dps"] == SHARED  # Rennesøy became a part of Stavanger
    assert first["1850"]["dps"] == "Salten"  # most of Tysfjord went to Hamarøy
    assert first["030110"]["dps"] == "Groruddalen"


def test_a_register_is_not_made_back_across_a_reform():
    with pytest.raises(UserError, match="fra før 2020"):
        make_register(2019, 2024, PROJECT)


def test_a_year_without_a_register_or_counties_is_told():
    with pytest.raises(UserError, match="register for 2009"):
        make_register(2020, 2009, PROJECT)
    with pytest.raises(UserError, match="ingen fylker for 2014"):
        make_register(2014, 2016, PROJECT)


def test_the_year_after_the_last_total_keeps_the_inhabitants():
    register = make_register(2031, 2024, PROJECT)
    assert register.inhabitants_of == 2024
    own = register_csv(register.units).encode()
    assert own == (FOLDER / "2024.csv").read_bytes()


def with_rows(monkeypatch, **facts):
    """Facts with further rows: name of a file → rows in its columns' order."""
    read = made.read_rows

    def more(folder, name):
        found = read(folder, name)
        extra = facts.get(name.removesuffix(".csv"), [])
        return [*found, *(dict(zip(found[0], row, strict=True)) for row in extra)]

    monkeypatch.setattr(made, "read_rows", more)


def test_a_merger_of_two_areas_without_a_fact_is_refused(monkeypatch):
    crossing = made.load_crossing(PROJECT)
    merged = [Reform(2031, code, "9901", "Nyby") for code in ("3101", "5501")]
    monkeypatch.setattr(
        made, "load_crossing", lambda _: crossing._replace(reforms=[*crossing.reforms, *merged])
    )
    with pytest.raises(DataError, match=r"hf_of_units\.csv: 9901 .*UNN-området, Østfold"):
        make_register(2031, 2024, PROJECT)
    with_rows(monkeypatch, hf_of_units=[("2031", "9901", "Østfold", "decided")])
    with pytest.raises(DataError, match=r"fylket med kode 99.*9901 Nyby"):
        make_register(2031, 2024, PROJECT)
    counties = [r for r in rows("counties.csv") if r["first_year"] == "2024"]
    later = [("2031", *[*row.values()][1:]) for row in counties]
    new = ("2031", "99", "Nytt fylke", "Nytt fylke", "", "", "", "no", "")
    with_rows(monkeypatch, counties=[*later, new],
              inhabitants_national=[("2031", "1000000", "5000000")])  # fmt: skip
    register = make_register(2031, 2024, PROJECT)
    own = register.units.loc["9901"]
    assert (own["name"], own["county"], own["hf_area"]) == ("Nyby", "Nytt fylke", "Østfold")
    # Tromsø is the larger part, and its DPS decides
    assert own["dps"] == "Tromsø og omegn"
    whole = register.units[register.units["kind"] == "municipality"]
    assert whole[["pop_under18", "pop_18plus"]].sum().tolist() == [1_000_000, 5_000_000]
    assert register.areas.loc[register.areas["key"] == "Nytt fylke", "row"].tolist() == [""]


def test_what_is_not_sure_of_hospital_areas_is_told_from_its_year_on():
    def told(year):
        return hf_notes(made_anew(year).units, year, PROJECT)

    assert (told(2016), told(2018)) == ((), ())
    assert told(2019) == ("Det er ikke sikkert hvilket HF-område Rindal hørte til.",)
    (said,) = told(2024)
    assert all(name in said for name in ("Narvik", "Holmestrand", " og Rindal"))
