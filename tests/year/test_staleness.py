"""A sample of the campaign of random edits: what is kept is what a run would give."""

import importlib
import json
import random
import re

import pytest

YEAR, THEMES = 2015, ("outreach", "suicide_and_overdose_followup")

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def random_edits(staleness):  # noqa: ARG001 - it puts the folder on the path
    return importlib.import_module("random_edits")


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    return tmp_path_factory.mktemp("campaign")


def test_random_edits_leave_nothing_stale(staleness, place, request):
    seed = request.config.getoption("--seed-of-sample")
    campaign = staleness.Campaign(place, staleness.chapters([YEAR], THEMES), seed)
    assert campaign.run(3) == 0
    told = [json.loads(line) for line in (place / staleness.TALLY).read_text().splitlines()]
    assert sorted(one["edit"] for one in told) == [1, 2, 3]
    assert {one["judged"] for one in told} == {2}
    assert campaign.run(3) == 0  # it goes on where it was


def test_what_is_stale_is_seen(staleness, place):
    """The judge, told that nothing would be run of what is another."""
    pairs = staleness.chapters([YEAR], THEMES[:1])
    campaign = staleness.Campaign(place, staleness.chapters([YEAR], THEMES), 0)
    before, project = campaign.prepared(), campaign.project
    staleness.restore(campaign.clean, project)
    labels = project / "params" / "labels.yml"
    words = re.sub(r"label: (?=[A-ZÆØÅ])", "label: Nå ", labels.read_text(encoding="utf-8"))
    labels.write_text(words, encoding="utf-8")
    files = staleness.changed(campaign.clean, project)
    (looked,) = staleness.judged(project, pairs, staleness.LOOK).values()
    assert looked["kept"] == ""
    states = project / "lib" / "is248" / "edition" / "run_states.py"
    text = states.read_text(encoding="utf-8")
    blind = text.replace("return self._known[need]", 'return ""')
    assert blind != text
    states.write_text(blind, encoding="utf-8")
    store = project / "outputs" / ".store" / "records"
    records = {path: path.read_text() for path in store.glob("*/*.json")}
    for path, text in records.items():
        record = json.loads(text)
        record["needs"] = [[kind, what, ""] for kind, what, _ in record["needs"]]
        path.write_text(json.dumps(record))
    (looked,) = staleness.judged(project, pairs, staleness.LOOK).values()
    assert looked["kept"]
    for path, text in records.items():  # other tests have the same store
        path.write_text(text)
    told = {"refused": [], "ran": {}, "edit": 1, "kind": "label"}
    nothing = {"notebooks/x.py": b""}
    both, one, other = campaign.together([(told, nothing), (told, files)], before)
    assert both["kind"] == staleness.TOGETHER_SEEN
    assert one["stale"] == []
    assert f"{YEAR} {THEMES[0]}" in other["stale"]


def test_two_edits_that_only_together_do_harm_are_asked_of_the_store(
    staleness, random_edits, place
):
    """Of a package that only preparation wants, and a correction that has answers prepared."""
    campaign = staleness.Campaign(place, staleness.chapters([YEAR], THEMES), 0)
    before = campaign.prepared()
    staleness.restore(campaign.clean, campaign.project)
    random_edits.correction(campaign.project, random.Random(1), YEAR + 1)
    corrected = staleness.changed(campaign.clean, campaign.project)
    told = {"refused": [], "ran": {}, "edit": 1, "kind": "one"}
    hidden = {"lib/pandera.py": b"raise ImportError\n"}
    both, *each = campaign.together([(told, hidden), (told, corrected)], before)
    assert both["kind"] == staleness.TOGETHER_SEEN
    assert both["refused"]
    assert [one["stale"] for one in (both, *each)] == [[], [], []]


def test_a_package_counts_for_those_that_it_is_imported_for(staleness, place):
    """Also by another package; who does not import it shows the same."""
    campaign = staleness.Campaign(place, staleness.chapters([YEAR], THEMES), 0)
    before, project = campaign.prepared(), campaign.project
    staleness.restore(campaign.clean, project)
    altered = project / "lib" / staleness.SITE / "firthmodels" / "__init__.py"
    altered.write_text(f"{altered.read_text(encoding='utf-8')}\nX = 1\n", encoding="utf-8")
    (project / "lib" / "seaborn.py").write_text("raise ImportError\n")
    others = staleness.changed(campaign.clean, project)
    looked = staleness.judged(project, campaign.pairs, staleness.LOOK)
    assert all(one["kept"] for one in looked.values())
    (project / "lib" / "kiwisolver.py").write_text("raise ImportError\n")  # matplotlib imports it
    looked = staleness.judged(project, campaign.pairs, staleness.LOOK)
    assert {one["why"] for one in looked.values()} == {"endret: pakken kiwisolver"}
    told = {"refused": [], "ran": {}, "edit": 1, "kind": "one"}
    assert [one["stale"] for one in campaign.together([(told, others)], before)] == [[]]
