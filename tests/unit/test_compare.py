"""Print against recomputation: every status, by hand."""

import pandas as pd
import pytest

from is248.base.keys import Shown
from is248.chapter.audit import Check, Claim, claims, difference_note, differences, tally
from is248.printed.comparison import compare, status_of
from is248.stats.bounds import Bounded
from is248.year.labels import load_labels

NAN = float("nan")


@pytest.mark.parametrize(
    ("printed", "ours", "low", "high", "expected"),
    [
        ("6.1", 6.079, None, None, "match"),
        ("6.1", 6.04, None, None, "differs"),
        ("-19", -14.29, -26.7, 0.0, "rounding"),
        ("9", 10.18, 10.17, 10.19, "differs"),
        ("0.0", 0.054, 0.0497, 0.0588, "rounding"),
        ("5.2", None, None, None, "not_computed"),
        ("5.2", NAN, NAN, NAN, "not_computed"),
        ("3", 2.5, None, None, "match"),
        ("4", 3.2, 3.0, 3.5, "rounding"),
        ("4", 3.2, 3.0, 3.4, "differs"),
    ],
)
def test_status(printed, ours, low, high, expected):
    assert status_of(printed, ours, low, high) == expected


def cells_of(**texts):
    rows = [("a", column, text) for column, text in texts.items()]
    return pd.DataFrame(rows, columns=["row", "column", "text"])


def test_a_printed_cell_that_we_lack_is_not_computed():
    ours = pd.DataFrame({"x": [1.0]}, index=["a"])
    found = compare(cells_of(x="1", y="2"), Bounded(ours, ours, ours, ours))
    assert list(found["status"]) == ["match", "not_computed"]


def test_tally_and_differences():
    ours = pd.DataFrame({"fte_2015": [1.0], "fte_2016": [9.0]}, index=["a"])
    found = compare(cells_of(fte_2015="1", fte_2016="2"), Bounded(ours, ours, ours, ours))
    checks = {"table-3.5": Check(found, {"a": "Bolig"})}
    assert tally(checks).loc["total"].to_dict() == {
        "compared": 2, "matched": 1, "rounded": 0, "differing": 1, "unchecked": 0,
    }  # fmt: skip
    row = differences(checks, load_labels(None, 2016)).loc["1"]
    assert (row["item"], row["cell"]) == ("tabell 3.5", "Bolig, årsverk 2016")
    assert (row["printed"], row["ours"], row["range"]) == ("2", "9", "9")


def test_claims_name_the_explanation_only_when_it_gives_the_print():
    told = pd.DataFrame({"key": ["grew", "other"], "value": ["17", "5"]}, index=[196, 7])
    wrong = ("delt på det siste året", 203 / 1227 * 100)
    found = claims(told, [Claim("grew", "vekst", 203 / 1024 * 100, wrong)])
    assert list(found.index) == ["196"]
    row = found.loc["196"]
    assert (row["told"], row["printed"]) == ("vekst", Shown(17.0, "17"))
    assert (row["ours"].text, row["ours"].value) == ("20", pytest.approx(19.824, abs=1e-3))
    assert row["verdict"] == "avviker; rapporten har delt på det siste året"
    found = claims(told, [Claim("other", "x", 6.0, ("feil", 9.0)), Claim("unknown", "y", 1.0)])
    assert list(found["verdict"]) == ["avviker"]


def test_a_difference_of_answers_is_no_error_of_the_print():
    ours = pd.DataFrame({"fte_2016": [9.0]}, index=["a"])
    found = compare(cells_of(fte_2016="2"), Bounded(ours, ours, ours, ours))
    row = differences({"table-3.5": Check(found, {}, "synthetic")}, load_labels(None, 2016)).loc[
        "1"
    ]
    assert row["verdict"] == "avviker"
    assert (
        difference_note(found.iloc[0].to_dict(), "synthetic") == "Rapporten har 2; svarene gir 9."
    )
    of_register = difference_note(found.iloc[0].to_dict(), "reconstructed")
    assert of_register == "Rapporten har 2; registeret gir 9."
