"""Claims of the report's text beside ours: when names are the same."""

import pandas as pd
import pytest

from is248.chapter.audit import EQUAL, Claim, claims, names_in_words
from is248.year.labels import load_labels


@pytest.mark.parametrize(
    ("printed", "ours", "equal"),
    [
        ("UNN; Helse Bergen; Østfold", "Østfold; UNN-området; Helse Bergen-området", True),
        ("Helse-Bergen and St. Olavs (large towns)", "St. Olavs-området; Helse Bergen", True),
        ("Telemark; Finnmark", "Telemark; UNN", False),
        ("Agderfylkene; Oslo", "Oslo; Vest-Agder; Aust-Agder", True),
        ("Agderfylkene; Oslo", "Oslo; Vest-Agder", False),
        ("Telemark; Finnmark", "Telemark", False),
        ("Vestfold / Hedmark", "Vestfold / Hedmark", True),
        ("Vestfold / Hedmark", "Hedmark / Vestfold", False),  # highest and lowest
    ],
)  # fmt: skip
def test_names_are_equal_in_any_order(printed, ours, equal):
    statements = pd.DataFrame({"key": ["places"], "value": [printed]}, index=[7])
    found = claims(statements, [Claim("places", "steder", ours)]).loc["7"]
    assert (found["verdict"] == EQUAL) is equal
    assert found["ours"] == ours


def test_a_key_told_twice_answers_to_both_or_to_the_one_named():
    statements = pd.DataFrame({"key": ["oslo", "oslo"], "value": ["14", "1"]}, index=[82, 400])
    both = claims(statements, [Claim("oslo", "bydeler", 14.0)])
    assert list(both.index) == ["82", "400"]
    named = [Claim("oslo", "med", 14.0, statement=82), Claim("oslo", "uten", 1.0, statement=400)]
    apart = claims(statements, named)
    assert apart["told"].to_dict() == {"82": "med", "400": "uten"}
    assert (apart["verdict"] == EQUAL).all()


@pytest.mark.parametrize(
    ("listed", "words"),
    [
        ("<2000 / 50000 og større", "Under 2 000 / 50 000 og over"),
        ("20000-50000; 50000 og større", "20 000–50 000; 50 000 og over"),
        ("Nordland (county); Helgeland (HF)", "Nordland (fylke); Helgeland (HF-område)"),
        ("Bergen and St. Olavs (large municipalities)", "Bergen; St. Olavs (store kommuner)"),
        ("Hordaland og nordover", "Hordaland og nordover"),
    ],
)
def test_a_reader_sees_words_and_results_keep_keys(listed, words):
    shown = names_in_words(listed, load_labels(None, 2016))
    assert shown.text.replace("\N{NO-BREAK SPACE}", " ") == words
    assert shown.value == listed
