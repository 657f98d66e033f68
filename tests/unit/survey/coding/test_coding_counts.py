"""Frequencies over answers, and agreement against published values."""

import itertools
import random

import krippendorff
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.inter_rater import cohens_kappa as statsmodels_kappa

from is248.base.errors import DataError
from is248.survey.coding.agreement import (
    FULL,
    NO_VARIATION,
    ONE_CODER,
    agreement,
    cohens_kappa,
    masi_alpha,
    masi_distance,
    overall_alpha,
)
from is248.survey.coding.coding_model import Code, CodedAnswer, Coding
from is248.survey.coding.coding_report import (
    agreement_lines,
    denominator,
    frequencies,
    frequency_lines,
)

LIST = (
    Code(code="cap", label="Kapasitet", theme="Ressurser", sub_theme="Tid"),
    Code(code="mon", label="Penger", theme="Ressurser", sub_theme="Midler"),
    Code(code="rut", label="Rutiner", theme="Organisering"),
    Code(code="un", label="Ubrukt"),
)


def coding(*sets, codes=LIST):
    answers = {f"a{i:03}": CodedAnswer(codes=s, sha256="0" * 64) for i, s in enumerate(sets)}
    return Coding(year=2016, variable="v", synthetic=True, codes=codes, answers=answers)


THREE = coding(("cap", "mon"), ("cap",), ("rut",))


def counted(frame):
    return {(r.level, r.code or r.label): (r.n, round(r.pct, 1)) for r in frame.itertuples()}


def test_per_cent_of_answers_not_of_codes():
    frame = frequencies(THREE)
    assert counted(frame) == {
        ("code", "cap"): (2, 66.7),
        ("code", "mon"): (1, 33.3),
        ("code", "rut"): (1, 33.3),
        ("code", "un"): (0, 0.0),
        ("sub_theme", "Tid"): (2, 66.7),
        ("sub_theme", "Midler"): (1, 33.3),
        ("theme", "Ressurser"): (2, 66.7),
        ("theme", "Organisering"): (1, 33.3),
    }
    assert set(frame["n_answers"]) == {3}


def test_the_denominator_is_stated():
    assert "N = 3" in denominator(THREE)
    assert "ikke av kodene" in denominator(THREE)


def test_no_answers_give_no_per_cent():
    frame = frequencies(coding())
    assert frame["pct"].isna().all()
    assert set(frame["n"]) == {0}


def test_lines_say_that_answers_are_synthetic():
    assert frequency_lines(THREE)[0] == "Syntetiske svar: ingen har gitt dem."


def test_cohen_1960():
    # Cohen (1960), two psychologists' diagnoses of 200 patients
    table = np.array([[88, 14, 18], [10, 40, 10], [2, 6, 12]])
    assert cohens_kappa(table).value == pytest.approx(0.492, abs=0.0005)


def test_fleiss_cohen_everitt_1969():
    # kappa .429 with variance .002885 for n = 200
    table = np.array([[106, 10, 4], [22, 28, 10], [2, 12, 6]])
    kappa = cohens_kappa(table)
    assert kappa.value == pytest.approx(0.429, abs=0.0005)
    assert ((kappa.high - kappa.low) / 2 / 1.96) ** 2 == pytest.approx(0.002885, abs=5e-6)


@settings(deadline=None)
@given(st.lists(st.integers(0, 30), min_size=4, max_size=4))
def test_kappa_is_that_of_statsmodels(cells):
    table = np.array(cells).reshape(2, 2)
    kappa = cohens_kappa(table)
    if kappa.value is None:
        assert (table.sum(axis=0) == 0).any() or not table.sum()
        return
    theirs = statsmodels_kappa(table)
    assert kappa.value == pytest.approx(theirs.kappa, abs=1e-12)
    assert -1 <= kappa.low <= kappa.value + 1e-12 <= kappa.high + 2e-12
    if kappa.value < 1:
        error = max(theirs.var_kappa, 0) ** 0.5
        assert kappa.high == pytest.approx(min(kappa.value + 1.959964 * error, 1), abs=1e-6)


def test_full_agreement_has_a_lower_limit_that_rises_with_n():
    few, many = cohens_kappa([[3, 0], [0, 3]]), cohens_kappa([[50, 0], [0, 50]])
    assert few.value == few.high == 1
    assert few.low < many.low < 1


# Krippendorff (2011), Computing Krippendorff's Alpha-Reliability
MEG = [0, 1, 0, 0, 0, 0, 0, 0, 1, 0]
OWEN = [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]
BEN, GERRY = "aabbdcccedda", "babbbccceddd"


def as_codings(first, second, codes=("0", "1")):
    listed = tuple(Code(code=c, label=c) for c in codes)
    return [coding(*((str(v),) for v in values), codes=listed) for values in (first, second)]


def test_krippendorff_2011_binary():
    frame = agreement(*as_codings(MEG, OWEN))
    assert list(frame["alpha"]) == pytest.approx([0.095, 0.095], abs=0.0005)


def test_krippendorff_2011_nominal():
    # one code per answer: sets are equal or disjoint, so MASI is the nominal distance
    assert overall_alpha(*as_codings(BEN, GERRY, "abcde")) == pytest.approx(0.692, abs=0.0005)


def test_masi_of_passonneau():
    one, two = frozenset("ab"), frozenset("abcd")
    assert masi_distance(one, one) == 0
    assert masi_distance(one, two) == pytest.approx(1 - 1 / 2 * 2 / 3)
    assert masi_distance(frozenset("abc"), frozenset("bcd")) == pytest.approx(1 - 1 / 2 * 1 / 3)
    assert masi_distance(one, frozenset("cd")) == 1


sets = st.frozensets(st.sampled_from("abcd"), min_size=1)


@settings(deadline=None)
@given(st.lists(st.tuples(sets, sets), min_size=2, max_size=30))
def test_alpha_of_sets_is_that_of_the_package(pairs):
    ours = masi_alpha(pairs)
    values = sorted({s for pair in pairs for s in pair}, key=sorted)
    if len(values) == 1:
        assert ours is None
        return
    data = [[values.index(pair[i]) for pair in pairs] for i in (0, 1)]

    def metric(*_values, i1, i2, dtype, **_counts):
        pair = np.vectorize(lambda a, b: masi_distance(values[a], values[b]))
        return pair(*np.broadcast_arrays(i1, i2)).astype(dtype)

    domain = list(range(len(values)))
    theirs = krippendorff.alpha(data, value_domain=domain, level_of_measurement=metric)
    assert ours == pytest.approx(theirs)


def test_sharing_a_code_is_better_than_sharing_none():
    base = [(frozenset({a}), frozenset({a})) for a in "abc"]
    near = masi_alpha([*base, (frozenset("ab"), frozenset("a"))])
    far = masi_alpha([*base, (frozenset("bc"), frozenset("a"))])
    assert far < near < 1


def test_chance_gives_about_zero():
    draw = random.Random(1)
    pool = [frozenset(s) for n in (1, 2) for s in itertools.combinations("abcde", n)]
    pairs = [(draw.choice(pool), draw.choice(pool)) for _ in range(2000)]
    assert abs(masi_alpha(pairs)) < 0.03


def test_no_variation_is_said_plainly():
    frame = agreement(THREE, coding(("cap",), ("cap", "rut"), ("mon",)))
    rows = frame.set_index("code")
    assert rows.loc["un", "note"] == NO_VARIATION
    assert rows.loc["un", ["kappa", "kappa_low", "alpha"]].isna().all()
    assert rows.loc["un", "agree_pct"] == 100
    assert list(rows["n_both"]) == [2, 0, 0, 0]


def test_one_coder_who_never_uses_a_code():
    rows = agreement(THREE, coding(("cap",), ("cap",), ("cap",))).set_index("code")
    assert rows.loc["rut", "note"] == ONE_CODER
    assert rows.loc["rut", "kappa"] == 0
    assert rows.loc["rut", "alpha"] <= 0


def test_full_agreement_is_said():
    rows = agreement(THREE, THREE).set_index("code")
    assert rows.loc["cap", "note"] == FULL
    assert rows.loc["cap", "kappa"] == rows.loc["cap", "alpha"] == 1
    assert overall_alpha(THREE, THREE) == 1
    assert overall_alpha(coding(("cap",)), coding(("cap",))) is None


def test_a_code_that_only_one_has_grown_counts_as_absent_with_the_other():
    own = (*LIST, Code(code="ny", label="Ny"))
    rows = agreement(THREE, coding(("ny",), ("cap",), ("rut",), codes=own)).set_index("code")
    assert list(rows.loc["ny", ["n_first", "n_second"]]) == [0, 1]


def test_what_cannot_be_compared_is_refused():
    with pytest.raises(DataError, match="ikke de samme svarene"):
        agreement(THREE, coding(("cap",)))
    other = (Code(code="cap", label="Noe annet"), *LIST[1:])
    with pytest.raises(DataError, match="«cap» betyr «Kapasitet» i den første"):
        overall_alpha(THREE, coding(("cap",), ("cap",), ("rut",), codes=other))


def test_lines_for_the_terminal():
    lines = agreement_lines(THREE, THREE)
    assert "kappa 1,00" in lines[1]
    assert lines[-1] == "Alle koder under ett: alfa 1,00 (kodesett, MASI-avstand)."
