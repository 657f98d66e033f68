"""Reforms behind and before a municipality: facts of the reforms, checked by hand."""

import pytest

from is248.base.paths import find_project
from is248.chapter.reform_words import reforms_in_words
from is248.register.history import history
from is248.show.paragraph import Text


def told(code, year):
    """What a sheet says of a municipality's reforms."""
    said = reforms_in_words(history(code, year, find_project()))
    if said is None:
        return ""
    template, values = said
    return str(Text("text-history", template, basis="register", **values))


@pytest.mark.parametrize(
    ("code", "year", "expected"),
    [
        ("3804", 2020, "Kommunen ble til i 2017 av Sandefjord, Andebu og Stokke. Kommunen fikk "
         "nytt nummer i 2020; før det var nummeret 0710. Fra 2024 har kommunen nummer 3907."),
        ("1875", 2020, "Kommunen ble til i 2020 av Hamarøy og en del av Tysfjord."),
        ("1850", 2016, "I 2020 ble kommunen delt mellom Narvik og Hamarøy."),
        ("0123", 2016, "I 2020 ble kommunen en del av Indre Østfold."),
        ("1103", 2020, "Kommunen ble til i 2020 av Stavanger, Finnøy og Rennesøy."),
        ("1508", 2024, "Kommunen ble til i 2024 av en del av Ålesund."),
        ("030101", 2020, ""),
    ],
)  # fmt: skip
def test_reforms_in_words(code, year, expected):
    assert told(code, year) == expected


def test_what_lies_behind_follows_the_codes_back_to_the_merger():
    events = history("3804", 2020, find_project())
    assert [(event.year, event.kind) for event in events] == [
        (2017, "made_of"), (2020, "new_code"), (2024, "other_code")
    ]  # fmt: skip
    assert [name for _, name, _ in events[0].units] == ["Sandefjord", "Andebu", "Stokke"]
