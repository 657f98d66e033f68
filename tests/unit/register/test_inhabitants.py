"""Tables of inhabitants in all their shapes, and each fault by itself; numbers written by hand."""

import json

import openpyxl
import pandas as pd
import pytest

from is248.base.errors import DataError
from is248.register.inhabitants import counts_of, for_register
from is248.register.inhabitants_table import from_cells, from_json_stat
from is248.register.reforms import Reform
from is248.survey.readers import read_rows

AGES = ["0 år", "1-17 år", "18 år", "19 år eller eldre"]
BY_AGE = {
    "0101": [1, 9, 3, 27], "0104": [0, 20, 10, 50], "0301": [10, 90, 30, 270],
    "030101": [4, 40, 15, 105], "030102": [5, 40, 10, 140],
}  # fmt: skip
"""Inhabitants by age; of the city 5 + 25 under and over 18 live in no district."""

EXPECTED = {
    "0101": [10, 30], "0104": [20, 60], "0301": [100, 300],
    "030101": [44, 120], "030102": [45, 150], "030199": [11, 30],
}  # fmt: skip
NAMES = {"0101": "Halden", "0104": "Moss", "0301": "Oslo", "030101": "Gamle Oslo",
         "030102": "Grünerløkka"}  # fmt: skip
KINDS = {"030101": "district", "030102": "district", "030199": "residual", "0301-H": "agency"}
UNITS = pd.DataFrame(
    {code: {"name": NAMES.get(code, code), "kind": KINDS.get(code, "municipality"),
            "pop_under18": under, "pop_18plus": over}
     for code, (under, over) in {"0101": (9, 31), "0104": (21, 59), "0301": (100, 300),
                                 "030101": (40, 110), "030102": (50, 160), "030199": (10, 30),
                                 "0301-H": (None, None)}.items()}
).T.astype({"pop_under18": "float", "pop_18plus": "float"})  # fmt: skip
REFORMS = [Reform(2020, "0101", "3001", "Halden"), Reform(2016, "0199", "0104", "Moss")]


def text(code):
    letters = {"0301": "", "030101": "a", "030102": "a"}.get(code, "")
    return f"{code}{letters} {NAMES.get(code, 'X')}"


def written(tmp_path, name, content, encoding="utf-8"):
    path = tmp_path / name
    path.write_text(content, encoding=encoding)
    return [cells for _, cells in read_rows(path)]


def long_csv(tmp_path):
    title = '"07459: Befolkning, etter region, alder, statistikkvariabel og år"\n\n'
    lines = [f'"{text(code)}";"{age}";{n};77' for code, counts in BY_AGE.items()
             for age, n in zip(AGES, counts, strict=True)]  # fmt: skip
    head = '"region";"alder";"Personer 2016";"Personer 2017"\n'
    return written(tmp_path, "a.csv", title + head + "\n".join(lines) + "\n", "cp1252")


def by_sex(tmp_path):
    # women have what men do not; ages by code, as the API's csv gives them
    lines = ["Region,Kjonn,Alder,ContentsCode,Tid,07459: Befolkning etter kjønn 1986-2026"]
    codes = ["000", "1-17", "018", "19+"]
    for code, counts in BY_AGE.items():
        for age, n in zip(codes, counts, strict=True):
            lines += [f"K-{code},1,{age},Personer1,2016,{n // 2}"]
            lines += [f"K-{code},2,{age},Personer1,2016,{n - n // 2}"]
    return written(tmp_path, "b.csv", "\n".join(lines) + "\n")


def pivot(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["07459: Befolkning, etter region, alder og år"])
    for row in ([], [None, None, "Personer", None], [None, None, "2015", "2016"]):
        book.active.append(row)
    for code, counts in BY_AGE.items():
        for at, (age, n) in enumerate(zip(AGES, counts, strict=True)):
            book.active.append([None if at else text(code), age, n + 1, n])
    for line in ([], ["Kilde: Statistisk sentralbyrå"]):
        book.active.append(line)
    book.save(tmp_path / "c.xlsx")
    return [cells for _, cells in read_rows(tmp_path / "c.xlsx")]


def two_groups(tmp_path):
    lines = ["granularity_geo,calyear,code,u18,a18", "municip,2015,0101,1,1"]
    kind = {4: "municip", 6: "wardoslo"}
    lines += [f"{kind[len(code)]},2016,{code},{EXPECTED[code][0]},{EXPECTED[code][1]}"
              for code in BY_AGE]  # fmt: skip
    return written(tmp_path, "d.csv", "\n".join([*lines, "municip,2016,3001,0,0"]) + "\n")


def ages_across(tmp_path):
    head = ["kommune", *AGES]
    lines = [[text(code).replace("0", "", 1) if code == "0101" else text(code), *map(str, counts)]
             for code, counts in BY_AGE.items()]  # fmt: skip
    return written(tmp_path, "e.csv", "\n".join(";".join(line) for line in [head, *lines]) + "\n")


def stat(counts=BY_AGE, **dimensions):
    """JSON-stat 2 as the open API answers."""
    regions = {text(code).split()[0]: NAMES.get(code, "X") for code in counts}
    ages = {f"{at:03}": label for at, label in enumerate(AGES)}
    named = {"Region": regions, "Alder": ages, "ContentsCode": {"Personer1": "Personer"},
             "Tid": {"2016": "2016"}, **dimensions}  # fmt: skip
    shape = {name: {"label": name, "category": {
        "index": {code: at for at, code in enumerate(labels)}, "label": labels}}
        for name, labels in named.items()}  # fmt: skip
    return {"version": "2.0", "class": "dataset", "source": "Statistisk sentralbyrå",
            "id": [*named], "size": [len(labels) for labels in named.values()],
            "dimension": shape, "value": [n for row in counts.values() for n in row]}  # fmt: skip


def in_english(tmp_path):
    english = dict(
        zip(AGES, ["0 years", "1-17 years", "18 years", "19 years or older"], strict=True)
    )
    lines = [f'"{text(code)}";"{english[age]}";{n}' for code, counts in BY_AGE.items()
             for age, n in zip(AGES, counts, strict=True)]  # fmt: skip
    head = (
        '"07459: Population, by region, age, contents and year"\n\n"region";"age";"Persons 2016"\n'
    )
    return written(tmp_path, "f.csv", head + "\n".join(lines) + "\n")


SHAPES = [in_english, long_csv, by_sex, pivot, two_groups, ages_across]


def found(numbers, *more):
    counts = [counts_of(one, 2016, "fil") for one in (numbers, *more)]
    return for_register(counts, UNITS, 2016, REFORMS)


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.__name__)
def test_every_shape_gives_the_same_inhabitants(shape, tmp_path):
    official = found(from_cells(shape(tmp_path), "fil"))
    assert official.people.drop(index="0301-H").T.to_dict("list") == EXPECTED
    assert official.people.loc["0301-H"].isna().all()
    assert list(official.people.index) == list(UNITS.index)
    assert official.districts_told


def test_json_stat_and_its_sparse_values():
    whole = stat()
    sparse = {**whole, "value": {str(at): n for at, n in enumerate(whole["value"])}}
    for content in (whole, json.loads(json.dumps(sparse))):
        assert (
            found(from_json_stat(content, "fil")).people.drop(index="0301-H").T.to_dict("list")
            == EXPECTED
        )


def test_two_files_and_the_country_beside_them():
    towns = {code: BY_AGE[code] for code in ("0101", "0104", "0301")}
    parts = {code: BY_AGE[code] for code in ("030101", "030102")}
    country = [sum(column) for column in zip(*towns.values(), strict=True)]
    first = from_json_stat(stat({**towns, "0": country}), "fil")
    official = found(first, from_json_stat(stat(parts), "fil"))
    assert official.people.drop(index="0301-H").T.to_dict("list") == EXPECTED


def test_districts_share_the_city_as_in_the_register_where_they_are_not_told():
    towns = {code: BY_AGE[code] for code in ("0101", "0104", "0301")}
    official = found(from_json_stat(stat(towns), "fil"))
    assert not official.districts_told
    # 100 under 18 by 40 : 50 : 10 and 300 from 18 by 110 : 160 : 30, as they stand
    assert official.people.loc[["030101", "030102", "030199"]].T.to_dict("list") == {
        "030101": [40, 110], "030102": [50, 160], "030199": [10, 30],
    }  # fmt: skip


def changed(code, counts):
    rest = {key: row for key, row in BY_AGE.items() if key != code}
    return rest if counts is None else {**rest, code: counts}


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        (changed("0104", None), "Mangler innbyggere for 1 av 3 kommuner: 0104 Moss"),
        (changed("0104", [0, None, 10, 50]), "Mangler innbyggere for 1 av 3 kommuner: 0104 Moss"),
        (changed("0104", [0, 0, 0, 0]), "Mangler innbyggere for 1 av 3 kommuner: 0104 Moss"),
        (changed("030102", None), "Mangler 1 bydeler: 030102 Grünerløkka"),
        (changed("030102", [99, 99, 99, 99]), "Bydelene har 560 innbyggere, men byen har 400"),
        ({**BY_AGE, "3001": [1, 1, 1, 1]}, "andre grenser enn 2016: 3001 (i registeret 0101 Ha"),
        ({**BY_AGE, "0199": [1, 1, 1, 1]}, "andre grenser enn 2016: 0199 (i registeret 0104 Moss"),
        ({**BY_AGE, "9999": [1, 1, 1, 1]}, "Ukjente kommunenummer med innbyggere: 9999"),
        ({**BY_AGE, "01": [1, 29, 13, 78]}, "121 innbyggere i region 01, men kommunene"),
        ({**BY_AGE, "0": [1, 1, 1, 1]}, "4 innbyggere i region 0, men kommunene der har 520"),
    ],
)  # fmt: skip
def test_a_fault_of_the_units_is_told(counts, words):
    with pytest.raises(DataError) as fault:
        found(from_json_stat(stat(counts), "fil"))
    assert words in str(fault.value).replace("\u00a0", " ")


def two_rows(head, *rows):
    return [head.split(";"), *(row.split(";") for row in rows)]


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (two_rows("region;0-17 år;18+ 2015", "0101;1;1"), "ikke for 2016"),
        (two_rows("region;0-19 år;20+", "0101;1;1"), "aldersgruppen 0–19 går over 18 år"),
        (two_rows("region;0-16 år;18+", "0101;1;1"), "mangler alderen 17"),
        (two_rows("region;0-17 år;17 år;18+", "0101;1;1;1"), "alderen 17 er med i flere"),
        (two_rows("region;0-17 år;18-66 år", "0101;1;1"), "slutter ved 66 år"),
        (two_rows("region;alder;Menn", "0101;0-17 år;1", "0101;18+;1"), "har bare men"),
        (two_rows("region;alder;Personer", "Halden 0101;0-17 år;1"), "fant ingen rad med kommune"),
        (two_rows("region;alder;Personer", "0101;0-17 år;1", "Halden;18+;1"), "«Halden» har ikke"),
        (two_rows("region;alder;Personer", "0101;0-17 år;1", "0101;0-17 år;1"), "to tall for"),
        (two_rows("region;alder;Personer", "0101;unge;1", "0101;18+;1"), "ikke alderen «unge»"),
        (two_rows("region;0-17 år;18+;areal", "0101;1;1;5"), "forstår ikke kolonnen «areal»"),
        (two_rows("0101;1;1", "0104;1;1"), "fant ikke kolonnene"),
    ],
)  # fmt: skip
def test_a_fault_of_the_table_is_told(rows, words):
    with pytest.raises(DataError) as fault:
        counts_of(from_cells(rows, "fil"), 2016, "fil")
    assert words in str(fault.value)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ([], "er ikke JSON-stat 2"),
        ({**stat(), "id": [*"abcdef"], "size": [99] * 6,
          "dimension": {key: {"category": {"index": [*map(str, range(99))]}} for key in "abcdef"}},
         "er ikke JSON-stat 2"),
        ({"class": "dataset"}, "er ikke JSON-stat 2"),
        ({**stat(), "size": [1, 1, 1, 1]}, "er ikke JSON-stat 2"),
        ({**stat(), "value": [1]}, "er ikke JSON-stat 2"),
        (stat(ContentsCode={"a": "Personer", "b": "Endring"}), "er ikke JSON-stat 2"),
        ({**stat(ContentsCode={"a": "Personer", "b": "Endring"}), "value": [1] * 40},
         "«ContentsCode» har flere"),
    ],
)  # fmt: skip
def test_a_fault_of_json_stat_is_told(content, words):
    with pytest.raises(DataError) as fault:
        from_json_stat(content, "fil")
    assert words in str(fault.value)


def test_numbers_that_two_files_do_not_agree_on_are_told():
    other = from_json_stat(stat({"0101": [2, 9, 3, 27]}), "fil")
    with pytest.raises(DataError, match="ulike tall for 0101"):
        found(from_json_stat(stat(), "fil"), other)
