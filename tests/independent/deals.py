"""The one place that says what the p of a factor is (docs/statistics.md): answers dealt anew
within strata.

The statistic is the generalised Cochran-Mantel-Haenszel statistic with ridits within strata as
scores (Landis, Heyman and Koch 1978). Ours and the edition's deals are different draws, so p is
known within the error of both.
"""

from __future__ import annotations

import math

import numpy as np

from independent import raw
from independent.kinds import cells, hits_by_group, kind
from independent.outcomes import given, split
from independent.shares import holm

THEIR_DEALS = 10_000
DEALS = 4_000
ERRORS = 4.5
SEED = 1978


class Loose(float):
    """A number known within a tolerance."""

    within = 0.0

    @classmethod
    def of(cls, value, within):
        """The number with its tolerance."""
        made = cls(value)
        made.within = within
        return made


def ridits(values):
    """Mid-ranks as fractions."""
    values = np.asarray(values, float)
    return np.array([(values < v).mean() + (values == v).mean() / 2 for v in values])


def factor_p(values, groups, strata):
    """Share of deals at least as uneven as what was seen."""
    names, generator = sorted(set(groups)), np.random.default_rng(SEED)
    if len(names) < 2 or len(set(values)) < 2:
        return Loose.of(math.nan, 0.0)
    seen, dealt = np.zeros(len(names)), np.zeros((DEALS, len(names)))
    spread = np.zeros((len(names), len(names)))
    values, groups, strata = np.asarray(values, float), np.asarray(groups), np.asarray(strata)
    for stratum in sorted(set(strata)):
        here = strata == stratum
        scores, n = ridits(values[here]), int(here.sum())
        if n < 2:
            continue
        scores = scores - scores.mean()
        members = (groups[here][:, None] == np.array(names)).astype(float)
        sizes = members.sum(axis=0)
        spread += scores @ scores / (n - 1) * (np.diag(sizes) - np.outer(sizes, sizes) / n)
        seen += scores @ members
        dealt += generator.permuted(np.tile(scores, (DEALS, 1)), axis=1) @ members
    inverse = np.linalg.pinv(spread, rcond=1e-10, hermitian=True)
    observed = seen @ inverse @ seen
    statistics = np.einsum("ij,jk,ik->i", dealt, inverse, dealt)
    p = (1 + int((statistics >= observed - 1e-9 * max(1.0, observed)).sum())) / (1 + DEALS)
    likely = max(p, 3 / DEALS)
    return Loose.of(
        p, ERRORS * math.sqrt(likely * (1 - min(likely, 1 - 1e-3)) * (1 / DEALS + 1 / THEIR_DEALS))
    )


def p_of(line, by, *control, scale=False):
    """p that the groups of a grouping answer alike, given the controls."""
    told = line.but(by=by, codes="+".join(_scale(line)) if scale else line.codes)
    pairs = hits_by_group(told)["total"]
    pairs = [(unit, hit) for unit, hit in pairs if unit.areas[by]]
    values = [_place(unit, line) if scale else hit for unit, hit in pairs]
    strata = ["/".join(unit.areas[name] for name in control) for unit, _ in pairs]
    return factor_p(values, [unit.areas[by] for unit, _ in pairs], strata)


def _scale(line):
    return list(raw.codebook(line.year)[line.question]["categories"])


def _place(unit, line):
    (code,) = given(unit, line.year, line.question)
    return _scale(line).index(code)


def loose_holm(values):
    """Holm's adjustment; the tolerance grows with the number of tests."""
    known = {key: p for key, p in values.items() if not math.isnan(p)}
    adjusted = holm(values)
    widest = max((p.within for p in known.values()), default=0.0)
    return {
        k: Loose.of(p, len(known) * max(values[k].within, widest * (p < 1)))
        for k, p in adjusted.items()
    }


def _questions(line):
    for one in line.question.split("|"):
        label, name, codes = one.split("~")
        yield label, line.but(question=name, codes=codes)


def _oslo(line, by):
    """The city as ``oslo`` says, for a grouping of its own as in ``size_class:districts``."""
    rules = dict(pair.split(":") for pair in split(line.oslo) if ":" in pair)
    return line.but(oslo=rules.get(by, "" if rules else line.oslo))


@kind
def tests(line):
    """Tests of several questions over several groupings, adjusted over the whole table."""
    found = {
        (label, by): p_of(_oslo(one, by), by)
        for label, one in _questions(line)
        for by in split(line.by)
    }
    adjusted = loose_holm(found)
    plain = {(label, f"test_{by}"): p for (label, by), p in found.items()}
    return plain | {(label, f"holm_{by}"): p for (label, by), p in adjusted.items()}


@kind
def tests_given_size(line):
    """Tests by size, and by area given size; adjusted by column."""
    size = {label: p_of(one, "size_class") for label, one in _questions(line)}
    area = {label: p_of(one, line.by, "size_class") for label, one in _questions(line)}
    rows = {}
    for name, values in (("size", size), ("area", area)):
        adjusted = loose_holm(values)
        for label, p in values.items():
            rows[label] = rows.get(label, {}) | {f"{name}_p": p, f"{name}_p_holm": adjusted[label]}
    return cells(rows)


@kind
def tests_by_area(line):
    """Tests by area alone and given size; the latter adjusted."""
    alone = {label: p_of(one, line.by) for label, one in _questions(line)}
    held = {label: p_of(one, line.by, "size_class") for label, one in _questions(line)}
    adjusted = loose_holm(held)
    return cells(
        {
            label: {
                "group_alone_p": p,
                "group_given_size_p": held[label],
                "group_given_size_holm": adjusted[label],
            }
            for label, p in alone.items()
        }
    )


@kind
def tests_with_control(line):
    """Tests of one outcome over areas: alone, given size, and given size without the city."""
    rows = {}
    for by in split(line.by):
        rest = line.but(more="only=municipality")
        rows[by] = {
            "n": len(hits_by_group(line.but(by=by))["total"]),
            "test_alone": p_of(line, by),
            "test_controlled": p_of(line, by, "size_class"),
            "test_without": p_of(rest, by, "size_class"),
        }
    return cells(rows)


@kind
def tests_of_county(line):
    """Tests of county and of size, each alone or given the other."""
    rows = {}
    for label, one in _questions(line):
        rows[label] = {
            "county_alone_p": p_of(one, "county"),
            "county_given_size_p": p_of(one, "county", "size_class"),
            "size_given_county_p": p_of(one, "size_class", "county"),
        }
    return cells(rows)


@kind
def tests_of_cuts(line):
    """Tests of a scale cut at each place, and of the whole scale."""
    codes, rows = _scale(line), {}
    for at in range(1, len(codes)):
        cut = line.but(codes="+".join(codes[:at]))
        rows[f"top_{at}"] = {f"test_{by}": p_of(cut, by) for by in split(line.by)}
    rows["whole"] = {f"test_{by}": p_of(line, by, scale=True) for by in split(line.by)}
    return cells(rows)
