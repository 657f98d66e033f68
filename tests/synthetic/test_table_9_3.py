"""Table 9.3 and the proof that no answers give it together with tables 9.1 and 9.2."""

import numpy as np
import pytest
import statsmodels.api as sm
from answer_files import answers

from is248.municipalities import load_units
from is248.published import statements, table
from is248.synthetic.logit import COLUMNS, Search, logit_row, matching, totals
from is248.synthetic.margins import load_margins
from is248.synthetic.units import answering_units

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


@pytest.mark.parametrize("districts", [False, True])
def test_no_counts_give_the_table_with_49_per_cent_of_404(districts):
    told = statements(2016)["value"]
    answered, share = int(told[369]), int(told[371])
    highest = max(y for y in range(answered) if y / answered < (share + 0.5) / 100)
    assert highest == 199
    found = [sums for _, sums in totals(Search(units_by_size(districts), PRINTED))]
    assert found  # the table alone is possible
    smallest = min(good for sums in found for n, good in sums if n == answered)
    assert smallest >= 229  # 57 per cent


def test_the_file_gives_28_of_the_30_printed_numbers():
    given, units = answers(2016).given("phv_experience"), answering_units()
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
