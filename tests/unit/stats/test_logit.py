"""The logit against textbooks, logistf, closed forms and second implementations."""

import csv
import math
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from firthmodels import FirthLogisticRegression, detect_separation
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import linalg, optimize, stats
from scipy.special import expit

from is248.base.errors import DataError
from is248.stats import logit as module
from is248.stats.likelihood import binary_separation
from is248.stats.logit import logit
from is248.stats.permutation import factor_tests
from is248.stats.tidy import pick

PRINTED = Path(__file__).parents[3] / "data/published/2016/tables/table_09_03.csv"


def units(counts, name="g"):
    """Group → (with, without) as one row per unit."""
    rows = [
        (group, answer) for group, (yes, no) in counts.items() for answer in [1] * yes + [0] * no
    ]
    return pd.DataFrame(rows, columns=[name, "y"])


# Hosmer and Lemeshow (2000), Applied Logistic Regression, 2nd ed., ch. 3: CHD by race.
CHD = {"White": (5, 20), "Black": (20, 10), "Hispanic": (15, 10), "Other": (10, 10)}


def test_reference_coding_of_hosmer_and_lemeshow():
    # printed: log OR 2.079, 1.792, 1.386; SE 0.6325, 0.6455, 0.6708
    found = pick(logit(units(CHD), "y", ["g"]), "odds_ratio")
    assert np.log(found["estimate"]).round(3).to_list() == [0, 2.079, 1.792, 1.386]
    log_se = found["se"] / found["estimate"]
    assert log_se[1:].to_list() == pytest.approx([0.6325, 0.6455, 0.6708], abs=5e-5)
    assert found.loc["White", "note"] == "Referansegruppe."


def test_deviation_coding_of_hosmer_and_lemeshow():
    # printed for deviation from means: 0.765 (0.3506), 0.477 (0.3623), 0.072 (0.3846)
    found = pick(logit(units(CHD), "y", ["g"], average="groups"), "odds_ratio_deviation")
    assert np.log(found["estimate"])[1:].round(3).to_list() == [0.765, 0.477, 0.072]
    log_se = found["se"] / found["estimate"]
    assert log_se[1:].to_list() == pytest.approx([0.3506, 0.3623, 0.3846], abs=5e-5)


def test_saturated_model_has_closed_forms():
    found = logit(units({"r": (12, 30), "s": (25, 14)}), "y", ["g"])
    ratio = pick(found, "odds_ratio").loc["s"]
    log_odds, se = math.log(25 * 30 / (14 * 12)), math.sqrt(1 / 25 + 1 / 14 + 1 / 12 + 1 / 30)
    assert ratio["estimate"] == pytest.approx(math.exp(log_odds))
    assert ratio["se"] == pytest.approx(math.exp(log_odds) * se)  # Stata's convention: OR x se
    assert ratio["statistic"] == pytest.approx(log_odds / se)
    limits = [math.exp(log_odds + side * stats.norm.ppf(0.975) * se) for side in (-1, 1)]
    assert ratio[["low", "high"]].to_list() == pytest.approx(limits)
    assert ratio["p"] == pytest.approx(2 * stats.norm.sf(abs(log_odds / se)))


def test_marginal_effects_are_differences_of_shares():
    found = logit(units({"r": (12, 30), "s": (25, 14), "t": (9, 9)}), "y", ["g"])
    p = {"r": 12 / 42, "s": 25 / 39, "t": 0.5}
    n = {"r": 42, "s": 39, "t": 18}
    margin, ame = pick(found, "margin"), pick(found, "ame")
    assert margin["estimate"].to_dict() == pytest.approx(p)
    assert ame.loc["s", "estimate"] == pytest.approx(p["s"] - p["r"])
    variance = {g: p[g] * (1 - p[g]) / n[g] for g in p}
    assert ame.loc["s", "se"] == pytest.approx(math.sqrt(variance["s"] + variance["r"]))
    # against the national mean: the share of all units, since weights are the groups' sizes
    deviation = pick(found, "ame_deviation")
    assert deviation.loc["t", "estimate"] == pytest.approx(0.5 - 46 / 99)
    assert (deviation["estimate"] * pd.Series(n)).sum() == pytest.approx(0)


# logistf's data set sex2 (Foxman et al. 1997; distributed by Cytel): 239 women, urinary tract
# infection by age, oral contraceptive, condom, lubricated condom, spermicide, diaphragm.
# Pattern of the six covariates, women with, women without.
SEX2 = """000010 1 1, 001000 14 2, 001010 3 1, 001100 10 8, 001110 12 18, 001111 1 0, 010000 44 42,
010001 3 0, 010010 0 1, 011000 15 1, 011001 1 0, 011010 2 0, 011100 7 5, 011110 3 6, 101000 2 0,
101010 1 0, 101011 1 0, 101100 1 2, 101110 0 4, 101111 1 0, 110000 5 14, 110010 0 1, 111000 3 1,
111110 0 2"""
COVARIATES = ["age", "oc", "vic", "vicl", "vis", "dia"]
ZEROS = dict.fromkeys(COVARIATES, "0")


def sex2():
    rows = []
    for entry in SEX2.replace("\n", " ").split(","):
        pattern, yes, no = entry.split()
        rows += [[*map(int, pattern), answer] for answer in [1] * int(yes) + [0] * int(no)]
    return pd.DataFrame(rows, columns=[*COVARIATES, "case"])


def exposed(frame, quantity="odds_ratio"):
    found = frame[(frame["quantity"] == quantity) & (frame["level"] == "1")]
    return found.set_index("term").loc[COVARIATES]


def test_firth_as_logistf_on_sex2():
    # R, logistf(case ~ age + oc + vic + vicl + vis + dia, data = sex2): coefficients, profile
    # penalised likelihood limits and chi-squares as printed by the package
    found = exposed(logit(sex2(), "case", COVARIATES, references=ZEROS))
    coefficients = [-1.10598131, -0.06881673, 2.26887464, -2.11140817, -0.78831694, 3.09601166]
    low = [-1.9737884, -0.9414363, 1.2730216, -3.2608611, -1.6080879, 0.7745682]
    high = [-0.30742514, 0.78920202, 3.43543273, -1.11773495, 0.01518468, 8.03029352]
    assert np.log(found["estimate"]).to_list() == pytest.approx(coefficients, rel=1e-5)
    assert np.log(found["low"]).to_list() == pytest.approx(low, rel=1e-5)
    assert np.log(found["high"]).to_list() == pytest.approx(high, rel=1e-5)
    assert found["statistic"].round(2).to_list() == [7.51, 0.02, 22.93, 19.10, 3.70, 7.90]
    assert set(found["method"]) == {"firth_profile"}


def test_firth_is_said_and_only_the_separated_factor_is_marked():
    found = logit(sex2(), "case", COVARIATES, references=ZEROS)
    marked = exposed(found)["note"] == module.NOT_FINITE
    assert marked[marked].index.to_list() == ["dia"]  # all seven diaphragm users are cases
    assert set(pick(found, "factor_test")["note"]) == {module.SEPARATED}


def test_penalised_likelihood_ratio_as_firthmodels():
    data = sex2()
    model = FirthLogisticRegression(backend="numpy", gtol=1e-7, xtol=1e-7, max_iter=500)
    model.fit(data[COVARIATES], data["case"]).lrt()
    tests = exposed(logit(data, "case", COVARIATES, references=ZEROS, interval="profile"))
    assert tests["p"].to_list() == pytest.approx(model.lrt_pvalues_[:6], rel=1e-5)
    wald = exposed(logit(data, "case", COVARIATES, references=ZEROS, interval="wald"))
    assert (wald["se"] / wald["estimate"]).to_list() == pytest.approx(model.bse_[:6], rel=1e-5)


def penalised(beta, design, outcome, weight=0.5):
    """Second implementation: Firth's criterion written out, unit by unit."""
    p = expit(design @ beta)
    information = design.T @ np.diag(p * (1 - p)) @ design
    plain = outcome @ np.log(p) + (1 - outcome) @ np.log1p(-p)
    return -(plain + weight * np.linalg.slogdet(information)[1])


def test_firth_with_a_full_group_as_the_criterion_written_out():
    data = units({"a": (10, 5), "b": (7, 0), "c": (3, 9)})
    design = np.column_stack([np.ones(34), data["g"] == "b", data["g"] == "c"]).astype(float)
    outcome = data["y"].to_numpy(dtype=float)
    best = optimize.minimize(penalised, np.zeros(3), (design, outcome), method="BFGS", tol=1e-9)
    found = logit(data, "y", ["g"])
    ratios = pick(found, "odds_ratio")
    assert np.log(ratios["estimate"][1:]).to_list() == pytest.approx(best.x[1:], abs=1e-4)

    def fall(value):
        held = optimize.minimize(
            lambda free: penalised(np.array([free[0], value, free[1]]), design, outcome),
            best.x[[0, 2]],
            method="BFGS",
            tol=1e-9,
        )
        return 2 * (held.fun - best.fun) - stats.chi2.ppf(0.95, 1)

    low = optimize.brentq(fall, best.x[1] - 6, best.x[1])
    assert math.log(ratios.loc["b", "low"]) == pytest.approx(low, abs=1e-3)


@pytest.mark.parametrize(("level", "reach"), [("b", 6), ("c", 3)])
def test_firth_profile_of_a_deviation_as_the_criterion_written_out(level, reach):
    # contrasts of weights that are not 0 and 1: the penalty must be of the same parameters at the
    # maximum and along the profile
    data = units({"a": (10, 5), "b": (7, 0), "c": (3, 9), "d": (5, 6)})
    names, n = ["b", "c", "d"], len(data)
    design = np.column_stack([np.ones(n), *(data["g"] == name for name in names)]).astype(float)
    outcome = data["y"].to_numpy(dtype=float)
    contrast = np.array([0.0, *((data["g"] == name).mean() * -1 for name in names)])
    contrast[1 + names.index(level)] += 1
    rest, along = linalg.null_space(contrast[None]), contrast / (contrast @ contrast)

    def lowest(value):
        return optimize.minimize(
            lambda free: penalised(along * value + rest @ free, design, outcome),
            np.zeros(3), method="BFGS", tol=1e-9,
        ).fun  # fmt: skip

    best = optimize.minimize(penalised, np.zeros(4), (design, outcome), method="BFGS", tol=1e-9)
    estimate = contrast @ best.x
    allowed = stats.chi2.ppf(0.95, 1)
    limits = [
        optimize.brentq(
            lambda v: 2 * (lowest(v) - best.fun) - allowed, *sorted([estimate, estimate + far])
        )
        for far in (-3, reach)
    ]
    found = pick(logit(data, "y", ["g"]), "odds_ratio_deviation").loc[level]
    assert math.log(found["estimate"]) == pytest.approx(estimate, abs=1e-4)
    assert np.log([found["low"], found["high"]]) == pytest.approx(limits, abs=1e-3)
    assert found["p"] == pytest.approx(stats.chi2.sf(2 * (lowest(0.0) - best.fun), 1), abs=1e-5)


def test_firth_of_a_table_adds_half_to_every_cell():
    # closed form: in the saturated model of two groups the penalty is worth half a unit per cell
    found = pick(logit(units({"a": (10, 5), "b": (7, 0)}), "y", ["g"]), "odds_ratio")
    ratio = 7.5 * 5.5 / (0.5 * 10.5)
    assert found.loc["b", "estimate"] == pytest.approx(ratio)
    se = math.sqrt(1 / 7.5 + 1 / 5.5 + 1 / 0.5 + 1 / 10.5)
    assert found.loc["b", "se"] == pytest.approx(ratio * se)


@pytest.mark.parametrize("average", ["units", "groups"])
def test_profile_limits_of_a_contrast_do_not_depend_on_the_reference(average):
    data = units(CHD)
    one, other = (
        pick(
            logit(data, "y", ["g"], references={"g": base}, average=average, interval="profile"),
            "odds_ratio_deviation",
        )
        for base in ("White", "Other")
    )
    columns = ["estimate", "low", "high", "se", "p"]
    pd.testing.assert_frame_equal(one[columns], other[columns], rtol=1e-6)


def test_profile_limits_of_a_log_odds_by_a_second_implementation():
    # two groups of one factor: the profile of b's log odds ratio over the reference's log odds
    (a, b), (c, d) = (12, 30), (25, 14)
    found = logit(units({"r": (a, b), "s": (c, d)}), "y", ["g"], interval="profile")
    found = pick(found, "odds_ratio").loc["s"]

    def value(base, ratio):
        p, q = expit(base), expit(base + ratio)
        return a * np.log(p) + b * np.log1p(-p) + c * np.log(q) + d * np.log1p(-q)

    top = value(math.log(a / b), math.log(c * b / (d * a)))

    def fall(ratio):
        held = optimize.minimize_scalar(lambda base: -value(base, ratio), (-3, 3), tol=1e-12)
        return 2 * (top + held.fun) - stats.chi2.ppf(0.95, 1)

    centre = math.log(c * b / (d * a))
    expected = [
        optimize.brentq(fall, centre - 4, centre),
        optimize.brentq(fall, centre, centre + 4),
    ]
    assert np.log(found[["low", "high"]].to_list()) == pytest.approx(expected, abs=1e-6)
    assert found["p"] == pytest.approx(
        stats.chi2_contingency([[a, b], [c, d]], False, "log-likelihood").pvalue
    )


SIZES = pd.CategoricalDtype(["<2000", "2000-5000", "5000+"])
COUNTIES = pd.CategoricalDtype(["Østfold", "Akershus", "Troms"])


@pytest.fixture
def areas():
    rng = np.random.default_rng(11)
    data = pd.DataFrame(
        {
            "size_class": rng.choice(["<2000", "2000-5000", "5000+"], 300),
            "county": rng.choice(["Akershus", "Østfold", "Troms"], 300),
        }
    ).astype({"size_class": SIZES, "county": COUNTIES})
    pull = (data["size_class"] == "<2000") * 0.8 - (data["county"] == "Troms") * 0.6
    return data.assign(y=(rng.random(300) < expit(pull)).astype(float))


def test_two_factors_as_scipys_minimum(areas):
    levels = [("size_class", "2000-5000"), ("size_class", "5000+")]
    levels += [("county", "Akershus"), ("county", "Troms")]
    columns = [np.ones(300), *((areas[name] == level).to_numpy(float) for name, level in levels)]
    design, outcome = np.column_stack(columns), areas["y"].to_numpy()
    best = optimize.minimize(penalised, np.zeros(5), (design, outcome, 0.0), tol=1e-10)
    found = logit(areas, "y", ["size_class", "county"])
    rows = found[found["quantity"] == "odds_ratio"].set_index(["term", "level"])
    assert np.log(rows.loc[levels, "estimate"]).to_list() == pytest.approx(best.x[1:], abs=1e-4)


@pytest.mark.parametrize("factors", [["size_class"], ["county", "size_class"]])
def test_tests_alone_are_those_of_the_model(areas, factors):
    whole = logit(areas, "y", factors)
    expected = whole[whole["quantity"] == "factor_test"].drop(columns="count")
    assert len(expected) == len(factors)
    alone = factor_tests(areas, "y", factors).drop(columns="count")
    pd.testing.assert_frame_equal(alone, expected)


def test_references_are_the_first_in_order_unless_given(areas):
    found = pick(logit(areas, "y", ["size_class", "county"]), "odds_ratio")
    base = found[found["note"] == "Referansegruppe."]
    assert base["level"].to_list() == ["<2000", "Østfold"]
    given = logit(areas, "y", ["county"], references={"county": "Troms"})
    assert pick(given, "odds_ratio").loc["Troms", "note"] == "Referansegruppe."


def test_marginal_effects_of_two_factors_by_numeric_derivative(areas):
    found = logit(areas, "y", ["size_class", "county"])
    design = np.column_stack(
        [
            np.ones(300),
            areas["size_class"] == "2000-5000",
            areas["size_class"] == "5000+",
            areas["county"] == "Akershus",
            areas["county"] == "Troms",
        ]
    ).astype(float)
    beta = optimize.minimize(penalised, np.zeros(5), (design, areas["y"].to_numpy(), 0.0)).x

    def effect(b):
        troms, base = design.copy(), design.copy()
        troms[:, 3:], base[:, 3:] = [0, 1], [0, 0]
        return expit(troms @ b).mean() - expit(base @ b).mean()

    gradient = optimize.approx_fprime(beta, effect, 1e-6)
    p = expit(design @ beta)
    covariance = np.linalg.inv(design.T @ ((p * (1 - p))[:, None] * design))
    row = found[(found["quantity"] == "ame") & (found["level"] == "Troms")].iloc[0]
    assert row["estimate"] == pytest.approx(effect(beta), abs=1e-5)
    assert row["se"] == pytest.approx(math.sqrt(gradient @ covariance @ gradient), abs=1e-4)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=2, max_size=5))
def test_separation_as_a_second_implementation(counts):
    data = units({str(at): pair for at, pair in enumerate(counts) if sum(pair)})
    if data["y"].nunique() < 2 or data["g"].nunique() < 2:
        return
    design = pd.get_dummies(data["g"], drop_first=True, dtype=float)
    ours = binary_separation(
        np.column_stack([np.ones(len(data)), design]), data["y"].to_numpy(dtype=float)
    )
    assert ours.any() == detect_separation(design.to_numpy(), data["y"].to_numpy()).separation
    # one factor: separated exactly when a group answers all alike
    assert ours.any() == any(min(pair) == 0 for pair in counts if sum(pair))


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=1, max_size=4))
def test_whatever_the_table_numbers_are_finite_or_missing_with_a_note(counts):
    data = units({str(at): pair for at, pair in enumerate(counts)})
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = logit(data, "y", ["g"], orders={"g": [str(at) for at in range(len(counts))]})
    numbers = found[["estimate", "low", "high", "se", "statistic", "p"]]
    assert not np.isinf(numbers.to_numpy()).any()
    silent = found[found["p"].isna() & (found["note"] == "") & (found["quantity"] != "margin")]
    assert silent.empty
    assert found["p"].dropna().between(0, 1).all()


def test_an_empty_group_and_an_empty_reference():
    data = units({"<2000": (0, 0), "2000-5000": (5, 5), "5000+": (8, 3)}, "size_class")
    data.loc[len(data)] = ["<2000", np.nan]
    order = {"size_class": ["<2000", "2000-5000", "5000+", "none"]}
    found = pick(logit(data, "y", ["size_class"], orders=order), "odds_ratio")
    assert found.loc["2000-5000", "note"] == "Referansegruppe, siden «<2000» ikke har svar."
    assert found.loc[["<2000", "none"], "note"].to_list() == ["Ingen svar."] * 2
    assert found.loc[["<2000", "none"], "estimate"].isna().all()
    assert found["n"].to_dict() == {"2000-5000": 10, "5000+": 11, "<2000": 0, "none": 0}
    assert found.loc["<2000", "missing"] == 1


@pytest.mark.parametrize(
    ("data", "note"),
    [
        (units({"a": (5, 0), "b": (3, 0)}), module.CONSTANT),
        (units({"a": (5, 3)}), module.ONE_GROUP),
        (units({"a": (5, 3), "b": (2, 2)}).assign(y=np.nan), "Ingen svar."),
        (units({"a": (5, 3)})[:0], "Ingen svar."),
    ],
)
def test_no_model_is_told(data, note):
    found = logit(data, "y", ["g"])
    assert set(found["note"]) == {note}
    assert found[["estimate", "p"]].isna().all(axis=None)


def test_factors_that_cannot_be_told_apart(areas):
    nested = areas.assign(region=areas["county"].map({"Troms": "n"}).fillna("s"))
    found = logit(nested, "y", ["county", "region"]).set_index(["quantity", "term"])
    assert set(found.drop(index=("factor_test", "county"))["note"]) == {module.COLLINEAR}
    # counties within a region can still be told apart: Akershus from Østfold
    south = areas[areas["county"] != "Troms"]
    expected = factor_tests(south, "y", ["county"])["p"].iloc[0]
    assert found.loc[("factor_test", "county"), "p"] == pytest.approx(expected, abs=0.02)


def test_faults_are_told(areas):
    with pytest.raises(DataError, match="ingen gruppe «Oslo»"):
        logit(areas, "y", ["county"], references={"county": "Oslo"})
    with pytest.raises(DataError, match="andre verdier enn 0 og 1"):
        logit(areas.assign(y=3), "y", ["county"])


def test_same_data_same_numbers(areas):
    shuffled = areas.sample(frac=1, random_state=1)
    orders = {"county": ["Østfold", "Akershus", "Troms"]}
    one, other = (logit(frame, "y", ["county"], orders=orders) for frame in (areas, shuffled))
    pd.testing.assert_frame_equal(one, other, rtol=1e-9)
    pd.testing.assert_frame_equal(
        one, logit(areas, "y", ["county"], orders=orders), check_exact=True
    )


def printed_rows():
    with PRINTED.open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["odds_ratio"]]


@pytest.mark.parametrize("row", printed_rows(), ids=lambda row: row["row"])
def test_the_reports_table_9_3_follows_our_convention(row):
    # each printed line has odds ratios and standard errors that give all its numbers by rounding:
    # OR, OR x se, log OR / se and exp(log OR -+ 1.96 se)
    ratio = np.linspace(0.01, 2, 400)[:, None]
    se = np.linspace(0.05, 1.2, 461)[None, :]
    z, reach = np.log(ratio) / se, 1.959964 * se
    fits = np.ones(np.broadcast(ratio, se).shape, dtype=bool)
    for key, value in {
        "odds_ratio": ratio, "std_err": ratio * se, "z": z, "p_value": 2 * stats.norm.sf(abs(z)),
        "ci95_low": ratio * np.exp(-reach), "ci95_high": ratio * np.exp(reach),
    }.items():  # fmt: skip
        fits &= np.abs(value - float(row[key])) <= 0.05
    assert fits.any()


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=1, max_size=4),
    st.sets(st.sampled_from(module.READINGS), min_size=1),
)
def test_some_readings_are_those_of_the_whole_model(counts, readings):
    data = units({f"g{at}": pair for at, pair in enumerate(counts)})
    if data.empty:
        return
    whole = logit(data, "y", ["g"])
    wanted = {*readings, *(module.EFFECTS if "margin" in readings else ())}
    kept = whole[whole["quantity"].isin(wanted)].reset_index(drop=True)
    pd.testing.assert_frame_equal(logit(data, "y", ["g"], readings=readings), kept)
    bare = logit(data, "y", ["g"], readings=["odds_ratio"], limits=False)
    same = pick(whole, "odds_ratio")[["level", "estimate", "se", "statistic", "p", "p_holm"]]
    assert pick(bare, "odds_ratio")[list(same)].equals(same)
    assert bare.loc[bare["p"].notna(), ["low", "high"]].isna().all(axis=None)
