"""A sample of the campaign (``make fuzz`` runs all of it), and the files that were made to harm.

No traceback, no exit but 0, 1 or 2, no total that another reader of the same file does not give,
nothing over five seconds of processor time or 600 MiB.
"""

import os

import pytest
from runs import HOSTILE, Campaign

SEED = int(os.environ.get("IS248_FUZZ_SEED", "1"))
SAMPLE = {".csv": 150, ".xlsx": 60, ".sav": 40, ".dta": 40, ".yml": 42}


@pytest.fixture(scope="module")
def campaign(tmp_path_factory):
    return Campaign(tmp_path_factory.mktemp("fuzz"), SEED)


@pytest.mark.slow
@pytest.mark.parametrize("kind", SAMPLE)
def test_nothing_falls_over_and_no_total_is_wrong(campaign, kind):
    verdicts = list(campaign.run(kind, range(SAMPLE[kind])))
    assert [verdict for verdict in verdicts if verdict.fault] == []
    assert len(verdicts) == SAMPLE[kind]
    codes = {verdict.code for verdict in verdicts}
    assert {0, 1} <= codes or kind == ".yml"  # the files are nearly right, and not all of them


@pytest.mark.slow
def test_what_was_made_to_harm_ends_in_a_sentence(campaign):
    verdicts = list(campaign.run(HOSTILE, range(len(campaign.hostile))))
    assert [(campaign.hostile[v.at], v.fault) for v in verdicts if v.fault] == []
    assert len(verdicts) > 30
