"""What a line of the specification gives: values by row and column, from the raw files."""

from __future__ import annotations

import math

from independent import models, raw
from independent.outcomes import counted, given, group_of, groups, hits_by_group, outcome, split
from independent.raking import raked
from independent.shares import binomial_two_sided, holm, mean_with_limits, weighted_wilson, wilson

KINDS = {}


def kind(function):
    """Make a function known under its name."""
    KINDS[function.__name__] = function
    return function


def percent(part, whole):
    """Per cent, or nothing of nothing."""
    return 100 * part / whole if whole else math.nan


def share_row(count, n):
    """A share with Wilson's limits."""
    low, high = wilson(count, n)
    return {
        "n": n,
        "count": count,
        "pct": percent(count, n),
        "low_pct": 100 * low,
        "high_pct": 100 * high,
    }


def cells(rows):
    """Rows of columns as cells."""
    return {
        (row, column): value for row, columns in rows.items() for column, value in columns.items()
    }


@kind
def shares(line):
    """Share with an outcome, by group and in all."""
    found = hits_by_group(line)
    return cells(
        {g: share_row(sum(hit for _, hit in pairs), len(pairs)) for g, pairs in found.items()}
    )


def _categories(line):
    if line.question == "police_form":
        return ["slt", "regular_meetings", "single_cases", "single_cases_and_other", "no", "other"]
    return list(raw.codebook(line.year)[line.question]["categories"])


def _counts(line, units):
    answers = [given(unit, line.year, line.question) for unit in units]
    answers = [answer for answer in answers if answer is not None]
    if line.options.get("missing") == "no":
        return {code: sum(code in a for a in answers) for code in _categories(line)}, len(units)
    return {code: sum(code in a for a in answers) for code in _categories(line)}, len(answers)


@kind
def scale(line):
    """Per cent of each answer by group."""
    rows, units = {}, counted(line)
    for group in [*groups(line), "total"]:
        members = [u for u in units if group in ("total", group_of(u, line))]
        counts, n = _counts(line, members)
        rows[group] = {f"{code}_pct": percent(count, n) for code, count in counts.items()} | {
            "n": n,
            "total_pct": 100.0,
        }
    return cells(rows)


@kind
def battery(line):
    """Per cent of each answer and of the codebook's outcomes, a row for each question."""
    rows = {}
    for pair in split(line.question):
        row, _, name = pair.rpartition(":")
        one = line.but(question=name)
        counts, n = _counts(one, counted(one))
        rows[row or name] = {f"{code}_pct": percent(count, n) for code, count in counts.items()} | {
            "n": n
        }
        for key, codes in raw.codebook(line.year)[name].get("outcomes", {}).items():
            hits = sum(counts[code] for code in codes["codes"])
            rows[row or name] |= {f"{key}_n": hits, f"{key}_pct": percent(hits, n)}
    return cells(rows)


@kind
def answers(line):
    """A row for each answer: how many gave it."""
    counts, n = _counts(line, counted(line))
    rows = {code: share_row(count, n) | {"n": count} for code, count in counts.items()}
    return cells(rows | {"total": {"n": n, "pct": 100.0}})


@kind
def options(line):
    """A row for each option, with the number that answered."""
    counts, n = _counts(line, counted(line))
    return cells({code: share_row(count, n) for code, count in counts.items()})


@kind
def option_groups(line):
    """Per cent that crossed each option, by group."""
    return {place: value for place, value in scale(line).items() if place[1] != "total_pct"}


@kind
def option_rows(line):
    """Per cent that crossed each option: options in rows, groups in columns."""
    return {
        (column.removesuffix("_pct"), f"{row}_pct"): value
        for (row, column), value in option_groups(line).items()
    }


@kind
def totals(line):
    """One share a row: ``row:question:codes:oslo:more``."""
    rows = {}
    for one in line.question.split("|"):
        row, name, codes, oslo, more = [*one.split("~"), "", "", ""][:5]
        other = line.but(
            question=name, codes=codes or line.codes, oslo=oslo or line.oslo, more=more or line.more
        )
        (pairs,) = hits_by_group(other.but(by="")).values()
        rows[row] = share_row(sum(hit for _, hit in pairs), len(pairs))
    return cells(rows)


@kind
def choices(line):
    """One share under other choices of who counts."""
    (chosen,) = hits_by_group(line.but(by="")).values()
    rows = {"chosen": share_row(sum(h for _, h in chosen), len(chosen))}
    for row, other in (
        ("left_out", line.but(more=f"leave_out={line.options.get('leave_out_codes', '')}")),
        ("districts", line.but(oslo="districts")),
        ("districts_and_agencies", line.but(oslo="agencies")),
    ):
        (pairs,) = hits_by_group(other).values()
        rows[row] = share_row(sum(h for _, h in pairs), len(pairs))
    everyone = len(counted(line))
    for row, extra in (("silent_other", 0), ("silent_same", everyone - len(chosen))):
        rows[row] = share_row(rows["chosen"]["count"] + extra, everyone)
    share, low, high = raked(chosen, counted(line))
    rows["raked"] = {"n": len(chosen), "count": rows["chosen"]["count"], "pct": 100 * share}
    rows["raked"] |= {"low_pct": 100 * low, "high_pct": 100 * high}
    return cells(rows | {"inhabitants": inhabitants_row(line)})


def inhabitants_row(line):
    """Share of inhabitants: districts by their own answers and inhabitants."""
    (pairs,) = hits_by_group(line.but(by="", oslo=WEIGHTED_OSLO)).values()
    weights = [unit.people["total"] for unit, _ in pairs]
    share, low, high = weighted_wilson([hit for _, hit in pairs], weights)
    return {"pct": 100 * share, "low_pct": 100 * low, "high_pct": 100 * high}


WEIGHTED_OSLO = "districts"


@kind
def weighted_shares(line):
    """Shares by group, unweighted and weighted by inhabitants."""
    rows = {}
    for group, pairs in hits_by_group(line).items():
        hits = [hit for _, hit in pairs]
        share, _, _ = weighted_wilson(
            hits, [unit.people[line.options["weight"]] for unit, _ in pairs]
        )
        rows[group] = {
            "n": len(hits),
            "unweighted_pct": percent(sum(hits), len(hits)),
            "weighted_pct": 100 * share,
        }
    return cells(rows)


@kind
def means(line):
    """Means of a scale by group, one for the first answer; also weighted by inhabitants."""
    scored = {code: place for place, code in enumerate(_categories(line), start=1)}
    told, rows = line.but(codes="+".join(scored)), {}
    for weight, oslo in (("", line.oslo), ("_weighted", WEIGHTED_OSLO)):
        for group, pairs in hits_by_group(told.but(oslo=oslo)).items():
            values = [scored[next(iter(given(u, line.year, line.question)))] for u, _ in pairs]
            weights = [unit.people["total"] if weight else 1.0 for unit, _ in pairs]
            found = mean_with_limits(values, weights, (1, len(scored)))
            names = (f"scale{weight or '_mean'}", f"scale{weight}_low", f"scale{weight}_high")
            row = dict(zip(names, found, strict=True)) | ({} if weight else {"n": len(values)})
            rows[group] = rows.get(group, {}) | row
    return cells(rows)


def model_of(line):
    """The logit of a line: the outcome on its grouping, with what it is controlled for."""
    factors = [line.by, *split(line.options.get("control", ""))]
    pairs = hits_by_group(line)["total"]
    rows = [(hit, *[unit.areas[factor] for factor in factors]) for unit, hit in pairs]
    rows = [row for row in rows if all(row[1:])]
    orders = [raw.order(line.year, factor) for factor in factors]
    return models.fit(rows, orders, [raw.reference(line.year, factor) for factor in factors])


@kind
def model(line):
    """Odds ratios against the reference and against the mean."""
    fitted, rows = model_of(line), {}
    reference = raw.reference(line.year, line.by)
    for group in fitted.groups:
        estimate, low, high, p = fitted.against_mean(group)
        rows[group] = {
            "dev_estimate": math.exp(estimate),
            "dev_low": math.exp(low),
            "dev_high": math.exp(high),
            "dev_p": p,
        }
        if group == reference:
            rows[group]["ref_estimate"] = 1.0
            continue
        estimate, low, high, p = fitted.against_reference(group)
        rows[group] |= {
            "ref_estimate": math.exp(estimate),
            "ref_low": math.exp(low),
            "ref_high": math.exp(high),
            "ref_p": p,
        }
    adjusted = holm({group: row["dev_p"] for group, row in rows.items()})
    for group, p in adjusted.items():
        rows[group]["dev_p_holm"] = p
    return cells(rows)


@kind
def logit(line):
    """A logit as Stata prints it: the standard error is that of the odds ratio."""
    fitted, rows = model_of(line), {}
    for group in fitted.groups:
        rows[group] = {"n": fitted.counts[group]}
        if group == raw.reference(line.year, line.by):
            rows[group]["odds_ratio"] = 1.0
            continue
        estimate, low, high, p = fitted.against_reference(group)
        error = (high - low) / (2 * models.Z)
        rows[group] |= {
            "odds_ratio": math.exp(estimate),
            "std_err": math.exp(estimate) * error,
            "z": estimate / error,
        }
        rows[group] |= {"p_value": p, "ci95_low": math.exp(low), "ci95_high": math.exp(high)}
    return cells(rows)


@kind
def adjusted(line):
    """Shares held at the country's mix of the other factor."""
    fitted, rows = model_of(line), {}
    for group, pairs in hits_by_group(line.but(more="")).items():
        if group in fitted.counts:
            share, low, high = fitted.margin(group, fitted.places)
            rows[group] = {"n": len(pairs), "pct": percent(sum(h for _, h in pairs), len(pairs))}
            rows[group] |= {
                "adjusted_pct": 100 * share,
                "adjusted_low_pct": 100 * low,
                "adjusted_high_pct": 100 * high,
            }
    return cells(rows)


@kind
def coverage(line):
    """How many answered each question, of all that count."""
    rows = {}
    for name in split(line.question):
        one = line.but(question=name)
        units = counted(one)
        answered = sum(_answered(unit, line.year, name) for unit in units)
        label = (
            line.options.get("label", "").replace("_", " ")
            or raw.codebook(line.year)[name]["label"]
        )
        rows[label] = {
            "n": len(units),
            "answered_n": answered,
            "answered_pct": percent(answered, len(units)),
        }
    return cells(rows)


def _answered(unit, year, name):
    question = raw.codebook(year).get(name, {"type": "single"})
    if question["type"] == "amount":
        return amount(unit, name) is not None
    if question["type"] == "open":
        return bool(unit.answers.get(name) or unit.answers.get(f"{name}__codes"))
    return given(unit, year, name) is not None


def amount(unit, name):
    """An amount, or None where none was told ("dont_know" tells none)."""
    text = unit.answers.get(name, "")
    return None if text in ("", "dont_know") else raw.number(text)


@kind
def changes(line):
    """The same question in two years, over municipalities that answered: McNemar's test."""
    rows = {}
    for name in split(line.question):
        now, then = [line.but(question=name, year=line.year - back, oslo="one") for back in (0, 1)]
        after, before = [{u.key: outcome(u, one) for u in counted(one)} for one in (now, then)]
        told = [[h for h in year.values() if h is not None] for year in (after, before)]
        both = [
            (before[k], after[k])
            for k in after
            if after[k] is not None and before.get(k) is not None
        ]
        gained, lost = both.count((0, 1)), both.count((1, 0))
        rows[raw.codebook(line.year)[name]["label"]] = {
            "before_pct": percent(sum(told[1]), len(told[1])),
            "after_pct": percent(sum(told[0]), len(told[0])),
            "both_n": len(both),
            "gained": gained,
            "lost": lost,
            "p_value": binomial_two_sided(gained, gained + lost),
        }
    return cells(rows)
