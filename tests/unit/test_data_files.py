"""The data files hold together: checksums, keys, units and margins, without any library code."""

import csv
import hashlib
import re
from collections import Counter, defaultdict
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
import yaml

from helpers.each import of_each

DATA = Path(__file__).resolve().parents[2] / "data"
PUBLISHED = DATA / "published" / "2016"
MUNICIPALITIES = DATA / "municipalities"
FOLDERS = [PUBLISHED, MUNICIPALITIES]
OSLO = "0301"
RESIDUAL = "030199"
NATION = "0000"
PRINTED_KINDS = {"municipality", "district", "agency", "oslo_total", "national_total"}
KEY = re.compile(r"[a-z0-9]+(_[a-z0-9]+)*")


def read(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def half_up(number):
    """Round to a whole number, halves away from zero."""
    number = Fraction(number)
    whole = (abs(number) + Fraction(1, 2)).__floor__()
    return -whole if number < 0 else whole


def table(name):
    return {row["row"]: row for row in read(PUBLISHED / "tables" / f"table_{name}.csv")}


REGISTER = read(MUNICIPALITIES / "2016.csv")
UNITS = {row["code"]: row for row in REGISTER}
FTE = {row["code"]: row for row in read(MUNICIPALITIES / "2016_fte_calibrated.csv")}
APPENDIX = read(PUBLISHED / "appendix.csv")
TABLES = [row["file"] for row in read(PUBLISHED / "tables_index.csv") if row["file"]]
LISTED = {
    f"{folder.name}/{name}": (folder / name, facts)
    for folder in FOLDERS
    for name, facts in yaml.safe_load((folder / "source.yml").read_text("utf-8"))["files"].items()
}


def kinds(*names):
    return [row for row in REGISTER if row["kind"] in names]


def oslo_as_one():
    return kinds("municipality")


def oslo_by_district():
    return [row for row in kinds("municipality", "district") if row["code"] != OSLO]


def oslo_by_all_parts():
    units = kinds("municipality", "district", "agency", "residual")
    return [row for row in units if row["code"] != OSLO]


# The printed grouping: column of the register, who is counted, who carries inhabitants and FTE.
# In the print, tables by county place Oslo's agencies and residual in Oslo.
GROUPINGS = {
    "size_class": ("04_01", "04_02", oslo_as_one, oslo_as_one),
    "county": ("04_03", "04_04", oslo_by_district, oslo_by_all_parts),
    "hf_area": ("04_05", "04_06", oslo_by_all_parts, oslo_by_all_parts),
    "region": ("04_07", "04_08", oslo_as_one, oslo_as_one),
}


def inhabitants(rows, column):
    sums = defaultdict(lambda: [0, 0])
    for row in rows:
        for group in (row[column], "total"):
            sums[group][0] += int(row["pop_18plus"] or 0)
            sums[group][1] += int(row["pop_under18"] or 0)
    return sums


def full_time_equivalents(rows, column):
    sums = defaultdict(lambda: [Decimal(0), Decimal(0)])
    for row in rows:
        if row["kind"] == "residual":
            continue
        for group in (row[column], "total"):
            sums[group][0] += Decimal(FTE[row["code"]]["fte_adult"])
            sums[group][1] += Decimal(FTE[row["code"]]["fte_child"])
    return sums


def printed_values(fte, pop):
    """Return the six numbers that the report prints for a unit, from exact FTE and inhabitants."""
    adult, child = fte
    values = {"fte_adult": adult, "fte_child": child, "fte_total": adult + child}
    if sum(pop):
        bases = {"fte_adult": pop[0], "fte_child": pop[1], "fte_total": sum(pop)}
        rates = {f"{k}_per10k": Fraction(values[k]) * 10_000 / n for k, n in bases.items()}
        values |= rates
    return {key: str(half_up(value)) for key, value in values.items()}


def differences(printed, ours):
    return {key: (printed[key], value) for key, value in ours.items() if printed[key] != value}


class TestRounding:
    @pytest.mark.parametrize(
        ("number", "expected"),
        [("0.49", 0), ("0.5", 1), ("1.5", 2), ("2.5", 3), ("-0.5", -1), ("-2.5", -3), ("-2.4", -2)],
    )
    def test_half_up(self, number, expected):
        assert half_up(Decimal(number)) == expected


class TestSource:
    @pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
    def test_lists_every_file(self, folder):
        source = yaml.safe_load((folder / "source.yml").read_text("utf-8"))
        found = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}
        assert set(source["files"]) == found - {"source.yml"}
        assert {"origin", "licence", "basis"} <= set(source)

    @of_each(LISTED)
    def test_checksum_and_rows(self, path, facts):
        assert hashlib.sha256(path.read_bytes()).hexdigest() == facts["sha256"]
        assert len(read(path)) == facts["rows"]
        assert facts["description"]

    @of_each(LISTED)
    def test_text_is_clean(self, path, facts):
        del facts
        text = path.read_bytes().decode("utf-8")
        assert text.endswith("\n")
        assert not set(text) & set("\r\t\ufeff\u00a0\ufffd")
        with path.open(encoding="utf-8", newline="") as file:
            header, *rows = csv.reader(file)
        assert len(set(header)) == len(header)
        assert {len(row) for row in rows} == {len(header)}
        assert [cell for row in rows for cell in row if cell != cell.strip()] == []


class TestTables:
    def test_index_names_every_table(self):
        found = {f"tables/{path.name}" for path in (PUBLISHED / "tables").iterdir()}
        assert set(TABLES) == found
        assert len(TABLES) == len(found)

    def test_index_gives_the_size(self):
        for row in read(PUBLISHED / "tables_index.csv"):
            assert row["description"]
            if row["file"]:
                rows = read(PUBLISHED / row["file"])
                assert (int(row["rows"]), int(row["columns"])) == (len(rows), len(rows[0]))

    @of_each([(name,) for name in TABLES])
    def test_keys(self, name):
        rows = read(PUBLISHED / name)
        keys = [row["row"] for row in rows]
        assert len(set(keys)) == len(keys)
        assert all(keys)
        assert list(rows[0])[:2] == ["row", "label"]
        assert all(KEY.fullmatch(column) for column in rows[0])

    @of_each([(name,) for name in TABLES])
    def test_row_keys_are_english_or_printed_groups(self, name):
        groups = {row[column] for row in REGISTER for column in GROUPINGS}
        for row in read(PUBLISHED / name):
            assert KEY.fullmatch(row["row"]) or row["row"] in groups

    @of_each([(name,) for name in TABLES])
    def test_numbers_are_numbers(self, name):
        text_columns = {"row", "label", "row_unit", "part", "part_title", "content", "meaning"}
        for row in read(PUBLISHED / name):
            for column in set(row) - text_columns:
                assert re.fullmatch(r"(-?\d+(\.\d+)?)?", row[column])

    def test_statements_and_figures(self):
        statements = read(PUBLISHED / "statements.csv")
        assert [int(row["id"]) for row in statements] == list(range(1, 701))
        assert {row["basis"] for row in statements} == set("ATSXD")
        figures = [row["figure"] for row in read(PUBLISHED / "figures_index.csv")]
        assert len(set(figures)) == len(figures)


class TestRegister:
    def test_units(self):
        count = Counter(row["kind"] for row in REGISTER)
        assert count == {"municipality": 428, "district": 15, "agency": 2, "residual": 1}
        assert len(UNITS) == len(REGISTER)

    def test_codes_are_text_of_the_right_form(self):
        form = {
            "municipality": r"\d{4}",
            "district": r"0301(0[1-9]|1[0-5])",
            "agency": r"0301-[HV]",
            "residual": RESIDUAL,
        }
        for row in REGISTER:
            assert re.fullmatch(form[row["kind"]], row["code"])

    def test_every_unit_is_placed(self):
        for row in REGISTER:
            assert row["name"]
            assert row["county"]
            assert row["region"]
            assert row["size_class"]
            assert bool(row["hf_area"]) == (row["code"] != OSLO)
            assert bool(row["printed_name"]) == (row["kind"] != "residual")
            assert bool(row["pop_18plus"]) == (row["kind"] != "agency")
            assert bool(row["pop_under18"]) == (row["kind"] != "agency")

    def test_names_that_the_print_spells_otherwise(self):
        assert (UNITS["0118"]["name"], UNITS["0118"]["printed_name"]) == ("Aremark", "Åremark")
        assert (UNITS["1260"]["name"], UNITS["1260"]["printed_name"]) == ("Radøy", "Rådøy")
        assert UNITS[OSLO]["printed_name"] == "Samlet Oslo"
        others = [row for row in oslo_as_one() if row["code"] != OSLO]
        assert sum(row["name"] != row["printed_name"] for row in others) == 18

    def test_names_are_no_keys(self):
        names = Counter(row["name"] for row in REGISTER)
        assert {name for name, n in names.items() if n > 1} == {
            "Bø", "Herøy", "Nes", "Os", "Sande", "Våler"
        }  # fmt: skip

    @pytest.mark.parametrize("column", ["pop_under18", "pop_18plus"])
    def test_oslo_is_the_sum_of_its_parts(self, column):
        parts = sum(int(row[column]) for row in kinds("district", "residual"))
        assert int(UNITS[OSLO][column]) == parts

    def test_size_class_follows_inhabitants(self):
        limits = {"<2000": 0, "2000-5000": 2_000, "5000-10000": 5_000, "10000-20000": 10_000}
        limits |= {"20000-50000": 20_000, "50000 og større": 50_000}
        for row in oslo_as_one():
            number = int(row["pop_18plus"]) + int(row["pop_under18"])
            assert row["size_class"] == [name for name, low in limits.items() if number >= low][-1]


class TestMargins:
    @pytest.mark.parametrize("column", GROUPINGS)
    def test_counts_of_units(self, column):
        printed, _, counted, _ = GROUPINGS[column]
        groups = Counter(row[column] for row in counted() if row["kind"] != "residual")
        groups["total"] = groups.total()
        assert groups == {key: int(row["units_n"]) for key, row in table(printed).items()}
        assert groups["total"] == {"county": 442, "hf_area": 444}.get(column, 428)

    @pytest.mark.parametrize("column", GROUPINGS)
    def test_inhabitants_to_the_person(self, column):
        printed, _, _, carried = GROUPINGS[column]
        ours = inhabitants(carried(), column)
        for key, row in table(printed).items():
            adult, child = ours.pop(key)
            assert (adult, child) == (int(row["pop_18plus_n"]), int(row["pop_under18_n"]))
            assert adult + child == int(row["pop_total_n"])
        assert not ours

    @pytest.mark.parametrize("column", GROUPINGS)
    def test_fte_and_rates(self, column):
        _, printed, _, carried = GROUPINGS[column]
        pop = inhabitants(carried(), column)
        fte = full_time_equivalents(carried(), column)
        found = {
            key: differences(row, printed_values(fte[key], pop[key]))
            for key, row in table(printed).items()
        }
        assert {key: cells for key, cells in found.items() if cells} == {}
        assert set(found) == set(fte)


class TestAppendix:
    def test_units(self):
        count = Counter(row["kind"] for row in APPENDIX)
        assert set(count) == PRINTED_KINDS
        assert (count["municipality"], count["district"], count["agency"]) == (427, 15, 2)
        assert len({row["code"] for row in APPENDIX}) == len(APPENDIX) == 446

    def test_every_code_is_in_the_register(self):
        codes = {row["code"] for row in APPENDIX}
        assert codes - {NATION} == set(UNITS) - {RESIDUAL} == set(FTE)
        for row in APPENDIX:
            if row["code"] != NATION:
                unit = UNITS[row["code"]]
                assert {key: row[key] for key in ("name", "printed_name", "county")} == {
                    key: unit[key] for key in ("name", "printed_name", "county")
                }

    def test_calibrated_fte_are_hundredths(self):
        for row in FTE.values():
            for column in ("fte_adult", "fte_child"):
                assert re.fullmatch(r"\d+\.\d\d", row[column])

    @pytest.mark.parametrize("column", ["fte_adult", "fte_child"])
    def test_oslo_is_the_sum_of_its_parts(self, column):
        parts = [Decimal(FTE[row["code"]][column]) for row in kinds("district", "agency")]
        assert len(parts) == 17
        assert Decimal(FTE[OSLO][column]) == sum(parts)

    def test_print_is_rounded_calibrated_fte(self):
        everyone = oslo_as_one()
        found, compared = {}, 0
        for row in APPENDIX:
            code = row["code"]
            units = everyone if code == NATION else [UNITS[code]]
            fte = full_time_equivalents(units, "code")["total"]
            ours = printed_values(fte, inhabitants(units, "code")["total"])
            compared += len(ours)
            if wrong := differences(row, ours):
                found[code] = wrong
        assert found == {}
        assert compared == 446 * 6 - 2 * 3  # the two agencies have no inhabitants and no rate

    def test_agencies_have_no_rate(self):
        rates = ["fte_total_per10k", "fte_adult_per10k", "fte_child_per10k"]
        for row in APPENDIX:
            assert [bool(row[rate]) for rate in rates] == [row["kind"] != "agency"] * 3

    def test_whole_numbers_add_up_to_more_than_the_total(self):
        total = next(row for row in APPENDIX if row["code"] == NATION)
        parts = [r for r in APPENDIX if r["kind"] in {"municipality", "district", "agency"}]
        excess = {
            key: sum(int(row[key]) for row in parts) - int(total[key])
            for key in ("fte_adult", "fte_child", "fte_total")
        }
        assert excess == {"fte_adult": 25, "fte_child": 24, "fte_total": 17}


class TestChanges:
    def test_reform_leads_from_known_codes(self):
        known = {row["code"] for row in oslo_as_one()}
        counts = {}
        rows = read(MUNICIPALITIES / "reform_2017_2024.csv")
        dates = [row["date"] for row in rows]
        assert dates == sorted(dates)
        for date in sorted(set(dates)):
            step = [row for row in rows if row["date"] == date]
            gone = {row["from_code"] for row in step}
            assert gone <= known
            known = (known - gone) | {row["to_code"] for row in step}
            counts[date[:4]] = len(known)
        assert counts == {"2017": 426, "2018": 422, "2019": 422, "2020": 356, "2024": 357}

    def test_codes_have_four_digits(self):
        for row in read(MUNICIPALITIES / "reform_2017_2024.csv"):
            assert re.fullmatch(r"\d{4}", row["from_code"])
            assert re.fullmatch(r"\d{4}", row["to_code"])
            assert row["kind"] in {"merger", "recode", "split"}

    def test_hospital_changes_start_from_the_register(self):
        for row in read(MUNICIPALITIES / "hf_changes_after_2016.csv"):
            for code in re.findall(r"\b\d{4}\b", row["municipality_2016"]):
                assert UNITS[code]["hf_area"] == row["from_hf"]

    def test_tiles(self):
        tiles = read(MUNICIPALITIES / "tile_grids.csv")
        places = Counter((row["layout"], row["row"], row["col"]) for row in tiles)
        assert max(places.values()) == 1
        assert sum(row["layout"] == "oslo_district" for row in tiles) == 15

    def test_areas_of_the_register_have_labels_places_and_one_reference(self):
        areas = read(MUNICIPALITIES / "2016_areas.csv")
        mapped = [row for row in areas if row["grouping"] != "dps"]
        places = Counter((row["grouping"], row["row"], row["col"]) for row in mapped)
        assert max(places.values()) == 1
        for grouping in ("county", "hf_area", "region"):
            own = [row for row in areas if row["grouping"] == grouping]
            assert {row["key"] for row in own} == {row[grouping] for row in REGISTER} - {""}
            assert [row["reference"] for row in own].count("yes") == 1
            assert all(row["label"] for row in own)
