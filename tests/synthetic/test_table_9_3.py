"""Table 9.3 and the proof that no answers give it together with tables 9.1 and 9.2."""

import numpy as np
import pytest
import statsmodels.api as sm
from answer_files import answers

from is248.base.rounding import half_up
from is248.printed.explanations import explained
from is248.printed.report import statements, table
from is248.register.municipalities import load_units
from is248_synthetic.logit_search import COLUMNS, Search, least_good, logit_row, matching
from is248_synthetic.margins import load_margins
from is248_synthetic.printed_values import Report
from is248_synthetic.synthetic_units import answering_units

pytestmark = pytest.mark.slow

REPORT = Report(2016)

SIZES = ["<2000", "2000-5000", "5000-10000", "10000-20000", "20000-50000", "50000 og større"]
PRINTED = {row: table(2016, "9.3").loc[row].to_dict() for row in SIZES[1:]}


def units_by_size(districts):
    register = load_units(2016)
    towns = register[register["kind"] == "municipality"]["size_class"].value_counts().to_dict()
    towns["50000 og større"] += 14 if districts else 0  # 15 districts in Oslo's place
    return {size: towns[size] for size in SIZES}


def test_closed_form_is_the_logit_of_statsmodels():
    (n, yes), (base_n, base_yes) = (126, 72), (91, 51)
    good = np.r_[np.ones(yes), np.zeros(n - yes), np.ones(base_yes), np.zeros(base_n - base_yes)]
    group = np.r_[np.ones(n), np.zeros(base_n)]
    fit = sm.Logit(good, sm.add_constant(group)).fit(disp=0, tol=1e-12)
    ours = logit_row((n, yes), (base_n, base_yes))
    odds = np.exp(fit.params[1])
    low, high = np.exp(fit.conf_int()[1])
    theirs = (odds, odds * fit.bse[1], fit.tvalues[1], fit.pvalues[1], low, high)
    assert list(ours) == list(COLUMNS)
    assert list(ours.values()) == pytest.approx(theirs, abs=1e-6)


def most_good():
    """The most good answers that 49 per cent of 404 allow, as tables 9.1 and 9.2 print."""
    told = statements(2016)["value"]
    answered, share = int(told[369]), int(told[371])
    highest = max(y for y in range(answered) if y / answered < (share + 0.5) / 100)
    assert (answered, highest) == (404, 199)
    return highest


def test_no_answers_give_the_table_when_oslo_is_one():
    """Not 404 answers, and no selection of them either: a part has no more good ones than all."""
    found = least_good(Search(units_by_size(districts=False), PRINTED))
    assert found[404] == 232  # 57 per cent
    assert min(found.values()) == 215 > most_good()


def test_no_answers_give_the_table_when_oslos_districts_count():
    found = least_good(Search(units_by_size(districts=True), PRINTED))
    assert found[404] == 229 > most_good()
    assert found[404 - 1 + 15] == 237 > most_good() + 15  # all districts answered, it is told


@pytest.mark.parametrize(
    ("given_up", "kept", "least"),
    [
        ({"50000 og større": ["odds_ratio"]}, ("20000-50000", "z"), 232),
        ({"20000-50000": ["z"]}, ("50000 og større", "odds_ratio"), 204),
    ],
)
def test_either_number_alone_rules_out_49_per_cent(given_up, kept, least):
    found = least_good(Search(units_by_size(districts=False), PRINTED, given_up))
    assert found[404] == least > most_good()
    why = explained(2016)["table-9.3", *kept]
    assert why.arithmetic.startswith(f"{least} / 404 * 100 ")


def test_without_both_numbers_49_per_cent_is_possible():
    given_up = {"50000 og større": ["odds_ratio"], "20000-50000": ["z"]}
    found = least_good(Search(units_by_size(districts=False), PRINTED, given_up))
    assert found[404] <= most_good()


def test_the_search_finds_what_a_table_was_made_of():
    units = {"base": 9, "small": 4, "large": 6}
    made = {"base": (9, 5), "small": (4, 1), "large": (6, 4)}
    rows = {name: logit_row(made[name], made["base"]) for name in ("small", "large")}
    printed = {
        name: {c: float(half_up(v, 1)) for c, v in row.items()} for name, row in rows.items()
    }
    found = least_good(Search(units, printed))
    assert found[19] <= 10


def test_the_file_gives_28_of_the_30_printed_numbers():
    given, units = answers(2016).given("phv_experience"), answering_units(REPORT)
    pairs = {}
    for size in SIZES:
        towns = units.query("kind in ('municipality', 'oslo') and size_class == @size").index
        found = [given[code] for code in towns if code in given]
        pairs[size] = (len(found), sum(bool(f & {"very_good", "good"}) for f in found))
    assert pairs == dict(load_margins(2016).blocks[_block()].counts)
    hits = [c for s in SIZES[1:] for c in matching(pairs[s], pairs["<2000"], PRINTED[s])]
    assert len(hits) == 28


def _block():
    return [block.block for block in load_margins(2016).blocks].index("phv_experience")
