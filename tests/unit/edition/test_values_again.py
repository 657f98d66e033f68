"""What values were made of has changed: if the same comes out the chapter is not run."""

import pytest

from is248.base.paths import Project
from is248.base.told_values import digest_of
from is248.edition.run_states import Need, States
from is248.edition.run_store import RunStore
from is248.edition.values_again import ValuesAgain

BOOK, RULES, LABELS = "data/survey/2016/codebook.yml", "params/checks.yml", "params/labels.yml"


@pytest.fixture
def changed(tmp_path, monkeypatch):
    """What has changed since a record, where values come out as given."""
    (tmp_path / "data/survey/2016").mkdir(parents=True)
    (tmp_path / "params").mkdir()
    for name in (BOOK, RULES, LABELS):
        (tmp_path / name).write_text("a: 1\n")
    made = []

    def store():
        return RunStore(Project(tmp_path), 0, States(tmp_path, tmp_path / "sums.json"))

    needs = [
        Need("made", f"control:2016 read {RULES}"),
        Need("made", f"other:2016 read {BOOK}"),
        Need("read", LABELS),
        Need("value", f"control:2016 tally {digest_of(7)}"),
        Need("value", f"control:2016 asked {digest_of(8)}"),
        Need("value", f"other:2016 - {digest_of(9)}"),
    ]
    first = store()
    record = {"needs": [[*need, first.states.state(need)] for need in needs]}

    def ask(**now):
        made.clear()

        def value_of(_self, _name, keys):
            made.append(keys)
            return now[keys]

        monkeypatch.setattr(ValuesAgain, "value_of", value_of)
        return [need.what.split(" ")[:2] for need in store().changed(record)]

    ask.made, ask.root = made, tmp_path
    return ask


def test_nothing_is_made_again_while_nothing_has_changed(changed):
    assert changed() == []
    assert changed.made == []


def test_values_are_made_again_when_what_they_were_made_of_has_changed(changed):
    (changed.root / RULES).write_text("a: 2\n")
    assert changed(tally=7, asked=8) == []
    assert changed.made == ["tally", "asked"]
    assert changed(tally=7, asked=7) == [["control:2016", "asked"]]
    assert changed(tally=8, asked=7) == [["control:2016", "tally"], ["control:2016", "asked"]]


def test_what_cannot_be_made_is_another(changed):
    (changed.root / RULES).unlink()
    assert changed(tally=7) == [["control:2016", "asked"]]


def test_nothing_is_made_again_when_the_chapter_is_run_in_any_case(changed):
    (changed.root / RULES).write_text("a: 2\n")
    (changed.root / LABELS).write_text("a: 2\n")
    assert changed() == [[LABELS]]
    assert changed.made == []
