"""Keys of units: codes of other years, names, and what is near them."""

import pytest

from helpers.survey import ROOT, good_table, small_inputs
from is248.base.paths import Project
from is248.register.reforms import OtherCode, Reform, other_codes
from is248.survey import unit_keys
from is248.survey.findings import MOST_ALIKE
from is248.survey.ingest import prepare
from is248.survey.raw_table import RawTable
from is248.survey.unit_keys import load_register


@pytest.fixture(scope="module")
def register():
    return load_register(2016, Project(ROOT))


@pytest.mark.parametrize(
    ("text", "line"),
    [
        # Sandnes and Forsand became Sandnes 1108 on 1 January 2020 (Statistics Norway)
        ("1108", "er «Sandnes» fra 2020, ikke en enhet i registeret for 2016. "
                 "Skriv koden enheten hadde i 2016: 1102 (Sandnes) eller 1129 (Forsand)."),
        # Sandefjord, Andebu and Stokke in 2017; 3804 in 2020; 3907 in 2024
        ("3907", "Skriv koden enheten hadde i 2016: 0706 (Sandefjord), 0719 (Andebu) "
                 "eller 0720 (Stokke)."),
        ("Sandnes", "men navnet på en. Skriv koden: «Sandnes» er 1102."),
        ("Sandnes kommune", "«Sandnes kommune» er 1102."),
        ("Våler", "«Våler» er 0137 (Østfold) eller 0426 (Hedmark)."),
        ("Våler (Hedmark)", "«Våler (Hedmark)» er 0426."),
        ("Våler i Østfold", "«Våler i Østfold» er 0137."),
        ("01O1", "er ikke en enhet i registeret. Skriv fire sifre, bydeler seks. Mente du «0101»"),
    ],
)  # fmt: skip
def test_a_key_that_is_none_is_met_with_the_code(register, text, line):
    fault = register.key(text)
    assert line in f"{fault.words}. {fault.mend}"


REFORMS = [
    Reform(2017, "0001", "0009", "Ny"),
    Reform(2017, "0002", "0009", "Ny"),
    Reform(2020, "0009", "3009", "Ny"),
    Reform(2020, "0005", "3005", "Delt"),
    Reform(2020, "0005", "3006", "Delt"),
]


def test_codes_are_followed_back_and_on_through_reforms():
    before = other_codes(REFORMS, {"0001", "0002", "0005"}, 2016)
    assert before["0009"] == OtherCode("Ny", 2017, True, ("0001", "0002"))
    assert before["3009"] == OtherCode("Ny", 2020, True, ("0001", "0002"))
    assert before["3006"] == OtherCode("Delt", 2020, True, ("0005",))
    after = other_codes(REFORMS, {"3009", "3005", "3006"}, 2020)
    assert after["0001"] == OtherCode("", 2017, False, ("3009",))
    assert after["0005"] == OtherCode("", 2020, False, ("3005", "3006"))
    assert not other_codes(REFORMS, {"9999"}, 2016)


def test_an_old_code_is_met_with_the_one_that_came_in_its_place():
    other = OtherCode("", 2020, False, ("3009",))
    own = unit_keys.Register({"3009": "Ny"}, {}, other_years={"0009": other}, year=2024)
    fault = own.key("0009")
    assert "gikk ut i 2020" in fault.words
    assert "3009 (Ny)" in fault.mend


def test_a_hundred_thousand_unknown_keys_are_told_in_few_and_counted(monkeypatch):
    """What is like a key is looked for a few times, not once a row; the rest are counted."""
    asked = []
    monkeypatch.setattr(unit_keys.process, "extract", lambda *a, **_: asked.append(a) or [])
    good = good_table()
    rows = 100_000
    columns = tuple([good[name][0]] * rows for name in good.columns[1:])
    keys = [f"x{n}" for n in range(rows)]
    table = RawTable("svar.csv", tuple(good.columns), (keys, *columns), tuple(range(2, rows + 2)))
    found = [f for f in prepare(table, small_inputs()).findings if f.column == "unit"]
    assert 1 <= len(asked) <= 50
    assert len(found) == MOST_ALIKE
    assert sum(f.alike for f in found) == rows
