"""The data basis is run again when the control finds something else, and only then."""

import pytest

YEAR, THEME = 2015, "data_basis"

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def campaign(staleness, tmp_path_factory):
    place = tmp_path_factory.mktemp("campaign")
    made = staleness.Campaign(place, staleness.chapters([YEAR], [THEME]), 0)
    made.prepared()
    return made


CHECKS, CHOICES = "params/checks.yml", f"params/{YEAR}.yml"
BOOK = f"data/survey/{YEAR}/codebook.yml"


@pytest.mark.parametrize(
    ("edit", "runs"),
    [
        ((CHECKS, "share_pct: 90, least: 6}", "share_pct: 91, least: 6}"), False),
        ((CHECKS, "    severity: contradiction", "    severity: note"), False),
        ((CHECKS, "fence: 3.5, thin: 15, least: 2}", "fence: 0.5, thin: 15, least: 0}"), True),
        ((CHOICES, "fte_tolerance: 1.0", "fte_tolerance: 2.0"), True),
        ((CHOICES, "publisher: ", "publisher: Gamle "), False),
        ((BOOK, "asked: ", "note: Ny, asked: "), False),
    ],
)
def test_it_is_run_when_it_would_show_something_else(staleness, campaign, edit, runs):
    file, old, new = edit
    staleness.restore(campaign.clean, campaign.project)
    path = campaign.project / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    (looked,) = staleness.judged(campaign.project, campaign.pairs, staleness.LOOK).values()
    (shown,) = staleness.judged(campaign.project, campaign.pairs, staleness.RUN).values()
    before = campaign.prepared()[f"{YEAR} {THEME}"]
    assert (not looked["kept"], shown["cells"] != before) == (runs, runs), looked["why"]
