"""A sample of the campaign of random edits: what is kept is what a run would give."""

import importlib
import json
import re

import pytest

from helpers.years import ROOT

YEAR, THEMES = 2015, ("outreach", "suicide_and_overdose_followup")

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def staleness():
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.syspath_prepend(ROOT / "lib" / "tools")
        yield importlib.import_module("staleness")


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    return tmp_path_factory.mktemp("campaign")


def test_random_edits_leave_nothing_stale(staleness, place, request):
    seed = request.config.getoption("--seed-of-sample")
    pairs = staleness.chapters([YEAR], THEMES)
    assert staleness.campaign(place, 3, seed, pairs, len(pairs)) == 0
    told = [json.loads(line) for line in (place / staleness.TALLY).read_text().splitlines()]
    assert [len(one["judged"]) for one in told] == [2, 2, 2]
    assert staleness.campaign(place, 3, seed, pairs, len(pairs)) == 0  # it goes on where it was


def test_what_is_stale_is_seen(staleness, place):
    """The judge, told of a run that is of something else."""
    pairs = staleness.chapters([YEAR], THEMES[:1])
    project = place / staleness.PROJECT
    staleness.copy_inputs(place / staleness.CLEAN, project)
    states = project / "lib" / "is248" / "edition" / "run_states.py"
    text = states.read_text(encoding="utf-8")
    blind = text.replace("return self._known[need]", 'return ""')
    assert blind != text
    states.write_text(blind, encoding="utf-8")
    store = project / "outputs" / ".store" / "records"
    for path in store.glob("*/*.json"):
        record = json.loads(path.read_text())
        record["needs"] = [[kind, what, ""] for kind, what, _ in record["needs"]]
        path.write_text(json.dumps(record))
    labels = project / "params" / "labels.yml"
    words = re.sub(r"label: (?=[A-ZÆØÅ])", "label: Nå ", labels.read_text(encoding="utf-8"))
    labels.write_text(words, encoding="utf-8")
    (seen,) = staleness.judged(project, pairs).values()
    assert (seen["kept"], seen["stale"]) == (True, True)
